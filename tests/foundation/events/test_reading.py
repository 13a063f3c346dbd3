import random

import pytest
from django.db import connection, transaction
from django_scopes import scope

from sangdam.foundation.events import Actor, declare, publish
from sangdam.foundation.events.reading import Cursor, CursorUnusable, current_cursor, read_since
from sangdam.tickets.events import TICKET_ASSIGNED, TICKET_CREATED
from tests.factories.events import other_connection, publish_event, write_event
from tests.factories.tenants import make_service


def ids_since(service, cursor):
    events, following = read_since(service, cursor)
    return [event.id for event in events], following


def test_an_event_committed_late_with_a_smaller_id_is_told(transactional_db):
    service = make_service()
    start = current_cursor()
    with other_connection() as slow, other_connection() as quick:
        smaller = write_event(slow, service)
        larger = write_event(quick, service)
        quick.commit()
        first, after_first = ids_since(service, start)
        slow.commit()
        second, after_second = ids_since(service, after_first)

    assert smaller < larger
    assert first == [larger]
    assert second == [smaller]
    assert ids_since(service, after_second)[0] == []


def test_a_long_running_transaction_holds_nobody_back(transactional_db):
    service = make_service()
    with other_connection() as long_running, other_connection() as quick:
        write_event(long_running, service)
        cursor = current_cursor()
        told = []
        expected = []
        for _ in range(5):
            expected.append(write_event(quick, service))
            quick.commit()
            told_now, cursor = ids_since(service, cursor)
            told += told_now

    assert told == expected


def test_an_event_that_is_rolled_back_is_never_told(transactional_db):
    service = make_service()
    start = current_cursor()
    with other_connection() as other:
        write_event(other, service)
        _, cursor = ids_since(service, start)
        other.rollback()

        assert ids_since(service, start)[0] == []
        assert ids_since(service, cursor)[0] == []


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_order_every_committed_event_is_told_exactly_once(transactional_db, seed):
    service = make_service()
    chance = random.Random(seed)
    cursor = current_cursor()
    told, written = [], set()
    with other_connection() as one, other_connection() as two, other_connection() as three:
        open_events = {one: [], two: [], three: []}
        for _ in range(120):
            writer = chance.choice([one, two, three])
            step = chance.choice(["write", "write", "commit", "roll back", "read"])
            if step == "write":
                open_events[writer].append(write_event(writer, service))
            elif step == "commit":
                writer.commit()
                written.update(open_events[writer])
                open_events[writer] = []
            elif step == "roll back":
                writer.rollback()
                open_events[writer] = []
            else:
                now, cursor = ids_since(service, cursor)
                told += now
        for writer, ids in open_events.items():
            writer.commit()
            written.update(ids)
    told += ids_since(service, cursor)[0]

    assert sorted(told) == sorted(written)


def test_a_reader_resumes_from_any_cursor_it_was_given(transactional_db):
    service = make_service()
    cursors, ids = [current_cursor()], []
    for _ in range(4):
        ids.append(publish_event(TICKET_CREATED, service).pk)
        cursors.append(ids_since(service, cursors[-1])[1])

    assert [ids_since(service, cursor)[0] for cursor in cursors] == [ids[0:], ids[1:], ids[2:], ids[3:], []]


def test_an_event_is_told_as_it_was_published(transactional_db):
    service = make_service()
    start = current_cursor()
    with scope(service=service), transaction.atomic():
        published = publish(
            TICKET_ASSIGNED, service_id=service.pk, subject="T9", actor=Actor("agent", 7), previous_assignee_id=3
        )
    (event,), _ = read_since(service, start)

    assert event.as_json() == {
        "id": published.pk,
        "kind": "ticket.assigned",
        "ticket": "T9",
        "at": round(published.created_at.timestamp() * 1000),
        "actor": {"kind": "agent", "id": 7},
        "previous_assignee_id": 3,
    }


def test_only_events_of_the_service_are_told(transactional_db):
    ours, theirs = make_service(), make_service()
    start = current_cursor()
    own = publish_event(TICKET_CREATED, ours).pk
    publish_event(TICKET_CREATED, theirs)

    assert ids_since(ours, start)[0] == [own]


def test_kinds_that_no_screen_shows_are_not_told(transactional_db, own_registry):
    service = make_service()
    hidden = declare("ticket.counted", "Only for this test.", is_live=False)
    start = current_cursor()
    publish_event(hidden, service)
    shown = publish_event(TICKET_CREATED, service).pk

    assert ids_since(service, start)[0] == [shown]


def test_what_a_transaction_writes_after_taking_the_cursor_is_told(transactional_db):
    service = make_service()
    with scope(service=service), transaction.atomic():
        publish(TICKET_CREATED, service_id=service.pk, subject="T1", actor=Actor.system())
        cursor = current_cursor()
        later = publish(TICKET_ASSIGNED, service_id=service.pk, subject="T1", actor=Actor.system()).pk
        inside, _ = ids_since(service, cursor)
    after, _ = ids_since(service, cursor)

    assert later in inside
    assert later in after


def test_rows_restored_from_another_database_are_history(transactional_db):
    service = make_service()
    start = current_cursor()
    publish_event(TICKET_CREATED, service)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_event SET transaction = transaction + 1000000000")

    assert ids_since(service, start)[0] == []


def test_reading_is_one_query(transactional_db, django_assert_num_queries):
    service = make_service()
    start = current_cursor()
    for _ in range(20):
        publish_event(TICKET_CREATED, service)

    with django_assert_num_queries(1):
        events, _ = read_since(service, start)
    assert len(events) == 20


def test_a_reader_too_far_behind_starts_over(transactional_db):
    service = make_service()
    start = current_cursor()
    for _ in range(4):
        publish_event(TICKET_CREATED, service)

    assert len(read_since(service, start, limit=4)[0]) == 4
    with pytest.raises(CursorUnusable):
        read_since(service, start, limit=3)


def test_a_cursor_of_the_future_is_of_another_database(transactional_db):
    with pytest.raises(CursorUnusable):
        read_since(make_service(), "999999999:999999999:")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "1:2",
        "1:2:3",
        "5:3:",
        "1:9:4,",
        "1:9:,4",
        "1:9:9",
        "1:9:0",
        "-1:9:",
        "1:9: 4",
        "١:٩:",
        "1:9:\n",
        "1:9999999999999999999999:",
        "null",
        "1:9:" + ",".join(["5"] * 5_000),
        "x" * 1_000_000,
    ],
)
def test_what_is_no_cursor_is_refused(text):
    with pytest.raises(CursorUnusable):
        Cursor.parse(text)


@pytest.mark.parametrize("text", ["9:9:", "4:9:4", "4:9:4,5,8"])
def test_a_cursor_reads_back_as_written(text):
    assert str(Cursor.parse(text)) == text
