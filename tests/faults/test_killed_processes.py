"""Processes killed at random while inquiries come in and answers go out: nothing acknowledged is lost, nothing doubled.

Real processes, a real SMTP server, real forms and signed calls. Killed are only processes that `sangdam up` of this
test started: web, live and worker, their parents and their children.
"""

import asyncio
import contextlib
import email
import json
import random
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import psutil
import psycopg
import pytest
from aiosmtpd.controller import Controller

from benchmarks.calls import Caller, Session, inquiry_of, sign_in, write_request
from benchmarks.client import Connection, NoAnswer, body_of, status_of
from tests.factories.product import Product, await_true, empty_database, running_product
from tests.fakes.smtp import free_port

pytestmark = pytest.mark.processes

INQUIRIES = 200
SECONDS = 40.0
"""Over which the inquiries come in; processes are killed all the while."""
BETWEEN_KILLS = (0.6, 1.4)
PATIENCE = 180.0
"""With two tests side by side on two cores, starts take longer than the kills are apart."""
SEED = 20260725
"""Decides who is killed when; what is under way at that moment is up to the machine."""
VERDICT_SECONDS = 0.2
LEASE_SECONDS = 5


class Sink:
    """An SMTP server that takes its time: a worker killed meanwhile doesn't know whether the mail was taken."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        """Recipient and Message-ID of every mail, repeated ones too."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.original_content)
        self.taken.append((envelope.rcpt_tos[0], str(message["Message-ID"])))
        await asyncio.sleep(VERDICT_SECONDS)
        return "250 OK"

    def message_ids(self) -> set[str]:
        return {message_id for _, message_id in list(self.taken)}


@contextlib.contextmanager
def running_sink() -> Iterator[tuple[Sink, str]]:
    """Run the sink and give its address."""
    sink, port = Sink(), free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


@dataclass
class Killer:
    """Kills one process of the product after the other, with SIGKILL, until told to stop."""

    product: Product
    kills: Counter[str] = field(default_factory=Counter)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        chance = random.Random(SEED)
        while not self._stopping.wait(chance.uniform(*BETWEEN_KILLS)):
            part = chance.choice(["web", "live", "worker"])
            victims = self.product.parts(part)
            if victims:
                with contextlib.suppress(psutil.NoSuchProcess):
                    chance.choice(victims).kill()
                    self.kills[part] += 1

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        thread = threading.Thread(target=self.run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            thread.join()


class Unchunked:
    """Takes the chunks of a stream apart: a piece of it may end in the middle of an event, or of a chunk's length."""

    def __init__(self) -> None:
        self._waiting = b""
        self._is_in_body = False
        self._left = 0

    def take(self, piece: bytes) -> bytes:
        """Return what is whole of the body; an answer of 200 begins with an event `HTTP: 200`."""
        self._waiting += piece
        found = b""
        while True:
            if not self._is_in_body:
                head, end, rest = self._waiting.partition(b"\r\n\r\n")
                if not end:
                    return found
                self._waiting, self._is_in_body = rest, True
                found += b"HTTP: 200\n\n" if head.startswith(b"HTTP/1.1 200") else b""
            elif self._left:
                data, self._waiting = self._waiting[: self._left], self._waiting[self._left :]
                self._left -= len(data)
                found += data
                if not data:
                    return found
            else:
                line, end, rest = self._waiting.removeprefix(b"\r\n").partition(b"\r\n")
                if not end:
                    return found
                self._left, self._waiting = int(line, 16), rest
                if not self._left:
                    return found


class Screen:
    """An open console screen: follows the live stream and comes back with its last cursor whenever it is cut off."""

    def __init__(self, port: int, service_id: str, session: Session) -> None:
        self.port, self.path, self.session = port, f"/{service_id}/events", session
        self.told: dict[str, set[str]] = defaultdict(set)
        """Ticket ids by kind of event."""
        self.connections = 0
        self.reloads = 0
        self.cursor = ""
        self._stopping = threading.Event()

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(OSError):
                self._follow()
            self._stopping.wait(0.2)

    def _follow(self) -> None:
        after = {"Last-Event-ID": self.cursor} if self.cursor else {}
        connection = Connection("127.0.0.1", self.port)
        with contextlib.closing(connection):
            connection.send(self.session.page(self.path, **after))
            connection.socket.settimeout(0.5)
            received, stream = b"", Unchunked()
            while not self._stopping.is_set():
                try:
                    piece = connection.socket.recv(65536)
                except TimeoutError:
                    continue
                if not piece:
                    return
                received += stream.take(piece)
                *events, received = received.split(b"\n\n")
                for event in events:
                    self._take(event)

    def _take(self, event: bytes) -> None:
        given = dict(line.split(": ", 1) for line in event.decode().split("\n") if ": " in line)
        self.connections += "HTTP" in given
        if given.get("event") == "reload":
            self.reloads += 1
        if "ticket" in (data := json.loads(given.get("data", "{}"))):
            self.told[data["kind"]].add(data["ticket"])
        self.cursor = given.get("id", self.cursor)


def ask_patiently(port: int, make_request: Callable[[], bytes], repeats: Counter[str], what: str) -> bytes:
    """Ask until there is an answer that is none of a broken server; the same request again and again."""
    begun = time.monotonic()
    faults: Counter[str] = Counter()
    while True:
        try:
            with contextlib.closing(Connection("127.0.0.1", port)) as connection:
                answer = connection.ask(make_request())
            if status_of(answer) < 500:
                return answer
            faults[str(status_of(answer))] += 1
        except (OSError, NoAnswer) as fault:
            faults[type(fault).__name__] += 1
        repeats[what] += 1
        assert time.monotonic() < begun + PATIENCE, f"no answer to {what}: {dict(faults)}"
        time.sleep(0.1)


@dataclass
class Trade:
    """Customers who submit inquiries and an agent who answers each of them."""

    port: int
    caller: Caller
    session: Session
    begun: float = field(default_factory=time.monotonic)
    repeats: Counter[str] = field(default_factory=Counter)

    def submit_and_answer(self, number: int) -> str:
        """Submit inquiry `number` at its time, keep and resolve it in the console; return the ticket's id."""
        time.sleep(max(0.0, self.begun + number * SECONDS / INQUIRIES - time.monotonic()))
        key = str(uuid.uuid4())
        inquiry = inquiry_of(number, number)
        answer = ask_patiently(
            self.port,
            lambda: self.caller.create_ticket(inquiry, **{"Idempotency-Key": key}),
            self.repeats,
            "inquiry",
        )
        assert status_of(answer) == 200, answer
        ticket_id = json.loads(body_of(answer))["result"]["content"]["ticketId"]
        self._press("keep", ticket_id, {})
        self._press("resolve", ticket_id, {"answer": f"답변 {number}", "key": str(uuid.uuid4())})
        return ticket_id

    def _press(self, button: str, ticket_id: str, form: dict[str, str]) -> None:
        path = f"/console/{self.caller.service_id}/tickets/all/{ticket_id}/{button}/"
        body = urlencode(form).encode()
        headers = {
            "Host": self.session.host,
            "Cookie": self.session.cookie,
            "Origin": f"http://{self.session.host}",
            "X-CSRFToken": self.session.cookies["sangdam_csrf"],
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
        }
        answer = ask_patiently(self.port, lambda: write_request("POST", path, headers, body), self.repeats, button)
        assert status_of(answer) == 200, answer


def test_nothing_acknowledged_is_lost_and_nothing_doubled(tmp_path, capsys):
    with contextlib.ExitStack() as stack:
        sink, email_url = stack.enter_context(running_sink())
        database = stack.enter_context(empty_database())
        product = stack.enter_context(
            running_product(
                tmp_path / "data",
                DATABASE_URL=database,
                EMAIL_URL=email_url,
                SANGDAM_DELIVERY_LEASE=str(LEASE_SECONDS),
            )
        )
        demo = product.demo
        agent = next(member for member in demo["members"] if member["role"] == "agent")
        session = sign_in(product.port, agent["email"], agent["password"])
        service_id = demo["service"]["id"]
        screen = Screen(product.port + 1, service_id, session)
        stack.enter_context(screen.watching())
        await_true(lambda: screen.cursor, 20, product)
        caller = Caller(demo["organization"]["id"], service_id, demo["service"]["key"], f"localhost:{product.port}")
        trade, killer = Trade(product.port, caller, session), Killer(product)

        with killer.at_work(), ThreadPoolExecutor(8) as people:
            acknowledged = list(people.map(trade.submit_and_answer, range(INQUIRIES)))

        await_true(lambda: len(sink.message_ids()) >= INQUIRIES, PATIENCE, product)
        await_true(lambda: screen.told["ticket.resolved"] >= set(acknowledged), 30, product)
        await_true(lambda: deliveries_by_state(database) == {"sent": INQUIRIES}, PATIENCE, product)
        await_true(lambda: [len(product.parts(part)) for part in ("web", "live", "worker")] == [3, 2, 1], 30, product)
        repeated = len(sink.taken) - len(sink.message_ids())
        with capsys.disabled():
            print(
                f"\nkilled {dict(killer.kills)}; requests repeated {dict(trade.repeats)}; mails repeated {repeated}; "
                f"the screen connected {screen.connections} times"
            )

        assert all(killer.kills[part] > 0 for part in ("web", "live", "worker"))
        assert len(set(acknowledged)) == INQUIRIES
        assert tickets_by_subject(database) == {
            f"유형 {number}": [ticket_id] for number, ticket_id in enumerate(acknowledged)
        }
        assert answers_by_ticket(database) == dict.fromkeys(acknowledged, 1)
        message_ids = defaultdict(set)
        for recipient, message_id in sink.taken:
            message_ids[recipient].add(message_id)
        assert set(message_ids) == {f"bench{number:05d}@example.com" for number in range(INQUIRIES)}
        assert all(len(ids) == 1 for ids in message_ids.values())
        assert len(sink.message_ids()) == INQUIRIES
        assert screen.told["ticket.created"] >= set(acknowledged)
        assert screen.reloads == 0
        assert product.process.poll() is None


def rows(database: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database) as connection:
        return connection.execute(query).fetchall()


def tickets_by_subject(database: str) -> dict[str, list[str]]:
    found = rows(
        database,
        "SELECT subject, array_agg(ticket_id) FROM tickets_ticket WHERE usercode LIKE 'bench%' GROUP BY subject",
    )
    return dict(found)


def answers_by_ticket(database: str) -> dict[str, int]:
    found = rows(
        database,
        "SELECT ticket.ticket_id, count(*) FROM tickets_historyentry AS entry"
        " JOIN tickets_ticket AS ticket ON ticket.id = entry.ticket_id WHERE ticket.usercode LIKE 'bench%'"
        " AND entry.kind = 'resolved' AND ticket.status = 'solved' GROUP BY ticket.ticket_id",
    )
    return dict(found)


def deliveries_by_state(database: str) -> dict[str, int]:
    return dict(rows(database, "SELECT state, count(*) FROM deliveries_delivery GROUP BY state"))
