"""What can be done with a ticket: one function per use case."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils import timezone

from sangdam.agents.actions import remember_forwarding
from sangdam.agents.models import Agent
from sangdam.agents.selectors import answers_still, find_agent_in_group, find_group, own_group_ids
from sangdam.customers.actions import recognize_customer
from sangdam.foundation.crypto import Unreadable, encrypt_value, keyed_digest
from sangdam.foundation.errors import NotPermitted
from sangdam.foundation.events import Actor, EventKind, publish
from sangdam.foundation.sanitizing import looks_like_html
from sangdam.foundation.storage import check_upload, remove_stored, store
from sangdam.organizations.models import Service
from sangdam.security.actions import await_turn, limits_inquiries, take_turn
from sangdam.tickets import events, policies
from sangdam.tickets.bodies import clean_body
from sangdam.tickets.errors import FieldProblem, InquiryInvalid, TicketError
from sangdam.tickets.inquiry import MAXIMUM_BODY, Inquiry, is_attachment_id
from sangdam.tickets.models import Attachment, BodyFormat, EntryKind, HistoryEntry, Reading, Status, Ticket
from sangdam.tickets.models.attachment import MAXIMUM_ATTACHMENTS
from sangdam.tickets.models.entry import MAXIMUM_ENTRIES, RESERVED_FOR_AGENTS
from sangdam.tickets.models.ticket import make_ticket_id
from sangdam.tickets.selectors import find_by_idempotency_key


def submit_inquiry(
    *,
    service: Service,
    actor: Actor,
    inquiry: Inquiry,
    customer_address: str = "",
    idempotency_key: bytes | None = None,
    idempotency_digest: bytes | None = None,
) -> Ticket:
    """Take an inquiry a customer sends himself: count it against the spam policy and make a ticket of it.

    A submission that is repeated counts once. Takes, returns, raises and publishes what `create_ticket` does; raises
    `security.errors.TooManyInquiries` besides. Source: Inquiry API, "Create Ticket"; docs/product.md, "Spam policy".
    """
    if not limits_inquiries(service):
        return create_ticket(
            service=service,
            actor=actor,
            inquiry=inquiry,
            idempotency_key=idempotency_key,
            idempotency_digest=idempotency_digest,
        )
    with transaction.atomic():
        turn = await_turn(service=service, email=_entered(inquiry, "mail"), customer_address=customer_address)
        # Looked up after waiting: the same submission may have come in twice at once.
        first = find_by_idempotency_key(idempotency_key, idempotency_digest)
        if first is not None:
            return first
        take_turn(turn)
        return create_ticket(
            service=service,
            actor=actor,
            inquiry=inquiry,
            idempotency_key=idempotency_key,
            idempotency_digest=idempotency_digest,
        )


def create_ticket(
    *,
    service: Service,
    actor: Actor,
    inquiry: Inquiry,
    idempotency_key: bytes | None = None,
    idempotency_digest: bytes | None = None,
) -> Ticket:
    """Make a ticket of a checked inquiry (`inquiry.check_inquiry`) and claim its attachments.

    The same `idempotency_key` again returns the first ticket; with another `idempotency_digest` it raises
    `TicketError("idempotency_key_reused")`. Raises `InquiryInvalid` for attachments that do not wait in this service.
    Publishes `ticket.created`. Source: Inquiry API, "Create Ticket".
    """
    now = timezone.now()
    ticket = Ticket(
        service=service,
        ticket_id=make_ticket_id(time.time_ns() // 1_000_000),
        channel=inquiry.channel,
        language=inquiry.language,
        submission_type_id=inquiry.submission_type_id,
        subject=inquiry.subject,
        body=inquiry.content,
        body_format=_format_of(inquiry.content),
        usercode=inquiry.usercode,
        values=inquiry.values,
        idempotency_key=idempotency_key,
        idempotency_digest=idempotency_digest,
        created_at=now,
        updated_at=now,
        waiting_since=now,
    )
    clean_body(ticket, service_id=service.service_id)
    ticket.encrypted_values = {
        code: encrypt_value(value, ticket.encryption_context(code)) for code, value in inquiry.personal.items()
    }
    try:
        with transaction.atomic():
            ticket.customer_id = recognize_customer(
                service=service,
                email=_entered(inquiry, "mail"),
                phone=_entered(inquiry, "phone"),
                usercode=inquiry.usercode,
                at=now,
            )
            _publish(events.TICKET_CREATED, ticket, actor, now, row=ticket, channel=ticket.channel)
            if inquiry.attachments:
                _claim_attachments(inquiry.attachments, ticket=ticket)
    except IntegrityError:
        first = find_by_idempotency_key(idempotency_key, idempotency_digest)
        if first is None:
            raise
        return first
    return ticket


def _entered(inquiry: Inquiry, code: str) -> str:
    return inquiry.personal.get(code) or inquiry.values.get(code, "")


def _claim_attachments(attachment_ids: Sequence[str], *, ticket: Ticket) -> None:
    """Bind customers' waiting uploads to a ticket; each can be claimed once, by whoever commits first."""
    claimed = Attachment.objects.filter(pk__in=attachment_ids, ticket=None, uploaded_by=None).update(ticket=ticket)
    if claimed != len(attachment_ids):
        raise InquiryInvalid([FieldProblem("attachment", "9", "invalid")])


def add_attachment(
    *,
    service: Service,
    actor: Actor,
    file_name: str,
    content_type: str,
    size: int,
    path: str,
    attachment_id: str,
    is_internal: bool = False,
) -> Attachment:
    """Record an upload that was checked and stored (`foundation.storage`); it waits to be claimed."""
    return Attachment.objects.create(
        id=attachment_id,
        service=service,
        uploaded_by_id=actor.id if actor.kind == "agent" else None,
        is_internal=is_internal,
        file_name=file_name,
        content_type=content_type,
        size=size,
        path=path,
        created_at=timezone.now(),
    )


def take_upload(*, service: Service, actor: Actor, file_name: str, size: int, content: BinaryIO) -> Attachment:
    """Check an upload, store it and record it; it waits to be claimed. Nothing is left of one that cannot be recorded.

    Needs the scope of the service. Raises `UploadError` for what may not come in (`foundation.storage`).
    """
    checked = check_upload(file_name, size, content)
    stored = store(content, service_id=service.service_id)
    try:
        with transaction.atomic():
            return add_attachment(
                service=service,
                actor=actor,
                file_name=checked.file_name,
                content_type=checked.content_type,
                size=stored.size,
                path=stored.path,
                attachment_id=stored.file_id,
            )
    except Exception:
        remove_stored(stored.path)
        raise


def discard_attachment(*, attachment_id: str, actor: Actor) -> bool:
    """Remove an upload of one's own that no ticket has claimed; return whether there was one. The file goes with it.

    Whoever claims it at the same moment wins: the deletion asks again whether it still waits.
    """
    agent = _acting_agent(actor)
    waiting = Attachment.objects.filter(pk=attachment_id, ticket=None, uploaded_by=agent)
    with transaction.atomic():
        path = waiting.values_list("path", flat=True).first()
        removed = waiting.delete()[0] if path else 0
        if removed:
            transaction.on_commit(lambda: remove_stored(path))
    return bool(removed)


def keep_ticket(*, ticket_id: str, actor: Actor, group_id: int | None = None) -> Ticket:
    """Take an unassigned ticket oneself.

    An agent of several groups says for which (`group_id`); one of one group need not, nor does one of the ticket's own
    group. What was forwarded to a group alone is for its agents and administrators. Repeating it is harmless.
    Raises `TicketError`: `already_assigned`, `unknown_group`. Publishes `ticket.assigned`.
    Source: docs/product.md, "Actions on tickets".
    """
    agent = _acting_agent(actor)
    with transaction.atomic():
        ticket = _lock(ticket_id)
        own = own_group_ids(agent)
        if not policies.may(agent, policies.KEEP, ticket, own_group_ids=own):
            raise NotPermitted
        if ticket.assignee_id == agent.pk:
            return ticket
        if ticket.status != Status.NEW:
            raise TicketError("already_assigned", assignee_id=ticket.assignee_id)
        if group_id is None and ticket.group_id in own:
            group_id = ticket.group_id
        if group_id is None and len(own) == 1:
            (group_id,) = own
        if group_id not in own:
            raise TicketError("unknown_group")
        return _assign(ticket, agent.pk, group_id, actor, how="keep")


def forward_ticket(*, ticket_id: str, actor: Actor, group_id: int, agent_id: int | None) -> Ticket:
    """Hand a ticket to an agent in a group: it becomes in progress there. Without one it is unassigned there.

    Nobody gets at encrypted fields by forwarding to themselves or into a group of their own: that needs the ticket's
    group or an administrator. Raises `TicketError`: `not_of_ticket_group` when it is neither, `wrong_status` when
    completed, `group_gone`, `agent_not_in_group`, `agent_not_receiving` when the agent's ticket assignment is off.
    Publishes `ticket.assigned`. Source: docs/product.md, "Actions on tickets".
    """
    agent = _acting_agent(actor)
    with transaction.atomic():
        ticket = _lock(ticket_id)
        _demand(agent, policies.FORWARD, ticket)
        own = own_group_ids(agent)
        if group_id in own and not policies.may(agent, policies.FORWARD_TO_OWN, ticket, own_group_ids=own):
            raise TicketError("not_of_ticket_group")
        if ticket.status == Status.CLOSED:
            raise TicketError("wrong_status", status=ticket.status)
        if agent_id is None:
            if find_group(group_id=group_id) is None:
                raise TicketError("group_gone")
        else:
            _demand_receiving(group_id, agent_id)
        if (ticket.assignee_id, ticket.group_id) == (agent_id, group_id):
            return ticket
        remember_forwarding(agent=agent, group_id=group_id, agent_id=agent_id)
        return _assign(ticket, agent_id, group_id, actor, how="forward")


def _demand_receiving(group_id: int, agent_id: int) -> None:
    target = find_agent_in_group(group_id=group_id, agent_id=agent_id)
    if target is None:
        raise TicketError("agent_not_in_group")
    if not target.is_receiving:
        raise TicketError("agent_not_receiving")


def resolve_ticket(
    *,
    ticket_id: str,
    actor: Actor,
    body: str,
    attachments: Sequence[str] = (),
    idempotency_key: bytes | None = None,
    earlier_keys: Sequence[bytes] = (),
    seen_at: datetime | None = None,
) -> HistoryEntry:
    """Give the final answer: the customer gets it by mail, the ticket is resolved.

    `seen_at` is the ticket's `updated_at` the agent wrote the answer to: a change since then, such as a re-inquiry,
    refuses it with `changed_meanwhile`. The same `idempotency_key` again returns the first answer. `earlier_keys` are
    those of attempts whose outcome the agent never learned: when one of them, or the key itself, stored another text,
    nothing is sent and `idempotency_key_reused` names it. Raises `TicketError`: these, `wrong_status`, `empty_body`,
    `body_too_long`, `unknown_attachment`. Publishes `ticket.resolved`. Source: docs/product.md, "Actions on tickets".
    """
    return _answer(
        ticket_id,
        actor,
        body,
        attachments,
        idempotency_key,
        earlier_keys,
        seen_at,
        EntryKind.RESOLVED,
        Status.SOLVED,
        events.TICKET_RESOLVED,
    )


def pend_ticket(
    *,
    ticket_id: str,
    actor: Actor,
    body: str,
    attachments: Sequence[str] = (),
    idempotency_key: bytes | None = None,
    earlier_keys: Sequence[bytes] = (),
    seen_at: datetime | None = None,
) -> HistoryEntry:
    """Give an intermediate answer: the customer gets it by mail, the ticket is pending.

    Takes and raises what `resolve_ticket` does. Publishes `ticket.pended`.
    """
    return _answer(
        ticket_id,
        actor,
        body,
        attachments,
        idempotency_key,
        earlier_keys,
        seen_at,
        EntryKind.PENDED,
        Status.REPLY,
        events.TICKET_PENDED,
    )


def _answer(
    ticket_id: str,
    actor: Actor,
    body: str,
    attachments: Sequence[str],
    idempotency_key: bytes | None,
    earlier_keys: Sequence[bytes],
    seen_at: datetime | None,
    kind: EntryKind,
    status: Status,
    event_kind: EventKind,
) -> HistoryEntry:
    agent = _acting_agent(actor)
    body = _checked_body(body)
    with transaction.atomic():
        ticket = _lock(ticket_id)
        _demand(agent, policies.ANSWER, ticket)
        repeated = _find_repeated(ticket, idempotency_key, earlier_keys, kind, body, attachments)
        if repeated is not None:
            return repeated
        if ticket.status not in policies.ANSWERABLE:
            raise TicketError("wrong_status", status=ticket.status)
        if seen_at is not None and ticket.updated_at != seen_at:
            raise TicketError("changed_meanwhile")
        entry = _add_entry(ticket, kind, body, BodyFormat.TEXT, attachments, idempotency_key, author=agent)
        ticket.status = status
        ticket.updated_at = entry.created_at
        ticket.waiting_since = None
        if status == Status.SOLVED:
            ticket.solved_at = entry.created_at
        ticket.save(update_fields=["status", "updated_at", "waiting_since", "solved_at"])
        _publish(event_kind, ticket, actor, entry.created_at, entry_id=entry.pk)
    return entry


def comment_internally(
    *,
    ticket_id: str,
    actor: Actor,
    body: str,
    attachments: Sequence[str] = (),
    idempotency_key: bytes | None = None,
    earlier_keys: Sequence[bytes] = (),
) -> HistoryEntry:
    """Leave a comment that only agents read; the status stays.

    The keys mean what they mean to `resolve_ticket`. Raises `TicketError`: `idempotency_key_reused`, `empty_body`,
    `body_too_long`, `unknown_attachment`. Publishes `ticket.commented`.
    """
    agent = _acting_agent(actor)
    body = _checked_body(body)
    with transaction.atomic():
        ticket = _lock(ticket_id)
        _demand(agent, policies.COMMENT, ticket)
        repeated = _find_repeated(ticket, idempotency_key, earlier_keys, EntryKind.COMMENT, body, attachments)
        if repeated is not None:
            return repeated
        entry = _add_entry(ticket, EntryKind.COMMENT, body, BodyFormat.TEXT, attachments, idempotency_key, author=agent)
        ticket.updated_at = entry.created_at
        ticket.save(update_fields=["updated_at"])
        _publish(events.TICKET_COMMENTED, ticket, actor, entry.created_at, entry_id=entry.pk)
    return entry


def submit_reinquiry(
    *,
    service: Service,
    ticket: Ticket,
    actor: Actor,
    body: str,
    attachments: Sequence[str] = (),
    customer_address: str = "",
    idempotency_key: bytes | None = None,
) -> HistoryEntry:
    """Take a further question a customer sends, counted against the spam policy as an inquiry is.

    One that is repeated counts once. Takes, returns, raises and publishes what `add_reinquiry` does; raises
    `security.errors.TooManyInquiries` besides.
    """
    if not limits_inquiries(service):
        return add_reinquiry(
            ticket=ticket, actor=actor, body=body, attachments=attachments, idempotency_key=idempotency_key
        )
    try:
        email = str(ticket.read_value("mail"))
    except Unreadable:
        email = ""
    with transaction.atomic():
        turn = await_turn(service=service, email=email, customer_address=customer_address)
        # Looked up after waiting: the same one may have come in twice at once.
        if _find_repeated(ticket, idempotency_key, (), EntryKind.REINQUIRY, _checked_body(body), attachments) is None:
            take_turn(turn)
        return add_reinquiry(
            ticket=ticket, actor=actor, body=body, attachments=attachments, idempotency_key=idempotency_key
        )


def add_reinquiry(
    *,
    ticket: Ticket,
    actor: Actor,
    body: str,
    attachments: Sequence[str] = (),
    idempotency_key: bytes | None = None,
) -> HistoryEntry:
    """Take a further question of the customer: the ticket comes back to the agent who had it.

    A resolved or pending ticket is in progress again with the same agent and group; when that agent no longer answers
    here it becomes unassigned. A completed one takes no re-inquiry. Raises `TicketError`: `wrong_status`,
    `empty_body`, `body_too_long`, `idempotency_key_reused`, `too_many_entries`; `InquiryInvalid` for attachments.
    Publishes `ticket.reinquired`. Source: docs/product.md, "Inquiry history" and "Statuses".
    """
    body = _checked_body(body)
    with transaction.atomic():
        ticket = _lock(ticket.ticket_id)
        repeated = _find_repeated(ticket, idempotency_key, (), EntryKind.REINQUIRY, body, attachments)
        if repeated is not None:
            return repeated
        if ticket.status == Status.CLOSED:
            raise TicketError("wrong_status", status=ticket.status)
        entry = _add_entry(ticket, EntryKind.REINQUIRY, body, _format_of(body), attachments, idempotency_key)
        previous_assignee_id = ticket.assignee_id
        if answers_still(ticket.assignee_id):
            ticket.status = Status.OPEN
        elif ticket.status != Status.NEW:
            ticket.status, ticket.assignee_id, ticket.group_id = Status.NEW, None, None
        ticket.updated_at = entry.created_at
        ticket.waiting_since = ticket.waiting_since or entry.created_at
        ticket.asked_again_at = entry.created_at
        ticket.solved_at = None
        ticket.save(
            update_fields=["status", "assignee", "group", "updated_at", "waiting_since", "asked_again_at", "solved_at"]
        )
        _publish(
            events.TICKET_REINQUIRED,
            ticket,
            actor,
            entry.created_at,
            entry_id=entry.pk,
            previous_assignee_id=previous_assignee_id,
        )
    return entry


def mark_as_read(*, ticket_id: str, actor: Actor, seen_at: datetime) -> None:
    """Note that an agent has a waiting ticket in front of them, as it was at `seen_at` (its `updated_at` as drawn).

    It is no longer unread for that agent until the customer asks again. A ticket nobody waits for is never unread, so
    nothing is noted. No event: it concerns nobody else. Raises `Ticket.DoesNotExist`.
    """
    agent = _acting_agent(actor)
    with transaction.atomic():
        ticket = Ticket.objects.only("service_id", "ticket_id", "updated_at", "waiting_since").get(ticket_id=ticket_id)
        _demand(agent, policies.READ, ticket)
        if ticket.waiting_since is None:
            return
        read_at = min(seen_at, ticket.updated_at)
        reading = Reading.objects.filter(agent=agent, ticket=ticket)
        if not reading.update(read_at=Greatest("read_at", Value(read_at))):
            # Another of the agent's screens may have noted it this moment.
            first = Reading(service_id=ticket.service_id, agent=agent, ticket=ticket, read_at=read_at)
            Reading.objects.bulk_create([first], ignore_conflicts=True)


def _format_of(text: str) -> BodyFormat:
    # Customers' pages send plain text or a little HTML and do not say which ("content", Create Ticket).
    return BodyFormat.HTML if looks_like_html(text) else BodyFormat.TEXT


def _acting_agent(actor: Actor) -> Agent:
    if not isinstance(actor.person, Agent):
        raise NotPermitted
    return actor.person


def _demand(agent: Agent, verb: str, ticket: Ticket) -> None:
    if not policies.may(agent, verb, ticket):
        raise NotPermitted


def _lock(ticket_id: str) -> Ticket:
    """Lock a ticket of the scoped service: what follows happens one after the other. Raises `Ticket.DoesNotExist`."""
    return Ticket.objects.select_for_update().get(ticket_id=ticket_id)


def _checked_body(body: str) -> str:
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise TicketError("empty_body")
    if len(body) > MAXIMUM_BODY:
        raise TicketError("body_too_long", maximum=MAXIMUM_BODY)
    return body


def _find_repeated(
    ticket: Ticket,
    idempotency_key: bytes | None,
    earlier_keys: Sequence[bytes],
    kind: EntryKind,
    body: str,
    attachments: Sequence[str],
) -> HistoryEntry | None:
    """Return the entry that an earlier attempt at these words made, None if there was none.

    A key belongs to a text: raises `TicketError("idempotency_key_reused")` with `details["entry_id"]` when the attempt
    under one of the keys stored other words, other files, or the same as something else. Needs the ticket's lock.
    """
    keys = {*earlier_keys, *([idempotency_key] if idempotency_key else [])}
    if not keys:
        return None
    stored = list(HistoryEntry.objects.filter(ticket=ticket, idempotency_key__in=keys).order_by("id"))
    digest = _digest_of(ticket, kind, body, attachments)
    for entry in stored:
        if _is_same(entry, digest, kind, body, attachments):
            return entry
    if stored:
        raise TicketError("idempotency_key_reused", entry_id=stored[-1].pk)
    return None


def _digest_of(ticket: Ticket, kind: EntryKind, body: str, attachments: Sequence[str]) -> bytes:
    parts = [str(kind), *sorted(attachments), body]
    return bytes.fromhex(keyed_digest("\0".join(parts), f"tickets.entry|{ticket.service_id}|{ticket.ticket_id}", 32))


def _is_same(entry: HistoryEntry, digest: bytes, kind: EntryKind, body: str, attachments: Sequence[str]) -> bool:
    if entry.idempotency_digest is not None:
        return bytes(entry.idempotency_digest) == digest
    # Written before entries had digests.
    if entry.kind != kind or entry.body != body:
        return False
    return set(Attachment.objects.filter(entry=entry).values_list("pk", flat=True)) == set(attachments)


def _add_entry(
    ticket: Ticket,
    kind: EntryKind,
    body: str,
    body_format: BodyFormat,
    attachments: Sequence[str],
    idempotency_key: bytes | None,
    *,
    author: Agent | None = None,
) -> HistoryEntry:
    maximum = MAXIMUM_ENTRIES if author else MAXIMUM_ENTRIES - RESERVED_FOR_AGENTS
    if HistoryEntry.objects.filter(ticket=ticket)[:maximum].count() >= maximum:
        raise TicketError("too_many_entries", maximum=maximum)
    if len(attachments) > MAXIMUM_ATTACHMENTS:
        raise TicketError("too_many_attachments", maximum=MAXIMUM_ATTACHMENTS)
    if not all(is_attachment_id(item) for item in attachments) or len(set(attachments)) != len(attachments):
        raise TicketError("unknown_attachment")
    entry = HistoryEntry(
        service_id=ticket.service_id,
        ticket=ticket,
        kind=kind,
        author=author,
        body=body,
        body_format=body_format,
        idempotency_key=idempotency_key,
        idempotency_digest=_digest_of(ticket, kind, body, attachments) if idempotency_key else None,
        created_at=timezone.now(),
    )
    if body_format == BodyFormat.HTML:
        clean_body(entry, service_id=ticket.service.service_id)
    entry.save(force_insert=True)
    if attachments:
        # A customer claims what came in by the API; an agent only uploads of their own.
        waiting = Attachment.objects.filter(pk__in=attachments, ticket=None, uploaded_by=author)
        claimed = waiting.update(ticket=ticket, entry=entry, is_internal=kind == EntryKind.COMMENT)
        if claimed != len(attachments):
            raise TicketError("unknown_attachment")
    return entry


def _assign(ticket: Ticket, agent_id: int | None, group_id: int | None, actor: Actor, *, how: str) -> Ticket:
    previous = ticket.assignee_id
    ticket.assignee_id = agent_id
    ticket.group_id = group_id
    ticket.status = Status.NEW if agent_id is None else Status.OPEN
    ticket.updated_at = timezone.now()
    # What was answered and is handed on waits again: for whoever got it.
    ticket.waiting_since = ticket.waiting_since or ticket.updated_at
    ticket.save(update_fields=["assignee", "group", "status", "updated_at", "waiting_since"])
    _publish(events.TICKET_ASSIGNED, ticket, actor, ticket.updated_at, how=how, previous_assignee_id=previous)
    return ticket


def _publish(kind: EventKind, ticket: Ticket, actor: Actor, at: datetime, **more: Any) -> None:
    """Publish with what every screen needs to know whether it is concerned; ids only."""
    publish(
        kind,
        service_id=ticket.service_id,
        subject=ticket.ticket_id,
        actor=actor,
        at=at,
        status=str(ticket.status),
        assignee_id=ticket.assignee_id,
        group_id=ticket.group_id,
        **more,
    )
