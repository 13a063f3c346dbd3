"""No screen asks the database more because there are more tickets."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from sangdam.answer_mails.handlers import mail_the_answer
from sangdam.foundation.events import Actor
from sangdam.foundation.events.models import Event
from sangdam.foundation.events.reading import current_cursor
from sangdam.tickets.actions import add_reinquiry, comment_internally, pend_ticket
from tests.doors.console.screens import HTMX, address, signed_in
from tests.factories import make_administrator, make_agent, make_group, make_service, make_submission_type, make_ticket

pytestmark = pytest.mark.django_db

# Session, member and agent are three of each.
BUDGETS = {
    "tickets/mine/": 9,
    "tickets/unassigned/": 9,
    "tickets/all/": 9,
    "deliveries/": 10,
    "settings/authentication/open-api/": 9,
    "demo-mailbox/": 7,
}
FRAGMENT_BUDGETS = {"tickets/all/": 4, "deliveries/": 5}
TICKET_BUDGET, TICKET_FRAGMENT_BUDGET = 18, 12
FORWARD_BUDGETS = {"forward/": 8, "forward/targets/": 8}


def busy_service(tickets):
    service = make_service()
    agent = make_administrator(service)
    kind = make_submission_type(service).pk
    made = [make_ticket(service, category_id=kind, assignee=agent) for _ in range(tickets)]
    made += [make_ticket(service, category_id=kind) for _ in range(tickets)]
    with scope(service=service):
        for ticket in made[:tickets]:
            pend_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="답변")
            add_reinquiry(ticket=ticket, actor=Actor.customer(), body="다시")
        for event in Event.objects.filter(kind="ticket.pended"):
            mail_the_answer(event)
    return service, agent, made[0]


def count(client, path, **given):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(path, **given)
    assert response.status_code == 200
    return len(queries)


@pytest.mark.parametrize("tickets", [5, 50])
def test_screens_keep_their_budgets(tickets):
    service, agent, _ = busy_service(tickets)
    client = signed_in(agent)
    for path in BUDGETS:
        client.get(address(service.service_id, path))
    counted = {path: count(client, address(service.service_id, path)) for path in BUDGETS}
    assert counted == BUDGETS
    fragments = {path: count(client, address(service.service_id, path), headers=HTMX) for path in FRAGMENT_BUDGETS}
    assert fragments == FRAGMENT_BUDGETS


# What is not shown of a long one is counted.
@pytest.mark.parametrize(("entries", "more"), [(5, 0), (20, 1), (50, 1)])
def test_a_long_history_costs_no_more_than_a_short_one(entries, more):
    service, agent, ticket = busy_service(1)
    with scope(service=service):
        for number in range(entries):
            comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body=f"메모 {number}")
    client = signed_in(agent)
    path = address(service.service_id, f"tickets/all/{ticket.ticket_id}/")
    client.get(path)
    assert count(client, path) == TICKET_BUDGET + more
    assert count(client, path, headers=HTMX) == TICKET_FRAGMENT_BUDGET + more


@pytest.mark.parametrize("agents", [1, 60])
def test_a_ticket_and_whom_to_forward_it_to_cost_the_same_however_many_agents_there_are(agents):
    service, agent, ticket = busy_service(1)
    group = make_group(service)
    colleagues = [make_agent(service, groups=[group]) for _ in range(agents)]
    client = signed_in(agent)
    path = address(service.service_id, f"tickets/all/{ticket.ticket_id}/")
    # The group alone and an agent are remembered: both are looked up.
    for target in (f"{group.pk}:", f"{group.pk}:{colleagues[0].pk}"):
        assert client.post(f"{path}forward/", {"target": target}).status_code == 302
    client.get(path)
    assert count(client, path, headers=HTMX) == TICKET_FRAGMENT_BUDGET
    counted = {rest: count(client, f"{path}{rest}", headers=HTMX) for rest in FORWARD_BUDGETS}
    assert counted == FORWARD_BUDGETS


@pytest.mark.parametrize("tickets", [1, 20])
def test_saying_that_a_ticket_was_read_costs_the_same_each_time(tickets):
    service, agent, ticket = busy_service(tickets)
    client = signed_in(agent)
    path = address(service.service_id, f"tickets/all/{ticket.ticket_id}/read/")
    seen = client.get(path.removesuffix("read/"), headers=HTMX).content.decode().partition('data-version="')[2]
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.post(path, {"seen": seen.partition('"')[0]}).status_code == 204
        counted.append(len(queries))
    assert counted == [9, 8]


@pytest.mark.parametrize("tickets", [5, 50])
def test_staying_live_costs_the_same_for_one_change_and_for_many(tickets):
    service, agent, ticket = busy_service(tickets)
    client = signed_in(agent)
    cursor = current_cursor()
    with scope(service=service):
        for number in range(tickets):
            comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body=f"메모 {number}")
    assert count(client, address(service.service_id, "live/poll/"), data={"after": cursor}) == 4
    refresh = address(service.service_id, "live/refresh/all/")
    assert count(client, refresh, data={"ids": ticket.ticket_id}) == 7
