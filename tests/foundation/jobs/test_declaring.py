import logging

import pytest
from procrastinate.contrib.django import app

from sangdam.foundation.jobs import Retry, job, periodic
from sangdam.foundation.jobs.declaring import JobFailed
from tests.factories.queue import execute

pytestmark = pytest.mark.usefixtures("own_jobs", "empty_queue")


def test_a_job_called_directly_runs_its_body():
    calls = []
    probe = job("probe.run")(lambda *, number: calls.append(number))
    probe(number=3)

    assert calls == [3]


def test_a_worker_runs_the_body_by_its_name():
    calls = []
    job("probe.run")(lambda *, number: calls.append(number))
    app.tasks["probe.run"](number=4)

    assert calls == [4]


def test_what_an_error_says_reaches_neither_the_log_nor_the_queue(caplog):
    @job("probe.run", retry=Retry(max_attempts=3, exponential_wait=2))
    def stumble(*, number):
        raise ValueError("customer@example.com")

    with caplog.at_level(logging.DEBUG), pytest.raises(JobFailed) as failure:
        app.tasks["probe.run"](number=5)

    assert str(failure.value) == "probe.run: ValueError"
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__
    assert "probe.run {'number': 5} failed: ValueError at test_declaring.py" in caplog.text
    assert "customer@example.com" not in caplog.text


def test_a_name_is_declared_once():
    job("probe.run")(lambda: None)

    with pytest.raises(Exception, match="already registered"):
        job("probe.run")(lambda: None)


def test_a_periodic_job_is_known_to_the_clock():
    periodic("probe.turn", cron="* * * * * */15")(lambda: None)

    assert ("probe.turn", "probe.turn") in app.periodic_registry.periodic_tasks


@pytest.mark.parametrize(("waiting", "expected"), [(None, ["turn"]), (50, ["turn"]), (100, ["turn"]), (150, [])])
def test_of_turns_that_piled_up_only_the_last_runs(waiting, expected):
    calls = []
    periodic("probe.turn", cron="* * * * *")(lambda: calls.append("turn"))
    execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
        " SELECT 'default', 'probe.turn', jsonb_build_object('timestamp', turn)"
        " FROM (VALUES (%s::bigint)) AS waiting (turn) WHERE turn IS NOT NULL",
        waiting,
    )
    app.tasks["probe.turn"](timestamp=100)

    assert calls == expected
