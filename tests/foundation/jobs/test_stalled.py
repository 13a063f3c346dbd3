import asyncio
import logging

import pytest
from procrastinate.manager import JobManager
from procrastinate.psycopg_connector import PsycopgConnector

from sangdam.foundation.events.notifier import connection_parameters
from sangdam.foundation.jobs.stalled import MOST_ATTEMPTS, STALE_SECONDS, sweep_stalled_jobs
from tests.factories.queue import execute, make_running_job, make_worker, queued

pytestmark = pytest.mark.usefixtures("empty_queue")

LONG_AGO = int(STALE_SECONDS * 3)


def sweep(worker_id, running=frozenset()):
    async def run():
        connector = PsycopgConnector(kwargs=connection_parameters(), min_size=1, max_size=1)
        await connector.open_async()
        try:
            return await sweep_stalled_jobs(JobManager(connector), worker_id, running)
        finally:
            await connector.close_async()

    return asyncio.run(run())


def test_jobs_of_a_worker_that_is_gone_are_put_back():
    make_running_job(worker_id=make_worker(seconds_silent=LONG_AGO))
    make_running_job(worker_id=None)

    assert sweep(make_worker(seconds_silent=0)) == 2
    assert queued("status, attempts, worker_id") == [("todo", 1, None), ("todo", 1, None)]


def test_jobs_of_a_worker_that_lives_are_left_alone():
    own = make_worker(seconds_silent=0)
    make_running_job(worker_id=own)
    make_running_job(worker_id=make_worker(seconds_silent=2))

    assert sweep(own) == 0
    assert queued("status") == [("doing",), ("doing",)]


def test_a_worker_that_was_suspended_does_not_take_itself_for_dead():
    own = make_worker(seconds_silent=LONG_AGO)
    still_known = make_running_job(worker_id=own)
    forgotten_by_others = make_running_job(worker_id=None)

    assert sweep(own, running={still_known, forgotten_by_others}) == 0
    assert queued("status") == [("doing",), ("doing",)]
    assert execute("SELECT count(*) FROM procrastinate_workers") == 1


def test_workers_that_are_gone_are_forgotten():
    make_worker(seconds_silent=LONG_AGO)
    own = make_worker(seconds_silent=0)
    sweep(own)

    assert execute("SELECT array_agg(id) FROM procrastinate_workers") == [own]


def test_a_job_that_keeps_killing_its_workers_is_set_aside(caplog):
    make_running_job(worker_id=None, attempts=MOST_ATTEMPTS)
    make_running_job(worker_id=None, attempts=MOST_ATTEMPTS - 1)
    with caplog.at_level(logging.ERROR):
        sweep(make_worker(seconds_silent=0))

    assert queued("status") == [("failed",), ("todo",)]
    assert "set aside" in caplog.text
