"""One ticket that was asked about two thousand times, and one usercode with twenty thousand tickets.

Both beside an ordinary one of the same service, asked for in turns: whoever sends most must not make pages slow.
"""

from collections.abc import Iterator
from itertools import cycle, islice

from django.db import connection

from benchmarks.calls import Caller, Session
from benchmarks.client import Connection, Round, body_of, run_round
from benchmarks.figures import Figure, Section, at_most, milliseconds
from benchmarks.filling import Tenant
from benchmarks.pages import LONGEST_SECONDS, ROUNDS, PageFailed

ENTRIES, TICKETS = 2_000, 20_000
ORDINARY_ENTRIES = 6
GROWTH, PAGES, MORE_MS = 1.5, 3, 5
USERCODE = "many"

_LONG = """
WITH ticket AS (
    SELECT id, ticket_id, created_at FROM tickets_ticket
    WHERE service_id = %(service)s AND assignee_id IS NOT NULL ORDER BY id LIMIT 1 OFFSET %(place)s
), cleared AS (
    DELETE FROM tickets_historyentry USING ticket WHERE tickets_historyentry.ticket_id = ticket.id
), events AS (
    INSERT INTO events_event
        (service_id, kind, subject, actor_kind, payload, created_at, recorded_at, dispatched_at)
    SELECT %(service)s, 'ticket.reinquired', ticket.ticket_id, 'customer', '{}', now(), now(), now()
    FROM ticket, generate_series(1, %(entries)s)
), entries AS (
    INSERT INTO tickets_historyentry (service_id, ticket_id, kind, body, body_format, created_at)
    SELECT %(service)s, ticket.id, 'reinquiry', repeat('<b>다시</b> 문의드립니다. 답변 부탁드립니다. ', 5), 'html',
           ticket.created_at + interval '1 minute' * number
    FROM ticket, generate_series(1, %(entries)s) AS number
)
SELECT ticket_id FROM ticket
"""

_MANY = """
INSERT INTO tickets_ticket
    (service_id, ticket_id, status, priority, channel, language, subject, body, body_format, usercode, "values",
     encrypted_values, created_at, updated_at, submission_type_id)
SELECT %(service)s, 'T' || lpad((1600000000000 + number)::text, 13, '0') || 'MANY0', 'closed', 'normal', 'web', 'ko',
       '배송 문의 ' || number, repeat('문의 내용입니다. ', 60), 'text', %(usercode)s, '{}', '{}',
       now() - interval '1 minute' * number, now() - interval '1 minute' * ((number * 7919) %% 20011),
       (SELECT min(id) FROM categories_submissiontype WHERE service_id = %(service)s)
FROM generate_series(1, %(tickets)s) AS number ORDER BY md5(number::text)
ON CONFLICT DO NOTHING
"""


def measure_long_histories(port: int, tenant: Tenant, session: Session, *, requests: int) -> Section:
    """Add the long history and the many tickets to a service, and measure them beside ordinary ones."""
    host = f"localhost:{port}"
    own = Session(host, session.cookies)
    caller = Caller(tenant.organization_id, tenant.service_id, tenant.key, host)
    with connection.cursor() as cursor:
        tickets = []
        for place, entries in enumerate((ORDINARY_ENTRIES, ENTRIES)):
            cursor.execute(_LONG, {"service": tenant.service_pk, "place": place, "entries": entries})
            tickets.append(cursor.fetchone()[0])
        cursor.execute(_MANY, {"service": tenant.service_pk, "tickets": TICKETS, "usercode": USERCODE})
        for table in ("tickets_ticket", "tickets_historyentry", "events_event"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")
    paths = [f"/console/{tenant.service_id}/tickets/all/{ticket}/" for ticket in tickets]
    pages = {
        "page": [own.page(path) for path in paths],
        "pane": [own.page(path, **{"HX-Request": "true"}) for path in paths],
    }
    section = Section("Long histories")
    for kind, (ordinary, long) in pages.items():
        few, many = ask_in_turns(port, [cycle([ordinary]), cycle([long])], requests)
        sizes = [_size(port, request) for request in (ordinary, long)]
        section.figures += [
            Figure(f"ticket {kind}, {count:,} entries: p50, size", f"{milliseconds(item.p50)}, {size / 1000:.0f} kB")
            for count, item, size in zip((ORDINARY_ENTRIES, ENTRIES), (few, many), sizes, strict=True)
        ]
        section.figures += [
            at_most(f"ticket {kind}: growth of p50", many.p50 / few.p50, GROWTH, "times", 2),
            at_most(f"ticket {kind}: growth of size", sizes[1] / sizes[0], GROWTH, "times", 2),
        ]
    section.figures.append(
        Figure(f"Open API detail, {ENTRIES:,} entries: size", f"{_detail_size(port, caller, tickets[1]) / 1000:.0f} kB")
    )
    last = TICKETS // 10
    places = {"1": 1, f"{last // 2:,}": last // 2, f"{last:,}": last}
    asked = [cycle([caller.list_tickets(USERCODE, page=page)]) for page in places.values()]
    measured = dict(zip(places, ask_in_turns(port, asked, requests), strict=True))
    first = measured["1"]
    for name, item in measured.items():
        name = f"customer's list, page {name} of {last:,}"
        section.figures.append(Figure(f"{name}: p50 / p99", f"{milliseconds(item.p50)} / {milliseconds(item.p99)}"))
        limit = max(PAGES * first.p50, first.p50 + MORE_MS * 1e6) / 1e6
        if item is not first:
            section.figures.append(at_most(f"{name}: p50", item.p50 / 1e6, round(limit, 2), "ms", 2))
    section.notes.append(
        f"One service, asked in turns over one connection. The ordinary ticket has {ORDINARY_ENTRIES} entries, the long"
        f" one {ENTRIES:,} re-inquiries in HTML; the usercode has {TICKETS:,} tickets. A page of its list may"
        f" take {PAGES} times the first or {MORE_MS} ms more, whichever is more."
    )
    return section


def ask_in_turns(port: int, asked: list[Iterator[bytes]], requests: int) -> list[Round]:
    """Ask one server for several kinds of pages, a few of each at a time. Raises `PageFailed`."""
    for pages in asked:  # over several connections, so that every web process has seen each page
        run_round("127.0.0.1", port, islice(pages, 40), connections=8, seconds=LONGEST_SECONDS)
    done = [Round() for _ in asked]
    for _ in range(ROUNDS):
        for pages, taken in zip(asked, done, strict=True):
            portion = islice(pages, max(1, requests // ROUNDS))
            measured = run_round("127.0.0.1", port, portion, connections=1, seconds=LONGEST_SECONDS)
            if measured.refused:
                raise PageFailed(f"{measured.refused[0]!r}")
            taken.add(measured)
    return done


def _size(port: int, request: bytes) -> int:
    connection_to_it = Connection("127.0.0.1", port)
    try:
        return len(body_of(connection_to_it.ask(request)))
    finally:
        connection_to_it.close()


def _detail_size(port: int, caller: Caller, ticket_id: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT usercode FROM tickets_ticket WHERE ticket_id = %s", [ticket_id])
        usercode = cursor.fetchone()[0]
    return _size(port, caller.show_ticket(usercode, ticket_id))
