import pytest
from django_scopes import scope

from sangdam.accounts.models import Member
from sangdam.agents.actions import add_agent
from sangdam.agents.errors import AgentRefusal
from sangdam.agents.models import Agent, Role
from sangdam.agents.selectors import find_agent, list_forward_targets, list_own_groups, list_services_of
from sangdam.foundation.events import Actor
from sangdam.organizations.models import Service
from tests.factories import make_agent, make_group, make_member, make_organization, make_service

pytestmark = pytest.mark.django_db


def test_an_agent_belongs_to_at_least_one_group():
    service = make_service()
    with pytest.raises(AgentRefusal) as refused:
        add_agent(
            service=service, member=make_member(organization=service.organization), groups=[], actor=Actor.system()
        )
    assert refused.value.code == "group_required"


def test_only_members_of_the_organization_become_agents():
    service = make_service()
    with pytest.raises(AgentRefusal) as refused:
        make_agent(service, member=make_member())
    assert refused.value.code == "other_organization"


def test_a_member_is_one_agent_per_service_but_may_answer_in_many():
    organization = make_organization()
    first, second = make_service(organization=organization), make_service(organization=organization)
    member = make_member(organization=organization)
    make_agent(first, member=member)
    make_agent(second, member=member, role=Role.ADMINISTRATOR)
    with pytest.raises(AgentRefusal) as refused:
        make_agent(first, member=member)
    assert refused.value.code == "already_agent"
    assert set(list_services_of(member)) == {first, second}
    assert find_agent(member_id=member.pk, service_id=first.service_id).role == Role.AGENT
    assert find_agent(member_id=member.pk, service_id=second.service_id).role == Role.ADMINISTRATOR


def test_a_groups_name_is_taken_within_its_service_only():
    first, second = make_service(), make_service()
    make_group(first, name="결제")
    make_group(second, name="결제")
    with pytest.raises(AgentRefusal) as refused:
        make_group(first, name="결제")
    assert refused.value.code == "group_name_taken"


@pytest.mark.parametrize("off", ["agent", "member", "service"])
def test_who_is_switched_off_finds_no_service(off):
    service = make_service()
    agent = make_agent(service)
    with scope(service=service):
        switch = {
            "agent": Agent.objects.filter(pk=agent.pk),
            "member": Member.objects.filter(pk=agent.member_id),
            "service": Service.objects.filter(pk=service.pk),
        }
        switch[off].update(is_active=False)
    assert find_agent(member_id=agent.member_id, service_id=service.service_id) is None


def test_forwarding_offers_each_agent_in_each_group_of_the_service_only():
    service, neighbour = make_service(), make_service()
    first, second = make_group(service, name="가"), make_group(service, name="나")
    both = make_agent(service, groups=[first, second])
    one = make_agent(service, groups=[second])
    away = make_agent(service, groups=[first])
    make_agent(neighbour)
    with scope(service=service):
        Agent.objects.filter(pk=away.pk).update(receives_tickets=False)
        targets = [(target.group_name, target.agent_id) for target in list_forward_targets()]
        assert set(targets) == {("가", both.pk), ("나", both.pk), ("나", one.pk)}
        assert [group.name for group in list_own_groups(both)] == ["가", "나"]
