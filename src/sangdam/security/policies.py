"""Who may change the security settings of a service: the only place of this room that knows roles."""

from sangdam.agents.models import Agent
from sangdam.foundation.errors import NotPermitted
from sangdam.foundation.events import Actor
from sangdam.foundation.events.actor import SYSTEM
from sangdam.organizations.models import Service


def may_manage(actor: Actor, service: Service) -> bool:
    """Return whether the actor may see and change these settings: administrators, and the system itself."""
    if actor.kind == SYSTEM:
        return True
    agent = actor.person
    return isinstance(agent, Agent) and agent.is_active and agent.is_administrator and agent.service_id == service.pk


def demand_management(actor: Actor, service: Service) -> None:
    """Raise `NotPermitted` unless the actor may manage these settings."""
    if not may_manage(actor, service):
        raise NotPermitted
