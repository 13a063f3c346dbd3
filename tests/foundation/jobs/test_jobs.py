import pytest

from sangdam.foundation.jobs.jobs import FAILED_JOBS_KEPT_HOURS, remove_failed
from tests.factories.queue import execute, make_running_job, queued

pytestmark = pytest.mark.usefixtures("empty_queue")


def finish(job, status, hours_ago):
    execute("UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", status, job)
    execute("UPDATE procrastinate_events SET at = now() - make_interval(hours => %s) WHERE job_id = %s", hours_ago, job)


def test_jobs_that_failed_long_ago_are_forgotten():
    old, recent, running = (make_running_job(worker_id=None) for _ in range(3))
    finish(old, "failed", FAILED_JOBS_KEPT_HOURS + 1)
    finish(recent, "failed", FAILED_JOBS_KEPT_HOURS - 1)
    remove_failed()

    assert queued("id") == [(recent,), (running,)]
