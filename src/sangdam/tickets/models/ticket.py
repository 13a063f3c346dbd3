"""The ticket: one inquiry and everything that becomes of it."""

import secrets
import string
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models

from sangdam.foundation.crypto import decrypt_value
from sangdam.foundation.tenancy.models import ServiceOwned, service_manager

if TYPE_CHECKING:
    from sangdam.agents.models import Agent

TICKET_ID = RegexValidator(r"^T[0-9]{13}[A-Za-z0-9]{5}\Z", code="invalid")
_LETTERS_AND_DIGITS = string.ascii_letters + string.digits


def make_ticket_id(milliseconds: int) -> str:
    """Make a ticket id: `T`, epoch milliseconds, five random letters or digits (`T1658199661153IXTfw`)."""
    return f"T{milliseconds:013d}{''.join(secrets.choice(_LETTERS_AND_DIGITS) for _ in range(5))}"


class Status(models.TextChoices):
    """Ticket statuses with the codes of the API (docs/product.md, "Statuses")."""

    NEW = "new", "unassigned"
    OPEN = "open", "in progress"
    REPLY = "reply", "pending"
    SOLVED = "solved", "resolved"
    CLOSED = "closed", "completed"


class Channel(models.TextChoices):
    """Where an inquiry came in (docs/product.md, "Channels")."""

    WEB = "web", "web"
    MOBILE_WEB = "spweb", "mobile web"
    API = "api", "API"


class Priority(models.TextChoices):
    """How soon a ticket wants an answer (docs/product.md, "Actions on tickets")."""

    NORMAL = "normal", "normal"
    LOW = "low", "low"
    HIGH = "high", "high"
    URGENT = "urgent", "urgent"


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Tickets, always asked for on behalf of somebody."""

    def visible_to(self, agent: "Agent") -> "TicketQuerySet":
        """Keep the tickets this agent may see: those of the service where they are an active agent."""
        if not agent.is_active:
            return self.none()
        return self.filter(service_id=agent.service_id)


class Ticket(ServiceOwned):
    """An inquiry of a customer.

    `values` holds what the customer entered, by field code (`name`, `mail`, `phone`, `typeOne`, user fields);
    `encrypted_values` the same for fields marked as personal information, each encrypted with the place it belongs to.
    `waiting_since` is the moment from which on somebody owes the customer an answer: set while the ticket is unassigned
    or in progress, None once it is answered, even if only for the time being. `asked_again_at` is when the customer
    last asked again, None if never.
    `cleaned_body` is an HTML body made safe, `cleaned_by` the version of the cleaner (see `tickets.bodies`).
    `idempotency_key` and `idempotency_digest` make a repeated submission find the first one.
    """

    ticket_id = models.CharField(max_length=19, validators=[TICKET_ID])
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.NEW)
    priority = models.CharField(max_length=6, choices=Priority.choices, default=Priority.NORMAL)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    language = models.CharField(max_length=6)
    submission_type = models.ForeignKey(
        "categories.SubmissionType", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    processing_type = models.ForeignKey(
        "categories.ProcessingType", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    subject = models.CharField(max_length=255)
    body = models.TextField()
    body_format = models.CharField(max_length=4, default="text")
    cleaned_body = models.TextField(null=True)  # noqa: DJ001 - plain text has none
    cleaned_by = models.PositiveSmallIntegerField(null=True)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    usercode = models.CharField(max_length=100, blank=True)
    values = models.JSONField(default=dict)
    encrypted_values = models.JSONField(default=dict)
    group = models.ForeignKey("agents.Group", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    assignee = models.ForeignKey("agents.Agent", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    idempotency_key = models.BinaryField(max_length=16, null=True)
    idempotency_digest = models.BinaryField(max_length=16, null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    asked_again_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = service_manager(models.Manager.from_queryset(TicketQuerySet))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "ticket_id"], name="ticket_id_once"),
            models.UniqueConstraint(
                fields=["service", "idempotency_key"],
                condition=models.Q(idempotency_key__isnull=False),
                name="ticket_idempotency_once",
            ),
            models.CheckConstraint(
                condition=models.Q(assignee__isnull=True, status="new") | ~models.Q(status="new"),
                name="ticket_new_is_unassigned",
            ),
        ]
        # The lists of the console and of the customer, each in its own order: see selectors.
        indexes = [
            models.Index(fields=["service", "-updated_at", "-id"], name="ticket_list_all"),
            models.Index(fields=["service", "status", "-updated_at", "-id"], name="ticket_list_status"),
            models.Index(
                fields=["service", "assignee", "status", "-updated_at", "-id"],
                name="ticket_list_assignee",
                condition=models.Q(assignee__isnull=False),
            ),
            # Longest waiting first: those who wait, then the others; few tickets wait, so these stay small.
            models.Index(
                fields=["service", "waiting_since", "id"],
                name="ticket_wait_all",
                condition=models.Q(waiting_since__isnull=False),
            ),
            models.Index(
                fields=["service", "status", "waiting_since", "id"],
                name="ticket_wait_status",
                condition=models.Q(waiting_since__isnull=False),
            ),
            models.Index(
                fields=["service", "assignee", "status", "waiting_since", "id"],
                name="ticket_wait_assignee",
                condition=models.Q(waiting_since__isnull=False, assignee__isnull=False),
            ),
            models.Index(
                fields=["service", "-updated_at", "-id"],
                name="ticket_answered",
                condition=models.Q(waiting_since__isnull=True),
            ),
            models.Index(
                fields=["service", "usercode", "-updated_at", "-id"],
                # All that a customer's list filters and sorts by: a page far back is found without reading tickets.
                include=["created_at", "channel", "status", "submission_type", "language"],
                name="ticket_list_usercode",
                condition=~models.Q(usercode=""),
            ),
            models.Index(
                fields=["service", "customer", "-id"],
                name="ticket_customer",
                condition=models.Q(customer__isnull=False),
            ),
            # What an earlier cleaner left, of all services.
            models.Index(fields=["cleaned_by"], name="ticket_cleaning", condition=models.Q(body_format="html")),
        ]

    def __str__(self) -> str:
        return self.ticket_id

    def encryption_context(self, code: str) -> str:
        """Name the place of an encrypted value: it opens on this ticket, for this field, and nowhere else."""
        return f"{self.service_id}|tickets.ticket.{code}|{self.ticket_id}"

    def read_value(self, code: str) -> Any:
        """Return what the customer entered for a field, opened if encrypted, "" if nothing.

        For code that may see personal fields; screens go through `selectors.read_customer_fields`. Raises
        `crypto.Unreadable`.
        """
        if code in self.encrypted_values:
            return decrypt_value(self.encrypted_values[code], self.encryption_context(code))
        return self.values.get(code, "")
