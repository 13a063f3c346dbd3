"""Open screens: clients of the live application inside the test's own process."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sangdam.foundation.live.authorizer import NotAuthorized
from sangdam.foundation.live.streaming import LiveApplication
from sangdam.organizations.models import Service

CONSOLE = "http://console.example"
PATIENCE = 30


@dataclass(frozen=True)
class FakeSubscription:
    """A subscription that `FakeAuthorizer` let in."""

    service_pk: int
    owner: str


@dataclass
class FakeAuthorizer:
    """Lets everybody with a cookie `name` into the given services; `banned` are thrown out at the next check."""

    services: dict[str, int]
    banned: set[str] = field(default_factory=set)
    is_broken: bool = False

    def authorize(self, service_id: str, cookies: Mapping[str, str]) -> FakeSubscription:
        if self.is_broken:
            raise OSError("the database is away")
        if "name" not in cookies:
            raise NotAuthorized(401)
        if service_id not in self.services:
            raise NotAuthorized(404)
        return FakeSubscription(self.services[service_id], cookies["name"])

    def still_authorized(self, subscriptions: Sequence[FakeSubscription]) -> set[FakeSubscription]:
        return {subscription for subscription in subscriptions if subscription.owner not in self.banned}


def authorizer_of(*services: Service) -> FakeAuthorizer:
    """Make a authorizer that knows these services."""
    return FakeAuthorizer({service.service_id: service.pk for service in services})


@contextlib.asynccontextmanager
async def running(authorizer: FakeAuthorizer) -> AsyncIterator[LiveApplication]:
    """Run the live application until the test is done with it; begins when it can read events."""
    application = LiveApplication(authorizer, CONSOLE)
    messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    life = asyncio.create_task(application({"type": "lifespan"}, messages.get, answers.put))
    await messages.put({"type": "lifespan.startup"})
    assert (await answers.get())["type"] == "lifespan.startup.complete"
    await until(lambda: application.listener.is_alive)
    try:
        yield application
    finally:
        await messages.put({"type": "lifespan.shutdown"})
        await life


async def until(condition: Callable[[], Any]) -> None:
    """Return as soon as the condition holds; fail when it does not in time."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


@dataclass
class ServerSentEvent:
    """An event as a browser gets it."""

    name: str
    data: Any
    cursor: str | None


class Screen:
    """One request to the live application, and what came back so far."""

    def __init__(
        self,
        application: LiveApplication,
        path: str,
        *,
        after: str | None = None,
        name: str | None = "kim",
        method: str = "GET",
        **headers: str,
    ) -> None:
        given = {header.replace("_", "-"): value for header, value in headers.items()}
        if name is not None:
            given["cookie"] = f"name={name}"
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        self.is_ended = False
        self.reads = asyncio.Event()
        self.reads.set()
        self._gone = asyncio.Event()
        self._asked = False
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": urlencode({"after": after}).encode() if after is not None else b"",
            "headers": [(header.encode(), value.encode()) for header, value in given.items()],
        }
        self.task = asyncio.create_task(application(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        await self.reads.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message["body"]
            self.is_ended = not message["more_body"]

    def close(self) -> None:
        """Go away, as a closed browser tab does."""
        self._gone.set()

    @property
    def events(self) -> list[ServerSentEvent]:
        """List the events that arrived whole, as the rules for server-sent events read them."""
        events = []
        for block in self.body.decode().split("\n\n")[:-1]:
            fields = dict(line.split(": ", 1) for line in block.split("\n"))
            if "data" in fields:
                events.append(ServerSentEvent(fields["event"], json.loads(fields["data"]), fields.get("id")))
        return events

    @property
    def event_ids(self) -> list[int]:
        """List the ids of the events told, in the order they came."""
        return [event.data["id"] for event in self.events if "id" in event.data]

    @property
    def cursor(self) -> str:
        """Return the cursor a browser would come back with."""
        return [event.cursor for event in self.events if event.cursor is not None][-1]

    async def named(self, name: str, number: int = 1) -> ServerSentEvent:
        """Wait for the `number`-th event of a name."""
        await until(lambda: sum(event.name == name for event in self.events) >= number)
        return [event for event in self.events if event.name == name][number - 1]


async def answer(application: LiveApplication, path: str, **request: Any) -> Screen:
    """Make a request that is answered at once."""
    screen = Screen(application, path, **request)
    async with asyncio.timeout(PATIENCE):
        await screen.task
    return screen
