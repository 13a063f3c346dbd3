"""From events to what follows from them: claims undispatched events and calls their handlers, at least once each.

A claim, the handlers' work and the mark "dispatched" are one transaction: a dispatcher killed at any moment leaves the
events as they were. A handler that fails is rolled back alone and becomes a job that tries it again, so that it holds
nobody back and is not lost. Any number of dispatchers may run: they skip what another has claimed.
"""

import logging
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from sangdam.foundation.events.jobs import handle_again
from sangdam.foundation.events.models import Event
from sangdam.foundation.events.notifier import CHANNEL, connection_parameters
from sangdam.foundation.events.registry import Handler, handler_name, handlers_of
from sangdam.foundation.jobs import defer
from sangdam.foundation.jobs.traces import trace_of

if TYPE_CHECKING:
    from sangdam.organizations.models import Service

logger = logging.getLogger(__name__)

BATCH = 200
# Handlers lock the rows they change until the batch commits, and people wait for those rows.
LONGEST_BATCH = 0.2
POLL_SECONDS = 1.0
# Between two looks while events keep coming: a look costs nearly the same for one event as for fifty. After a quiet
# moment the first event is looked at at once.
SPACING = 0.2
LONGEST_PAUSE = 10.0


def dispatch_batch(limit: int = BATCH) -> int:
    """Dispatch up to `limit` events, oldest first, and return how many; 0 when nothing waits.

    Stops early when handlers take long, leaving the rest to the next batch.
    """
    with transaction.atomic(durable=True):
        events = _claim(limit)
        if not events:
            return 0
        done = []
        deadline = time.monotonic() + LONGEST_BATCH
        for event in events:
            for handler in handlers_of(event.kind):
                _handle(event, handler)
            done.append(event.pk)
            if time.monotonic() > deadline:
                break
        _mark(done)
    return len(done)


def dispatch_all() -> int:
    """Dispatch everything that waits, and what that publishes; return how many events. For tests and commands."""
    total = 0
    while dispatched := dispatch_safely():
        total += dispatched
    return total


def dispatch_safely(limit: int = BATCH) -> int:
    """Dispatch a batch; when it fails as a whole, dispatch its events one by one, and set aside those that fail again.

    A batch fails as a whole at its commit, or when a handler ruins the transaction itself. Errors of the connection are
    raised: then nothing can be dispatched, and the events are as they were.
    """
    try:
        return dispatch_batch(limit)
    except Exception as error:
        if not _is_usable():
            raise
        logger.warning("A batch of events failed, going on one by one: %s", trace_of(error))
    done = 0
    for _ in range(limit):
        try:
            count = dispatch_batch(1)
        except Exception as error:
            if not _is_usable():
                raise
            count = _set_aside(error)
        if not count:
            break
        done += count
    return done


def _claim(limit: int) -> list[Event]:
    with scopes_disabled():
        events = list(
            Event.objects.select_for_update(skip_locked=True).filter(dispatched_at__isnull=True).order_by("id")[:limit]
        )
        if events:
            services = _services_of(events)
            for event in events:
                event.service = services[event.service_id]
            # A broken reference then fails in the handler that made it, not at the commit for the whole batch.
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return events


def _services_of(events: Sequence[Event]) -> "dict[int, Service]":
    model: Any = Event._meta.get_field("service").related_model  # by way of the key: foundation imports no room
    return model.objects.select_related("organization").in_bulk({event.service_id for event in events})


def _handle(event: Event, handler: Handler) -> None:
    try:
        with transaction.atomic(), scope(service=event.service):
            handler(event)
    except Exception as error:
        if not _is_usable():
            raise
        logger.warning(
            "Event %s (%s): %s is tried again later: %s", event.pk, event.kind, handler_name(handler), trace_of(error)
        )
        defer(handle_again, event_id=event.pk, handler=handler_name(handler))


def _set_aside(error: Exception) -> int:
    """Leave all handlers of the oldest waiting event to jobs, without calling one here."""
    with transaction.atomic(durable=True):
        events = _claim(1)
        for event in events:
            logger.warning("Event %s (%s) is left to jobs: %s", event.pk, event.kind, trace_of(error))
            for handler in handlers_of(event.kind):
                defer(handle_again, event_id=event.pk, handler=handler_name(handler))
        _mark([event.pk for event in events])
    return len(events)


def _mark(ids: Sequence[int]) -> None:
    with scopes_disabled():
        Event.objects.filter(pk__in=ids).update(dispatched_at=timezone.now())


def _is_usable() -> bool:
    """Return whether Django's connection still reaches the database, without asking it."""
    return connection.connection is not None and not connection.connection.closed


class Dispatcher:
    """Dispatches until stopped, woken by the notifier, or every second; survives the loss of the database."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._seen_at = 0.0

    @property
    def is_alive(self) -> bool:
        """Return whether it looked for events within the last seconds."""
        return time.monotonic() - self._seen_at < 3 * POLL_SECONDS

    def stop(self) -> None:
        """Ask it to end after the batch at hand."""
        self._stopping.set()

    def run(self) -> None:
        """Dispatch until `stop` is called; for a thread of its own."""
        pause = POLL_SECONDS
        while not self._stopping.is_set():
            try:
                with psycopg.connect(
                    **connection_parameters(), autocommit=True, application_name="sangdam dispatcher"
                ) as listener:
                    listener.execute(f"LISTEN {CHANNEL}")
                    while not self._stopping.is_set():
                        self._dispatch_waiting()
                        pause = POLL_SECONDS
                        self._stopping.wait(SPACING)
                        for _ in listener.notifies(timeout=POLL_SECONDS, stop_after=1):
                            pass
            except Exception as error:
                logger.warning("Dispatching pauses for %.0f s: %s", pause, trace_of(error))
                connection.close()
                self._stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        connection.close()

    def _dispatch_waiting(self) -> None:
        close_old_connections()
        while not self._stopping.is_set():
            self._seen_at = time.monotonic()
            dispatched = dispatch_safely()
            # A batch that was neither full nor cut short took all there was; what came since has rung.
            if not dispatched or (dispatched < BATCH and time.monotonic() - self._seen_at < LONGEST_BATCH):
                return
