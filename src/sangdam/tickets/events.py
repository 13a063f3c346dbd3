"""The events of a ticket's life."""

from sangdam.foundation.events import declare

TICKET_CREATED = declare("ticket.created", "A customer's inquiry became a ticket.")
TICKET_ASSIGNED = declare(
    "ticket.assigned",
    "A ticket got an agent and a group: an agent kept it, or it was forwarded to one or, with no assignee, to a group.",
)
TICKET_PENDED = declare("ticket.pended", "An agent gave an intermediate answer; the ticket waits.")
TICKET_RESOLVED = declare("ticket.resolved", "An agent gave the final answer.")
TICKET_COMMENTED = declare("ticket.commented", "An agent left an internal comment.")
TICKET_REINQUIRED = declare("ticket.reinquired", "The customer asked again about a ticket.")
