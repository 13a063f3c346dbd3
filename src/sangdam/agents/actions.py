"""Add agents and groups to a service."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django_scopes import scope

from sangdam.accounts.models import Member
from sangdam.agents.errors import AgentError
from sangdam.agents.models import REMEMBERED_TARGETS, Agent, Group, GroupMembership, Role
from sangdam.foundation.events import Actor
from sangdam.organizations.models import Service


def create_group(*, service: Service, name: str, actor: Actor) -> Group:
    """Add a group, empty at first. Raises `AgentError`."""
    try:
        with scope(service=service), transaction.atomic():
            return Group.objects.create(service=service, name=name)
    except IntegrityError as fault:
        raise AgentError("group_name_taken") from fault


def add_agent(
    *,
    service: Service,
    member: Member,
    groups: Sequence[Group],
    actor: Actor,
    role: str = Role.AGENT,
    may_forward: bool = True,
) -> Agent:
    """Make a member an agent of a service, in at least one group.

    The group is mandatory (docs/product.md, "Agents and groups"). Raises `AgentError`.
    """
    if not groups:
        raise AgentError("group_required")
    if member.organization_id != service.organization_id:
        raise AgentError("other_organization")
    try:
        with scope(service=service), transaction.atomic():
            agent = Agent.objects.create(service=service, member=member, role=role, may_forward=may_forward)
            for group in groups:
                position = GroupMembership.objects.filter(group=group).count()
                GroupMembership.objects.create(service=service, group=group, agent=agent, position=position)
    except IntegrityError as fault:
        raise AgentError("already_agent") from fault
    return agent


def remember_forwarding(*, agent: Agent, group_id: int, agent_id: int | None) -> None:
    """Remember whom an agent forwarded to, so that they are offered first next time. One statement, no event."""
    target = [group_id, agent_id]
    latest = [target, *(known for known in agent.forwarded_to if known != target)][:REMEMBERED_TARGETS]
    if latest != agent.forwarded_to:
        agent.forwarded_to = latest
        agent.save(update_fields=["forwarded_to"])


def keep_list_order(*, agent: Agent, list_name: str, order: str) -> None:
    """Keep the order in which an agent wants a ticket list; the door knows which there are. No event."""
    agent.list_orders = {**agent.list_orders, list_name: order}
    agent.save(update_fields=["list_orders"])
