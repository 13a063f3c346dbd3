"""The live process as an ASGI application: streams of server-sent events, and nothing of Django's request handling.

GET /{serviceId}/events?after={cursor}    text/event-stream, for signed-in agents of the service
GET /healthz                              200 while events can be read, else 503
"""

import asyncio
import contextlib
import logging
import re
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.db import close_old_connections
from django.http import parse_cookie
from psycopg_pool import PoolTimeout

from sangdam.foundation.events.reading import Cursor, CursorUnusable
from sangdam.foundation.instance import INSTANCE_HEADER, is_instance
from sangdam.foundation.jobs.traces import trace_of
from sangdam.foundation.live.authorizer import Authorizer, NotAuthorized, Subscription
from sangdam.foundation.live.catching_up import CatchUpReader
from sangdam.foundation.live.frames import HEARTBEAT_SECONDS, OPENING, RELOAD, Batch, heartbeat
from sangdam.foundation.live.hub import Hub, Subscriber
from sangdam.foundation.live.listening import Listener

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

logger = logging.getLogger(__name__)

# Two queries for all streams: whoever was signed out or left reads so within 12 s, like everything about the line.
RECHECK_SECONDS = 8.0
SLICE = 16 * 1024
SLICE_SECONDS = 5.0
"""How long a screen that catches up may take for a slice; others wait for their turn."""
MOST_STREAMS_OF_ONE_OWNER = 50
_INSTANCE = INSTANCE_HEADER.lower().encode()
STREAM_PATH = re.compile(r"/([A-Za-z]{1,45})/events", re.ASCII)


class LiveApplication:
    """Streams a service's events to whom the authorizer lets in; only pages of `console_origin` may ask."""

    def __init__(self, authorizer: Authorizer[Any], console_origin: str) -> None:
        self.authorizer = authorizer
        self.console_origin = console_origin.encode()
        self.hub = Hub()
        self.listener = Listener(self.hub)
        self.catch_up = CatchUpReader()
        # Who asks the authorizer waits here: signing everybody in again after a restart must not starve the streams.
        self._threads = ThreadPoolExecutor(2, "authorizer")
        self._tasks: list[asyncio.Task[None]] = []
        self._streams: Counter[object] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    # --- the process ---

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                forget_signals = _when_told_to_stop(self.hub.close_all)
                await self.catch_up.open()
                self.listener.start()
                self._tasks = [asyncio.create_task(self._beat()), asyncio.create_task(self._recheck())]
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                forget_signals()
                for task in self._tasks:
                    task.cancel()
                self.hub.close_all()
                await self.listener.stop()
                await self.catch_up.close()
                self._threads.shutdown(wait=False, cancel_futures=True)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(1)
            if self.listener.cursor is None:
                continue
            # A database that hangs raises nothing in the listener: here it shows.
            self.listener.tell_liveness()
            sign = heartbeat(self.listener.cursor, is_live=self.listener.is_alive)
            quiet_since = time.monotonic() - HEARTBEAT_SECONDS
            for subscriber in self.hub:
                if subscriber.is_closed:
                    subscriber.abandon_if_stuck()
                elif subscriber.sent_at < quiet_since:
                    subscriber.push(sign)

    async def _recheck(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            subscribers = list(self.hub)
            try:
                authorized = await self._ask(
                    self.authorizer.still_authorized, [subscriber.subscription for subscriber in subscribers]
                )
            except Exception as error:
                logger.warning("Subscriptions could not be checked again: %s", trace_of(error))
                continue
            for subscriber in subscribers:
                if subscriber.subscription not in authorized:
                    subscriber.close()

    async def _ask(self, question: Callable[..., Any], *details: Any) -> Any:
        def ask() -> Any:
            close_old_connections()
            try:
                return question(*details)
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._threads, ask)

    # --- a request ---

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if scope["path"] == "/healthz":
            mark = headers.get(_INSTANCE, b"")
            echo = [(_INSTANCE, mark)] if is_instance(mark.decode("latin-1")) else []
            await _reply(send, 200 if self.listener.is_alive else 503, echo)
            return
        cors = [(b"vary", b"Origin")]
        origin = headers.get(b"origin")
        if origin == self.console_origin:
            cors += [(b"access-control-allow-origin", origin), (b"access-control-allow-credentials", b"true")]
        match = STREAM_PATH.fullmatch(scope["path"])
        if match is None:
            await _reply(send, 404, cors)
        elif origin is not None and origin != self.console_origin:
            # A customer's page is on the same site as the console, so the browser would send the cookie along.
            await _reply(send, 403, cors)
        elif scope["method"] == "OPTIONS":
            await _reply(send, 204, [*cors, (b"access-control-allow-methods", b"GET"), (b"allow", b"GET, OPTIONS")])
        elif scope["method"] != "GET":
            await _reply(send, 405, [*cors, (b"allow", b"GET, OPTIONS")])
        else:
            await self._stream(match[1], scope, headers, cors, receive, send)

    async def _stream(
        self,
        service_id: str,
        scope: Scope,
        headers: dict[bytes, bytes],
        cors: list[tuple[bytes, bytes]],
        receive: Receive,
        send: Send,
    ) -> None:
        leaving = asyncio.create_task(_until_gone(receive))
        try:
            await self._stream_until(leaving, service_id, scope, headers, cors, send)
        finally:
            leaving.cancel()

    async def _stream_until(
        self,
        leaving: asyncio.Task[None],
        service_id: str,
        scope: Scope,
        headers: dict[bytes, bytes],
        cors: list[tuple[bytes, bytes]],
        send: Send,
    ) -> None:
        try:
            subscription: Subscription | None = await self._ask(
                self._authorize_unless_gone, leaving, service_id, _cookies(headers)
            )
        except NotAuthorized as refused:
            await _reply(send, refused.status, cors)
            return
        except Exception as error:
            logger.warning("The authorizer could not answer: %s", trace_of(error))
            await _reply(send, 503, [*cors, (b"retry-after", b"5")])
            return
        if subscription is None:
            return
        if self.listener.cursor is None:
            await _reply(send, 503, [*cors, (b"retry-after", b"5")])
            return
        if self._streams[subscription.owner] >= MOST_STREAMS_OF_ONE_OWNER:
            await _reply(send, 429, [*cors, (b"retry-after", b"30")])
            return
        subscriber = Subscriber(subscription)
        self._streams[subscription.owner] += 1
        self.hub.add(subscriber)
        leaving.add_done_callback(lambda _: subscriber.close())
        try:
            await self._start(send, cors)
            await self._tell(send, subscriber, _wanted_cursor(scope, headers))
        except TimeoutError:
            return  # it was its turn to catch up and it didn't read: it comes back with its cursor
        except asyncio.CancelledError:
            if not subscriber.is_closed:
                raise
            return  # abandoned: whoever doesn't read wouldn't see an end either
        finally:
            self.hub.remove(subscriber)
            self._streams[subscription.owner] -= 1
            if not self._streams[subscription.owner]:
                del self._streams[subscription.owner]
        with contextlib.suppress(Exception):
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _authorize_unless_gone(
        self, leaving: asyncio.Task[None], service_id: str, cookies: dict[str, str]
    ) -> Subscription | None:
        """Ask the authorizer for whoever still waits: thousands who come and leave would take all its turns."""
        return None if leaving.done() else self.authorizer.authorize(service_id, cookies)

    async def _start(self, send: Send, cors: list[tuple[bytes, bytes]]) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [
                    (b"content-type", b"text/event-stream; charset=utf-8"),
                    (b"cache-control", b"no-store"),
                    (b"x-accel-buffering", b"no"),
                    (b"x-content-type-options", b"nosniff"),
                    *cors,
                ],
            }
        )

    async def _tell(self, send: Send, subscriber: Subscriber, wanted: str | None) -> None:
        """Send what was missed, then what comes: the subscriber is in the hub already, nothing falls between."""
        try:
            # The listener may be a step behind what is read for this subscriber alone.
            ahead = await self._catch_up(send, subscriber, wanted)
        except (psycopg.Error, PoolTimeout) as error:
            # Nothing is lost: no other cursor was sent, so the browser comes back with the one it has.
            logger.warning("Missed events could not be read: %s", trace_of(error))
            await _write(send, OPENING)
            return
        while batches := await subscriber.take():
            chunk = b"".join(batch.chunk if ahead is None else batch.after(ahead) for batch in batches)
            if ahead is not None and any(_has_caught_up(batch, ahead) for batch in batches):
                ahead = None
            if chunk:
                await _write(send, chunk)

    async def _catch_up(self, send: Send, subscriber: Subscriber, wanted: str | None) -> Cursor | None:
        """Send what was missed, when it is this screen's turn; return what it has seen, None for nothing of its own."""
        if wanted is None:
            await _write(send, OPENING + self._sign_of_life().chunk)
            return None
        try:
            since = Cursor.parse(wanted)
        except CursorUnusable:
            await _write(send, OPENING + RELOAD + self._sign_of_life().chunk)
            return None

        async def be_patient() -> None:
            # The screen's own cursor: it has seen nothing yet of what it waits for.
            await _write(send, OPENING + heartbeat(since, is_live=self.listener.is_alive).chunk)

        async with self.catch_up.turn(HEARTBEAT_SECONDS, be_patient):
            if subscriber.is_closed:
                return None
            try:
                missed = await self.catch_up.missed(subscriber.subscription.service_pk, since)
            except CursorUnusable:
                missed = Batch(RELOAD + self._sign_of_life().chunk)
            chunk = missed.chunk
            if not chunk and missed.cursor is not None:
                chunk = heartbeat(missed.cursor, is_live=self.listener.is_alive).chunk
            for start in range(0, len(chunk), SLICE):
                piece = chunk[start : start + SLICE]
                async with asyncio.timeout(SLICE_SECONDS):
                    await _write(send, piece if start else OPENING + piece)
            return missed.cursor

    def _sign_of_life(self) -> Batch:
        assert self.listener.cursor is not None  # noqa: S101 - checked before a stream begins
        return heartbeat(self.listener.cursor, is_live=self.listener.is_alive)


def _when_told_to_stop(end_streams: Callable[[], None]) -> Callable[[], None]:
    """End the streams at the signal itself: servers wait for open requests first, and tell the application only then.

    Returns what undoes it.
    """
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    # Beside the server's own: an event loop gets the signal through its wake-up descriptor whoever handles it here.
    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(end_streams)
        servers_own = before[signal.Signals(number)]
        if callable(servers_own):
            servers_own(number, frame)

    def undo() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in before:
        signal.signal(number, handle)
    return undo


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _has_caught_up(batch: Batch, ahead: Cursor) -> bool:
    return batch.cursor is not None and batch.cursor.visible_below >= ahead.visible_below


def _cookies(headers: dict[bytes, bytes]) -> dict[str, str]:
    return parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))


def _wanted_cursor(scope: Scope, headers: dict[bytes, bytes]) -> str | None:
    """Read where to go on: what a reconnecting browser says by itself is newer than what its address says."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])[-1]
    return headers.get(b"last-event-id", b"").decode("latin-1") or asked or None


async def _write(send: Send, chunk: bytes) -> None:
    await send({"type": "http.response.body", "body": chunk, "more_body": True})


async def _reply(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    body = b"" if status == 204 else b"%d\n" % status
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"text/plain"),
                (b"content-length", b"%d" % len(body)),
                (b"cache-control", b"no-store"),
                *headers,
            ],
        }
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})
