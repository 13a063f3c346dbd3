"""A ticket in a service with two thousand agents beside one in a service with five, asked for in turns.

Whom a ticket can be forwarded to must not make every ticket slow: the pane, and the search that the dialog asks for.
"""

from itertools import cycle

from django_scopes import scope

from benchmarks.calls import sign_in
from benchmarks.figures import Figure, Section, at_most, milliseconds
from benchmarks.filling import Tenant, fill, found_tenant
from benchmarks.long_histories import ask_in_turns
from benchmarks.pages import take_samples
from sangdam.accounts.models import Member
from sangdam.agents.models import Agent, Group, GroupMembership

FEW, MANY = 5, 2_000
TICKETS = 200
GROWTH = 1.5


def measure_many_agents(port: int, *, requests: int) -> Section:
    """Found the two services and measure their tickets' panes and searches for whom to forward to."""
    asked = []
    for name, agents in (("small", FEW), ("large", MANY)):
        tenant = found_tenant(name, agents=FEW)
        _add_colleagues(tenant, agents - FEW)
        fill(tenant, 1, TICKETS)
        administrator = tenant.logins[0]
        session = sign_in(port, administrator.email, administrator.password)
        tickets = [f"/console/{tenant.service_id}/tickets/all/{item}/" for item in take_samples(tenant).tickets]
        fragment = {"HX-Request": "true"}
        asked.append(
            {
                "ticket pane": cycle([session.page(ticket, **fragment) for ticket in tickets]),
                "search for an agent": cycle(
                    [session.page(f"{ticket}forward/targets/?q=agent", **fragment) for ticket in tickets]
                ),
            }
        )
    section = Section("Many agents")
    for kind in asked[0]:
        few, many = ask_in_turns(port, [pages[kind] for pages in asked], requests)
        section.figures += [
            Figure(f"{kind}, {count:,} agents: p50 / p99", f"{milliseconds(item.p50)} / {milliseconds(item.p99)}")
            for count, item in ((FEW, few), (MANY, many))
        ]
        if kind == "ticket pane":
            section.figures.append(at_most(f"{kind}: growth of p50", many.p50 / few.p50, GROWTH, "times", 2))
    section.notes.append(
        "Two services alike but for their agents, asked in turns over one connection. The search finds all of them and"
        " shows a page: agents ask for it by typing, not with every ticket."
    )
    return section


def _add_colleagues(tenant: Tenant, count: int) -> None:
    first = Member.objects.get(email=tenant.logins[0].email)
    members = Member.objects.bulk_create(
        Member(
            organization_id=first.organization_id,
            email=f"{tenant.service_id}-{number}@bench.example",
            name=f"Agent {number:04d}",
            password="!",
        )
        for number in range(count)
    )
    service_id = tenant.service_pk
    with scope(service=service_id):
        groups = list(Group.objects.order_by("pk"))
        agents = Agent.objects.bulk_create(Agent(service_id=service_id, member=member) for member in members)
        GroupMembership.objects.bulk_create(
            GroupMembership(service_id=service_id, group=groups[place % len(groups)], agent=agent, position=place)
            for place, agent in enumerate(agents, start=FEW)
        )
