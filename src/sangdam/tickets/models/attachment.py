"""Files that belong to a ticket or wait to be submitted with one."""

import secrets

from django.db import models

from sangdam.foundation.tenancy.models import ServiceOwned

MAXIMUM_ATTACHMENTS = 5


def make_attachment_id() -> str:
    """Make an attachment id: 32 hexadecimal digits nobody can guess; knowing it is the right to read the file."""
    return secrets.token_hex(16)


class Attachment(ServiceOwned):
    """A stored file: uploaded first, then claimed by one ticket, inquiry, re-inquiry or answer.

    `is_internal` marks a file of an internal comment: it is never served without an agent's session. `path` is the
    name in the file store.
    """

    id = models.CharField(primary_key=True, max_length=32, default=make_attachment_id, editable=False)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    entry = models.ForeignKey(
        "tickets.HistoryEntry", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    uploaded_by = models.ForeignKey(
        "agents.Agent", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    is_internal = models.BooleanField(default=False)
    file_name = models.CharField(max_length=100)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["service", "ticket", "entry"],
                name="attachment_ticket",
                condition=models.Q(ticket__isnull=False),
            ),
            # Uploads that nobody submitted, for the sweep.
            models.Index(fields=["created_at"], name="attachment_waiting", condition=models.Q(ticket__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.id
