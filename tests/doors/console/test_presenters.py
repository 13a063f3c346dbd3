"""What the console offers on a ticket, before any page is drawn."""

import pytest
from django_scopes import scope

from sangdam.doors.console import presenters
from sangdam.doors.console.presenters import present_history, present_sent, present_ticket
from sangdam.foundation.events import Actor
from sangdam.tickets.actions import add_reinquiry, comment_internally, forward_ticket, pend_ticket
from sangdam.tickets.models import Status
from tests.factories import make_administrator, make_agent, make_group, make_service, make_ticket

pytestmark = pytest.mark.django_db


def shown_to(agent, ticket):
    with scope(service=agent.service):
        return present_ticket(agent=agent, ticket=ticket, list_name="all")


def test_what_a_group_has_is_offered_to_its_agents_for_that_group():
    service = make_service()
    group, other = make_group(service), make_group(service)
    outsider, colleague = make_agent(service), make_agent(service, groups=[group, other])
    ticket = make_ticket(service)
    everywhere = shown_to(colleague, ticket)
    assert {choice.id for choice in everywhere.own_groups} == {group.pk, other.pk}
    with scope(service=service):
        ticket = forward_ticket(
            ticket_id=ticket.ticket_id, actor=Actor.agent(outsider), group_id=group.pk, agent_id=None
        )
    offered, refused = shown_to(colleague, ticket), shown_to(outsider, ticket)
    assert (offered.may_keep, [choice.id for choice in offered.own_groups]) == (True, [group.pk])
    assert (refused.may_keep, refused.own_groups) == (False, [])


def test_a_completed_ticket_offers_nothing_but_a_comment():
    service = make_service()
    administrator = make_administrator(service)
    ticket = make_ticket(service, assignee=administrator)
    ticket.status = Status.CLOSED
    page = shown_to(administrator, ticket)
    assert (page.may_keep, page.may_forward, page.may_answer, page.may_comment) == (False, False, False, True)


@pytest.mark.parametrize(("missing", "expected"), [(None, "kim@example.com"), ("mail", ""), ("name", "")])
def test_an_answer_goes_by_mail_only_where_address_and_name_are_known(missing, expected):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent, email="kim@example.com")
    if missing:
        ticket.values[missing] = ""
        ticket.encrypted_values.pop(missing, None)
    assert shown_to(agent, ticket).mail_to == expected


def test_a_text_longer_than_a_page_is_shown_all_the_same(monkeypatch):
    monkeypatch.setattr(presenters, "MAXIMUM_CHARACTERS", 10)
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        for body in ("가" * 20, "나" * 20):
            entry = add_reinquiry(ticket=ticket, actor=Actor.customer(), body=body)
        history = present_history(agent=agent, ticket=ticket, list_name="all")
    assert [shown.key for shown in history.entries] == [str(entry.pk)]
    assert history.earlier_url.endswith(f"?before={entry.pk}")


def test_whoever_may_not_answer_may_send_another_comment_but_no_other_answer():
    service = make_service()
    agent, other = make_agent(service), make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    with scope(service=service):
        given = {"ticket_id": ticket.ticket_id, "body": "x"}
        comment = comment_internally(actor=Actor.agent(other), **given)
        answer = pend_ticket(actor=Actor.agent(agent), **given)
        ticket.refresh_from_db()
        may = {
            (reader.pk, entry.pk): present_sent(agent=reader, ticket=ticket, entry=entry).may_send_another
            for reader in (agent, other)
            for entry in (comment, answer)
        }
    assert [pair for pair, is_so in may.items() if not is_so] == [(other.pk, answer.pk)]
