"""How fast events reach their handlers: through the real worker, and by the dispatcher's function alone."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from benchmarks.filling import Tenant, ticket_ids, waiting_events
from benchmarks.installation import Installation
from sangdam.foundation.events import Actor, publish
from sangdam.foundation.events.dispatching import dispatch_all
from sangdam.foundation.events.publishing import wake_readers
from sangdam.tickets import events

LONGEST_SECONDS = 60.0


class NotDispatched(Exception):
    """Events still wait after a minute."""


@dataclass(frozen=True)
class Dispatched:
    """Events dispatched a second."""

    by_worker: float
    by_function: float
    events: int


def measure_dispatching(product: Installation, tenant: Tenant, *, events: int) -> Dispatched:
    """Publish events while the worker is held still, then take the time until none waits any more.

    Created, assigned, commented, re-inquired in turn, each about a ticket that is there.
    """
    subjects = ticket_ids(tenant, 200)
    await_quiet()
    with product.paused("worker"):
        _publish(tenant, subjects, events)
        begun = time.perf_counter()
        while dispatch_all():
            pass
        by_function = events / (time.perf_counter() - begun)
        _publish(tenant, subjects, events)
    begun = time.perf_counter()
    wake_readers()
    await_quiet(pause=0.005)
    return Dispatched(events / (time.perf_counter() - begun), by_function, events)


def await_quiet(pause: float = 0.05) -> None:
    """Return when no event waits for a dispatcher. Raises `NotDispatched`."""
    deadline = time.perf_counter() + LONGEST_SECONDS
    while waiting := waiting_events():
        if time.perf_counter() > deadline:
            raise NotDispatched(f"{waiting} events still wait")
        time.sleep(pause)


def _publish(tenant: Tenant, subjects: Sequence[str], count: int) -> None:
    kinds = (events.TICKET_CREATED, events.TICKET_ASSIGNED, events.TICKET_COMMENTED, events.TICKET_REINQUIRED)
    for start in range(0, count, 100):
        with transaction.atomic():
            for number in range(start, min(start + 100, count)):
                publish(
                    kinds[number % len(kinds)],
                    service_id=tenant.service_pk,
                    subject=subjects[number % len(subjects)],
                    actor=Actor.system(),
                    status="open",
                    assignee_id=None,
                    group_id=None,
                )
