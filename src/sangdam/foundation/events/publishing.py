"""Writing a fact down, in the transaction of the change it tells about."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from sangdam.foundation.events.actor import Actor
from sangdam.foundation.events.models import Event
from sangdam.foundation.events.registry import EventKind

CHANNEL = "sangdam_events"


def publish(
    kind: EventKind,
    *,
    service_id: int,
    subject: str,
    actor: Actor,
    at: datetime | None = None,
    **payload: Any,
) -> Event:
    """Record a fact and wake its readers after the commit.

    Raises `RuntimeError` outside a transaction: a fact and its change stand or fall together. The wake-up is sent
    after the commit and outside the transaction, because NOTIFY takes a lock of the whole database at commit; who
    misses it finds the row at the next poll.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind} was published outside a transaction.")
    event = Event.objects.create(
        service_id=service_id,
        kind=kind.code,
        subject=subject,
        actor_kind=actor.kind,
        actor_id=actor.id,
        payload=payload,
        created_at=at or timezone.now(),
    )
    transaction.on_commit(wake_readers, robust=True)
    return event


def wake_readers() -> None:
    """Tell dispatchers and live processes that facts were committed."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
