"""Events written by other connections than Django's, to commit them in any order."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db import transaction
from django_scopes import scope

from sangdam.foundation.events import Actor, EventKind, publish
from sangdam.foundation.events.models import Event
from sangdam.foundation.events.notifier import connection_parameters
from sangdam.organizations.models import Service

COLUMNS = "service_id, kind, subject, actor_kind, payload, created_at"


@contextlib.contextmanager
def other_connection(*, autocommit: bool = False) -> Iterator["psycopg.Connection[Any]"]:
    """Open another connection to the test's database and roll back what it didn't commit."""
    connection = psycopg.connect(**connection_parameters(), autocommit=autocommit)
    try:
        yield connection
    finally:
        if not connection.closed:
            connection.rollback()  # the server notices a closed line only later
        connection.close()


def write_event(connection: "psycopg.Connection[Any]", service: Service, kind: str = "ticket.created") -> int:
    """Write an event on a connection, without committing it, and return its id."""
    row = connection.execute(
        f"INSERT INTO events_event ({COLUMNS}) VALUES (%s, %s, 'T1', 'system', '{{}}', %s) RETURNING id",
        [service.pk, kind, datetime.now(UTC)],
    ).fetchone()
    return int(row[0])


def publish_event(kind: EventKind, service: Service, **payload: Any) -> Event:
    """Publish an event in a transaction of its own."""
    with scope(service=service), transaction.atomic():
        return publish(kind, service_id=service.pk, subject="T1", actor=Actor.system(), **payload)
