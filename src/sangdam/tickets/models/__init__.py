"""Tickets, their consultation history, their attachments, and who has read them."""

from sangdam.tickets.models.attachment import Attachment
from sangdam.tickets.models.entry import BodyFormat, EntryKind, HistoryEntry
from sangdam.tickets.models.reading import Reading
from sangdam.tickets.models.ticket import Channel, Priority, Status, Ticket

__all__ = [
    "Attachment",
    "BodyFormat",
    "Channel",
    "EntryKind",
    "HistoryEntry",
    "Priority",
    "Reading",
    "Status",
    "Ticket",
]
