"""Declaring jobs: what a worker can do, under a name that outlives the code behind it."""

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from procrastinate import RetryStrategy as Retry
from procrastinate.contrib.django import app

from sangdam.foundation.jobs.queues import EVENTS, MAIL, OTHER
from sangdam.foundation.jobs.traces import trace_of

__all__ = [
    "EARLY",
    "EVENTS",
    "LATE",
    "MAIL",
    "NORMAL",
    "OTHER",
    "Job",
    "JobFailed",
    "Retry",
    "find_job",
    "job",
    "periodic",
]

logger = logging.getLogger(__name__)

# The order within a queue.
EARLY, NORMAL, LATE = 10, 0, -10


class JobFailed(Exception):
    """A job's body raised. Tells the kind of error only: messages of errors may quote a customer."""


@dataclass(frozen=True)
class Job:
    """A declared job; calling it runs its body here and now."""

    name: str
    body: Callable[..., None]
    priority: int
    is_made_up: Callable[..., bool] | None = None
    """Return s by the ids of a job that failed whether its work was done since; None: nobody can tell."""
    queue: str = OTHER

    def __call__(self, **ids: Any) -> None:
        self.body(**ids)


_declared: dict[str, Job] = {}


def find_job(name: str) -> Job | None:
    """Return the job declared under a name, None for one of another version."""
    return _declared.get(name)


def job(
    name: str,
    *,
    retry: Retry | None = None,
    priority: int = NORMAL,
    queue: str = OTHER,
    is_made_up: Callable[..., bool] | None = None,
) -> Callable[[Callable[..., None]], Job]:
    """Declare a job under `name` (`room.verb_noun`), which stands in waiting rows and therefore never changes.

    The body takes ids by keyword, enters its own `scope(service=...)`, and is idempotent: it runs at least once, a
    second time when the worker is killed while it runs. `retry` says how often and when it is tried again after an
    error, e.g. `Retry(max_attempts=10, exponential_wait=2)` waits 2, 4, 8, ... seconds; without it an error is final.
    `queue` is `MAIL` for everything that waits for a mail server: a worker has places of its own for each queue.
    `is_made_up` takes the same ids and tells whether something else has done the work of a job that failed.
    """

    def declare(body: Callable[..., None]) -> Job:
        declared = _declared[name] = Job(name, body, priority, is_made_up, queue)
        app.task(name=name, retry=retry or False, priority=priority, queue=queue)(_guard(declared))
        return declared

    return declare


def periodic(
    name: str, *, cron: str, priority: int = NORMAL, queue: str = OTHER
) -> Callable[[Callable[[], None]], Job]:
    """Declare a job that workers put in the queue by the clock, once for all of them.

    `cron` has five fields, or six with the seconds last (`* * * * * */15`: every 15 seconds). When turns pile up behind
    other work only the last of them runs. An error is final: the next turn comes anyway.
    """

    def declare(body: Callable[[], None]) -> Job:
        declared = _declared[name] = Job(
            name, body, priority, lambda *, timestamp: _is_turn_made_up(name, timestamp), queue
        )
        guarded = _guard(declared)

        @functools.wraps(body)
        def run(*, timestamp: int) -> None:
            if not _is_next_turn_waiting(name, timestamp):
                guarded()

        app.periodic(cron=cron, periodic_id=name)(app.task(name=name, priority=priority, queue=queue)(run))
        return declared

    return declare


def _is_next_turn_waiting(name: str, timestamp: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_jobs"
            " WHERE status = 'todo' AND task_name = %s AND (args->>'timestamp')::bigint > %s)",
            [name, timestamp],
        )
        return bool(cursor.fetchone()[0])


def _is_turn_made_up(name: str, timestamp: int) -> bool:
    """Return whether a later turn of a periodic job did better, or is about to: only the last one is noted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_periodic_defers last"
            " LEFT JOIN procrastinate_jobs job ON job.id = last.job_id"
            " WHERE last.task_name = %s AND last.defer_timestamp > %s"
            " AND (job.id IS NULL OR job.status IN ('todo', 'doing', 'succeeded')))",
            [name, timestamp],
        )
        return bool(cursor.fetchone()[0])


def _guard(declared: Job) -> Callable[..., None]:
    """Keep what an error says out of the logs and of Procrastinate's rows; its kind and its place are enough."""

    @functools.wraps(declared.body)
    def run(**ids: Any) -> None:
        try:
            declared.body(**ids)
        except Exception as error:
            logger.warning("Job %s %s failed: %s", declared.name, ids, trace_of(error))
            raise JobFailed(f"{declared.name}: {type(error).__name__}") from None

    return run
