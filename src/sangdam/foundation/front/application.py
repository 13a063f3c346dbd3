"""The ASGI application that stands before a WSGI one."""

import asyncio
import logging
import queue
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication, WSGIEnvironment

from sangdam.foundation.front.answers import Answer, FileWrapper, LargeAnswers, Send, answer_of
from sangdam.foundation.front.bodies import Bodies, Body, Gone, NoRoom, Reading, Receive, TooSlow, discard
from sangdam.foundation.front.connections import Connections
from sangdam.foundation.front.pulse import Pulse

Scope = MutableMapping[str, Any]
Head = Mapping[bytes, bytes]

logger = logging.getLogger(__name__)

UNREAD = "sangdam.body_unread"
"""Set in the environ of a request whose body was not read, or not to its end."""

MOMENT = 0.05
"""Seconds after which the loop looks by itself which requests are over."""

FILE_THREADS = 1
"""Threads of a process for requests of files."""

WATCHED_FROM = 4
"""Requests that wait for each thread before it is watched whether their clients are still there."""

_ALWAYS: WSGIEnvironment = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
    "wsgi.file_wrapper": FileWrapper,
}


class Ends:
    """Tells the loop which requests are over: some of them at once, the others when it is awake anyway.

    To wake the loop costs a request more than all else that the loop does for it, so whoever has been answered by a
    thread waits for the next request to wake it, a moment at most.
    """

    def __init__(self) -> None:
        self._over: deque[tuple[asyncio.Future[Any], Any]] = deque()
        self._count = 0
        self._is_looking = False

    def begin(self, loop: asyncio.AbstractEventLoop) -> asyncio.Future[Any]:
        """Return what a request of this loop waits for; called by the loop."""
        self.settle()
        self._count += 1
        if not self._is_looking:
            self._is_looking = True
            loop.call_later(MOMENT, self._look, loop)
        return loop.create_future()

    def settle_later(self, future: asyncio.Future[Any], value: Any) -> None:
        """Give a future its value soon; called by any thread."""
        self._over.append((future, value))

    def settle(self) -> None:
        """Give all that are over their values; called by the loop."""
        while self._over:
            future, value = self._over.popleft()
            if not future.done():
                future.set_result(value)

    def end(self) -> None:
        """Note that a request waits no more; called by the loop."""
        self._count -= 1

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self.settle()
        self._is_looking = self._count > 0
        if self._is_looking:
            loop.call_later(MOMENT, self._look, loop)


class Job:
    """A request that is there whole, for a thread to handle."""

    def __init__(
        self, scope: Scope, body: Body | None, send: Send, loop: asyncio.AbstractEventLoop, ends: Ends
    ) -> None:
        self.scope = scope
        self.body = body
        self.send = send
        self.loop = loop
        self.ends = ends
        self.answer: asyncio.Future[Answer | None] = ends.begin(loop)
        """The answer that is left to send; None when it was sent from the thread, or when nobody waits for it."""
        self.is_abandoned = False
        """Whether the client went away while the request waited for a thread."""
        self.is_discarded = False
        """Whether what the client sent was read away meanwhile."""

    def run(self, handler: WSGIApplication) -> None:
        """Handle it; a small answer goes out from here, so that it need not wait for the loop."""
        if self.is_abandoned:
            self.ends.settle_later(self.answer, None)
            return
        try:
            answer: Answer | None = self._handle(handler)
            assert answer is not None  # noqa: S101 - for the type
            if not answer.is_large:
                self.send(answer.start)
                self.send({"type": "http.response.body", "body": answer.body, "more_body": False})
                self.ends.settle_later(self.answer, None)
                return
        except BaseException as fault:
            self._settle(self.answer.set_exception, fault)
        else:
            self._settle(self.answer.set_result, answer)

    def _handle(self, handler: WSGIApplication) -> Answer:
        head: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            head[:] = [int(status[:3]), headers]

        content = handler(environ_of(self.scope, self.body), start_response)
        try:
            return answer_of(head[0], head[1], content, is_head=self.scope["method"] == "HEAD")
        finally:
            if (close := getattr(content, "close", None)) is not None:
                close()

    def _settle(self, settle: Callable[[Any], None], value: Any) -> None:
        def settle_unless_gone() -> None:
            if not self.answer.done():
                settle(value)

        self.loop.call_soon_threadsafe(settle_unless_gone)


class Lane:
    """Requests of one kind that wait, and how many threads they have."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self.queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()


class Front:
    """Receives requests whole, hands them to `threads` threads that run `handler`, and sends what they answer.

    `reading` decides by method, path and headers how a body is read. `seconds` is what a client may take for a request,
    and again for an answer, besides the time for its size (`pace`). `is_excused` tells that threads wait for something
    that is not theirs to mend: a process whose threads do is not stuck. The server has to allow `send` in any thread.

    What `is_file` tells by method and path has a thread and a queue of its own: thousands who ask for files and do not
    read them, and ask again when they are let go, keep nobody from a page.
    """

    def __init__(
        self,
        handler: WSGIApplication,
        reading: Callable[[str, str, Head], Reading],
        *,
        threads: int,
        seconds: float,
        is_excused: Callable[[], bool] = lambda: False,
        is_file: Callable[[str, str], bool] = lambda method, path: False,
    ) -> None:
        self.handler = handler
        self.reading = reading
        self.is_file = is_file
        self.connections = Connections(seconds)
        self.bodies = Bodies(seconds)
        self.pulse = Pulse((threads, FILE_THREADS), is_excused)
        self.large = LargeAnswers(seconds, ThreadPoolExecutor(2, "reader"), self.connections)
        self.ends = Ends()
        self._pages, self._files = Lane(threads), Lane(FILE_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    # --- the process ---

    async def _live(self, receive: Receive, send: Send) -> None:
        watching: asyncio.Task[None] | None = None
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                for number, lane in enumerate(each for each in self._lanes for _ in range(each.threads)):
                    threading.Thread(target=self._work, args=(number, lane), name=f"web-{number}", daemon=True).start()
                self.pulse.start()
                watching = asyncio.create_task(self.connections.watch())
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if watching is not None:
                    watching.cancel()
                for lane in self._lanes:
                    for _ in range(lane.threads):
                        lane.queue.put(None)
                await send({"type": "lifespan.shutdown.complete"})
                return

    @property
    def _lanes(self) -> tuple[Lane, Lane]:
        return self._pages, self._files

    def _work(self, number: int, lane: Lane) -> None:
        while (job := lane.queue.get()) is not None:
            self.pulse.begin(number)
            try:
                job.run(self.handler)
            finally:
                self.pulse.end(number)
            del job  # or its body would stay until the next one

    # --- a request ---

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope["client"]
        self.connections.note_request(client)
        head: Head = dict(scope["headers"])
        declared = _declared_length(head)
        body: Body | None = None
        watching: asyncio.Task[None] | None = None
        if declared != 0:
            reading = self.reading(scope["method"], scope["path"], head)
            if reading.maximum and (declared or 0) <= reading.maximum:
                try:
                    body = await self.bodies.receive(receive, declared, reading.maximum)
                except Gone:
                    # Or it broke off what it sent, and reads on: chunks that are none.
                    await _refuse(send, 400, reading)
                    return
                except TooSlow:
                    await _refuse(send, 408, reading)
                    return
                except NoRoom:
                    await _refuse(send, 503, reading)
                    return
            if body is None or not body.is_whole:
                scope[UNREAD] = True
        try:
            job = Job(scope, body, send, asyncio.get_running_loop(), self.ends)
            lane = self._files if self.is_file(scope["method"], scope["path"]) else self._pages
            watching = _watch_if_waiting(lane, job, receive)
            lane.queue.put(job)
            try:
                answer = await job.answer
            finally:
                self.ends.end()
        finally:
            if watching is not None:
                watching.cancel()
            if body is not None:
                self.bodies.release(body)
        if answer is not None:
            await self.large.send(answer, send, client)
        self.connections.note_answer(client)
        if UNREAD in scope and b"expect" not in head and not job.is_discarded and not job.is_abandoned:
            await discard(receive, self.connections.seconds)


def _watch_if_waiting(lane: Lane, job: Job, receive: Receive) -> asyncio.Task[None] | None:
    """Have a request dropped if its client goes away before its turn: thousands are sent and left in a second.

    Only where many wait: to watch costs each request something. Whoever waits to be asked for a body (`Expect`) is not
    watched, because that would ask.
    """
    if lane.queue.qsize() < lane.threads * WATCHED_FROM:
        return None
    if UNREAD in job.scope and any(name == b"expect" for name, _ in job.scope["headers"]):
        return None
    return asyncio.create_task(_abandon(job, receive))


async def _abandon(job: Job, receive: Receive) -> None:
    while (message := await receive())["type"] != "http.disconnect":
        # The end of the body, or a body that nobody reads.
        job.is_discarded = not message.get("more_body")
    job.is_abandoned = True


def _declared_length(head: Head) -> int | None:
    """Return the length of a body: 0 without one, None when it comes in chunks."""
    if b"transfer-encoding" in head:
        return None
    return int(head.get(b"content-length", b"0"))


async def _refuse(send: Send, status: int, reading: Reading) -> None:
    content_type, text = reading.refuse(status)
    headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(text)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": False})


def environ_of(scope: Scope, body: Body | None) -> WSGIEnvironment:
    """Write a request as WSGI has it (PEP 3333).

    Headers with an underscore in their names are left out: `X_Forwarded_For` would pass for `X-Forwarded-For`, which
    only trusted proxies may set.
    """
    content: BinaryIO = BytesIO() if body is None else body.open()
    environ = {
        **_ALWAYS,
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": _decoded(scope["raw_path"]),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": scope["server"][1],
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.input": content,
    }
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        if name not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            name = f"HTTP_{name}"
        if name in environ:
            value = f"{environ[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{value}"
        environ[name] = value
    if UNREAD in scope:
        environ[UNREAD] = True
        if body is not None:
            environ["CONTENT_LENGTH"] = str(body.length)  # of a chunked one: more than it may have
    elif body is not None and "HTTP_TRANSFER_ENCODING" in environ:
        del environ["HTTP_TRANSFER_ENCODING"]
        environ["CONTENT_LENGTH"] = str(body.length)
    return environ


def _decoded(raw_path: bytes) -> str:
    if b"%" not in raw_path:
        return raw_path.decode("latin-1")
    return unquote_to_bytes(raw_path).decode("latin-1")
