"""Who may change how a service's mails look: the only place of this room that knows roles."""

from sangdam.agents.models import Agent
from sangdam.foundation.errors import NotPermitted
from sangdam.foundation.events import Actor
from sangdam.foundation.events.actor import SYSTEM
from sangdam.organizations.models import Service


def demand_management(actor: Actor, service: Service) -> None:
    """Raise `NotPermitted` unless the actor administers the service, or is the system itself."""
    if actor.kind == SYSTEM:
        return
    agent = actor.person
    if isinstance(agent, Agent) and agent.is_active and agent.is_administrator and agent.service_id == service.pk:
        return
    raise NotPermitted
