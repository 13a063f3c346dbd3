"""Pages and lists of two installations that differ only in how many tickets there are.

One request after the other, as a single browser or program would, and in turns: a few of one installation, then the
same of the other, so that a busy moment of the machine meets both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from benchmarks.calls import Caller, Session
from benchmarks.client import Round, run_round
from benchmarks.filling import Tenant, encrypt_truly, ticket_ids, usercodes

ROUNDS = 10
LONGEST_SECONDS = 10.0
SAMPLE = 100


class PageFailed(Exception):
    """A page did not answer 200; the text is the beginning of what came instead."""


@dataclass(frozen=True)
class Samples:
    """What is asked for of one service: tickets and usercodes spread evenly over all it has."""

    tickets: Sequence[str]
    usercodes: Sequence[str]


def take_samples(tenant: Tenant) -> Samples:
    """Choose what to ask for, and let the tickets' encrypted values open."""
    ids = ticket_ids(tenant, SAMPLE)
    encrypt_truly(tenant, ids)
    return Samples(ids, usercodes(tenant, SAMPLE))


def requests_of(port: int, tenant: Tenant, session: Session, samples: Samples) -> dict[str, Iterator[bytes]]:
    """Write the requests for each kind of page, again and again."""
    own = Session(f"localhost:{port}", session.cookies)
    caller = Caller(tenant.organization_id, tenant.service_id, tenant.key, own.host)
    tickets = f"/console/{tenant.service_id}/tickets/all/"
    return {
        "list": cycle([own.page(tickets)]),
        "ticket page": cycle([own.page(f"{tickets}{item}/") for item in samples.tickets]),
        "ticket pane": cycle([own.page(f"{tickets}{item}/", **{"HX-Request": "true"}) for item in samples.tickets]),
        "customer's list": cycle([caller.list_tickets(usercode) for usercode in samples.usercodes]),
    }


def measure_pages(asked: Mapping[int, Mapping[str, Iterator[bytes]]], requests: int) -> dict[int, dict[str, Round]]:
    """Measure each kind of page on each port with that many requests in turns. Raises `PageFailed`."""
    done: dict[int, dict[str, Round]] = {port: {} for port in asked}
    for port, kinds in asked.items():
        for pages in kinds.values():  # over several connections, so that every web process has seen each page
            run_round("127.0.0.1", port, islice(pages, 40), connections=8, seconds=LONGEST_SECONDS)
    for name in next(iter(asked.values())):
        for _ in range(ROUNDS):
            for port, kinds in asked.items():
                portion = islice(kinds[name], max(1, requests // ROUNDS))
                measured = run_round("127.0.0.1", port, portion, connections=1, seconds=LONGEST_SECONDS)
                if measured.refused:
                    raise PageFailed(f"{name}: {measured.refused[0]!r}")
                done[port].setdefault(name, Round()).add(measured)
    return done
