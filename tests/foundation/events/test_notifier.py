import os
import time

import psycopg
import pytest
from django.db import connection

from sangdam.foundation.events.notifier import CHANNEL, Notifier, connection_parameters
from sangdam.foundation.events.publishing import wake_readers
from tests.factories.events import other_connection


@pytest.fixture
def notifier(transactional_db):
    """A notifier on the test's database, which would otherwise not let itself be dropped."""
    notifier = Notifier()
    yield notifier
    notifier.stop()


def heard(listener, seconds=20.0):
    """Wait for a notification and return the database session it came from."""
    return next(listener.notifies(timeout=seconds, stop_after=1)).pid


def listening():
    return other_connection(autocommit=True)


def test_a_notification_reaches_who_listens(notifier):
    with listening() as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        notifier.notify()

        assert heard(listener) > 0


def test_notifying_often_at_once_sends_few_notifications(notifier):
    with listening() as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        for _ in range(10_000):
            notifier.notify()
        heard(listener)
        time.sleep(0.5)

        assert len(list(listener.notifies(timeout=0))) < 100


def test_a_notification_after_the_loss_of_the_connection_still_arrives(notifier):
    with listening() as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        notifier.notify()
        first = heard(listener)
        listener.execute("SELECT pg_terminate_backend(%s)", [first])
        notifier.notify()

        assert heard(listener) != first


def test_a_forked_process_notifies_on_a_connection_of_its_own(notifier):
    with listening() as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        notifier.notify()
        ours = heard(listener)
        child = os.fork()
        if child == 0:
            notifier.notify()
            time.sleep(2)
            os._exit(0)
        theirs = heard(listener)
        os.waitpid(child, 0)
        notifier.notify()

        assert theirs != ours
        assert heard(listener) == ours


def test_without_a_database_a_ring_is_neither_an_error_nor_lost():
    attempts = []

    class Line:
        closed = False

        def execute(self, statement):
            attempts.append(statement)

        def close(self):
            self.closed = True

    def connect():
        attempts.append("connect")
        if attempts.count("connect") < 3:
            raise psycopg.OperationalError("away")
        return Line()

    notifier = Notifier(connect)
    notifier.notify()
    deadline = time.monotonic() + 20
    while f"NOTIFY {CHANNEL}" not in attempts and time.monotonic() < deadline:
        time.sleep(0.01)
    notifier.stop()

    assert attempts == ["connect", "connect", "connect", f"NOTIFY {CHANNEL}"]


def test_a_stopped_notifier_has_given_its_connection_back(notifier):
    with listening() as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        notifier.notify()
        session = heard(listener)
        notifier.stop()
        deadline = time.monotonic() + 20
        count = "SELECT count(*) FROM pg_stat_activity WHERE pid = %s"
        while listener.execute(count, [session]).fetchone()[0] and time.monotonic() < deadline:
            time.sleep(0.05)

        assert listener.execute(count, [session]).fetchone() == (0,)


def test_in_a_test_run_nothing_rings(transactional_db):
    with listening() as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        wake_readers()

        assert list(listener.notifies(timeout=0.3)) == []


def test_a_connection_of_ours_reaches_the_database_of_django(transactional_db):
    with psycopg.connect(**connection_parameters()) as other:
        assert other.info.dbname == connection.settings_dict["NAME"]
