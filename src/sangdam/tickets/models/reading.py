"""Which waiting tickets an agent has read."""

from django.db import models

from sangdam.foundation.tenancy.models import ServiceOwned


class Reading(ServiceOwned):
    """An agent has had a ticket in front of them as it was at `read_at`: what the customer wrote later is unread.

    Kept only while the ticket waits for an answer; the daily sweep removes the others.
    """

    agent = models.ForeignKey("agents.Agent", on_delete=models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "agent", "ticket"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} read {self.ticket_id}"
