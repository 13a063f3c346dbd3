"""Who may do what to a ticket, role by role."""

import pytest

from sangdam.tickets import policies
from sangdam.tickets.models import Status
from sangdam.tickets.policies import ANSWER, COMMENT, FORWARD, FORWARD_TO_OWN, KEEP, READ, READ_PERSONAL
from tests.factories import make_administrator, make_agent, make_group, make_service, make_ticket

pytestmark = pytest.mark.django_db

VERBS = (READ, READ_PERSONAL, KEEP, FORWARD, FORWARD_TO_OWN, ANSWER, COMMENT)


@pytest.fixture
def service():
    return make_service()


def allowed(agent, ticket, *own):
    return {verb for verb in VERBS if policies.may(agent, verb, ticket, own_group_ids=frozenset(own))}


def test_an_administrator_may_do_everything(service):
    administrator = make_administrator(service, may_forward=False)
    ticket = make_ticket(service)
    assert allowed(administrator, ticket) == set(VERBS)
    ticket.group_id = make_group(service).pk
    assert allowed(administrator, ticket) == set(VERBS)


def test_nobody_else_than_the_services_active_agents_may_do_anything(service):
    ticket = make_ticket(service)
    gone, stranger = make_administrator(service), make_administrator(make_service())
    gone.is_active = False
    assert [allowed(agent, ticket) for agent in (None, gone, stranger)] == [set()] * 3


def test_what_nobody_has_is_for_every_agent_to_take(service):
    agent, bound = make_agent(service), make_agent(service, may_forward=False)
    ticket = make_ticket(service)
    assert allowed(agent, ticket) == {READ, COMMENT, KEEP, FORWARD, FORWARD_TO_OWN}
    assert allowed(bound, ticket) == {READ, COMMENT, KEEP}


def test_what_a_group_has_is_for_its_agents_to_take(service):
    agent, group = make_agent(service), make_group(service)
    ticket = make_ticket(service)
    ticket.group_id = group.pk
    assert allowed(agent, ticket) == {READ, COMMENT, FORWARD}
    assert allowed(agent, ticket, group.pk) == {READ, COMMENT, FORWARD, KEEP, FORWARD_TO_OWN, READ_PERSONAL}


@pytest.mark.parametrize("status", [Status.OPEN, Status.REPLY, Status.SOLVED, Status.CLOSED])
def test_what_an_agent_has_is_theirs_and_their_groups(service, status):
    """Whether somebody else has it is what keeping says itself, by its status."""
    assignee, other, group = make_agent(service), make_agent(service), make_group(service)
    ticket = make_ticket(service)
    ticket.status, ticket.assignee_id, ticket.group_id = status, assignee.pk, group.pk
    assert allowed(assignee, ticket) == set(VERBS)
    assert allowed(other, ticket) == {READ, COMMENT, KEEP, FORWARD}
    assert allowed(other, ticket, group.pk) == set(VERBS) - {ANSWER}
    ticket.group_id = None
    assert allowed(other, ticket, group.pk) == {READ, COMMENT, KEEP, FORWARD}


def test_an_unknown_verb_is_a_mistake(service):
    with pytest.raises(ValueError, match="unknown verb"):
        policies.may(make_agent(service), "sell", make_ticket(service))
