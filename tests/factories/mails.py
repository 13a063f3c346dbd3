"""Mails and their deliveries as the product makes them."""

from typing import Any

from django_scopes import scope

from sangdam.deliveries.models import Delivery
from sangdam.foundation.events import Actor
from sangdam.foundation.events.dispatching import dispatch_all
from sangdam.foundation.outbound import Mail
from sangdam.organizations.models import Service
from sangdam.tickets.actions import pend_ticket, resolve_ticket
from sangdam.tickets.models import HistoryEntry, Ticket
from tests.factories import make_agent, make_service, make_ticket


def make_mail(**given: Any) -> Mail:
    """Make a mail with every member a real one has."""
    values: dict[str, Any] = {
        "sender_name": "상담 센터",
        "sender_address": "support@example.com",
        "recipient_name": "김고객",
        "recipient_address": "kim@example.org",
        "subject": "Re: 배송이 언제 되나요?",
        "text": "안녕하세요.\n곧 갑니다.",
        "html": "<p>안녕하세요.<br>곧 갑니다.</p>",
        "message_id": "<1@sangdam.localhost>",
        "in_reply_to": "<0@sangdam.localhost>",
        "references": ("<0@sangdam.localhost>",),
        "date": "Sat, 21 Nov 2026 10:00:00 +0000",
    }
    return Mail(**{**values, **given})


def answer_ticket(ticket: Ticket, *, body: str = "곧 도착합니다.", pend: bool = False, **given: Any) -> HistoryEntry:
    """Answer a ticket as its assignee; what follows waits to be dispatched."""
    answer = pend_ticket if pend else resolve_ticket
    with scope(service=ticket.service):
        actor = Actor.agent(ticket.assignee)
        return answer(ticket_id=ticket.ticket_id, actor=actor, body=body, **given)


def make_delivery(service: Service | None = None, *, ticket: Ticket | None = None, **given: Any) -> Delivery:
    """Answer a ticket and return the delivery of that answer, which waits for its first try."""
    service = service or make_service()
    ticket = ticket or make_ticket(service, assignee=make_agent(service), **given)
    entry = answer_ticket(ticket, pend=True)
    dispatch_all()
    return reread(Delivery(service=service, pk=find_delivery_id(service, entry)))


def find_delivery_id(service: Service, entry: HistoryEntry) -> Any:
    """Return the id of an answer's delivery."""
    with scope(service=service):
        return Delivery.objects.values_list("pk", flat=True).get(entry=entry)


def reread(delivery: Delivery) -> Delivery:
    """Read a delivery as the database has it now."""
    with scope(service=delivery.service):
        return Delivery.objects.select_related("ticket", "service").get(pk=delivery.pk)
