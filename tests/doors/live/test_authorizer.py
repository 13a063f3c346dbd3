from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from sangdam.doors.live.authorizer import AgentAuthorizer
from sangdam.foundation.live.authorizer import NotAuthorized
from tests.factories.tenants import make_agent, make_service, sign_in

pytestmark = pytest.mark.django_db


def cookies(session_key):
    return {"sangdam_console": session_key}


def status_of(service_id, given):
    with pytest.raises(NotAuthorized) as refused:
        AgentAuthorizer().authorize(service_id, given)
    return refused.value.status


def authorized(agent):
    return AgentAuthorizer().authorize(agent.service.service_id, cookies(sign_in(agent.member)))


def change(row, **fields):
    type(row)._base_manager.filter(pk=row.pk).update(**fields)


def test_an_agent_with_a_session_is_admitted():
    agent = make_agent(make_service())
    subscription = authorized(agent)

    assert (subscription.service_pk, subscription.agent_id, subscription.owner) == (
        agent.service_id,
        agent.pk,
        agent.member_id,
    )


@pytest.mark.parametrize("given", [{}, {"sangdam_console": ""}, {"sangdam_console": "x" * 32}, {"sessionid": "x"}])
def test_nobody_is_admitted_without_a_session(given):
    assert status_of(make_service().service_id, given) == 401


def test_another_service_and_no_service_look_the_same():
    agent = make_agent(make_service())
    key = sign_in(agent.member)

    assert status_of(make_service().service_id, cookies(key)) == 404
    assert status_of("nobodys", cookies(key)) == 404


def test_an_organization_administrator_who_is_no_agent_is_not_admitted():
    agent = make_agent(make_service())
    change(agent.member, is_organization_administrator=True)
    sibling = make_service(organization=agent.service.organization)

    assert status_of(sibling.service_id, cookies(sign_in(agent.member))) == 404


def expire(agent):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def change_password(agent):
    agent.member.set_password("another password of many letters")
    agent.member.save()


LOSSES = {
    "signed out": lambda agent: Session.objects.all().delete(),
    "session expired": expire,
    "password changed": change_password,
    "member inactive": lambda agent: change(agent.member, is_active=False),
    "agent inactive": lambda agent: change(agent, is_active=False),
    "service inactive": lambda agent: change(agent.service, is_active=False),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_who_lost_the_right_is_not_admitted_again(loss):
    agent = make_agent(make_service())
    key = sign_in(agent.member)
    subscription = AgentAuthorizer().authorize(agent.service.service_id, cookies(key))
    LOSSES[loss](agent)

    assert AgentAuthorizer().still_authorized([subscription]) == set()
    assert status_of(agent.service.service_id, cookies(key)) in {401, 404}


def test_who_kept_the_right_is_admitted_again_whatever_happens_to_others():
    staying, leaving = make_agent(make_service()), make_agent(make_service())
    subscriptions = [authorized(staying), authorized(leaving), authorized(staying)]
    change(leaving, is_active=False)

    assert AgentAuthorizer().still_authorized(subscriptions) == {subscriptions[0], subscriptions[2]}


def test_checking_all_again_takes_two_queries(django_assert_num_queries):
    subscriptions = [authorized(make_agent(make_service())) for _ in range(12)]

    with django_assert_num_queries(2):
        assert AgentAuthorizer().still_authorized(subscriptions) == set(subscriptions)


def test_admitting_takes_three_queries(django_assert_num_queries):
    agent = make_agent(make_service())
    key = sign_in(agent.member)

    # session, member, agent with service
    with django_assert_num_queries(3):
        AgentAuthorizer().authorize(agent.service.service_id, cookies(key))
