"""Who may do what to a ticket: the only place of this room that knows roles."""

from sangdam.agents.models import Agent
from sangdam.tickets.models import Status, Ticket

READ, READ_PERSONAL, KEEP, FORWARD, ANSWER, COMMENT = (
    "read",
    "read_personal",
    "keep",
    "forward",
    "answer",
    "comment",
)


def may(agent: Agent | None, verb: str, ticket: Ticket, *, own_group_ids: frozenset[int] = frozenset()) -> bool:
    """Tell whether an agent may do this to a ticket, as far as rights go; the ticket's status is the action's concern.

    - everybody who answers in the service reads its tickets, comments, and keeps what nobody has;
    - the assignee and administrators answer;
    - forwarding needs the ticket-forward right or the administrator role (product facts 7.3);
    - encrypted fields are opened for administrators, the assignee and the agents of the ticket's group
      (`own_group_ids`): others see that there is something, not what.
    """
    if agent is None or not agent.is_active or agent.service_id != ticket.service_id:
        return False
    if verb in (READ, COMMENT, KEEP):
        return True
    if verb == FORWARD:
        return agent.is_administrator or agent.may_forward
    if verb == ANSWER:
        return agent.is_administrator or ticket.assignee_id == agent.pk
    if verb == READ_PERSONAL:
        return (
            agent.is_administrator
            or ticket.assignee_id == agent.pk
            or (ticket.group_id is not None and ticket.group_id in own_group_ids)
        )
    raise ValueError(f"unknown verb {verb}")


ANSWERABLE = frozenset({Status.OPEN, Status.REPLY})
