"""Who does a thing: passed explicitly to every action, recorded with every event."""

from dataclasses import dataclass
from typing import Any

AGENT, CUSTOMER, MEMBER, SYSTEM = "agent", "customer", "member", "system"


@dataclass(frozen=True)
class Actor:
    """The one who acts: an agent of a service, a customer, a member of an organization, or the system itself.

    `person` is the agent or member row for the policies; only its id is recorded.
    """

    kind: str
    id: int | None = None
    person: Any = None

    @classmethod
    def agent(cls, agent: Any) -> "Actor":
        """Act as an agent of a service (`agents.Agent`)."""
        return cls(AGENT, agent.pk, agent)

    @classmethod
    def member(cls, member: Any) -> "Actor":
        """Act as a member of an organization (`accounts.Member`)."""
        return cls(MEMBER, member.pk, member)

    @classmethod
    def customer(cls) -> "Actor":
        """Act for a customer: the Open API signs on the customer's behalf."""
        return cls(CUSTOMER)

    @classmethod
    def system(cls) -> "Actor":
        """Act as the product itself: schedules, demo data, commands of the operator."""
        return cls(SYSTEM)
