"""The notifier: tells readers that events were committed, at no cost to whoever committed them.

NOTIFY takes a lock of the whole database at commit and a round trip, so it happens on a connection and a thread of its
own, one each per process. A notification that gets lost costs its readers one polling interval, never an event.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connections

logger = logging.getLogger(__name__)

CHANNEL = "sangdam_events"
SPACING = 0.05
IDLE_AFTER = 60.0
LONGEST_PAUSE = 5.0

# A line that died without a word (a firewall, a pulled cable) would else be waited on for two hours.
_NOTICE_A_DEAD_LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}

Connect = Callable[[], "psycopg.Connection[Any]"]


def connection_parameters() -> dict[str, Any]:
    """Return how to reach Django's database with psycopg itself, for connections that listen or notify."""
    parameters = connections["default"].get_connection_params()
    for of_django in ("cursor_factory", "context"):
        parameters.pop(of_django, None)
    return {**_NOTICE_A_DEAD_LINE, **parameters}


def _connect() -> "psycopg.Connection[Any]":
    connection = psycopg.connect(**connection_parameters(), autocommit=True, application_name="sangdam notifier")
    # A notification is a commit: it must not wait for the disk, which the commits of the trade need.
    connection.execute("SET synchronous_commit = off")
    return connection


class Notifier:
    """Notifies after commits: at once when it was quiet, at most every 50 ms when it is not.

    `notify` returns immediately and never raises. The thread starts with the first notification, again in a forked
    child, and gives its connection back after a quiet minute. While the database is away notifications are dropped with
    growing pauses.
    """

    def __init__(self, connect: Connect = _connect) -> None:
        self._connect = connect
        self._forget_parent()
        os.register_at_fork(after_in_child=self._forget_parent)

    def _forget_parent(self) -> None:
        # Threads do not survive a fork, and a connection must not be shared across one.
        self._asked = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = False

    def notify(self) -> None:
        """Tell all readers soon that there is something to read."""
        self._asked.set()
        if self._thread is None:
            with self._lock:
                if self._thread is None and not self._stopping:
                    self._thread = threading.Thread(target=self._run, name="notifier", daemon=True)
                    self._thread.start()

    def stop(self) -> None:
        """End the thread and its connection; later notifications are dropped."""
        with self._lock:
            thread, self._stopping = self._thread, True
        self._asked.set()
        if thread is not None:
            thread.join(timeout=10)

    def _run(self) -> None:
        connection: psycopg.Connection[Any] | None = None
        pause = SPACING
        while not self._stopping:
            if not self._asked.wait(IDLE_AFTER):
                _close(connection)
                connection = None
                continue
            self._asked.clear()
            try:
                if connection is None or connection.closed:
                    connection = self._connect()
                connection.execute(f"NOTIFY {CHANNEL}")
                pause = SPACING
            except Exception as error:
                if pause == SPACING:
                    logger.warning("Readers are not woken, they poll: %s", type(error).__name__)
                _close(connection)
                connection = None
                pause = min(max(pause * 2, 0.25), LONGEST_PAUSE)
                self._asked.set()  # what was committed meanwhile deserves a notification when the database is back
            self._sleep(pause)
        _close(connection)

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._stopping and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.25))


def _close(connection: "psycopg.Connection[Any] | None") -> None:
    if connection is not None:
        try:
            connection.close()
        except Exception as error:
            logger.debug("Closing the notifier's connection: %s", type(error).__name__)


notifier = Notifier()
