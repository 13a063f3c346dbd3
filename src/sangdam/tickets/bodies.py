"""Bodies of inquiries and entries as HTML that is safe to show: cleaned once, when they come in, and kept."""

from typing import Protocol

from sangdam.foundation.sanitizing import CLEANER_VERSION, render_body
from sangdam.tickets.models import BodyFormat


class Body(Protocol):
    """A row that has a body: a ticket or an entry of its history."""

    body: str
    body_format: str
    cleaned_body: str | None
    cleaned_by: int | None


def clean_body(row: Body, *, service_id: str) -> None:
    """Clean a body and keep the result on its row, not saved; plain text is written anew each time, which is cheaper.

    `service_id` is the service's name in addresses: images stay only if they are its attachments.
    """
    if row.body_format == BodyFormat.HTML:
        row.cleaned_body = render_body(row.body, "auto", service_id=service_id)
        row.cleaned_by = CLEANER_VERSION


def read_safe_html(row: Body, *, service_id: str) -> str:
    """Return a body as HTML that may be marked safe: what today's cleaner has made of it, else it is cleaned now.

    Customers send plain text with a tag or two ("only simple text", Create Ticket): its line breaks stay.
    """
    if row.body_format == BodyFormat.TEXT:
        return render_body(row.body, "text")
    if row.cleaned_body is not None and row.cleaned_by == CLEANER_VERSION:
        return row.cleaned_body
    return render_body(row.body, "auto", service_id=service_id)
