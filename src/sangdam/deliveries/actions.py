"""Write deliveries down, send them, repeat them."""

import logging
import secrets
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from sangdam.agents.models import Agent
from sangdam.deliveries import events, jobs, policies
from sangdam.deliveries.errors import DeliveryError
from sangdam.deliveries.message_ids import make_message_id, make_thread_root
from sangdam.deliveries.models import UNFINISHED, Delivery, Kind, Purpose, State
from sangdam.foundation.crypto import Unreadable, blind_index, decrypt, encrypt
from sangdam.foundation.errors import NotPermitted
from sangdam.foundation.events import Actor, EventKind, publish
from sangdam.foundation.jobs import MAIL, defer, defer_once, places
from sangdam.foundation.jobs.traces import trace_of
from sangdam.foundation.outbound import Mail, MailFault, send_mail
from sangdam.foundation.outbound.mail import mail_date
from sangdam.tickets.models import HistoryEntry, Ticket

logger = logging.getLogger(__name__)

#: Seconds before the second, third, ... try; the last one repeats. A fifth more or less, so that mails that failed
#: together don't come back together.
PAUSES = (30, 120, 600, 3600, 4 * 3600)
#: How long trying goes on: RFC 5321 asks for four to five days, customers for less.
PERSISTENCE = timedelta(days=3)
#: Message-IDs that a mail refers to at most, the root apart; some servers refuse very long headers.
REFERENCES = 20
SWEEP = 200
#: Seconds until a delivery that found no place is looked at again, up to as much again by chance: many take turns.
NO_PLACE_PAUSE = 5
# Any number, the same for every Sangdam: claims of slow ones are made one after the other, so that what they count is
# true.
_CLAIMS_LOCK = 7_264_327


def create_mail_delivery(
    *, ticket: Ticket, entry: HistoryEntry | None, purpose: Purpose, cause_event: int, mail: Mail
) -> Delivery:
    """Write a mail down, to be sent once the transaction commits.

    The mail gets its Message-ID, its place in the ticket's thread and its date here. For the same `cause_event` again
    it returns the first delivery. Needs the scope of the ticket's service and a transaction. Publishes
    `delivery.created`.
    """
    first = Delivery.objects.filter(cause_event=cause_event, kind=Kind.MAIL).first()
    if first is not None:
        return first
    now = timezone.now()
    delivery = Delivery(
        service_id=ticket.service_id,
        ticket=ticket,
        entry=entry,
        purpose=purpose,
        cause_event=cause_event,
        due_at=now,
        give_up_at=now + PERSISTENCE,
        created_at=now,
    )
    delivery.message_id = make_message_id(
        service_id=ticket.service_id, ticket_id=ticket.ticket_id, delivery_id=delivery.id
    )
    root = make_thread_root(service_id=ticket.service_id, ticket_id=ticket.ticket_id)
    earlier = Delivery.objects.filter(ticket=ticket, kind=Kind.MAIL).order_by("-created_at", "-id")
    references = (root, *reversed(earlier.values_list("message_id", flat=True)[:REFERENCES]))
    mail = replace(
        mail,
        message_id=delivery.message_id,
        in_reply_to=references[-1],
        references=references,
        date=mail_date(now),
    )
    delivery.encrypted_payload = encrypt(mail.to_json(), delivery.encryption_context("payload"))
    delivery.encrypted_recipient = encrypt(mail.recipient_address, delivery.encryption_context("recipient"))
    try:
        with transaction.atomic():
            delivery.save(force_insert=True)
    except IntegrityError:
        # Two workers handled the same event at once.
        return Delivery.objects.get(cause_event=cause_event, kind=Kind.MAIL)
    defer(jobs.send_delivery, delivery_id=str(delivery.pk))
    _publish(events.DELIVERY_CREATED, delivery, ticket, Actor.system())
    return delivery


def send_delivery(*, delivery_id: uuid.UUID) -> None:
    """Try once to send a delivery, if it is due; for workers.

    The claim is committed before the server is spoken to, and the outcome afterwards: a worker that dies in between
    leaves the delivery claimed, and it is sent again, with the same Message-ID, when the claim has run out. Publishes
    `delivery.sent`, `delivery.retrying` or `delivery.failed`.
    """
    claimed = _claim(delivery_id)
    if claimed is None:
        return
    fault = _try(claimed)
    _conclude(claimed, lambda delivery: _note_fault(delivery, fault) if fault else _note_sent(delivery))


def repeat_delivery(*, delivery_id: uuid.UUID, actor: Actor) -> Delivery:
    """Send a delivery that failed, or waits for another try, once more now; trying goes on for days again.

    It keeps its content and Message-ID. Raises `NotPermitted`, `Delivery.DoesNotExist`, `DeliveryError`:
    `already_sent`, `under_way`. Publishes `delivery.repeated`. Source: house, decision 4.
    """
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=delivery_id)
        if not isinstance(actor.person, Agent) or not policies.may(actor.person, policies.REPEAT, delivery):
            raise NotPermitted
        if delivery.state not in policies.REPEATABLE:
            raise DeliveryError("already_sent" if delivery.state == State.SENT else "under_way")
        now = timezone.now()
        delivery.state = State.WAITING
        delivery.step = 0
        delivery.due_at = now
        delivery.give_up_at = now + PERSISTENCE
        delivery.save(update_fields=["state", "step", "due_at", "give_up_at"])
        defer(jobs.send_delivery, delivery_id=str(delivery.pk))
        _publish(events.DELIVERY_REPEATED, delivery, delivery.ticket, actor)
    return delivery


def take_up_due_deliveries() -> int:
    """Put deliveries that are due back in the queue, and return how many: next tries, and those of lost workers."""
    with scopes_disabled():
        due = list(
            Delivery.objects.filter(state__in=UNFINISHED, due_at__lte=timezone.now())
            .order_by("due_at")
            .values_list("pk", flat=True)[:SWEEP]
        )
    return sum(defer_once(jobs.send_delivery, delivery_id=str(pk)) is not None for pk in due)


# --- one try ---


def _lease() -> timedelta:
    return timedelta(seconds=settings.ENVIRONMENT.delivery_lease)


def _claim(delivery_id: uuid.UUID) -> Delivery | None:
    """Take a due delivery for one try; None when it is not due, another worker has it, or it must wait for a place."""
    with scopes_disabled(), transaction.atomic(durable=True):
        now = timezone.now()
        delivery = (
            Delivery.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("service", "ticket")
            .filter(pk=delivery_id, state__in=UNFINISHED, due_at__lte=now)
            .first()
        )
        if delivery is None:
            return None
        delivery.domain_index = _domain_index(delivery)
        delivery.is_slow = delivery.is_slow or _is_domain_slow(delivery)
        has_place = _has_place(delivery, now)
        if has_place:
            delivery.state = State.SENDING
            delivery.attempts += 1
            delivery.due_at = now + _lease()
        else:
            delivery.due_at = now + timedelta(seconds=NO_PLACE_PAUSE * (1 + secrets.randbelow(1001) / 1000))
        delivery.save(update_fields=["state", "attempts", "due_at", "domain_index", "is_slow"])
    return delivery if has_place else None


def _domain_index(delivery: Delivery) -> bytes | None:
    try:
        recipient = decrypt(delivery.encrypted_recipient, delivery.encryption_context("recipient"))
    except Unreadable:
        return None
    # Of no service: it is the same server that is slow for all of them.
    return blind_index(recipient.rpartition("@")[2], "deliveries.recipient_domain")


def _is_domain_slow(delivery: Delivery) -> bool:
    return (
        Delivery.objects.filter(domain_index=delivery.domain_index, is_slow=True, state__in=UNFINISHED)
        .exclude(pk=delivery.pk)
        .exists()
    )


def _has_place(delivery: Delivery, now: datetime) -> bool:
    """Return whether a delivery may be under way beside those that are.

    Slow ones leave half of the places: servers that make us wait until the deadline, four of them or forty, hold up
    nobody else. Whoever is not known to be slow waits for no other: a burst to one large domain goes out as it came.
    Places are those of one worker, however many there are.
    """
    if not delivery.is_slow:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLAIMS_LOCK])
    most = places(settings.ENVIRONMENT.worker_concurrency)[MAIL]
    return Delivery.objects.filter(state=State.SENDING, due_at__gt=now, is_slow=True).count() < most // 2


@contextmanager
def _claim_kept_alive(claimed: Delivery) -> Iterator[None]:
    """Renew the claim while the server takes its time: only a worker that is gone loses it.

    The first renewal comes after a third of the lease, so that an ordinary sending costs no thread's connection.
    """
    is_over = threading.Event()

    def renew() -> None:
        pause = patience = _lease().total_seconds() / 3
        while not is_over.wait(pause):
            try:
                with scopes_disabled():
                    _still_ours(claimed).update(due_at=timezone.now() + _lease())
                pause = patience
            except (OperationalError, InterfaceError) as error:
                # The claim still runs for a while: time enough for a database that restarts.
                logger.warning("The claim on delivery %s is not renewed yet: %s", claimed.pk, trace_of(error))
                connection.close()
                pause = min(1, patience)
        connection.close()

    thread = threading.Thread(target=renew, name="claim", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _still_ours(claimed: Delivery) -> Any:
    # Each claim counts an attempt, so the number tells whose claim it is.
    return Delivery.objects.filter(pk=claimed.pk, state=State.SENDING, attempts=claimed.attempts)


def _try(claimed: Delivery) -> MailFault | None:
    try:
        with _claim_kept_alive(claimed):
            send_mail(_open_mail(claimed), mailbox=claimed.service.service_id)
    except MailFault as fault:
        return fault
    except Unreadable:
        return MailFault("unsendable", is_passing=False)
    except Exception as error:
        # A disk that is full, a file store out of reach, a mistake of ours: trying again later harms nobody.
        logger.warning("Delivery %s stumbled: %s", claimed.pk, trace_of(error))
        return MailFault("stumbled", is_passing=True)
    return None


def _open_mail(delivery: Delivery) -> Mail:
    return Mail.from_json(decrypt(delivery.encrypted_payload, delivery.encryption_context("payload")))


def _conclude(claimed: Delivery, note: Callable[[Delivery], EventKind]) -> None:
    """Write down how a try ended, unless the claim was lost meanwhile; wait out a short loss of the database.

    What is not written down is sent again, so this tries for as long as the claim lasts.
    """
    deadline = time.monotonic() + _lease().total_seconds()
    while True:
        try:
            with scope(service=claimed.service), transaction.atomic(durable=True):
                delivery = _still_ours(claimed).select_for_update(of=("self",)).select_related("ticket").first()
                if delivery is None:
                    return
                event_kind = note(delivery)
                delivery.save(update_fields=["state", "step", "due_at", "last_error", "sent_at", "is_slow"])
                _publish(event_kind, delivery, delivery.ticket, Actor.system())
            return
        except (OperationalError, InterfaceError) as error:
            if time.monotonic() > deadline:
                raise
            logger.warning("How delivery %s ended cannot be written down yet: %s", claimed.pk, trace_of(error))
            connection.close()
            time.sleep(0.5)


def _note_sent(delivery: Delivery) -> EventKind:
    delivery.state = State.SENT
    delivery.sent_at = timezone.now()
    delivery.last_error = ""
    delivery.is_slow = False
    return events.DELIVERY_SENT


def _note_fault(delivery: Delivery, fault: MailFault) -> EventKind:
    delivery.last_error = fault.code[:80]
    delivery.is_slow = fault.code == "timeout"
    next_try = timezone.now() + _pause(delivery.step)
    if not fault.is_passing or next_try > delivery.give_up_at:
        delivery.state = State.FAILED
        return events.DELIVERY_FAILED
    delivery.state = State.RETRYING
    delivery.step += 1
    delivery.due_at = next_try
    return events.DELIVERY_RETRYING


def _pause(step: int) -> timedelta:
    seconds = PAUSES[min(step, len(PAUSES) - 1)]
    return timedelta(seconds=seconds * (0.8 + secrets.randbelow(401) / 1000))


def _publish(kind: EventKind, delivery: Delivery, ticket: Ticket, actor: Actor, at: datetime | None = None) -> None:
    """Publish with what screens need to know whether they are concerned; ids and codes only."""
    publish(
        kind,
        service_id=delivery.service_id,
        subject=ticket.ticket_id,
        actor=actor,
        at=at,
        delivery_id=str(delivery.pk),
        entry_id=delivery.entry_id,
        purpose=str(delivery.purpose),
        state=str(delivery.state),
        attempts=delivery.attempts,
        error=delivery.last_error,
        status=str(ticket.status),
        assignee_id=ticket.assignee_id,
        group_id=ticket.group_id,
    )
