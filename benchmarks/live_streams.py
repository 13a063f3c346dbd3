"""What an open screen costs the live process, and how long an event takes to reach it.

The screens are a process of their own that only reads; events are published by this one, each with the moment it was
published in its payload. Every event goes to every screen: the worst case, all agents in one service.
"""

import asyncio
import multiprocessing
import re
import resource
import statistics
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import quote, urlsplit

import psutil

SENT = re.compile(rb'"sent_ns":(\d+)')


@dataclass(frozen=True)
class LiveFigures:
    """One run; times in milliseconds, memory in MiB of resident set of the live worker process."""

    connections: int
    events_per_second: float
    seconds: float
    delivered: int
    lost: int
    p50: float
    p99: float
    worst: float
    memory_base: float
    memory_open: float
    memory_busy: float
    cpu_percent: float
    seconds_to_connect: float

    @property
    def kilobytes_per_connection(self) -> float:
        """Return what one more screen costs, from the growth over the base when all are open and busy."""
        return (self.memory_busy - self.memory_base) * 1024 / self.connections


def measure_live(
    *,
    live_url: str,
    service_id: str,
    service_pk: int,
    cookies: list[str],
    live_pid: int,
    connections: int = 1_000,
    events_per_second: int = 50,
    seconds: float = 20.0,
) -> LiveFigures:
    """Open `connections` screens of one service, publish events at a steady rate, and measure what arrives.

    `cookies` are console sessions (`name=value`), at most 50 streams each; `live_pid` is the process that holds the
    streams. Needs Django set up on the same database.
    """
    process = psutil.Process(live_pid)
    base = _memory(process)
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    reader = multiprocessing.get_context("spawn").Process(
        target=_read_streams, args=(theirs, live_url, service_id, cookies, connections), daemon=True
    )
    reader.start()
    try:
        to_connect = _answer(ours, 120)
        opened = _memory(process)
        before = process.cpu_times()
        started = time.monotonic()
        published = _publish(service_pk, events_per_second, seconds)
        took = time.monotonic() - started
        after = process.cpu_times()
        busy = _memory(process)
        time.sleep(2)
        ours.send("done")
        latencies = _answer(ours, 60)
    finally:
        reader.kill()
        reader.join()
    latencies.sort()
    return LiveFigures(
        connections=connections,
        events_per_second=published / took,
        seconds=took,
        delivered=len(latencies),
        lost=published * connections - len(latencies),
        p50=statistics.median(latencies),
        p99=latencies[int(len(latencies) * 0.99)],
        worst=latencies[-1],
        memory_base=base,
        memory_open=opened,
        memory_busy=busy,
        cpu_percent=100 * (after.user + after.system - before.user - before.system) / took,
        seconds_to_connect=to_connect,
    )


@dataclass(frozen=True)
class Resumed:
    """How screens came back after an outage; memory in MiB of resident set of the live worker process."""

    screens: int
    events: int
    memory_before: float
    memory_most: float
    seconds: float
    caught_up: int
    reloaded: int


def measure_resuming(
    *, live_url: str, service_id: str, service_pk: int, cookies: list[str], live_pid: int, screens: int, events: int
) -> Resumed:
    """Let screens come back at once, each from another cursor, spread over the last `events` events of their service.

    Those that missed more than a process tells one by one are told to load again. Needs Django set up on the same
    database.
    """
    from sangdam.foundation.events.reading import current_cursor

    cursors = []
    for _ in range(100):
        cursors.append(current_cursor())
        _publish_together(service_pk, events // 100)
    process = psutil.Process(live_pid)
    before = most = _memory(process)
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    reader = multiprocessing.get_context("spawn").Process(
        target=_come_back, args=(theirs, live_url, service_id, cookies, cursors, screens), daemon=True
    )
    reader.start()
    try:
        until = time.monotonic() + 300
        while not ours.poll(0.05):
            most = max(most, _memory(process))
            if time.monotonic() > until:
                raise TimeoutError("not every screen has caught up")
        seconds, caught_up, reloaded = _answer(ours, 1)
    finally:
        reader.kill()
        reader.join()
    return Resumed(screens, events, before, most, seconds, caught_up, reloaded)


class _ResumingScreen(asyncio.Protocol):
    def __init__(self, request: bytes, done: asyncio.Semaphore) -> None:
        self.request, self.done = request, done
        self.rest = b""
        self.came_to = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if not self.came_to:
            text = self.rest + data
            self.rest = text[-1_000:]  # a whole event, wherever the pieces are cut
            # A cursor stands with the last of what was missed; signs of life while it waits carry its own.
            found = (
                "reload" if b"event: reload" in text else "events" if b"\nid: " in text and b"entry_id" in text else ""
            )
            if found:
                self.came_to = found
                self.done.release()


def _come_back(
    pipe: Connection, live_url: str, service_id: str, cookies: list[str], cursors: list[str], screens: int
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, screens + 1_000) if hard > 0 else soft, hard))
    try:
        pipe.send(asyncio.run(_resume(live_url, service_id, cookies, cursors, screens)))
    except Exception as error:
        pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))


async def _resume(
    live_url: str, service_id: str, cookies: list[str], cursors: list[str], screens: int
) -> tuple[float, int, int]:
    address = urlsplit(live_url)
    done = asyncio.Semaphore(0)
    loop = asyncio.get_running_loop()
    started = time.monotonic()
    opened = []
    for number in range(screens):
        after, cookie = quote(cursors[number % len(cursors)]), cookies[number % len(cookies)]
        request = (
            f"GET /{service_id}/events?after={after} HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: {cookie}\r\n\r\n"
        )
        opened.append(_ResumingScreen(request.encode(), done))
        await loop.create_connection(lambda screen=opened[-1]: screen, address.hostname, address.port)
    for _ in range(screens):
        await asyncio.wait_for(done.acquire(), 240)
    came_to = [screen.came_to for screen in opened]
    return time.monotonic() - started, came_to.count("events"), came_to.count("reload")


def _memory(process: psutil.Process) -> float:
    return process.memory_info().rss / 1024 / 1024


def _answer(pipe: Connection, seconds: float) -> Any:
    if not pipe.poll(seconds):
        raise TimeoutError("the reading process did not answer")
    answer = pipe.recv()
    if isinstance(answer, Exception):
        raise answer
    return answer


def _publish(service_pk: int, rate: int, seconds: float) -> int:
    from django.db import transaction
    from django_scopes import scopes_disabled

    from sangdam.foundation.events import Actor, publish
    from sangdam.tickets.events import TICKET_COMMENTED

    begin, count = time.monotonic(), int(rate * seconds)
    for number in range(count):
        time.sleep(max(0.0, begin + number / rate - time.monotonic()))
        with scopes_disabled(), transaction.atomic():
            publish(
                TICKET_COMMENTED,
                service_id=service_pk,
                subject=f"T{number:013d}BENCH",
                actor=Actor.system(),
                entry_id=number,
                sent_ns=time.time_ns(),
            )
    return count


def _publish_together(service_pk: int, count: int) -> None:
    from django.db import transaction
    from django_scopes import scopes_disabled

    from sangdam.foundation.events import Actor, publish
    from sangdam.tickets.events import TICKET_COMMENTED

    with scopes_disabled(), transaction.atomic():
        for number in range(count):
            subject = f"T{number:013d}BENCH"
            publish(TICKET_COMMENTED, service_id=service_pk, subject=subject, actor=Actor.system(), entry_id=number)


class _Screen(asyncio.Protocol):
    def __init__(self, request: bytes, latencies: list[float], opened: asyncio.Semaphore) -> None:
        self.request, self.latencies, self.opened = request, latencies, opened
        self.rest = b""
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        now = time.time_ns()
        if not self.is_open and b"event: heartbeat" in data:
            self.is_open = True
            self.opened.release()
        text = self.rest + data
        end = 0
        for match in SENT.finditer(text):
            if match.end() < len(text):  # a number that ends with the data may go on in the next
                self.latencies.append((now - int(match[1])) / 1e6)
                end = match.end()
        self.rest = text[max(end, len(text) - 40) :]


def _read_streams(pipe: Connection, live_url: str, service_id: str, cookies: list[str], connections: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, connections + 1_000) if hard > 0 else soft, hard))
    try:
        asyncio.run(_read(pipe, live_url, service_id, cookies, connections))
    except Exception as error:
        pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))


async def _read(pipe: Connection, live_url: str, service_id: str, cookies: list[str], connections: int) -> None:
    address = urlsplit(live_url)
    requests = [
        (
            f"GET /{service_id}/events HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: {cookie}\r\n"
            "Accept: text/event-stream\r\n\r\n"
        ).encode()
        for cookie in cookies
    ]
    latencies: list[float] = []
    opened = asyncio.Semaphore(0)
    loop = asyncio.get_running_loop()
    started = time.monotonic()
    for number in range(connections):
        screen = _Screen(requests[number % len(requests)], latencies, opened)
        await loop.create_connection(lambda screen=screen: screen, address.hostname, address.port)
    for _ in range(connections):
        await asyncio.wait_for(opened.acquire(), 60)
    pipe.send(time.monotonic() - started)
    while not pipe.poll():
        await asyncio.sleep(0.25)
    pipe.send(latencies)


def describe(figures: LiveFigures) -> str:
    """Write a run as one line for people."""
    return (
        f"{figures.connections} streams, {figures.events_per_second:.0f} events/s: "
        f"p50 {figures.p50:.0f} ms, p99 {figures.p99:.0f} ms, worst {figures.worst:.0f} ms, "
        f"{figures.delivered} delivered, {figures.lost} lost; "
        f"memory {figures.memory_base:.0f} -> {figures.memory_open:.0f} -> {figures.memory_busy:.0f} MiB "
        f"({figures.kilobytes_per_connection:.0f} KiB each), CPU {figures.cpu_percent:.0f} %, "
        f"connected in {figures.seconds_to_connect:.1f} s"
    )
