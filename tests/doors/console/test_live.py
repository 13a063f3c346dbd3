"""What open screens ask to stay true."""

import pytest
from django.test import Client
from django_scopes import scope

from sangdam.foundation.events import Actor
from sangdam.foundation.events.reading import current_cursor
from sangdam.tickets.actions import comment_internally, keep_ticket, pend_ticket
from tests.doors.console.screens import address, page_of, signed_in
from tests.factories import make_agent, make_member, make_service, make_ticket

pytestmark = pytest.mark.django_db


# Events of a transaction that still runs are told again: these must be committed.
@pytest.mark.django_db(transaction=True)
def test_polling_tells_each_event_once_and_goes_on_from_its_cursor():
    service = make_service()
    agent = make_agent(service)
    client = signed_in(agent)
    page = page_of(client.get(address(service.service_id, "tickets/unassigned/")))
    poll = page.get_element_by_id("main").get("data-poll-url")
    ticket = make_ticket(service)
    make_ticket(make_service())
    first = client.get(poll, {"after": page.get_element_by_id("main").get("data-cursor")}).json()
    assert [(event["kind"], event["ticket"]) for event in first["events"]] == [("ticket.created", ticket.ticket_id)]
    assert client.get(poll, {"after": first["cursor"]}).json()["events"] == []
    with scope(service=service):
        keep_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent))
    second = client.get(poll, {"after": first["cursor"]}).json()["events"]
    assert [(event["kind"], event["assignee_id"], event["status"]) for event in second] == [
        ("ticket.assigned", agent.pk, "open")
    ]


@pytest.mark.parametrize("cursor", ["", "nonsense", "1:2", "99999999999999999:99999999999999999:", "\x00"])
def test_a_cursor_nothing_can_be_told_from_is_answered_with_a_new_one(cursor):
    service = make_service()
    client = signed_in(make_agent(service))
    answer = client.get(address(service.service_id, "live/poll/"), {"after": cursor})
    assert answer.status_code == 410
    assert client.get(address(service.service_id, "live/poll/"), {"after": answer.json()["cursor"]}).status_code == 200


def test_refreshing_tells_which_rows_stand_in_the_list_and_the_counts_of_all():
    service = make_service()
    agent = make_agent(service)
    mine = make_ticket(service, subject="내 것", assignee=agent)
    new = make_ticket(service, subject="새 것")
    client = signed_in(agent)
    ids = f"{mine.ticket_id},{new.ticket_id},nonsense,,T0000000000000AAAAA"
    answer = client.get(
        address(service.service_id, "live/refresh/mine/"), {"ids": ids, "open": mine.ticket_id, "name": new.ticket_id}
    ).json()
    assert answer["counts"] == {"mine": 1, "unassigned": 1, "all": 2}
    assert [row["id"] for row in answer["rows"]] == [mine.ticket_id]
    assert 'aria-current="true"' in answer["rows"][0]["html"]
    assert answer["subjects"] == {
        new.ticket_id: {
            "subject": "새 것",
            "url": address(service.service_id, f"tickets/all/{new.ticket_id}/"),
        }
    }


def test_a_row_sorts_where_the_list_would_put_it():
    service = make_service()
    agent = make_agent(service)
    older, newer = make_ticket(service), make_ticket(service)
    client = signed_in(agent)

    def rows():
        ids = {"ids": f"{older.ticket_id},{newer.ticket_id}"}
        return client.get(address(service.service_id, "live/refresh/all/"), ids).json()["rows"]

    assert [row["id"] for row in rows()] == [newer.ticket_id, older.ticket_id]
    with scope(service=service):
        comment_internally(ticket_id=older.ticket_id, actor=Actor.agent(agent), body="위로")
    moved = rows()
    assert [row["id"] for row in moved] == [older.ticket_id, newer.ticket_id]
    assert moved[0]["order"] > moved[1]["order"]


def test_a_row_sorts_where_the_list_by_waiting_would_put_it():
    service = make_service()
    agent = make_agent(service)
    answered, older, newer = make_ticket(service, assignee=agent), make_ticket(service), make_ticket(service)
    with scope(service=service):
        pend_ticket(ticket_id=answered.ticket_id, actor=Actor.agent(agent), body="답변")
    ids = {"ids": ",".join(ticket.ticket_id for ticket in (newer, answered, older)), "order": "waiting"}
    rows = signed_in(agent).get(address(service.service_id, "live/refresh/all/"), ids).json()["rows"]
    assert [row["id"] for row in rows] == [older.ticket_id, newer.ticket_id, answered.ticket_id]
    places = [row["order"] for row in rows]
    assert places == sorted(places, reverse=True)
    assert max(abs(place) for place in places) < 2**53


def test_refreshing_without_ids_costs_only_the_counts():
    service = make_service()
    answer = signed_in(make_agent(service)).get(address(service.service_id, "live/refresh/all/")).json()
    assert answer == {"counts": {"mine": 0, "unassigned": 0, "all": 0}, "rows": [], "subjects": {}}


def test_the_cursor_of_a_page_is_of_this_database():
    assert current_cursor().count(":") == 2


def test_a_page_without_a_list_learns_whether_it_is_known(client):
    agent = make_agent(make_service())
    assert signed_in(agent).get("/console/connection/").status_code == 204
    assert client.get("/console/connection/", headers={"Accept": "application/json"}).status_code == 401


def test_a_members_own_page_listens_to_a_service_of_the_member_if_there_is_one():
    agent = make_agent(make_service())
    of_a_service = page_of(signed_in(agent).get("/console/preferences/")).xpath("//*[@data-check-url]")[0]
    assert of_a_service.get("data-check-url") == "/console/connection/"
    assert of_a_service.get("data-stream-url").endswith(f"/{agent.service.service_id}/events")
    nobodys = Client()
    nobodys.force_login(make_member(organization=agent.service.organization))
    of_none = page_of(nobodys.get("/console/preferences/")).xpath("//*[@data-check-url]")[0]
    assert of_none.get("data-stream-url") == ""
