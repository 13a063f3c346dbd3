import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from sangdam.foundation.jobs import EVENTS, MAIL, OTHER, job
from sangdam.foundation.jobs.deferring import defer
from sangdam.foundation.jobs.queues import places
from sangdam.tickets.events import TICKET_CREATED
from tests.factories.events import publish_event
from tests.factories.queue import execute, queued
from tests.factories.tenants import make_service

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("own_jobs", "empty_queue")]


@contextlib.contextmanager
def worker(folder, *options, **environment):
    """Run a worker with the jobs of `probing_worker.py` until the test is done with it."""
    script = Path(__file__).parent / "probing_worker.py"
    with (folder / "log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, str(script), connection.settings_dict["NAME"], str(folder), *options],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        assert process.stdout.readline() == "ready\n", (folder / "log").read_text()
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def await_true(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def notes(folder):
    path = folder / "notes"
    return path.read_text().splitlines() if path.exists() else []


def named(name, queue=OTHER):
    return job(name, queue=queue)(lambda **ids: None)


def test_a_worker_runs_jobs_outside_any_scope_and_forgets_those_that_succeed(tmp_path):
    note = named("probe.note")
    defer(note, word="before")
    with worker(tmp_path):
        await_true(lambda: notes(tmp_path) == ["before"])
        defer(note, word="after")
        await_true(lambda: notes(tmp_path) == ["before", "after"])
        await_true(lambda: queued("task_name", of="probe.") == [])


def test_a_worker_dispatches_events_too(tmp_path):
    service = make_service()
    with worker(tmp_path):
        event = publish_event(TICKET_CREATED, service)
        await_true(lambda: execute("SELECT dispatched_at IS NOT NULL FROM events_event WHERE id = %s", event.pk))


def test_a_failed_job_is_tried_again_and_what_it_deferred_is_undone(tmp_path):
    defer(named("probe.fail_once"))
    with worker(tmp_path):
        await_true(lambda: notes(tmp_path) == ["recovered"])
        await_true(lambda: queued("task_name", of="probe.") == [])

    assert notes(tmp_path) == ["recovered"]
    assert "customer@example.com" not in (tmp_path / "log").read_text()


def test_a_job_of_a_killed_worker_is_run_again_by_the_next(tmp_path):
    defer(named("probe.hang_once"))
    with worker(tmp_path) as first:
        await_true((tmp_path / "hangs").exists)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert queued("status", of="probe.") == [("doing",)]
    # The test does not wait until the silence is long enough.
    execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    with worker(tmp_path):
        await_true(lambda: notes(tmp_path) == ["done"])


def test_a_stopped_worker_leaves_a_job_that_does_not_end_to_the_next_at_once(tmp_path):
    defer(named("probe.hang_once"))
    with worker(tmp_path) as first:
        await_true((tmp_path / "hangs").exists)
        first.send_signal(signal.SIGTERM)
        first.wait(60)
    assert queued("status, worker_id", of="probe.") == [("doing", None)]
    assert execute("SELECT count(*) FROM procrastinate_workers") == 0
    with worker(tmp_path):
        await_true(lambda: notes(tmp_path) == ["done"])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_stop_ends_in_good_order(tmp_path, number):
    with worker(tmp_path) as process:
        process.send_signal(number)

        assert process.wait(60) == 0
    assert execute("SELECT count(*) FROM procrastinate_workers") == 0


def test_a_worker_survives_the_loss_of_all_its_connections(tmp_path):
    note = named("probe.note")
    service = make_service()
    with worker(tmp_path) as process:
        execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        defer(note, word="after the loss")
        event = publish_event(TICKET_CREATED, service)
        await_true(lambda: notes(tmp_path) == ["after the loss"])
        await_true(lambda: execute("SELECT dispatched_at IS NOT NULL FROM events_event WHERE id = %s", event.pk))

        assert process.poll() is None


@pytest.mark.parametrize("hanging", [EVENTS, MAIL, OTHER])
def test_one_kind_of_work_cannot_take_anothers_last_place(tmp_path, hanging):
    service = make_service()
    places_taken = places(1)[hanging]
    hang = named(f"probe.hang_{hanging}", hanging)
    for number in range(places_taken + 3):
        defer(hang, number=number)
    with worker(tmp_path, SANGDAM_WORKER_CONCURRENCY="1"):
        await_true(lambda: len(list(tmp_path.glob("hangs *"))) == places_taken)
        others = sorted({EVENTS, MAIL, OTHER} - {hanging})
        for queue in others:
            defer(named(f"probe.note_{queue}", queue), word=queue)
        event = publish_event(TICKET_CREATED, service)
        await_true(lambda: sorted(notes(tmp_path)) == others)
        await_true(lambda: execute("SELECT dispatched_at IS NOT NULL FROM events_event WHERE id = %s", event.pk))
        assert len(list(tmp_path.glob("hangs *"))) == places_taken


def test_who_waits_for_a_place_gets_it_when_it_becomes_free(tmp_path):
    note = named("probe.note_mail", MAIL)
    words = [str(number) for number in range(6)]
    for word in words:
        defer(note, word=word)
    with worker(tmp_path, "no-polling", SANGDAM_WORKER_CONCURRENCY="1"):
        await_true(lambda: sorted(notes(tmp_path)) == words)


def test_jobs_that_an_earlier_version_put_in_its_one_queue_are_run_in_theirs(tmp_path):
    defer(named("probe.note_mail", OTHER), word="old")
    defer(named("probe.hang_default"), number=0)
    with worker(tmp_path, SANGDAM_WORKER_CONCURRENCY="1"):
        await_true(lambda: notes(tmp_path) == ["old"])
