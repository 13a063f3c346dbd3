"""The consultation history of a ticket after its first inquiry."""

from django.db import models

from sangdam.foundation.tenancy.models import ServiceOwned

#: How many entries a ticket takes after its inquiry.
MAXIMUM_ENTRIES = 2_000
#: Customers leave so many of them: however often they ask, they can be answered.
RESERVED_FOR_AGENTS = 100


class EntryKind(models.TextChoices):
    """What an entry of the consultation history is."""

    REINQUIRY = "reinquiry", "re-inquiry"
    RESOLVED = "resolved", "answer, resolved"
    PENDED = "pended", "answer, pending"
    COMMENT = "comment", "internal comment"

    @classmethod
    def visible_to_customer(cls) -> list["EntryKind"]:
        """List what a customer may read: everything but internal comments."""
        return [cls.REINQUIRY, cls.RESOLVED, cls.PENDED]


class BodyFormat(models.TextChoices):
    """How a body is written; HTML is stored raw and cleaned on its way out."""

    TEXT = "text", "text"
    HTML = "html", "HTML"


class HistoryEntry(ServiceOwned):
    """A re-inquiry of the customer, an answer of an agent, or an internal comment.

    `cleaned_body` is an HTML body made safe, `cleaned_by` the version of the cleaner (see `tickets.bodies`).
    `idempotency_key` lets the same form or call arrive twice and count once; `idempotency_digest` tells whether what
    arrives again is the same (None for entries from before there were digests: their text tells).
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=9, choices=EntryKind.choices)
    author = models.ForeignKey("agents.Agent", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    body = models.TextField()
    body_format = models.CharField(max_length=4, choices=BodyFormat.choices)
    cleaned_body = models.TextField(null=True)  # noqa: DJ001 - plain text has none
    cleaned_by = models.PositiveSmallIntegerField(null=True)
    idempotency_key = models.BinaryField(max_length=16, null=True)
    idempotency_digest = models.BinaryField(max_length=16, null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "ticket", "idempotency_key"],
                condition=models.Q(idempotency_key__isnull=False),
                name="entry_idempotency_once",
            ),
        ]
        indexes = [
            models.Index(fields=["service", "ticket", "id"], name="entry_history"),
            # What an earlier cleaner left, of all services.
            models.Index(fields=["cleaned_by"], name="entry_cleaning", condition=models.Q(body_format="html")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_answer(self) -> bool:
        """Return whether the customer got this entry as an answer."""
        return self.kind in {EntryKind.RESOLVED, EntryKind.PENDED}
