from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from sangdam.foundation.jobs import EARLY, LATE, defer, defer_at, defer_once, job
from tests.factories.queue import execute, queued

pytestmark = pytest.mark.usefixtures("own_jobs", "empty_queue")


def test_a_deferred_job_waits_with_its_ids_and_priority():
    early = job("probe.early", priority=EARLY)(lambda *, number: None)
    late = job("probe.late", priority=LATE)(lambda *, number: None)
    defer(early, number=1)
    defer(late, number=2)

    assert queued() == [("probe.early", '{"number": 1}', "todo", 10), ("probe.late", '{"number": 2}', "todo", -10)]


def test_a_job_of_a_rolled_back_transaction_does_not_exist():
    probe = job("probe.run")(lambda: None)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        defer(probe)
        raise ZeroDivisionError

    assert queued() == []


def test_a_job_can_wait_for_a_moment():
    probe = job("probe.run")(lambda: None)
    moment = datetime.now(UTC) + timedelta(hours=1)
    defer_at(moment, probe)

    assert queued("scheduled_at") == [(moment,)]


def test_a_job_deferred_once_waits_once_for_each_of_its_ids():
    probe = job("probe.run")(lambda *, number: None)

    assert defer_once(probe, number=1) is not None
    assert defer_once(probe, number=1) is None
    assert defer_once(probe, number=2) is not None
    assert [args for (args,) in queued("args")] == ['{"number": 1}', '{"number": 2}']


@pytest.mark.parametrize("change", ["status = 'doing'", "scheduled_at = now() + interval '1 hour'"])
def test_a_job_that_runs_or_waits_for_later_does_not_replace_one_that_is_due(change):
    probe = job("probe.run")(lambda: None)
    defer_once(probe)
    execute(f"UPDATE procrastinate_jobs SET {change}")

    assert defer_once(probe) is not None


def test_nothing_in_the_queue_holds_a_queueing_lock():
    probe = job("probe.run")(lambda: None)
    defer(probe)
    defer_once(probe)

    assert queued("queueing_lock") == [(None,)]
