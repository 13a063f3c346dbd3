"""Who may see and repeat deliveries: the only place of this room that knows roles."""

from sangdam.agents.models import Agent
from sangdam.deliveries.models import Delivery, State

REPEAT = "repeat"


def may(agent: Agent | None, verb: str, delivery: Delivery) -> bool:
    """Return whether an agent may do this to a delivery, as far as rights go: everybody who answers in its service may.

    A failed mail is a customer left without an answer; whoever notices repairs it.
    """
    if verb != REPEAT:
        raise ValueError(f"unknown verb {verb}")
    return agent is not None and agent.is_active and agent.service_id == delivery.service_id


REPEATABLE = frozenset({State.FAILED, State.RETRYING})
