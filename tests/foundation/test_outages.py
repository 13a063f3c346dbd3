import errno

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection

from sangdam.foundation.outages import PASSING_STATES, is_passing


def said_by_the_server(state):
    return psycopg.errors.lookup(state)("the message")


def as_django_tells_it(fault):
    try:
        with connection.wrap_database_errors:
            raise fault
    except DatabaseError as told:
        return told


ONE_OF_EACH = {"08": "08006", "53": "53100"} | {state: state for state in PASSING_STATES if len(state) == 5}


@pytest.mark.parametrize("state", ["53300", "53200", "08001", *ONE_OF_EACH.values()])
def test_what_the_server_says_while_it_cannot_work_is_passing(state):
    assert is_passing(said_by_the_server(state))
    assert is_passing(as_django_tells_it(said_by_the_server(state)))


@pytest.mark.parametrize("state", ["23505", "23502", "22001", "42P01", "42501", "57P04", "25001", "58P01", "55006"])
def test_what_it_says_to_a_mistake_of_ours_is_not(state):
    assert not is_passing(said_by_the_server(state))
    assert not is_passing(as_django_tells_it(said_by_the_server(state)))


@pytest.mark.parametrize("kind", [psycopg.OperationalError, psycopg.InterfaceError])
def test_a_connection_that_broke_is_passing(kind):
    assert is_passing(kind("the connection is closed"))


@pytest.mark.parametrize("kind", [psycopg.ProgrammingError, psycopg.DataError, psycopg.NotSupportedError])
def test_what_the_client_says_to_a_mistake_of_ours_is_not(kind):
    assert not is_passing(kind("no such parameter"))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EMFILE, errno.ENOMEM])
def test_a_full_disk_is_passing(number):
    assert is_passing(OSError(number, "no space"))


@pytest.mark.parametrize("fault", [OSError(errno.ENOENT, ""), OSError("x"), ValueError(), KeyError(), None])
def test_other_faults_are_not(fault):
    assert not is_passing(fault)


def test_what_led_to_a_fault_counts_and_a_circle_ends():
    outer = RuntimeError()
    outer.__context__ = KeyError()
    outer.__context__.__cause__ = OSError(errno.ENOSPC, "")
    assert is_passing(outer)
    first, second = RuntimeError(), RuntimeError()
    first.__context__, second.__context__ = second, first
    assert not is_passing(first)


def test_a_database_that_takes_no_writes_is_passing(django_db_blocker):
    assert is_passing(as_django_tells_it(said_by_the_server("25006")))
    assert not is_passing(IntegrityError("x"))
    assert not is_passing(OperationalError("made by hand"))
