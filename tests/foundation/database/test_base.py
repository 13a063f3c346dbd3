"""Idle connections are found dead without asking; statements marked for it stay planned."""

import psycopg
import pytest
from django.db import connection

from sangdam.foundation.database import Prepared
from sangdam.foundation.events.notifier import connection_parameters

pytestmark = pytest.mark.django_db(transaction=True)


def answer() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def begin_request() -> None:
    """Do what Django does before each request."""
    connection.close_if_unusable_or_obsolete()


@pytest.fixture(autouse=True)
def checked_connection():
    answer()
    connection.health_check_enabled = True
    yield
    connection.close()


def end_session(pid: int) -> None:
    with psycopg.connect(**connection_parameters(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_session_that_was_ended_is_replaced():
    before = answer()
    end_session(before)
    begin_request()
    assert answer() != before


def test_a_healthy_one_is_kept_and_not_asked(monkeypatch):
    before = answer()
    asked = []
    monkeypatch.setattr(psycopg.Connection, "cursor", lambda *_, **__: asked.append(1))
    begin_request()
    assert connection.is_usable()
    monkeypatch.undo()
    assert asked == []
    assert answer() == before


def test_a_session_with_something_to_say_is_asked_and_kept():
    before = answer()
    with connection.cursor() as cursor:
        cursor.execute("LISTEN probe")
    with psycopg.connect(**connection_parameters(), autocommit=True) as other:
        other.execute("NOTIFY probe")
    assert connection.is_usable()
    assert answer() == before


def test_after_an_error_the_server_is_asked():
    connection.errors_occurred = True
    end_session(connection.connection.info.backend_pid)
    assert not connection.is_usable()


def test_without_a_connection_nothing_is_usable():
    connection.close()
    assert not connection.is_usable()


def kept_statements() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE NOT from_sql")
        return [row[0] for row in cursor.fetchall()]


def test_a_statement_marked_for_it_stays_planned():
    statement = Prepared("SELECT %s::int + 1")
    with connection.cursor() as cursor:
        for number in (1, 2, 3):
            cursor.execute(statement, [number])
            assert cursor.fetchone() == (number + 1,)
    assert kept_statements() == ["SELECT $1::int + 1"]


def test_other_statements_are_planned_each_time():
    with connection.cursor() as cursor:
        for number in range(20):
            cursor.execute("SELECT %s::int + 2", [number])
    assert kept_statements() == []


def test_what_is_kept_survives_a_new_connection():
    statement = Prepared("SELECT %s::int + 3")
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(statement, [1])
            assert cursor.fetchone() == (4,)
        connection.close()
