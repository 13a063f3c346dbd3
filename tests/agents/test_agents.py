import pytest
from django_scopes import scope

from sangdam.accounts.models import Member
from sangdam.agents.actions import add_agent, remember_forwarding
from sangdam.agents.errors import AgentError
from sangdam.agents.models import REMEMBERED_TARGETS, Agent, Group, Role
from sangdam.agents.selectors import (
    find_agent,
    list_own_groups,
    list_services_of,
    recent_forward_targets,
    search_forward_targets,
    search_groups,
)
from sangdam.foundation.events import Actor
from sangdam.organizations.models import Service
from tests.factories import make_agent, make_group, make_member, make_organization, make_service

pytestmark = pytest.mark.django_db


def test_an_agent_belongs_to_at_least_one_group():
    service = make_service()
    with pytest.raises(AgentError) as refused:
        add_agent(
            service=service, member=make_member(organization=service.organization), groups=[], actor=Actor.system()
        )
    assert refused.value.code == "group_required"


def test_only_members_of_the_organization_become_agents():
    service = make_service()
    with pytest.raises(AgentError) as refused:
        make_agent(service, member=make_member())
    assert refused.value.code == "other_organization"


def test_a_member_is_one_agent_per_service_but_may_answer_in_many():
    organization = make_organization()
    first, second = make_service(organization=organization), make_service(organization=organization)
    member = make_member(organization=organization)
    make_agent(first, member=member)
    make_agent(second, member=member, role=Role.ADMINISTRATOR)
    with pytest.raises(AgentError) as refused:
        make_agent(first, member=member)
    assert refused.value.code == "already_agent"
    assert set(list_services_of(member)) == {first, second}
    assert find_agent(member_id=member.pk, service_id=first.service_id).role == Role.AGENT
    assert find_agent(member_id=member.pk, service_id=second.service_id).role == Role.ADMINISTRATOR


def test_a_groups_name_is_taken_within_its_service_only():
    first, second = make_service(), make_service()
    make_group(first, name="결제")
    make_group(second, name="결제")
    with pytest.raises(AgentError) as refused:
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


def named_agent(service, name, **given):
    return make_agent(service, member=make_member(organization=service.organization, name=name), **given)


def names(found):
    return [(target.agent_name, target.group_name) for target in found]


def test_forwarding_offers_each_agent_in_each_group_of_the_service_only():
    service, neighbour = make_service(), make_service()
    first, second = make_group(service, name="가"), make_group(service, name="나")
    both = named_agent(service, "김하나", groups=[first, second])
    named_agent(service, "나두리", groups=[second])
    away = [named_agent(service, name, groups=[first]) for name in ("쉼", "떠남", "나감")]
    make_agent(neighbour)
    make_group(neighbour)
    with scope(service=service):
        Agent.objects.filter(pk=away[0].pk).update(receives_tickets=False)
        Agent.objects.filter(pk=away[1].pk).update(is_active=False)
        Member.objects.filter(pk=away[2].member_id).update(is_active=False)
        found = names(search_forward_targets().targets)
        assert found == [("김하나", "가"), ("김하나", "나"), ("나두리", "나")]
        assert [target.group_name for target in search_groups()] == ["가", "나"]
        assert [group.name for group in list_own_groups(both)] == ["가", "나"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("하나", [("김하나", "결제")]),
        ("  결제 ", [("김하나", "결제"), ("이두리", "결제")]),
        ("결제 두리", [("이두리", "결제")]),
        ("morgan", [("Morgan Reyes", "배송")]),
        ("%", []),
        ("없음", []),
        ("\x00", [("Morgan Reyes", "배송"), ("김하나", "결제"), ("이두리", "결제")]),
    ],
)
def test_a_search_finds_agents_by_name_and_group(query, found):
    service = make_service()
    payment, delivery = make_group(service, name="결제"), make_group(service, name="배송")
    named_agent(service, "김하나", groups=[payment])
    named_agent(service, "이두리", groups=[payment])
    named_agent(service, "Morgan Reyes", groups=[delivery])
    with scope(service=service):
        assert sorted(names(search_forward_targets(query=query).targets)) == sorted(found)


def test_pages_of_agents_follow_each_other_and_begin_with_the_group_asked_for():
    service = make_service()
    first, second = make_group(service, name="가"), make_group(service, name="나")
    for number in range(5):
        named_agent(service, "같은 이름" if number < 3 else f"다른 {number}", groups=[first])
        named_agent(service, f"둘째 {number}", groups=[second])
    seen, after = [], ""
    with scope(service=service):
        for _ in range(4):
            page = search_forward_targets(first_group=second.pk, after=after, limit=3)
            seen += page.targets
            after = page.next_after
    assert [target.group_name for target in seen] == ["나"] * 5 + ["가"] * 5
    assert len({(target.group_id, target.agent_id) for target in seen}) == 10
    assert after == ""


@pytest.mark.parametrize("after", ["x", "2_1_x", "1_x_x", "1", "1_" + "9" * 30 + "_a", "_", "1_1_\x00"])
def test_a_place_among_agents_that_we_did_not_make_begins_anew(after):
    service = make_service()
    named_agent(service, "김하나")
    with scope(service=service):
        assert len(search_forward_targets(after=after).targets) == 1


def test_whom_one_forwarded_to_last_is_remembered_as_long_as_they_are_there():
    service = make_service()
    group, closed = make_group(service, name="가"), make_group(service, name="나")
    agent = make_agent(service)
    people = [named_agent(service, f"{number}", groups=[group]) for number in range(REMEMBERED_TARGETS)]
    with scope(service=service):
        for target in people:
            remember_forwarding(agent=agent, group_id=group.pk, agent_id=target.pk)
        remember_forwarding(agent=agent, group_id=closed.pk, agent_id=None)
        remember_forwarding(agent=agent, group_id=group.pk, agent_id=None)
        remember_forwarding(agent=agent, group_id=group.pk, agent_id=people[-1].pk)
        agent.refresh_from_db()
        assert len(agent.forwarded_to) == REMEMBERED_TARGETS
        assert names(recent_forward_targets(agent)) == [("4", "가"), ("", "가"), ("", "나"), ("3", "가"), ("2", "가")]
        Agent.objects.filter(pk=people[3].pk).update(receives_tickets=False)
        Group.objects.filter(pk=closed.pk).delete()
        assert names(recent_forward_targets(agent)) == [("4", "가"), ("", "가"), ("2", "가")]


def test_whom_one_forwarded_to_in_another_group_is_not_offered_there():
    service = make_service()
    first, second = make_group(service, name="가"), make_group(service, name="나")
    agent, target = make_agent(service), named_agent(service, "김하나", groups=[second])
    with scope(service=service):
        remember_forwarding(agent=agent, group_id=first.pk, agent_id=target.pk)
        assert recent_forward_targets(agent) == []
