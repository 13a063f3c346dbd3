"""Why the tickets room refuses: stable codes, no text for people."""

from dataclasses import dataclass

from sangdam.foundation.errors import DomainError


class TicketError(DomainError):
    """A rule of tickets forbids the action. Codes:

    - `already_assigned`: somebody else keeps the ticket (`details["assignee_id"]`);
    - `not_yours`: only the assignee or an administrator answers a ticket;
    - `wrong_status`: the ticket's status does not allow it (`details["status"]`);
    - `changed_meanwhile`: the ticket changed since the agent saw it;
    - `empty_body`, `body_too_long`;
    - `not_of_ticket_group`: taking a ticket over by forwarding needs its group or an administrator;
    - `unknown_group`, `unknown_agent`, `agent_not_in_group`, `agent_not_receiving`;
    - `too_many_entries`: the history has as many entries as it takes (`details["maximum"]`);
    - `unknown_attachment`, `too_many_attachments`;
    - `idempotency_key_reused`: the same idempotency key came with another request; for an entry of the history
      `details["entry_id"]` is what the first one stored.
    """


@dataclass(frozen=True)
class FieldProblem:
    """One failing field of an inquiry, as the Inquiry API lists it: `required`, `length` or `invalid`."""

    code: str
    field_id: str
    validate: str


class InquiryInvalid(DomainError):
    """An inquiry has failing fields; all of them are listed, nothing was stored."""

    code = "inquiry_invalid"

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__()
        self.problems = problems
