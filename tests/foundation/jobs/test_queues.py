import asyncio

import pytest
from procrastinate.jobs import Job as QueuedJob
from procrastinate.manager import JobManager
from procrastinate.psycopg_connector import PsycopgConnector

from sangdam.foundation.events.notifier import connection_parameters
from sangdam.foundation.jobs import defer, job
from sangdam.foundation.jobs.queues import EVENTS, MAIL, OTHER, JobManagerWithPlaces, Places, places, put_in_place
from tests.factories.queue import execute, make_running_job, queued


@pytest.mark.parametrize("concurrency", [1, 2, 3, 64])
def test_every_kind_of_work_has_a_place_and_mail_has_two(concurrency):
    by_queue = places(concurrency)
    assert set(by_queue) == {EVENTS, MAIL, OTHER}
    assert min(by_queue.values()) >= 1
    assert by_queue[MAIL] >= 2


def test_only_queues_with_a_free_place_are_asked():
    own = Places({MAIL: 2, OTHER: 1})
    own.take(MAIL)
    assert own.free_queues() == [MAIL, OTHER]
    own.take(MAIL)
    assert own.free_queues() == [OTHER]
    own.free(MAIL)
    assert own.free_queues() == [MAIL, OTHER]


def test_a_place_that_becomes_free_while_jobs_are_looked_for_is_looked_at_too(monkeypatch):
    own = Places({MAIL: 1, OTHER: 1})
    own.take(MAIL)
    asked = []
    waiting = QueuedJob(id=1, queue=MAIL, lock=None, queueing_lock=None, task_name="probe.note")

    async def fetch(manager, queues, worker_id):
        asked.append(queues)
        if len(asked) == 1:
            own.free(MAIL)
            return None
        return waiting

    monkeypatch.setattr(JobManager, "fetch_job", fetch)
    found = asyncio.run(JobManagerWithPlaces(None, own).fetch_job(None, 1))
    assert found is waiting
    assert asked == [[OTHER], [MAIL, OTHER]]
    assert own.free_queues() == [OTHER]


def move():
    async def run():
        connector = PsycopgConnector(kwargs=connection_parameters(), min_size=1, max_size=1)
        await connector.open_async()
        try:
            await put_in_place(JobManager(connector))
        finally:
            await connector.close_async()

    asyncio.run(run())


@pytest.mark.usefixtures("own_jobs", "empty_queue")
def test_waiting_jobs_of_an_earlier_version_are_moved_to_their_queue():
    mail = job("probe.mail", queue=MAIL)(lambda **ids: None)
    defer(mail)
    defer(job("probe.other")(lambda **ids: None))
    execute("UPDATE procrastinate_jobs SET queue_name = 'default'")
    running = make_running_job(worker_id=None, name="probe.mail")
    execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('theirs', 'probe.unknown')")
    move()
    assert queued("task_name, queue_name", of="probe.") == [
        ("probe.mail", MAIL),
        ("probe.other", OTHER),
        ("probe.mail", OTHER),
        ("probe.unknown", "theirs"),
    ]
    assert execute("SELECT status FROM procrastinate_jobs WHERE id = %s", running) == "doing"
