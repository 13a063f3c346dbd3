import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from sangdam.deliveries.actions import send_delivery
from sangdam.deliveries.models import Delivery, State
from sangdam.deliveries.selectors import BadCursor, count_failed, find_delivery, list_deliveries, list_for_ticket
from tests.factories import make_administrator, make_agent, make_group, make_service, make_ticket
from tests.factories.mails import make_delivery

pytestmark = pytest.mark.django_db


def set_state(delivery, state):
    with scope(service=delivery.service):
        Delivery.objects.filter(pk=delivery.pk).update(state=state)


def listed(agent, **given):
    with scope(service=agent.service):
        return list_deliveries(agent=agent, **given)


def test_a_ticket_page_finds_the_mail_of_each_answer(smtp):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent, email="kim@example.org", subject="언제 오나요?")
    first, second = make_delivery(service, ticket=ticket), make_delivery(service, ticket=ticket)
    smtp.answers.append("450 later")
    send_delivery(delivery_id=first.pk)
    with scope(service=service):
        found = list_for_ticket(agent=agent, ticket=ticket, entry_ids=[first.entry_id, second.entry_id])
        of_one = list_for_ticket(agent=agent, ticket=ticket, entry_ids=[second.entry_id])
    assert (list(found), list(of_one)) == ([first.entry_id, second.entry_id], [second.entry_id])
    (row,) = found[first.entry_id]
    assert (row.id, row.state, row.purpose, row.attempts) == (first.pk, "retrying", "pending", 1)
    assert (row.recipient, row.subject, row.last_error) == ("kim@example.org", "언제 오나요?", "recipient_refused 450")
    assert row.next_try_at > row.created_at
    assert row.may_repeat
    (row,) = found[second.entry_id]
    assert (row.state, row.next_try_at, row.may_repeat) == ("waiting", None, False)


def test_addresses_are_hidden_from_who_may_not_see_personal_fields():
    service = make_service()
    group = make_group(service)
    assignee = make_agent(service, groups=[group])
    make_delivery(service, ticket=make_ticket(service, assignee=assignee, email="kim@example.org"))

    def shown_to(agent):
        return listed(agent).rows[0].recipient

    assert shown_to(assignee) == "kim@example.org"
    assert shown_to(make_agent(service, groups=[group])) == "kim@example.org"
    assert shown_to(make_administrator(service)) == "kim@example.org"
    assert shown_to(make_agent(service)) is None


def test_an_address_that_does_not_open_is_told_and_hides_nothing_else():
    service = make_service()
    delivery = make_delivery(service)
    with scope(service=service):
        Delivery.objects.filter(pk=delivery.pk).update(encrypted_recipient=make_delivery(service).encrypted_recipient)
    rows = {row.id: (row.recipient is None, row.is_unreadable) for row in listed(make_administrator(service)).rows}
    assert rows.pop(delivery.pk) == (True, True)
    assert list(rows.values()) == [(False, False)]


def test_pages_follow_one_another_newest_first():
    service = make_service()
    agent = make_agent(service)
    made = [make_delivery(service).pk for _ in range(5)]
    first = listed(agent, limit=2)
    second = listed(agent, limit=2, after=first.next_after)
    third = listed(agent, limit=2, after=second.next_after)
    assert [row.id for page in (first, second, third) for row in page.rows] == made[::-1]
    assert third.next_after == ""


def test_deliveries_of_one_moment_are_not_lost_between_pages():
    service = make_service()
    agent = make_agent(service)
    made = {make_delivery(service).pk for _ in range(4)}
    with scope(service=service):
        Delivery.objects.update(created_at=Delivery.objects.first().created_at)
    first = listed(agent, limit=3)
    second = listed(agent, limit=3, after=first.next_after)
    assert {row.id for page in (first, second) for row in page.rows} == made


def test_failed_ones_have_their_own_list_and_count():
    service = make_service()
    agent = make_agent(service)
    failed = make_delivery(service)
    make_delivery(service)
    set_state(failed, State.FAILED)
    assert [row.id for row in listed(agent, only_failed=True).rows] == [failed.pk]
    with scope(service=service):
        assert count_failed(agent=agent) == 1


def test_another_services_deliveries_are_not_there_even_if_the_scope_is_too_wide():
    foreign = make_delivery()
    set_state(foreign, State.FAILED)
    agent = make_agent(make_service())
    with scopes_disabled():
        assert list_deliveries(agent=agent).rows == []
        assert find_delivery(agent=agent, delivery_id=foreign.pk) is None
        assert list_for_ticket(agent=agent, ticket=foreign.ticket, entry_ids=[foreign.entry_id]) == {}
        assert count_failed(agent=agent) == 0


def test_one_is_found_by_its_id():
    delivery = make_delivery()
    agent = make_agent(delivery.service)
    with scope(service=delivery.service):
        assert find_delivery(agent=agent, delivery_id=delivery.pk).ticket_id == delivery.ticket.ticket_id
        assert find_delivery(agent=agent, delivery_id=uuid.uuid4()) is None


def test_who_is_no_agent_any_more_sees_nothing():
    delivery = make_delivery()
    agent = make_agent(delivery.service)
    agent.is_active = False
    assert listed(agent).rows == []


@pytest.mark.parametrize(
    "after",
    [
        *["x", "!!", "bnVsbA", "WzEsMl0", "WyIyMDI2LTAxLTAxIiwgIngiXQ", "\x00", "가"],
        pytest.param("W1tb" * 10_000, id="nested"),
    ],
)
def test_a_cursor_we_did_not_make_is_refused(after):
    agent = make_agent(make_service())
    with pytest.raises(BadCursor):
        listed(agent, after=after)


def queries_of(read):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        read()
    return len(captured)


def test_reading_costs_the_same_for_one_and_for_many():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    ids = [make_delivery(service, ticket=ticket).entry_id for _ in range(5)]
    with scope(service=service):
        assert queries_of(lambda: list_deliveries(agent=agent)) == 2
        assert queries_of(lambda: list_for_ticket(agent=agent, ticket=ticket, entry_ids=ids)) == 2


def test_the_list_does_not_read_the_mails_themselves():
    agent = make_agent(make_delivery().service)
    with CaptureQueriesContext(connection) as captured:
        listed(agent)
    assert not any("encrypted_payload" in query["sql"] for query in captured)
