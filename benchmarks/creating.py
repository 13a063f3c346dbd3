"""Create Ticket through the real web processes, and the floor beside it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path

import psycopg

from benchmarks.calls import CUSTOMERS, Caller, inquiry_of
from benchmarks.client import Connection, Round, body_of, run_round, status_of
from benchmarks.dispatching import await_quiet
from benchmarks.figures import median
from benchmarks.floor import PROTOCOLS, Floor, prepare_floor
from benchmarks.installation import Installation

# Every round's requests are signed just before it; more than these no machine here answers in one.
MOST_REQUESTS_A_SECOND = 4_000


class NotCreated(Exception):
    """A call was not answered 200, or tickets are missing in the database."""


@dataclass(frozen=True)
class Plan:
    """How long and how often: product and floor take turns, so that a busy moment of the machine meets both."""

    turns: tuple[tuple[int, int], ...]
    """Connections and how many rounds with them."""
    product_seconds: float
    floor_seconds: int


@dataclass
class Creation:
    """What the rounds gave, by connections; the floors by connections and protocol, in transactions a second."""

    rounds: dict[int, list[Round]] = field(default_factory=dict)
    floors: dict[tuple[int, str], list[float]] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)
    """Processor seconds a ticket of each part of the product, until its event is dispatched."""
    tickets: int = 0

    def rate(self, connections: int) -> float:
        """Return the median rate of the product, tickets a second."""
        return median([item.rate for item in self.rounds[connections]])

    def floor(self, connections: int, protocol: str) -> float:
        """Return the median rate of the floor, transactions a second."""
        return median(self.floors[connections, protocol])

    def ratio(self, connections: int, protocol: str) -> float:
        """Return which part of the floor the product reaches."""
        return self.rate(connections) / self.floor(connections, protocol)

    def together(self, connections: int) -> Round:
        """Return the rounds with that many connections as one."""
        whole = Round()
        for item in self.rounds[connections]:
            whole.add(item)
        return whole


def measure_creation(
    product: Installation, caller: Caller, floor_service_pk: int, folder: Path, plan: Plan
) -> Creation:
    """Measure product and floor in turns. Raises `NotCreated` unless every call made exactly one ticket."""
    done = Creation()
    numbers = count(1)
    with psycopg.connect(product.database_url, autocommit=True) as connection:
        floor = _prepare_floor(product, caller, floor_service_pk, connection)
        before = _tickets(connection, caller)
        requests = _requests(caller, numbers, 2 * CUSTOMERS)
        _check(run_round("127.0.0.1", product.port, requests, connections=4, seconds=plan.product_seconds), done)
        spent: dict[str, float] = {}
        warmed = done.tickets
        for connections, rounds in plan.turns:
            for _ in range(rounds):
                requests = _requests(caller, numbers, int(plan.product_seconds * MOST_REQUESTS_A_SECOND))
                before_round = product.processor_seconds()
                measured = run_round(
                    "127.0.0.1", product.port, requests, connections=connections, seconds=plan.product_seconds
                )
                await_quiet()
                for part, seconds in product.processor_seconds().items():
                    spent[part] = spent.get(part, 0.0) + seconds - before_round.get(part, 0.0)
                _check(measured, done)
                done.rounds.setdefault(connections, []).append(measured)
                _take_floor(product, floor, connections, plan.floor_seconds, folder, done, connection)
        made = done.tickets - warmed
        done.processor = {part: seconds / made for part, seconds in spent.items()}
        found = _tickets(connection, caller) - before
    if found != done.tickets:
        raise NotCreated(f"{done.tickets} calls were answered 200, but {found} tickets are in the database")
    return done


def _prepare_floor(
    product: Installation, caller: Caller, service_pk: int, connection: "psycopg.Connection[tuple[int]]"
) -> Floor:
    """Make one ticket through the product, and the floor after it."""
    door = Connection("127.0.0.1", product.port)
    answer = door.ask(caller.create_ticket(inquiry_of(0, 0)))
    door.close()
    if status_of(answer) != 200:
        raise NotCreated(repr(answer[:500]))
    ticket_id = json.loads(body_of(answer))["result"]["content"]["ticketId"]
    return prepare_floor(connection, service_pk=service_pk, ticket_id=ticket_id, customers=CUSTOMERS)


def _take_floor(
    product: Installation,
    floor: Floor,
    clients: int,
    seconds: int,
    folder: Path,
    done: Creation,
    connection: "psycopg.Connection[tuple[int]]",
) -> None:
    with product.paused("worker", "live"):
        for protocol in PROTOCOLS:
            rate = floor.run(product.database_url, protocol, clients=clients, seconds=seconds, folder=folder)
            done.floors.setdefault((clients, protocol), []).append(rate)
        # Nobody shall dispatch what is no ticket of a customer.
        connection.execute(
            "UPDATE events_event SET dispatched_at = now() WHERE dispatched_at IS NULL AND service_id = %s",
            [floor.service_pk],
        )


def _requests(caller: Caller, numbers: Iterator[int], most: int) -> Iterator[bytes]:
    """Sign before a round as many requests as it may need, so that nothing is signed while it runs."""
    return iter([caller.create_ticket(inquiry_of(number % CUSTOMERS, number)) for number in islice(numbers, most)])


def _check(measured: Round, done: Creation) -> None:
    if set(measured.statuses) - {200}:
        raise NotCreated(f"{dict(measured.statuses)}: {measured.refused[0]!r}")
    done.tickets += measured.statuses[200]


def _tickets(connection: "psycopg.Connection[tuple[int]]", caller: Caller) -> int:
    row = connection.execute(
        "SELECT count(*) FROM tickets_ticket AS ticket JOIN organizations_service AS service"
        " ON service.id = ticket.service_id WHERE service.service_id = %s",
        [caller.service_id],
    ).fetchone()
    assert row is not None
    return row[0]
