"""Who may do what to a ticket: the only place of this room that knows roles."""

from sangdam.agents.models import Agent
from sangdam.tickets.models import Status, Ticket

READ, READ_PERSONAL, KEEP, FORWARD, FORWARD_TO_OWN, ANSWER, COMMENT = (
    "read",
    "read_personal",
    "keep",
    "forward",
    "forward_to_own",
    "answer",
    "comment",
)


def may(agent: Agent | None, verb: str, ticket: Ticket, *, own_group_ids: frozenset[int] = frozenset()) -> bool:
    """Return whether an agent may do this to a ticket, as far as rights go; the ticket's status is the action's
    concern.

    - everybody who answers in the service reads its tickets, comments, and keeps what nobody has and no group either;
    - what a group has but nobody in it, its agents (`own_group_ids`) and administrators keep;
    - the assignee and administrators answer;
    - forwarding needs the ticket-forward right or the administrator role (docs/product.md, "Actions on tickets");
    - forwarding to oneself or into a group of one's own (`FORWARD_TO_OWN`) opens the ticket's encrypted fields, so it
      needs the right to read them already; what nobody has and no group either, one could keep as well;
    - encrypted fields are opened for administrators, the assignee and the agents of the ticket's group
      (`own_group_ids`): others see that there is something, not what.
    """
    if agent is None or not agent.is_active or agent.service_id != ticket.service_id:
        return False
    if verb in (READ, COMMENT):
        return True
    if verb == KEEP:
        is_the_groups = ticket.status == Status.NEW and ticket.group_id is not None
        return not is_the_groups or agent.is_administrator or ticket.group_id in own_group_ids
    if verb == FORWARD:
        return agent.is_administrator or agent.may_forward
    if verb == FORWARD_TO_OWN:
        is_anybodys = ticket.status == Status.NEW and ticket.group_id is None
        return may(agent, FORWARD, ticket) and (
            is_anybodys or may(agent, READ_PERSONAL, ticket, own_group_ids=own_group_ids)
        )
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
