"""The one append-only table of events."""

from django.db import models
from django.db.models.functions import Cast, Now

from sangdam.foundation.tenancy.models import ServiceOwned


class CurrentTransaction(models.Func):
    """PostgreSQL's number of the writing transaction."""

    function = "pg_current_xact_id"
    arity = 0
    output_field = models.TextField()


class Event(ServiceOwned):
    """An event about a service: written in the transaction of the change itself, never altered afterwards.

    `subject` is the ticket id the event is about, or another room's key. `payload` holds ids, codes and numbers only;
    personal fields never enter it (house, decision 6). `transaction` lets readers find commits that became visible
    out of order, see `reading.py`. `dispatched_at` is bookkeeping of the dispatcher, not part of the event.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    transaction = models.BigIntegerField(
        db_default=Cast(Cast(CurrentTransaction(), models.TextField()), models.BigIntegerField())
    )
    dispatched_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["service", "subject", "id"], name="event_subject"),
            # Not the service first: the live process reads all services at once, from a transaction on.
            models.Index(fields=["transaction", "service"], name="event_transaction"),
            models.Index(fields=["id"], name="event_undispatched", condition=models.Q(dispatched_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
