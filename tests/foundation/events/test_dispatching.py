import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction
from django_scopes import get_scope, scopes_disabled

from sangdam.foundation.events import Actor, declare, publish, subscribe
from sangdam.foundation.events.dispatching import Dispatcher, dispatch_all, dispatch_batch, dispatch_safely
from sangdam.foundation.events.jobs import HandlerGone, handle_again
from sangdam.foundation.events.models import Event
from sangdam.foundation.events.registry import handler_name
from sangdam.organizations.models import ServiceLanguage
from tests.factories.events import other_connection, publish_event
from tests.factories.tenants import make_service

pytestmark = pytest.mark.usefixtures("transactional_db", "own_registry", "empty_queue")


def waiting_jobs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def undispatched():
    with scopes_disabled():
        return list(Event.objects.filter(dispatched_at__isnull=True).order_by("id").values_list("pk", flat=True))


def languages(service):
    return list(service.languages.order_by("position").values_list("code", flat=True))


def test_each_handler_is_called_once_inside_the_scope_of_the_service():
    kind = declare("probe.done", "Only for this test.")
    calls = []
    for name in ("first", "second"):
        subscribe(kind)(lambda event, name=name: calls.append((name, event.pk, get_scope()["service"], event.payload)))
    ours, theirs = make_service(), make_service()
    one = publish_event(kind, ours, number=1)
    two = publish_event(kind, theirs, number=2)

    assert dispatch_batch() == 2
    assert dispatch_batch() == 0
    assert undispatched() == []
    assert sorted(calls, key=lambda call: (call[1], call[0])) == [
        ("first", one.pk, ours, {"number": 1}),
        ("second", one.pk, ours, {"number": 1}),
        ("first", two.pk, theirs, {"number": 2}),
        ("second", two.pk, theirs, {"number": 2}),
    ]


def test_an_event_nobody_follows_is_dispatched():
    publish_event(declare("probe.ignored", "Only for this test."), make_service())

    assert dispatch_all() == 1
    assert undispatched() == []


def test_events_that_handlers_publish_are_dispatched_too():
    begun = declare("probe.begun", "Only for this test.")
    ended = declare("probe.ended", "Only for this test.")
    calls = []

    @subscribe(begun)
    def end(event):
        publish(ended, service_id=event.service_id, subject=event.subject, actor=Actor.system())

    subscribe(ended)(calls.append)
    publish_event(begun, make_service())

    assert dispatch_all() == 2
    assert [event.kind for event in calls] == ["probe.ended"]


def test_a_failing_handler_is_undone_alone_and_becomes_a_job(caplog):
    kind = declare("probe.done", "Only for this test.")
    calls = []

    @subscribe(kind)
    def stumble(event):
        ServiceLanguage.objects.create(service=event.service, code="th", position=1)
        raise ValueError("customer@example.com")

    @subscribe(kind)
    def walk(event):
        ServiceLanguage.objects.create(service=event.service, code="ko", position=2)
        calls.append(event.pk)

    service = make_service()
    one, two = publish_event(kind, service), publish_event(kind, make_service())
    with caplog.at_level(logging.DEBUG):
        assert dispatch_batch() == 2

    assert calls == [one.pk, two.pk]
    assert languages(service) == ["ko"]
    assert undispatched() == []
    name = handler_name(stumble)
    assert waiting_jobs() == [
        ("events.handle_again", f'{{"handler": "{name}", "event_id": {event.pk}}}') for event in (one, two)
    ]
    assert "ValueError" in caplog.text
    assert "customer@example.com" not in caplog.text


def test_a_broken_reference_fails_in_its_own_handler_and_not_at_the_commit():
    kind = declare("probe.done", "Only for this test.")

    @subscribe(kind)
    def point_nowhere(event):
        ServiceLanguage.objects.create(service_id=event.service_id + 1_000_000, code="ko", position=1)

    other = declare("probe.other", "Only for this test.")
    calls = []
    subscribe(other)(calls.append)
    publish_event(kind, make_service())
    publish_event(other, make_service())

    assert dispatch_batch() == 2
    assert len(calls) == 1
    assert [task for task, _ in waiting_jobs()] == ["events.handle_again"]


def test_a_handler_that_ruins_the_transaction_does_not_hold_back_others(caplog):
    kind = declare("probe.ruinous", "Only for this test.")
    other = declare("probe.other", "Only for this test.")
    calls = []

    @subscribe(kind)
    def ruin(event):
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")

    subscribe(other)(lambda event: calls.append(event.pk))
    before = publish_event(other, make_service())
    publish_event(kind, make_service())
    after = publish_event(other, make_service())
    dispatch_safely()

    assert undispatched() == []
    assert {before.pk, after.pk} <= set(calls)
    assert [task for task, _ in waiting_jobs()] == ["events.handle_again"]


def test_events_another_dispatcher_has_claimed_are_skipped():
    kind = declare("probe.done", "Only for this test.")
    calls = []
    subscribe(kind)(lambda event: calls.append(event.pk))
    claimed, free = publish_event(kind, make_service()), publish_event(kind, make_service())
    with other_connection() as other:
        other.execute("SELECT FROM events_event WHERE id = %s FOR UPDATE", [claimed.pk])
        assert dispatch_batch() == 1

    assert calls == [free.pk]
    assert dispatch_batch() == 1
    assert calls == [free.pk, claimed.pk]


def test_a_dispatcher_that_takes_long_leaves_the_rest_to_the_next_batch(monkeypatch):
    monkeypatch.setattr("sangdam.foundation.events.dispatching.LONGEST_BATCH", 0.0)
    kind = declare("probe.done", "Only for this test.")
    for _ in range(3):
        publish_event(kind, make_service())

    assert [dispatch_batch() for _ in range(4)] == [1, 1, 1, 0]


@pytest.mark.parametrize("events", [1, 10, 40])
def test_the_number_of_queries_does_not_grow_with_the_batch(events, django_assert_num_queries):
    kind = declare("probe.ignored", "Only for this test.")
    for service in (make_service(), make_service()):
        for _ in range(events):
            publish_event(kind, service)

    # begin, claim, services, constraints, mark, commit
    with django_assert_num_queries(6):
        assert dispatch_batch() == 2 * events


def test_a_handler_costs_two_queries_besides_its_own(django_assert_num_queries):
    kind = declare("probe.done", "Only for this test.")
    subscribe(kind)(lambda event: None)
    for _ in range(5):
        publish_event(kind, make_service())

    # savepoint and release
    with django_assert_num_queries(6 + 5 * 2):
        dispatch_batch()


def test_a_job_calls_the_handler_again():
    kind = declare("probe.done", "Only for this test.")
    calls = []

    @subscribe(kind)
    def recover(event):
        calls.append((event.pk, get_scope()["service"]))

    service = make_service()
    event = publish_event(kind, service)
    handle_again(event_id=event.pk, handler=handler_name(recover))

    assert calls == [(event.pk, service)]


def test_a_job_for_a_handler_that_is_gone_fails():
    event = publish_event(declare("probe.done", "Only for this test."), make_service())

    with pytest.raises(HandlerGone):
        handle_again(event_id=event.pk, handler="gone.handler")


def test_publishing_outside_a_transaction_is_refused():
    with scopes_disabled(), pytest.raises(RuntimeError):
        publish(
            declare("probe.done", "Only for this test."),
            service_id=make_service().pk,
            subject="T1",
            actor=Actor.system(),
        )


def test_an_event_of_a_rolled_back_change_does_not_exist():
    kind = declare("probe.done", "Only for this test.")
    with pytest.raises(ZeroDivisionError), scopes_disabled(), transaction.atomic():
        publish(kind, service_id=make_service().pk, subject="T1", actor=Actor.system())
        raise ZeroDivisionError

    assert undispatched() == []


def await_true(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


def test_a_running_dispatcher_survives_the_loss_of_its_connections():
    kind = declare("probe.done", "Only for this test.")
    calls = []
    subscribe(kind)(lambda event: calls.append(event.pk))
    service = make_service()
    dispatcher = Dispatcher()
    thread = threading.Thread(target=dispatcher.run)
    thread.start()
    try:
        before = publish_event(kind, service).pk
        await_true(lambda: before in calls)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchone()[0] >= 2
        after = publish_event(kind, service).pk
        await_true(lambda: after in calls)
        await_true(lambda: dispatcher.is_alive)
    finally:
        dispatcher.stop()
        thread.join(30)
    assert not thread.is_alive()
    assert undispatched() == []


@pytest.mark.processes
def test_a_dispatcher_killed_while_it_handles_leaves_everything_as_it_was():
    kind = declare("ticket.probed", "Only for this test.")
    service = make_service()
    event = publish_event(kind, service)
    script = Path(__file__).parent / "dispatch_and_hang.py"
    database = connection.settings_dict["NAME"]
    process = subprocess.Popen(
        [sys.executable, str(script), database], env=os.environ, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout.readline() == f"handling {event.pk}\n"
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    calls = []
    subscribe(kind)(lambda event: calls.append(event.pk))
    await_true(lambda: dispatch_batch() == 1)

    assert calls == [event.pk]
    assert languages(service) == []
