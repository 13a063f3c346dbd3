"""Writing an event down, in the transaction of the change it tells about."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from sangdam.foundation.events.actor import Actor
from sangdam.foundation.events.models import Event
from sangdam.foundation.events.notifier import notifier
from sangdam.foundation.events.registry import EventKind
from sangdam.foundation.tenancy.inserting import insert_rows
from sangdam.foundation.tenancy.models import ServiceOwned


def publish(
    kind: EventKind,
    *,
    service_id: int,
    subject: str,
    actor: Actor,
    at: datetime | None = None,
    row: ServiceOwned | None = None,
    **payload: Any,
) -> Event:
    """Record an event and wake its readers after the commit.

    `row` is the change itself where that is one new row: it is inserted with the event, at the cost of one statement
    (`insert_rows`). Raises `RuntimeError` outside a transaction: an event and its change stand or fall together. Who
    misses the wake-up finds the row at the next poll.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind} was published outside a transaction.")
    event = Event(
        service_id=service_id,
        kind=kind.code,
        subject=subject,
        actor_kind=actor.kind,
        actor_id=actor.id,
        payload=payload,
        created_at=at or timezone.now(),
    )
    insert_rows(*([event] if row is None else [row, event]))
    transaction.on_commit(wake_readers, robust=True)
    return event


def wake_readers() -> None:
    """Tell dispatchers and live processes that events were committed; returns at once and never raises."""
    if settings.EVENTS_WAKE_READERS:
        notifier.notify()
