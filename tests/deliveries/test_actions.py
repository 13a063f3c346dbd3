import logging
import threading
import time
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from sangdam.deliveries import actions, jobs
from sangdam.deliveries.actions import repeat_delivery, send_delivery, take_up_due_deliveries
from sangdam.deliveries.errors import DeliveryError
from sangdam.deliveries.models import Delivery, State
from sangdam.foundation.errors import NotPermitted
from sangdam.foundation.events import Actor
from sangdam.foundation.events.dispatching import dispatch_all
from sangdam.foundation.events.models import Event
from sangdam.foundation.events.registry import handlers_of
from sangdam.foundation.outbound import MailFault
from tests.factories import make_agent, make_service, make_ticket
from tests.factories.mails import answer_ticket, make_delivery, reread
from tests.fakes.smtp import free_port

pytestmark = pytest.mark.django_db


def kinds(delivery):
    with scope(service=delivery.service):
        found = Event.objects.filter(subject=delivery.ticket.ticket_id, kind__startswith="delivery.")
        return [kind.removeprefix("delivery.") for kind in found.order_by("id").values_list("kind", flat=True)]


def queued():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'delivery_id' FROM procrastinate_jobs WHERE task_name = 'deliveries.send_delivery'"
            " AND status = 'todo' ORDER BY id"
        )
        return [row[0] for row in cursor.fetchall()]


def later(**duration):
    return time_machine.travel(timezone.now() + timedelta(**duration), tick=False)


def become_due(delivery):
    """Let the time pass until a delivery may be taken."""
    return time_machine.travel(reread(delivery).due_at + timedelta(seconds=1), tick=False)


# --- written down ---


def test_an_answer_is_written_down_and_waits_with_its_job():
    delivery = make_delivery()
    assert (delivery.state, delivery.attempts) == (State.WAITING, 0)
    assert queued() == [str(delivery.pk)]
    assert kinds(delivery) == ["created"]


def test_the_same_event_again_makes_no_second_delivery():
    delivery = make_delivery()
    with scope(service=delivery.service):
        event = Event.objects.select_related("service__organization").get(pk=delivery.cause_event)
        for handler in handlers_of(event.kind):
            handler(event)
        assert Delivery.objects.count() == 1
    assert queued() == [str(delivery.pk)]
    assert kinds(delivery) == ["created"]


def test_two_workers_with_the_same_event_make_one_delivery(monkeypatch):
    delivery = make_delivery()
    with scope(service=delivery.service):
        event = Event.objects.select_related("service__organization").get(pk=delivery.cause_event)
        # The other worker's row becomes visible only after this one has looked.
        monkeypatch.setattr(type(Delivery.objects.all()), "first", lambda rows: None)
        found = actions.create_mail_delivery(
            ticket=delivery.ticket,
            entry=None,
            purpose=delivery.purpose,
            cause_event=event.pk,
            mail=actions._open_mail(delivery),
        )
        assert found.pk == delivery.pk
        assert Delivery.objects.count() == 1


def test_rows_events_and_errors_hold_no_personal_data(smtp):
    delivery = make_delivery(email="secret@example.com", username="비밀이")
    smtp.answers.append("550 5.1.1 <secret@example.com> 비밀이 unknown".encode("ascii", "replace").decode())
    send_delivery(delivery_id=delivery.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM deliveries_delivery d")
        stored = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(row_to_json(e)::text, '') FROM events_event e")
        stored += cursor.fetchone()[0]
    assert "secret@" not in stored
    assert "비밀이" not in stored
    assert reread(delivery).last_error == "recipient_refused 550 5.1.1"


# --- sent ---


def test_a_waiting_delivery_is_sent_once(smtp):
    delivery = make_delivery()
    send_delivery(delivery_id=delivery.pk)
    send_delivery(delivery_id=delivery.pk)
    (message,) = smtp.messages
    assert message["Message-ID"] == delivery.message_id
    sent = reread(delivery)
    assert (sent.state, sent.attempts, sent.last_error) == (State.SENT, 1, "")
    assert sent.sent_at is not None
    assert kinds(delivery) == ["created", "sent"]


def test_the_job_sends_it(smtp):
    delivery = make_delivery()
    jobs.send_delivery(delivery_id=str(delivery.pk))
    assert reread(delivery).state == State.SENT


def test_without_a_mail_server_it_goes_to_the_services_demo_mailbox(demo):
    delivery = make_delivery()
    send_delivery(delivery_id=delivery.pk)
    assert reread(delivery).state == State.SENT
    assert len(list((demo / delivery.service.service_id).glob("*.eml"))) == 1


def test_the_events_name_the_answer_and_concern_its_screens(smtp):
    delivery = make_delivery()
    send_delivery(delivery_id=delivery.pk)
    with scope(service=delivery.service):
        payload = Event.objects.get(kind="delivery.sent").payload
    assert payload == {
        "delivery_id": str(delivery.pk),
        "entry_id": delivery.entry_id,
        "purpose": "pending",
        "state": "sent",
        "attempts": 1,
        "error": "",
        "status": "reply",
        "assignee_id": delivery.ticket.assignee_id,
        "group_id": delivery.ticket.group_id,
    }


def test_an_unknown_delivery_is_no_error():
    send_delivery(delivery_id=uuid.uuid4())


# --- refused ---


@pytest.mark.parametrize("answer", ["450 4.2.1 busy", "421 closing", "451 greylisted"])
def test_a_passing_refusal_is_tried_again_with_the_same_message_id(smtp, answer):
    delivery = make_delivery()
    smtp.answers.append(answer)
    before = timezone.now()
    send_delivery(delivery_id=delivery.pk)
    after = timezone.now()
    refused = reread(delivery)
    assert refused.state == State.RETRYING
    assert before + timedelta(seconds=24) <= refused.due_at <= after + timedelta(seconds=36)

    send_delivery(delivery_id=delivery.pk)
    assert reread(delivery).attempts == 1

    with become_due(delivery):
        send_delivery(delivery_id=delivery.pk)
    assert reread(delivery).state == State.SENT
    assert [message["Message-ID"] for message in smtp.messages] == [delivery.message_id]
    assert kinds(delivery) == ["created", "retrying", "sent"]


def test_a_server_out_of_reach_is_tried_again(settings):
    delivery = make_delivery()
    url = f"smtp://127.0.0.1:{free_port()}"
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"email_url": url})
    send_delivery(delivery_id=delivery.pk)
    assert (reread(delivery).state, reread(delivery).last_error) == (State.RETRYING, "unreachable")


@pytest.mark.parametrize("verdict", ["554 5.7.1 spam", "552 too big"])
def test_a_final_refusal_is_final(smtp, verdict):
    delivery = make_delivery()
    smtp.verdicts.append(verdict)
    send_delivery(delivery_id=delivery.pk)
    assert reread(delivery).state == State.FAILED
    assert kinds(delivery) == ["created", "failed"]
    with later(days=1):
        send_delivery(delivery_id=delivery.pk)
        assert take_up_due_deliveries() == 0
    assert smtp.taken == []


def test_pauses_grow_and_trying_ends_after_days(smtp):
    delivery = make_delivery()
    smtp.answers.extend(["450 later"] * 100)
    pauses = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        while reread(delivery).state != State.FAILED:
            send_delivery(delivery_id=delivery.pk)
            due_at = reread(delivery).due_at
            pauses.append((due_at - timezone.now()).total_seconds())
            clock.move_to(due_at)
    assert all(0.8 * wanted <= pause <= 1.2 * wanted for pause, wanted in zip(pauses, actions.PAUSES, strict=False))
    assert max(pauses) <= 1.2 * actions.PAUSES[-1]
    spent = timedelta(seconds=sum(pauses[:-1]))
    assert timedelta(days=2) < spent <= actions.PERSISTENCE
    assert kinds(delivery)[-1] == "failed"


def test_a_payload_that_does_not_open_fails_for_good(smtp):
    delivery = make_delivery()
    with scope(service=delivery.service):
        Delivery.objects.filter(pk=delivery.pk).update(encrypted_payload="s1:" + "A" * 80)
    send_delivery(delivery_id=delivery.pk)
    assert (reread(delivery).state, reread(delivery).last_error) == (State.FAILED, "unsendable")


def test_a_mistake_of_ours_is_logged_without_its_words_and_tried_again(smtp, monkeypatch, caplog):
    delivery = make_delivery()

    def stumble(mail, mailbox):
        raise OSError(f"disk full at {mail.recipient_address}")

    monkeypatch.setattr(actions, "send_mail", stumble)
    with caplog.at_level(logging.WARNING):
        send_delivery(delivery_id=delivery.pk)
    assert (reread(delivery).state, reread(delivery).last_error) == (State.RETRYING, "stumbled")
    assert "OSError" in caplog.text
    assert "@example.com" not in caplog.text


# --- servers that are slow ---


def under_way(email, **values):
    """Make a delivery that another worker is sending."""
    delivery = make_delivery(email=email)
    with scope(service=delivery.service):
        actions._claim(delivery.pk)
        values = {"due_at": timezone.now() + timedelta(minutes=1), "is_slow": False, "state": State.SENDING} | values
        Delivery.objects.filter(pk=delivery.pk).update(**values)
    return delivery


def is_claimed(email):
    delivery = make_delivery(email=email)
    claimed = actions._claim(delivery.pk)
    looked_at = reread(delivery)
    assert (claimed is None) == (looked_at.state == State.WAITING)
    assert looked_at.attempts == (claimed is not None)
    assert looked_at.due_at > timezone.now()
    return claimed is not None


def test_a_burst_to_one_domain_waits_for_nobody():
    for number in range(20):
        under_way(f"kim{number}@large.example")
    assert is_claimed("lee@large.example")


def test_a_slow_one_without_a_place_is_taken_up_when_one_is_free(smtp):
    busy = [under_way(f"kim@drip{number}.example", is_slow=True) for number in range(2)]
    waiting = make_delivery(email="lee@DRIP0.example")
    empty_queue()
    send_delivery(delivery_id=waiting.pk)
    assert (reread(waiting).state, reread(waiting).attempts) == (State.WAITING, 0)
    with scope(service=busy[0].service):
        Delivery.objects.filter(pk=busy[0].pk).update(state=State.SENT)
    with become_due(waiting):
        take_up_due_deliveries()
        assert str(waiting.pk) in queued()
        send_delivery(delivery_id=waiting.pk)
    assert reread(waiting).state == State.SENT


def test_a_claim_that_was_lost_takes_no_place():
    for number in range(3):
        under_way(f"kim{number}@drip.example", due_at=timezone.now() - timedelta(seconds=1), is_slow=True)
    assert is_claimed("lee@drip.example")


def test_slow_ones_leave_half_of_the_places_whatever_their_domain():
    for number in range(2):
        under_way(f"kim@drip{number}.example", is_slow=True)
    fresh, slow = make_delivery(email="lee@quick.example"), make_delivery(email="lee@third.example")
    with scope(service=slow.service):
        Delivery.objects.filter(pk=slow.pk).update(is_slow=True)
    assert actions._claim(slow.pk) is None
    assert actions._claim(fresh.pk) is not None


def test_a_mail_to_a_domain_that_was_slow_is_slow_too():
    under_way("kim@drip0.example", is_slow=True)
    under_way("kim@drip1.example", is_slow=True)
    under_way("kim@drip2.example", is_slow=True, state=State.RETRYING)
    assert not is_claimed("lee@drip2.example")
    assert is_claimed("lee@drip3.example")


def test_a_domain_is_no_longer_slow_when_its_mail_is_over():
    under_way("kim@drip0.example", is_slow=True)
    under_way("kim@drip1.example", is_slow=True)
    under_way("kim@drip2.example", is_slow=True, state=State.FAILED)
    assert is_claimed("lee@drip2.example")


@pytest.mark.parametrize(("concurrency", "most"), [(1, 1), (2, 1), (8, 4)])
def test_also_with_few_places_slow_ones_do_not_get_all(settings, concurrency, most):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"worker_concurrency": concurrency})
    under_way("kim@drip.example", is_slow=True, state=State.RETRYING)
    for number in range(most):
        assert is_claimed(f"kim{number}@drip.example")
    assert not is_claimed("lee@drip.example")
    assert is_claimed("lee@quick.example")


def test_who_ran_out_of_time_is_slow_until_the_server_answers(smtp, monkeypatch):
    delivery = make_delivery()
    with monkeypatch.context() as patched:
        fault = MailFault("timeout", is_passing=True)
        patched.setattr(actions, "_try", lambda claimed: fault)
        send_delivery(delivery_id=delivery.pk)
    assert (reread(delivery).state, reread(delivery).is_slow) == (State.RETRYING, True)
    smtp.answers.append("450 later")
    for expected in (State.RETRYING, State.SENT):
        with become_due(delivery):
            send_delivery(delivery_id=delivery.pk)
        assert (reread(delivery).state, reread(delivery).is_slow) == (expected, False)


def test_a_recipient_that_does_not_open_has_no_domain_and_goes_out(smtp):
    delivery = make_delivery()
    with scope(service=delivery.service):
        Delivery.objects.filter(pk=delivery.pk).update(encrypted_recipient="s1:" + "A" * 80)
    send_delivery(delivery_id=delivery.pk)
    assert reread(delivery).state == State.SENT


# --- workers that die ---


class Killed(BaseException):
    """What no code of ours catches."""


def test_a_worker_killed_after_the_server_took_the_mail_repeats_it_with_the_same_message_id(smtp, monkeypatch):
    delivery = make_delivery()

    def die(*arguments):
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(actions, "_conclude", die)
        send_delivery(delivery_id=delivery.pk)
    assert reread(delivery).state == State.SENDING

    send_delivery(delivery_id=delivery.pk)
    assert len(smtp.taken) == 1

    with become_due(delivery):
        assert take_up_due_deliveries() == 0  # its first job still stands in the queue
        send_delivery(delivery_id=delivery.pk)
    assert reread(delivery).state == State.SENT
    assert [message["Message-ID"] for message in smtp.messages] == [delivery.message_id] * 2


def test_a_worker_killed_before_the_server_was_reached_loses_nothing(smtp, monkeypatch):
    delivery = make_delivery()

    def die(*arguments, **more):
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(actions, "send_mail", die)
        send_delivery(delivery_id=delivery.pk)
    with become_due(delivery):
        send_delivery(delivery_id=delivery.pk)
    assert len(smtp.taken) == 1
    assert (reread(delivery).state, reread(delivery).attempts) == (State.SENT, 2)


def test_whoever_lost_the_claim_does_not_write_the_outcome(smtp, monkeypatch):
    delivery = make_delivery()
    real = actions.send_mail

    def slow(mail, mailbox):
        # Another worker thought this one lost, took the delivery over and is still at it.
        with scopes_disabled():
            Delivery.objects.filter(pk=delivery.pk).update(attempts=2)
        real(mail, mailbox=mailbox)

    monkeypatch.setattr(actions, "send_mail", slow)
    send_delivery(delivery_id=delivery.pk)
    assert (reread(delivery).state, reread(delivery).attempts) == (State.SENDING, 2)
    assert kinds(delivery) == ["created"]


def test_a_short_loss_of_the_database_does_not_make_it_sent_twice(smtp, monkeypatch):
    delivery = make_delivery()
    losses = [OperationalError("gone"), OperationalError("gone")]
    real = actions._still_ours

    def flaky(claimed):
        if losses:
            raise losses.pop()
        return real(claimed)

    monkeypatch.setattr(actions, "_still_ours", flaky)
    monkeypatch.setattr(actions.connection, "close", lambda: None)
    monkeypatch.setattr(actions.time, "sleep", lambda seconds: None)
    send_delivery(delivery_id=delivery.pk)
    assert reread(delivery).state == State.SENT
    assert len(smtp.taken) == 1


def await_claim(delivery):
    """Wait until the other thread has the delivery: else this one would take it, and prove nothing."""
    while reread(delivery).state != State.SENDING:
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_a_server_that_takes_its_time_does_not_cost_the_claim(smtp, settings):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"delivery_lease": 1})
    delivery = make_delivery()
    smtp.pause = 2.5
    sending = threading.Thread(target=lambda: (send_delivery(delivery_id=delivery.pk), connection.close()))
    sending.start()
    await_claim(delivery)
    while sending.is_alive():
        send_delivery(delivery_id=delivery.pk)
        time.sleep(0.05)
    sending.join()
    assert len(smtp.taken) == 1
    assert (reread(delivery).state, reread(delivery).attempts) == (State.SENT, 1)


@pytest.mark.django_db(transaction=True)
def test_a_claim_is_renewed_again_after_a_short_loss_of_the_database(smtp, settings, monkeypatch):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"delivery_lease": 1})
    delivery = make_delivery()
    smtp.pause = 2.5
    losses = [OperationalError("gone")]
    real = actions._still_ours

    def flaky(claimed):
        if losses:
            raise losses.pop()
        return real(claimed)

    monkeypatch.setattr(actions, "_still_ours", flaky)
    sending = threading.Thread(target=lambda: (send_delivery(delivery_id=delivery.pk), connection.close()))
    sending.start()
    await_claim(delivery)
    while sending.is_alive():
        send_delivery(delivery_id=delivery.pk)
        time.sleep(0.05)
    sending.join()
    assert (len(smtp.taken), losses) == (1, [])
    assert (reread(delivery).state, reread(delivery).attempts) == (State.SENT, 1)


# --- taken up again ---


def empty_queue():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def test_the_sweep_finds_a_delivery_whose_job_was_lost():
    delivery = make_delivery()
    empty_queue()
    assert take_up_due_deliveries() == 1
    assert take_up_due_deliveries() == 0
    assert queued() == [str(delivery.pk)]


def test_the_sweep_finds_what_a_killed_worker_left_only_when_its_claim_is_over(smtp):
    delivery = make_delivery()
    empty_queue()
    with scope(service=delivery.service):
        Delivery.objects.filter(pk=delivery.pk).update(
            state=State.SENDING, attempts=1, due_at=timezone.now() + timedelta(seconds=60)
        )
    jobs.take_up_due()
    assert queued() == []
    with later(seconds=61):
        jobs.take_up_due()
        assert queued() == [str(delivery.pk)]


def test_the_sweep_leaves_alone_what_is_over_or_not_due(smtp):
    sent, failed, retrying = make_delivery(), make_delivery(), make_delivery()
    smtp.answers.extend(["250 OK", "550 no", "450 later"])
    for delivery in (sent, failed, retrying):
        send_delivery(delivery_id=delivery.pk)
    empty_queue()
    assert take_up_due_deliveries() == 0
    with later(minutes=1):
        assert take_up_due_deliveries() == 1
    assert queued() == [str(retrying.pk)]


# --- repeated by hand ---


def failed_delivery(smtp, **given):
    delivery = make_delivery(**given)
    smtp.answers.append("550 5.1.1 unknown")
    send_delivery(delivery_id=delivery.pk)
    return reread(delivery)


def repeat(delivery, agent):
    with scope(service=agent.service):
        return repeat_delivery(delivery_id=delivery.pk, actor=Actor.agent(agent))


def test_a_failed_delivery_is_repeated_with_its_content_and_message_id(smtp):
    delivery = failed_delivery(smtp)
    empty_queue()
    repeated = repeat(delivery, make_agent(delivery.service))
    assert repeated.state == State.WAITING
    assert queued() == [str(delivery.pk)]
    send_delivery(delivery_id=delivery.pk)
    (message,) = smtp.messages
    assert message["Message-ID"] == delivery.message_id
    assert (reread(delivery).state, reread(delivery).attempts) == (State.SENT, 2)
    assert kinds(delivery) == ["created", "failed", "repeated", "sent"]


def test_the_one_who_repeats_stands_with_the_event(smtp):
    delivery = failed_delivery(smtp)
    agent = make_agent(delivery.service)
    repeat(delivery, agent)
    with scope(service=delivery.service):
        event = Event.objects.get(kind="delivery.repeated")
    assert (event.actor_kind, event.actor_id) == ("agent", agent.pk)


def test_after_days_in_vain_a_repeated_one_gets_days_again(smtp):
    delivery = failed_delivery(smtp)
    with later(days=10):
        repeat(delivery, make_agent(delivery.service))
        smtp.answers.append("450 later")
        send_delivery(delivery_id=delivery.pk)
        assert reread(delivery).state == State.RETRYING


def test_the_pauses_of_a_repeated_one_begin_anew(smtp):
    delivery = make_delivery()
    smtp.answers.append("450 later")
    send_delivery(delivery_id=delivery.pk)
    assert reread(delivery).step == 1
    repeat(delivery, make_agent(delivery.service))
    assert reread(delivery).step == 0


def test_a_waiting_retry_can_be_hurried(smtp):
    delivery = make_delivery()
    smtp.answers.append("450 later")
    send_delivery(delivery_id=delivery.pk)
    repeat(delivery, make_agent(delivery.service))
    send_delivery(delivery_id=delivery.pk)
    assert reread(delivery).state == State.SENT


@pytest.mark.parametrize(
    ("state", "code"), [(State.SENT, "already_sent"), (State.WAITING, "under_way"), (State.SENDING, "under_way")]
)
def test_what_did_not_fail_is_not_repeated(state, code):
    delivery = make_delivery()
    with scope(service=delivery.service):
        Delivery.objects.filter(pk=delivery.pk).update(state=state)
    with pytest.raises(DeliveryError) as caught:
        repeat(delivery, make_agent(delivery.service))
    assert caught.value.code == code
    assert kinds(delivery) == ["created"]


def test_another_services_agent_does_not_find_it(smtp):
    delivery = failed_delivery(smtp)
    stranger = make_agent(make_service())
    with pytest.raises(Delivery.DoesNotExist):
        repeat(delivery, stranger)
    with scope(service=delivery.service), pytest.raises(NotPermitted):
        repeat_delivery(delivery_id=delivery.pk, actor=Actor.agent(stranger))
    assert reread(delivery).state == State.FAILED


def test_only_active_agents_repeat(smtp):
    delivery = failed_delivery(smtp)
    gone = make_agent(delivery.service)
    gone.is_active = False
    with pytest.raises(NotPermitted):
        repeat(delivery, gone)
    with scope(service=delivery.service), pytest.raises(NotPermitted):
        repeat_delivery(delivery_id=delivery.pk, actor=Actor.customer())


# --- the thread ---


def test_the_mails_of_a_ticket_are_one_conversation(smtp):
    service = make_service()
    ticket = make_ticket(service, assignee=make_agent(service))
    deliveries = [make_delivery(service, ticket=ticket) for _ in range(3)]
    for delivery in deliveries:
        send_delivery(delivery_id=delivery.pk)
    first, second, third = smtp.messages
    root = first["In-Reply-To"]
    assert ticket.ticket_id in root
    assert first["References"] == root
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["References"].split() == [root, first["Message-ID"]]
    assert third["In-Reply-To"] == second["Message-ID"]
    assert third["References"].split() == [root, first["Message-ID"], second["Message-ID"]]
    assert len({message["Message-ID"] for message in smtp.messages}) == 3


def test_a_long_conversation_keeps_its_root_and_the_latest(smtp, monkeypatch):
    monkeypatch.setattr(actions, "REFERENCES", 2)
    service = make_service()
    ticket = make_ticket(service, assignee=make_agent(service))
    deliveries = [make_delivery(service, ticket=ticket) for _ in range(4)]
    send_delivery(delivery_id=deliveries[0].pk)
    send_delivery(delivery_id=deliveries[-1].pk)
    first, last = smtp.messages
    assert last["References"].split() == [first["References"], deliveries[1].message_id, deliveries[2].message_id]


def test_two_answers_dispatched_together_follow_one_another(smtp):
    service = make_service()
    ticket = make_ticket(service, assignee=make_agent(service))
    answer_ticket(ticket, pend=True)
    answer_ticket(ticket)
    dispatch_all()
    with scope(service=service):
        for pk in Delivery.objects.order_by("created_at").values_list("pk", flat=True):
            send_delivery(delivery_id=pk)
    first, second = smtp.messages
    assert second["In-Reply-To"] == first["Message-ID"]
