"""Who listens, in memory: subscribers by service, each with a short queue of what to send."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Iterator

from sangdam.foundation.live.authorizer import Subscription
from sangdam.foundation.live.frames import Batch

MOST_WAITING = 500
MOST_WAITING_BYTES = 512 * 1024
STUCK_SECONDS = 5.0


class Subscriber:
    """One open screen: what waits to be sent to it, and whether it still listens.

    A screen that reads more slowly than events happen is cut off before it costs memory; it connects again and goes on
    from its cursor.
    """

    __slots__ = ("_bytes", "_closed_at", "_task", "_waiter", "_waiting", "is_closed", "sent_at", "subscription")

    def __init__(self, subscription: Subscription) -> None:
        self.subscription = subscription
        self.is_closed = False
        self.sent_at = time.monotonic()
        self._waiting: deque[Batch] = deque()
        self._bytes = 0
        self._waiter: asyncio.Future[None] | None = None
        self._task = asyncio.current_task()
        self._closed_at = 0.0

    def push(self, batch: Batch) -> None:
        """Queue a batch; close instead when too much waits already."""
        if self.is_closed:
            return
        self._bytes += len(batch.chunk)
        if len(self._waiting) >= MOST_WAITING or self._bytes > MOST_WAITING_BYTES:
            self.close()
            return
        self._waiting.append(batch)
        self._wake()

    def close(self) -> None:
        """Let the stream end after what is being sent; what waits is dropped."""
        if not self.is_closed:
            self.is_closed = True
            self._closed_at = time.monotonic()
            self._waiting.clear()
            self._wake()

    def abandon_if_stuck(self) -> None:
        """Cut the connection when the stream could not be ended in good order: its reader doesn't read at all."""
        if self._task is not None and time.monotonic() - self._closed_at > STUCK_SECONDS:
            self._task.cancel()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def take(self) -> list[Batch]:
        """Wait for something to send and return all of it; nothing when the stream shall end."""
        if not self._waiting and not self.is_closed:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        batches = list(self._waiting)
        self._waiting.clear()
        self._bytes = 0
        self.sent_at = time.monotonic()
        return batches


class Hub:
    """All subscribers of this process."""

    def __init__(self) -> None:
        self._by_service: dict[int, set[Subscriber]] = defaultdict(set)
        self.count = 0
        self._is_closed = False

    def __iter__(self) -> Iterator[Subscriber]:
        return (subscriber for subscribers in list(self._by_service.values()) for subscriber in list(subscribers))

    def add(self, subscriber: Subscriber) -> None:
        """Let a subscriber get what is pushed from now on."""
        self._by_service[subscriber.subscription.service_pk].add(subscriber)
        self.count += 1
        if self._is_closed:
            subscriber.close()

    def remove(self, subscriber: Subscriber) -> None:
        """Forget a subscriber."""
        subscribers = self._by_service[subscriber.subscription.service_pk]
        subscribers.remove(subscriber)
        self.count -= 1
        if not subscribers:
            del self._by_service[subscriber.subscription.service_pk]

    def is_listened_to(self, service_pk: int) -> bool:
        """Return whether anybody listens to a service."""
        return service_pk in self._by_service

    def push(self, service_pk: int, batch: Batch) -> None:
        """Give a batch to every subscriber of one service, and to nobody else."""
        for subscriber in self._by_service.get(service_pk, ()):
            subscriber.push(batch)

    def push_to_all(self, batch: Batch) -> None:
        """Give a batch to everybody: signs of life, never events."""
        for subscriber in self:
            subscriber.push(batch)

    def close_all(self) -> None:
        """End every stream, and those that still come."""
        self._is_closed = True
        for subscriber in self:
            subscriber.close()
