"""Find who answers where."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django_scopes import scopes_disabled

from sangdam.accounts.models import Member
from sangdam.agents.models import Agent, Group, GroupMembership
from sangdam.organizations.models import Service


def find_agent(*, member_id: int, service_id: str) -> Agent | None:
    """Return the active agent that a member is in an active service, with service, organization and member; else None.

    The only way into a service for a person: being an organization administrator opens no service.
    """
    # Before the scope is known: the member's own row decides it.
    with scopes_disabled():
        return (
            Agent.objects.select_related("service__organization", "member")
            .filter(
                member_id=member_id,
                member__is_active=True,
                is_active=True,
                service__service_id=service_id,
                service__is_active=True,
            )
            .first()
        )


def find_active_agents(agent_ids: Collection[int]) -> list[Agent]:
    """List those of the agents, of any service, who are still active there, with their members."""
    with scopes_disabled():
        return list(
            Agent.objects.select_related("member").filter(
                pk__in=agent_ids, member__is_active=True, is_active=True, service__is_active=True
            )
        )


def list_services_of(member: Member) -> list[Service]:
    """List the active services where a member is an active agent, by name."""
    with scopes_disabled():
        return list(
            Service.objects.filter(
                pk__in=Agent.objects.filter(member=member, is_active=True).values("service_id"), is_active=True
            ).order_by("name")
        )


def list_own_groups(agent: Agent) -> list[Group]:
    """List the groups an agent is in, by name."""
    return list(
        Group.objects.filter(pk__in=GroupMembership.objects.filter(agent=agent).values("group_id")).order_by("name")
    )


@dataclass(frozen=True)
class ForwardTarget:
    """An agent in a group, to whom a ticket may be forwarded."""

    group_id: int
    group_name: str
    agent_id: int
    agent_name: str


def list_forward_targets() -> list[ForwardTarget]:
    """List every agent of the scoped service who receives tickets, once per group, by group and name."""
    rows = (
        GroupMembership.objects.filter(
            agent__is_active=True, agent__receives_tickets=True, agent__member__is_active=True
        )
        .order_by("group__name", "group_id", "agent__member__name", "agent_id")
        .values_list("group_id", "group__name", "agent_id", "agent__member__name")
    )
    return [ForwardTarget(*row) for row in rows]


def name_agents(agent_ids: Iterable[int]) -> dict[int, str]:
    """Tell the names of agents of the scoped service by id, former ones included. One query, none for no ids."""
    ids = list(agent_ids)
    return dict(Agent.objects.filter(pk__in=ids).values_list("pk", "member__name")) if ids else {}


def name_groups(group_ids: Iterable[int]) -> dict[int, str]:
    """Tell the names of groups of the scoped service by id. One query, none for no ids."""
    ids = list(group_ids)
    return dict(Group.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
