"""The members of tickets, attachments and histories, in the order of the Inquiry API's samples."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sangdam.tickets.models import Attachment, Ticket

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_SECOND = timedelta(seconds=1)


def to_milliseconds(at: datetime) -> int:
    """Write a moment as the call that creates it does: epoch milliseconds."""
    return (at - _EPOCH) // _MILLISECOND


def to_seconds(at: datetime) -> int:
    """Write a moment as it is read back: epoch milliseconds that end in 000 (docs/product.md, "Envelope")."""
    return (at - _EPOCH) // _SECOND * 1000


def attachment_members(attachment: Attachment, *, uploaded: bool = False) -> dict[str, Any]:
    """Build an attachment; the call that uploads it does not tell when that was (its sample: `createdDt` null)."""
    return {
        "attachmentId": attachment.pk,
        "fileName": attachment.file_name,
        "contentType": attachment.content_type,
        "disposition": "attachment",
        "size": attachment.size,
        "createdDt": None if uploaded else to_seconds(attachment.created_at),
    }


def ticket_members(ticket: Ticket, *, attachments: list[dict[str, Any]] | None) -> dict[str, Any]:
    """Build a ticket as it was at the moment of its creation."""
    created = to_milliseconds(ticket.created_at)
    return {
        "ticketId": ticket.ticket_id,
        "subject": ticket.subject,
        "categoryId": ticket.submission_type_id,
        "categoryName": None,
        "categoryFullName": None,
        "status": "new",
        "statusName": None,
        "content": ticket.body,
        "createdDt": created,
        "updatedDt": created,
        "contents": None,
        "attachments": attachments,
        "displayDt": None,
    }
