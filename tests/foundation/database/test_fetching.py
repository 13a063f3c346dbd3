"""A row fetched the short way comes, fails and is recorded as with Django's cursor."""

import psycopg
import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sangdam.foundation.database import Prepared
from sangdam.foundation.database.fetching import fetch_row
from sangdam.foundation.events.bell import connection_parameters

pytestmark = pytest.mark.django_db(transaction=True)

NEXT = Prepared("SELECT %s::int + 1")
NONE = Prepared("SELECT 1 WHERE %s::int < 0")
INVERSE = Prepared("SELECT 1 / %s::int")


@pytest.fixture(autouse=True)
def own_connection():
    yield
    connection.close()


def test_it_returns_the_first_row_or_none():
    assert [fetch_row(NEXT, [number]) for number in (1, 2)] == [(2,), (3,)]
    assert fetch_row(NONE, [1]) is None


def test_it_opens_a_connection_when_there_is_none():
    connection.close()
    assert fetch_row(NEXT, [1]) == (2,)


def test_it_takes_part_in_the_transaction():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE probe (number int)")
    with transaction.atomic():
        assert fetch_row(Prepared("INSERT INTO probe VALUES (%s) RETURNING number"), [7]) == (7,)
        transaction.set_rollback(True)
    assert fetch_row(Prepared("SELECT count(*) FROM probe WHERE number = %s"), [7]) == (0,)


def test_errors_are_djangos_and_a_broken_transaction_is_refused():
    fetch_row(NEXT, [1])
    with pytest.raises(DataError):
        fetch_row(INVERSE, [0])
    with transaction.atomic():
        fetch_row(NEXT, [1])
        connection.needs_rollback = True
        with pytest.raises(transaction.TransactionManagementError):
            fetch_row(NEXT, [1])


def test_a_dead_connection_is_replaced_at_the_next_request():
    (pid,) = fetch_row(Prepared("SELECT pg_backend_pid() + %s"), [0])
    with psycopg.connect(**connection_parameters(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    connection.health_check_enabled = True
    connection.close_if_unusable_or_obsolete()  # what Django does before each request
    assert fetch_row(NEXT, [1]) == (2,)


def test_it_is_recorded_by_whoever_records():
    fetch_row(NEXT, [1])
    with CaptureQueriesContext(connection) as queries:
        assert fetch_row(NEXT, [1]) == (2,)
    assert len(queries) == 1
