"""Work that happens later, in a worker: a thin port over Procrastinate.

A room declares its jobs in its `jobs.py` (`@job`, `@periodic`), which is loaded with Django, and puts them in the queue
with `defer`. `foundation.jobs.worker` runs them.
"""

from sangdam.foundation.jobs.declaring import EARLY, LATE, NORMAL, Job, Retry, find_job, job, periodic
from sangdam.foundation.jobs.deferring import defer, defer_at, defer_once
from sangdam.foundation.jobs.queues import EVENTS, MAIL, OTHER, places

__all__ = [
    "EARLY",
    "EVENTS",
    "LATE",
    "MAIL",
    "NORMAL",
    "OTHER",
    "Job",
    "Retry",
    "defer",
    "defer_at",
    "defer_once",
    "find_job",
    "job",
    "periodic",
    "places",
]
