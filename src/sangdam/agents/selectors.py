"""Find who answers where."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Case, F, Q, QuerySet, Value, When
from django_scopes import scopes_disabled

from sangdam.accounts.models import Member
from sangdam.agents.models import Agent, Group, GroupMembership
from sangdam.organizations.models import Service
from sangdam.organizations.selectors import list_active_services


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
        return list_active_services(Agent.objects.filter(member=member, is_active=True).values("service_id"))


def own_group_ids(agent: Agent) -> frozenset[int]:
    """Return the ids of the groups an agent is in. One query."""
    return frozenset(GroupMembership.objects.filter(agent=agent).values_list("group_id", flat=True))


def find_agent_in_group(*, group_id: int, agent_id: int) -> Agent | None:
    """Return an agent of the scoped service with the member, if they are in that group; else None."""
    membership = GroupMembership.objects.select_related("agent__member").filter(group_id=group_id, agent_id=agent_id)
    found = membership.first()
    return None if found is None else found.agent


def find_group(*, group_id: int | None = None, name: str | None = None) -> Group | None:
    """Return a group of the scoped service, by its id or its name; else None."""
    wanted = {"pk": group_id} if group_id is not None else {"name": name}
    return Group.objects.filter(**wanted).first()


def answers_still(agent_id: int | None) -> bool:
    """Return whether this agent of the scoped service is active and may sign in; nobody (None) does not."""
    if agent_id is None:
        return False
    return Agent.objects.filter(pk=agent_id, is_active=True, member__is_active=True).exists()


def list_own_groups(agent: Agent) -> list[Group]:
    """List the groups an agent is in, by name."""
    return list(
        Group.objects.filter(pk__in=GroupMembership.objects.filter(agent=agent).values("group_id")).order_by("name")
    )


TARGETS_AT_ONCE = 20
_LONGEST_QUERY = 100


@dataclass(frozen=True)
class ForwardTarget:
    """Where a ticket may be forwarded: to an agent in a group, or to a group alone (`agent_id` is None)."""

    group_id: int
    group_name: str
    agent_id: int | None = None
    agent_name: str = ""
    member_id: int | None = None


@dataclass(frozen=True)
class ForwardTargets:
    """A page of agents to forward to; `next_after` is where the next one begins, "" at the end."""

    targets: list[ForwardTarget]
    next_after: str


_TARGET_COLUMNS = ("group_id", "group__name", "agent_id", "agent__member__name", "agent__member_id")


def _receiving() -> QuerySet[GroupMembership]:
    return GroupMembership.objects.filter(
        agent__is_active=True, agent__receives_tickets=True, agent__member__is_active=True
    )


def _words_of(query: str) -> list[str]:
    return query.replace("\x00", "")[:_LONGEST_QUERY].split()


def search_forward_targets(
    *, query: str = "", first_group: int | None = None, after: str = "", limit: int = TARGETS_AT_ONCE
) -> ForwardTargets:
    """Find agents of the scoped service who receive tickets, once per group, by name; those of `first_group` first.

    Every word of `query` is in the agent's name or the group's. Paging is by key: `after` is the `next_after` of the
    page before; what we did not make begins anew. One query.
    """
    found = _receiving().annotate(
        place=Case(When(group_id=first_group, then=0), default=1) if first_group else Value(1),
        name=F("agent__member__name"),
    )
    for word in _words_of(query):
        found = found.filter(Q(agent__member__name__icontains=word) | Q(group__name__icontains=word))
    place, _, rest = after.partition("_")
    pk, _, name = rest.replace("\x00", "").partition("_")
    if place in {"0", "1"} and pk.isascii() and pk.isdigit() and len(pk) < 19:
        here = Q(place=int(place))
        found = found.filter(
            Q(place__gt=int(place)) | here & (Q(name__gt=name) | Q(name=name, pk__gt=int(pk))),
        )
    rows = list(found.order_by("place", "name", "pk").values_list(*_TARGET_COLUMNS, "place", "pk")[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return ForwardTargets(
        [ForwardTarget(*row[:5]) for row in rows[:limit]], f"{last[5]}_{last[6]}_{last[3]}" if last else ""
    )


def search_groups(*, query: str = "", limit: int = TARGETS_AT_ONCE) -> list[ForwardTarget]:
    """Find groups of the scoped service by name. One query."""
    found = Group.objects.all()
    for word in _words_of(query):
        found = found.filter(name__icontains=word)
    return [ForwardTarget(*row) for row in found.order_by("name", "pk").values_list("pk", "name")[:limit]]


def recent_forward_targets(agent: Agent) -> list[ForwardTarget]:
    """List whom an agent forwarded to last, the latest first, as far as they are still there. At most two queries."""
    pairs = [(group_id, agent_id) for group_id, agent_id in agent.forwarded_to]
    people = [pair for pair in pairs if pair[1] is not None]
    alone = [group_id for group_id, agent_id in pairs if agent_id is None]
    there: dict[tuple[int, int | None], ForwardTarget] = {}
    if people:
        rows = _receiving().filter(
            group_id__in={group_id for group_id, _ in people}, agent_id__in={agent_id for _, agent_id in people}
        )
        there |= {(row[0], row[2]): ForwardTarget(*row) for row in rows.values_list(*_TARGET_COLUMNS)}
    if alone:
        groups = Group.objects.filter(pk__in=alone).values_list("pk", "name")
        there |= {(row[0], None): ForwardTarget(*row) for row in groups}
    return [there[pair] for pair in pairs if pair in there]


def name_agents(agent_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of agents of the scoped service by id, former ones included. One query, none for no ids."""
    ids = list(agent_ids)
    return dict(Agent.objects.filter(pk__in=ids).values_list("pk", "member__name")) if ids else {}


def name_groups(group_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of groups of the scoped service by id. One query, none for no ids."""
    ids = list(group_ids)
    return dict(Group.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
