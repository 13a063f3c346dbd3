"""Read deliveries: what a ticket page and the list of outgoing mail show."""

import base64
import binascii
import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django_scopes import scopes_disabled

from sangdam.agents.models import Agent
from sangdam.agents.selectors import own_group_ids
from sangdam.deliveries import policies
from sangdam.deliveries.models import Delivery, State
from sangdam.foundation.crypto import Unreadable, decrypt
from sangdam.tickets import policies as ticket_policies
from sangdam.tickets.models import Ticket

PAGE_SIZE = 50
COUNT_LIMIT = 999


@dataclass(frozen=True)
class DeliveryRow:
    """A delivery as screens show it."""

    id: uuid.UUID
    purpose: str
    state: str
    ticket_id: str
    entry_id: int | None
    subject: str
    recipient: str | None
    """The address; None for who may not see the ticket's personal fields, and when it does not open."""
    is_unreadable: bool
    attempts: int
    last_error: str
    created_at: datetime
    sent_at: datetime | None
    next_try_at: datetime | None
    may_repeat: bool


@dataclass(frozen=True)
class DeliveryPage:
    """A page of the list; `next_after` is where the next one begins, "" at the end."""

    rows: list[DeliveryRow]
    next_after: str


class BadCursor(ValueError):
    """A paging cursor that we did not make."""


def list_for_ticket(*, agent: Agent, ticket: Ticket, entry_ids: Collection[int]) -> dict[int | None, list[DeliveryRow]]:
    """Group the deliveries that tell about these entries of a ticket by the entry, oldest first. Two queries."""
    found = Delivery.objects.filter(
        ticket=ticket, ticket__service_id=agent.service_id, entry_id__in=entry_ids
    ).select_related("ticket")
    grouped: dict[int | None, list[DeliveryRow]] = {}
    for row in _rows(agent, list(found.defer("encrypted_payload").order_by("created_at", "id"))):
        grouped.setdefault(row.entry_id, []).append(row)
    return grouped


def list_deliveries(
    *, agent: Agent, only_failed: bool = False, after: str = "", limit: int = PAGE_SIZE
) -> DeliveryPage:
    """Read one page of the service's deliveries, the newest first; `after` is the `next_after` of the page before.

    Two queries. Raises `BadCursor`.
    """
    deliveries = _visible_to(agent)
    if only_failed:
        deliveries = deliveries.filter(state=State.FAILED)
    if after:
        created_at, pk = _read_cursor(after)
        # The first condition is implied by the second; it is the one the index understands.
        deliveries = deliveries.filter(created_at__lte=created_at)
        deliveries = deliveries.filter(Q(created_at__lt=created_at) | Q(pk__lt=pk))
    ordered = deliveries.select_related("ticket").defer("encrypted_payload").order_by("-created_at", "-id")
    found = list(ordered[: limit + 1])
    is_more = len(found) > limit
    return DeliveryPage(_rows(agent, found[:limit]), _write_cursor(found[limit - 1]) if is_more else "")


def find_delivery(*, agent: Agent, delivery_id: uuid.UUID) -> DeliveryRow | None:
    """Return one delivery of the agent's service, or None. Two queries."""
    found = _visible_to(agent).filter(pk=delivery_id).select_related("ticket").defer("encrypted_payload")
    return next(iter(_rows(agent, list(found))), None)


def is_concluded(delivery_id: uuid.UUID) -> bool:
    """Return whether a delivery was sent or given up, or waits for a try that is planned; so is one that is gone.

    For whoever looks after the installation: it tells nothing of the service.
    """
    with scopes_disabled():
        delivery = Delivery.objects.filter(pk=delivery_id).only("state").first()
    return delivery is None or delivery.state in {State.SENT, State.FAILED, State.RETRYING}


def count_failed(*, agent: Agent) -> int:
    """Count the failed deliveries of the agent's service, up to `COUNT_LIMIT`."""
    return int(_visible_to(agent).filter(state=State.FAILED)[:COUNT_LIMIT].count())


def _visible_to(agent: Agent) -> Any:
    found = Delivery.objects.filter(service_id=agent.service_id)
    return found if agent.is_active else found.none()


def _rows(agent: Agent, deliveries: list[Delivery]) -> list[DeliveryRow]:
    own = own_group_ids(agent)
    return [_row(agent, own, delivery) for delivery in deliveries]


def _row(agent: Agent, own: frozenset[int], delivery: Delivery) -> DeliveryRow:
    ticket = delivery.ticket
    recipient, is_unreadable = None, False
    if ticket_policies.may(agent, ticket_policies.READ_PERSONAL, ticket, own_group_ids=own):
        try:
            recipient = decrypt(delivery.encrypted_recipient, delivery.encryption_context("recipient"))
        except Unreadable:
            is_unreadable = True
    return DeliveryRow(
        id=delivery.pk,
        purpose=delivery.purpose,
        state=delivery.state,
        ticket_id=ticket.ticket_id,
        entry_id=delivery.entry_id,
        subject=ticket.subject,
        recipient=recipient,
        is_unreadable=is_unreadable,
        attempts=delivery.attempts,
        last_error=delivery.last_error,
        created_at=delivery.created_at,
        sent_at=delivery.sent_at,
        next_try_at=delivery.due_at if delivery.state == State.RETRYING else None,
        may_repeat=delivery.state in policies.REPEATABLE and policies.may(agent, policies.REPEAT, delivery),
    )


def _write_cursor(last: Delivery) -> str:
    text = json.dumps([last.created_at.isoformat(), str(last.pk)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[datetime, uuid.UUID]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        at, pk = json.loads(text)
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise BadCursor
        return moment, uuid.UUID(pk)
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as fault:
        raise BadCursor from fault
