"""Pages and lists, asked for one after the other as a single browser or program would."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle

from benchmarks.calls import Caller, Session
from benchmarks.client import Round, run_round
from benchmarks.filling import Tenant, seal_truly, ticket_ids, usercodes

WARM_UP = 40
LONGEST_SECONDS = 10.0
SAMPLE = 100


class PageFailed(Exception):
    """A page did not answer 200; the text is the beginning of what came instead."""


def measure_pages(port: int, tenant: Tenant, session: Session, *, requests: int) -> dict[str, Round]:
    """Measure list, ticket page, ticket pane and customer's list of a filled service on one connection each.

    Raises `PageFailed`.
    """
    ids = ticket_ids(tenant, SAMPLE)
    seal_truly(tenant, ids)
    caller = Caller(tenant.organization_id, tenant.service_id, tenant.key, session.host)
    tickets = f"/console/{tenant.service_id}/tickets/all/"
    asked: Mapping[str, Sequence[bytes]] = {
        "list": [session.page(tickets)],
        "ticket page": [session.page(f"{tickets}{ticket_id}/") for ticket_id in ids],
        "ticket pane": [session.page(f"{tickets}{ticket_id}/", **{"HX-Request": "true"}) for ticket_id in ids],
        "customer's list": [caller.list_tickets(usercode) for usercode in usercodes(tenant, SAMPLE)],
    }
    return {name: _measure(port, cycle(pages), name, requests) for name, pages in asked.items()}


def _measure(port: int, pages: Iterator[bytes], name: str, requests: int) -> Round:
    run_round("127.0.0.1", port, _first(pages, WARM_UP), connections=1, seconds=LONGEST_SECONDS)
    measured = run_round("127.0.0.1", port, _first(pages, requests), connections=1, seconds=LONGEST_SECONDS)
    if measured.refused:
        raise PageFailed(f"{name}: {measured.refused[0]!r}")
    return measured


def _first(pages: Iterator[bytes], count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield next(pages)
