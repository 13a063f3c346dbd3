"""Which queue a job stands in, and how many of each a worker runs at once: none can take another's places."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.jobs import Job as QueuedJob
from procrastinate.manager import JobManager

EVENTS, MAIL, OTHER = "events", "mail", "default"
"""Handlers that are tried again; everything that waits for a mail server; everything else."""

_PUT_IN_PLACE_SQL = """
UPDATE procrastinate_jobs SET queue_name = %(queue)s
WHERE status = 'todo' AND queue_name <> %(queue)s AND task_name = ANY(%(names)s)
"""


def places(concurrency: int) -> dict[str, int]:
    """Return how many jobs of each queue run at once in a worker of a given `SANGDAM_WORKER_CONCURRENCY`.

    Mail has two at least: one slow conversation must leave room for another.
    """
    half = max(1, concurrency // 2)
    return {MAIL: max(2, concurrency), EVENTS: half, OTHER: half}


class Places:
    """The places of one worker: which are free, and how often one became free."""

    def __init__(self, by_queue: dict[str, int]) -> None:
        self._by_queue = by_queue
        self._taken: Counter[str] = Counter()
        self.freed = 0

    def free_queues(self) -> list[str]:
        """List the queues of which another job may be run."""
        return [queue for queue, most in self._by_queue.items() if self._taken[queue] < most]

    def take(self, queue: str) -> None:
        """Note that a job of a queue begins."""
        self._taken[queue] += 1

    def free(self, queue: str) -> None:
        """Note that it ended."""
        self._taken[queue] -= 1
        self.freed += 1


class JobManagerWithPlaces(JobManager):
    """Fetches jobs only of queues that have a free place; its worker has as many slots as there are places."""

    def __init__(self, connector: Any, places: Places) -> None:
        super().__init__(connector)
        self.places = places

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> QueuedJob | None:
        """Take the next job that has a place, or None; `queues` is not used."""
        while True:
            freed = self.places.freed
            job = await super().fetch_job(queues=self.places.free_queues(), worker_id=worker_id)
            if job is not None:
                self.places.take(job.queue)
                return job
            # A place that became free while the others' queues were looked at: its jobs would wait for the next look.
            if self.places.freed == freed:
                return None


async def put_in_place(manager: JobManager) -> None:
    """Move waiting jobs to the queue that their kind has now: an earlier version put them into another."""
    names: dict[str, list[str]] = {}
    for name, task in app.tasks.items():
        names.setdefault(task.queue, []).append(name)
    for queue, of_queue in names.items():
        await manager.connector.execute_query_async(_PUT_IN_PLACE_SQL, queue=queue, names=of_queue)
