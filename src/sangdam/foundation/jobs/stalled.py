"""Jobs whose worker is gone: killed, or cut off from the database.

Procrastinate finds them but leaves it to us to put them back (procrastinate#1518: they stay `doing` for ever).
"""

import logging
from collections.abc import Set

from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as QueuedJob
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from procrastinate.utils import utcnow

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 5.0
STALE_SECONDS = 20.0
MOST_ATTEMPTS = 30
"""A job that has been begun so often and never ended kills its workers; it is set aside."""


async def sweep_stalled_jobs(manager: JobManager, worker_id: int, running: Set[int]) -> int:
    """Put jobs of workers that are gone back into the queue, and return how many.

    `worker_id` and `running` are the sweeping worker's own: after a suspended night it would find itself stale.
    """
    await manager.update_heartbeat(worker_id)
    await manager.prune_stalled_workers(STALE_SECONDS)
    stalled = [
        job
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALE_SECONDS)
        if job.worker_id != worker_id and job.id not in running
    ]
    for job in stalled:
        await _put_back(manager, job)
    return len(stalled)


async def _put_back(manager: JobManager, job: QueuedJob) -> None:
    assert job.id is not None  # noqa: S101 - it came from the table
    try:
        if job.attempts >= MOST_ATTEMPTS:
            logger.error("Job %s %s is set aside: its workers died %s times", job.task_name, job.id, job.attempts)
            await manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=False)
            return
        logger.warning("Job %s %s is put back: its worker is gone", job.task_name, job.id)
        await manager.retry_job_by_id_async(job.id, retry_at=utcnow())
    except ConnectorException:
        logger.info("Job %s %s was put back by another worker", job.task_name, job.id)
