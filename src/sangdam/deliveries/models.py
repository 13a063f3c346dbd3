"""Deliveries: everything that goes out, written down before it goes."""

import uuid

from django.db import models

from sangdam.foundation.tenancy.models import ServiceOwned


class Kind(models.TextChoices):
    """By which way a delivery goes."""

    MAIL = "mail", "mail"


class Purpose(models.TextChoices):
    """What a mail tells the customer; layouts are chosen by it (docs/product.md, "Mail settings")."""

    RESOLVED = "resolved", "final answer"
    PENDING = "pending", "intermediate answer"


class State(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", "waiting for its first try"
    SENDING = "sending", "being handed over"
    RETRYING = "retrying", "waiting for another try"
    SENT = "sent", "taken by the mail server"
    FAILED = "failed", "given up"


UNFINISHED = (State.WAITING, State.SENDING, State.RETRYING)


class Delivery(ServiceOwned):
    """One thing that goes out because of one event, with its exact content.

    `encrypted_payload` is the mail as it goes out at every try, `encrypted_recipient` its address alone. `cause_event`
    is the number of the event: the same event again makes no second delivery. `due_at` is when a worker may take it:
    the next try, or, while it is being handed over, the moment from which that try counts as lost. `attempts` counts
    every try;
    `step` those since the last person asked for it, `give_up_at` is when trying ends. `last_error` is a code of
    `foundation.outbound.MailFault`, without personal data. `domain_index` is the blind index of the recipient's domain,
    the same in all services, known from the first try on; `is_slow` says that the last try, or one to the same domain,
    ran out of time: slow ones don't get every place of the mail queue.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.MAIL)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    entry = models.ForeignKey(
        "tickets.HistoryEntry", on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    cause_event = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    give_up_at = models.DateTimeField()
    last_error = models.CharField(max_length=80, blank=True)
    message_id = models.CharField(max_length=200)
    encrypted_recipient = models.TextField()
    domain_index = models.BinaryField(max_length=16, null=True)
    is_slow = models.BooleanField(default=False, db_default=False)
    encrypted_payload = models.TextField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "cause_event", "kind"], name="delivery_once_per_cause"),
            models.UniqueConstraint(fields=["service", "message_id"], name="delivery_message_id_once"),
        ]
        indexes = [
            models.Index(fields=["service", "ticket", "entry", "created_at"], name="delivery_ticket"),
            models.Index(fields=["service", "-created_at", "-id"], name="delivery_list_all"),
            models.Index(
                fields=["service", "-created_at", "-id"],
                name="delivery_list_failed",
                condition=models.Q(state="failed"),
            ),
            # What the sweep takes up again, of all services.
            models.Index(
                fields=["due_at"], name="delivery_due", condition=models.Q(state__in=["waiting", "sending", "retrying"])
            ),
            # What is under way, and which domains are slow, of all services.
            models.Index(fields=["due_at"], name="delivery_under_way", condition=models.Q(state="sending")),
            models.Index(
                fields=["domain_index"],
                name="delivery_slow",
                condition=models.Q(is_slow=True, state__in=["waiting", "sending", "retrying"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def encryption_context(self, member: str) -> str:
        """Name the place of an encrypted member: it opens in this delivery and nowhere else."""
        return f"{self.service_id}|deliveries.delivery.{member}|{self.id}"
