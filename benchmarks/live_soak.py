"""Hours of coming and going in a few minutes: whether the live process keeps memory, descriptors and events together.

Run by hand against a running installation, never by `make bench`:

    DATABASE_URL=... SANGDAM_DATA=... python -m benchmarks.live_soak http://localhost:8001 support --minutes 10

Screens connect, stay for a random while, go away in one of three ways (in good order, by reset, without reading any
more) and come back with their cursor, while events are published. At the end every screen must know every event.
"""

import argparse
import asyncio
import contextlib
import random
import re
import secrets
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import psutil

EVENT = re.compile(rb'"soak":(\d+)')
CURSOR = re.compile(rb"^id: (\S+)$", re.MULTILINE)


@dataclass
class Seen:
    """What one screen knows."""

    cursor: str
    numbers: set[int] = field(default_factory=set)
    repeated: int = 0


def main() -> None:
    """Soak and print a line every ten seconds, and the verdict."""
    asked = argparse.ArgumentParser()
    asked.add_argument("live_url")
    asked.add_argument("service_id")
    asked.add_argument("--screens", type=int, default=300)
    asked.add_argument("--rate", type=int, default=50)
    asked.add_argument("--minutes", type=float, default=5)
    given = asked.parse_args()
    import django

    django.setup()
    from sangdam.foundation.events.reading import current_cursor
    from sangdam.organizations.models import Service

    service = Service.objects.get(service_id=given.service_id)
    cookies = _sign_in_agents(service, 1 + given.screens // 25)
    seen = [Seen(current_cursor()) for _ in range(given.screens)]
    published: list[int] = []
    stopping = threading.Event()
    publisher = threading.Thread(target=_publish, args=(service.pk, given.rate, published, stopping))
    publisher.start()
    try:
        asyncio.run(_soak(given, cookies, seen, published, stopping, publisher))
    finally:
        stopping.set()
        publisher.join()


def _sign_in_agents(service: Any, count: int) -> list[str]:
    """Make agents of a service with a console session each, past the pages, and return their cookies."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django_scopes import scope

    from sangdam.accounts.models import Member
    from sangdam.agents.models import Agent

    cookies = []
    for _ in range(count):
        email = f"{secrets.token_hex(8)}@soak.example"
        member = Member.objects.create_user(email, None, organization=service.organization, name="Soak")
        with scope(service=service):
            Agent.objects.create(service=service, member=member)
        session = SessionStore()
        session[SESSION_KEY] = str(member.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = member.get_session_auth_hash()
        session.create()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
    return cookies


def _publish(service_pk: int, rate: int, published: list[int], stopping: threading.Event) -> None:
    from django.db import transaction
    from django_scopes import scopes_disabled

    from sangdam.foundation.events import Actor, publish
    from sangdam.tickets.events import TICKET_COMMENTED

    number = 0
    while not stopping.wait(1 / rate):
        with scopes_disabled(), transaction.atomic():
            publish(TICKET_COMMENTED, service_id=service_pk, subject="T-soak", actor=Actor.system(), soak=number)
        published.append(number)
        number += 1


async def _soak(
    given: argparse.Namespace,
    cookies: list[str],
    seen: list[Seen],
    published: list[int],
    stopping: threading.Event,
    publisher: threading.Thread,
) -> None:
    address = urlsplit(given.live_url)
    process = _process_listening_on(address.port or 80)
    last_round = asyncio.Event()
    screens = [
        asyncio.create_task(
            _come_and_go(address, given.service_id, cookies[n % len(cookies)], one, last_round, published)
        )
        for n, one in enumerate(seen)
    ]
    began = time.monotonic()
    while time.monotonic() - began < given.minutes * 60:
        await asyncio.sleep(10)
        print(
            f"{time.monotonic() - began:5.0f} s  {len(published)} events  {process.memory_info().rss / 2**20:.0f} MiB"
            f"  {process.num_fds()} descriptors  {process.num_threads()} threads"
            f"  {sum(screen.done() for screen in screens)} screens failed",
            flush=True,
        )
    stopping.set()
    await asyncio.to_thread(publisher.join)
    last_round.set()
    await asyncio.gather(*screens)
    missing = sum(len(set(published) - one.numbers) for one in seen)
    repeated = sum(one.repeated for one in seen)
    print(
        f"{len(published)} events x {len(seen)} screens: {missing} missing, {repeated} repeated;"
        f" {process.memory_info().rss / 2**20:.0f} MiB, {process.num_fds()} descriptors at the end"
    )
    raise SystemExit(1 if missing else 0)


async def _come_and_go(
    address: object, service_id: str, cookie: str, seen: Seen, last_round: asyncio.Event, published: list[int]
) -> None:
    while True:
        is_last = last_round.is_set()
        reader, writer = await asyncio.open_connection(address.hostname, address.port)  # type: ignore[attr-defined]
        writer.write(
            f"GET /{service_id}/events?after={quote(seen.cursor)} HTTP/1.1\r\n"
            f"Host: {address.netloc}\r\nCookie: {cookie}\r\n\r\n".encode()  # type: ignore[attr-defined]
        )
        until = time.monotonic() + (60 if is_last else random.expovariate(1 / 5))
        text = b""
        with contextlib.suppress(TimeoutError, ConnectionError):
            while (left := until - time.monotonic()) > 0 and not (is_last and seen.numbers.issuperset(published)):
                chunk = await asyncio.wait_for(reader.read(65_536), min(left, 1.0) if is_last else left)
                if not chunk:
                    break
                text = _learn(text + chunk, seen)
        if is_last:
            writer.close()
            return
        await _leave(writer)


def _learn(text: bytes, seen: Seen) -> bytes:
    """Take in the whole blocks of a text and return the rest."""
    whole, _, rest = text.rpartition(b"\n\n")
    for match in EVENT.finditer(whole):
        number = int(match[1])
        seen.repeated += number in seen.numbers
        seen.numbers.add(number)
    if cursors := CURSOR.findall(whole):
        seen.cursor = cursors[-1].decode()
    return rest


async def _leave(writer: asyncio.StreamWriter) -> None:
    way = random.random()
    if way < 0.4:
        writer.close()
    elif way < 0.8:
        line = writer.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
    else:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(random.random() * 10)
        writer.transport.abort()


def _process_listening_on(port: int) -> psutil.Process:
    """Find the process that holds the streams: the youngest of those that share the port."""
    owners = [
        connection.pid
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid
    ]
    return max((psutil.Process(pid) for pid in owners), key=lambda process: process.create_time())


if __name__ == "__main__":
    main()
