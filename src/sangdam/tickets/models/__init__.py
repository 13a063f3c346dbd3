"""Tickets, their consultation history and their attachments."""

from sangdam.tickets.models.attachment import Attachment
from sangdam.tickets.models.entry import BodyFormat, EntryKind, HistoryEntry
from sangdam.tickets.models.ticket import Channel, Priority, Status, Ticket

__all__ = ["Attachment", "BodyFormat", "Channel", "EntryKind", "HistoryEntry", "Priority", "Status", "Ticket"]
