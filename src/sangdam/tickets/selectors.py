"""Read tickets: lists and pages for agents, histories for customers."""

import datetime
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Left

from sangdam.agents.models import Agent
from sangdam.agents.selectors import own_group_ids
from sangdam.categories.selectors import submission_types_of
from sangdam.fields.registry import restore_answer
from sangdam.fields.selectors import fields_by_code
from sangdam.foundation.crypto import Unreadable
from sangdam.foundation.events.models import Event
from sangdam.foundation.sanitizing import strip_tags
from sangdam.foundation.texts import pick
from sangdam.organizations.selectors import languages_of
from sangdam.tickets import policies
from sangdam.tickets.errors import TicketError
from sangdam.tickets.models import Attachment, BodyFormat, EntryKind, HistoryEntry, Reading, Status, Ticket
from sangdam.tickets.models.ticket import TicketQuerySet

PAGE_SIZE = 50
LATEST, WAITING = "latest", "waiting"
ORDERS = (LATEST, WAITING)
# The two parts of the order of waiting, as a cursor names them.
_WAITING, _ANSWERED = "w", "a"
COUNT_LIMIT = 999
EXCERPT_LENGTH = 160
# So much of a body is read for it: the database cuts before it sends, and tags are to leave some words.
_BEGINNING = 640


# --- lists of the console ---

TICKET_LISTS: dict[str, Any] = {
    "mine": lambda tickets, agent: tickets.filter(assignee=agent, status=Status.OPEN),
    "unassigned": lambda tickets, agent: tickets.filter(status=Status.NEW),
    "all": lambda tickets, agent: tickets,
}


@dataclass(frozen=True)
class TicketRow:
    """A ticket as a list shows it."""

    ticket_id: str
    subject: str
    excerpt: str
    """How the first inquiry begins: plain text on one line, at most `EXCERPT_LENGTH` characters."""
    has_attachments: bool
    status: str
    priority: str
    channel: str
    customer_name: str
    """What the customer entered as name; "" when it is personal information here (`is_name_hidden`)."""
    is_name_hidden: bool
    submission_type: str
    group_name: str
    assignee_id: int | None
    assignee_name: str
    assignee_member_id: int | None
    created_at: datetime.datetime
    updated_at: datetime.datetime
    waiting_since: datetime.datetime | None
    """Since when the customer waits for an answer, None if nobody waits."""
    unread_since: datetime.datetime | None
    """When the customer wrote what this agent has not read; None when it is read or nobody waits."""


@dataclass(frozen=True)
class TicketPage:
    """A page of a list; `next_after` is where the next one begins, "" at the end."""

    rows: list[TicketRow]
    next_after: str


class BadCursor(ValueError):
    """A paging cursor that we did not make."""


def list_tickets(
    *,
    agent: Agent,
    list_name: str,
    language: str,
    order: str = LATEST,
    after: str = "",
    limit: int = PAGE_SIZE,
    only: Collection[str] | None = None,
) -> TicketPage:
    """Read one page of a list (`mine`, `unassigned`, `all`): the latest change first, or the longest waiting.

    In the order `waiting` the tickets nobody waits for follow, the latest change first. Paging is by key: `after` is
    the `next_after` of the page before, so a page costs the same wherever it is, and tickets that move up meanwhile
    are not shown twice as new rows of the page. `only` keeps these ticket ids: what a live screen asks after events to
    learn which rows belong in its list. One query; a second one where those who wait end. Raises `KeyError` for an
    unknown list, `BadCursor`.
    """
    tickets: TicketQuerySet = TICKET_LISTS[list_name](Ticket.objects.all().visible_to(agent), agent)
    asked_at = Coalesce("asked_again_at", "created_at")
    read = Reading.objects.filter(agent=agent, ticket=OuterRef("pk"), read_at__gte=OuterRef("asked_at"))
    tickets = tickets.annotate(asked_at=asked_at).annotate(is_read=Exists(read))
    if only is not None:
        tickets = tickets.filter(ticket_id__in=only)
    if order == LATEST:
        found, next_after = _read_page(tickets, after, limit)
    else:
        found, next_after = _read_waiting_first(tickets, after, limit)
    tree = submission_types_of(agent.service)
    default_language = languages_of(agent.service).default
    rows = [
        TicketRow(
            ticket_id=row.ticket_id,
            subject=row.subject,
            excerpt=_excerpt(row.beginning, row.body_format),
            has_attachments=row.has_attachments,
            status=row.status,
            priority=row.priority,
            channel=row.channel,
            customer_name=row.values__name or "",
            is_name_hidden=bool(row.encrypted_values__name),
            submission_type=tree.name(row.submission_type_id, language, default_language),
            group_name=row.group__name or "",
            assignee_id=row.assignee_id,
            assignee_name=row.assignee__member__name or "",
            assignee_member_id=row.assignee__member_id,
            created_at=row.created_at,
            updated_at=row.updated_at,
            waiting_since=row.waiting_since,
            unread_since=row.asked_at if row.waiting_since is not None and not row.is_read else None,
        )
        for row in found
    ]
    return TicketPage(rows, next_after)


def _read_waiting_first(tickets: TicketQuerySet, after: str, limit: int) -> tuple[list[Any], str]:
    part, cursor = after[:1], after[1:]
    if part not in {"", _WAITING, _ANSWERED}:
        raise BadCursor(after)
    found: list[Any] = []
    if part != _ANSWERED:
        waiting = tickets.filter(waiting_since__isnull=False)
        found, next_after = _read_page(waiting, cursor, limit, key="waiting_since", is_ascending=True)
        if next_after:
            return found, _WAITING + next_after
        cursor = ""
    rest = limit - len(found)
    answered, next_after = _read_page(tickets.filter(waiting_since__isnull=True), cursor, rest)
    has_more = next_after or (rest == 0 and answered)
    return found + answered[:rest], _ANSWERED + next_after if has_more else ""


def _read_page(
    tickets: TicketQuerySet, after: str, limit: int, *, key: str = "updated_at", is_ascending: bool = False
) -> tuple[list[Any], str]:
    """Read a page in the order of a time and the ticket's key; with `limit` 0, whether there is anything at all."""
    if after:
        at, pk = _read_cursor(after)
        beyond = "gt" if is_ascending else "lt"
        # Written as a row comparison would be: PostgreSQL walks the index from exactly here.
        tickets = tickets.filter(**{f"{key}__{beyond}e": at}).filter(
            Q(**{f"{key}__{beyond}": at}) | Q(**{key: at, f"pk__{beyond}": pk})
        )
    sign = "" if is_ascending else "-"
    found = list(
        tickets.annotate(
            # Never the whole: a body has up to a megabyte, and a page fifty of them.
            beginning=Left("body", _BEGINNING),
            has_attachments=Exists(Attachment.objects.filter(ticket=OuterRef("pk"))),
        )
        .order_by(f"{sign}{key}", f"{sign}id")
        .values_list(*_ROW_COLUMNS, named=True)[: limit + 1]
    )
    if limit == 0 or len(found) <= limit:
        return found, ""
    last = found[limit - 1]
    return found[:limit], f"{getattr(last, key).timestamp():.6f}_{last.id}"


_ROW_COLUMNS = (
    "id",
    "ticket_id",
    "subject",
    "beginning",
    "body_format",
    "has_attachments",
    "status",
    "priority",
    "channel",
    "values__name",
    "encrypted_values__name",
    "submission_type_id",
    "group__name",
    "assignee_id",
    "assignee__member_id",
    "assignee__member__name",
    "created_at",
    "updated_at",
    "waiting_since",
    "asked_at",
    "is_read",
)

_TORN_TAG = re.compile(r"<[^<>]*\Z")
_TORN_ENTITY = re.compile(r"&[#A-Za-z0-9]{0,32}\Z")


def _excerpt(beginning: str, body_format: str) -> str:
    """Write the beginning of a body as words on one line; what was cut off in the middle of a tag is dropped."""
    if body_format == BodyFormat.HTML:
        if len(beginning) == _BEGINNING:
            beginning = _TORN_ENTITY.sub("", _TORN_TAG.sub("", beginning))
        beginning = strip_tags(beginning)
    return " ".join(beginning.split())[:EXCERPT_LENGTH]


def _read_cursor(after: str) -> tuple[datetime.datetime, int]:
    seconds, _, pk = after.partition("_")
    try:
        whole, _, part = seconds.partition(".")
        at = datetime.datetime.fromtimestamp(int(whole), datetime.UTC) + datetime.timedelta(microseconds=int(part or 0))
        return at, int(pk)
    except (ValueError, OverflowError, OSError) as fault:
        raise BadCursor(after) from fault


def count_list(*, agent: Agent, list_name: str) -> int:
    """Count a list, up to 999 and one more: what stands beside a menu entry, apart from the rows."""
    tickets = TICKET_LISTS[list_name](Ticket.objects.all().visible_to(agent), agent)
    return tickets.order_by()[: COUNT_LIMIT + 1].count()


# --- the ticket page of the console ---


@dataclass(frozen=True)
class CustomerFieldValue:
    """What a customer entered in a field, as this agent may see it."""

    code: str
    name: str
    type: str
    value: Any
    """Text, list of options or bool; None when hidden or unreadable."""
    is_personal: bool
    is_hidden: bool
    is_unreadable: bool
    """The encrypted answer does not open with this installation's keys, or belongs elsewhere."""


def find_ticket(*, agent: Agent, ticket_id: str) -> Ticket | None:
    """Return the ticket if this agent may see it, with type, group, assignee; else None. One query."""
    return (
        Ticket.objects.all()
        .visible_to(agent)
        .select_related("group", "assignee__member", "service")
        .filter(ticket_id=ticket_id)
        .first()
    )


def read_customer_fields(*, agent: Agent, ticket: Ticket, language: str) -> list[CustomerFieldValue]:
    """List what the customer entered, in order; encrypted answers are opened only for whom policies allow.

    An answer that does not open is told as such: the rest of the ticket stays at hand.
    """
    own = own_group_ids(agent)
    is_allowed = policies.may(agent, policies.READ_PERSONAL, ticket, own_group_ids=own)
    fields = fields_by_code(agent.service)
    default_language = languages_of(agent.service).default
    codes = sorted(
        {*ticket.values, *ticket.encrypted_values},
        key=lambda code: (_FIRST.get(code, 10), fields[code].field_id if code in fields else 0, code),
    )
    found = []
    for code in codes:
        definition = fields.get(code)
        is_personal = code in ticket.encrypted_values
        is_hidden = is_personal and not is_allowed
        value, is_unreadable = None, False
        if not is_hidden:
            try:
                value = ticket.read_value(code)
            except Unreadable:
                is_unreadable = True
        if definition is not None and not is_unreadable:
            value = restore_answer(definition, value)
        found.append(
            CustomerFieldValue(
                code=code,
                name=pick(definition.names, language, default_language) if definition else code,
                type=definition.type if definition else "text",
                value=value,
                is_personal=is_personal,
                is_hidden=is_hidden,
                is_unreadable=is_unreadable,
            )
        )
    return found


_FIRST = {"name": 1, "mail": 2, "phone": 3}


ENTRIES_SHOWN = 10
EVENTS_SHOWN = 20


@dataclass(frozen=True)
class HistoryPage:
    """A part of a ticket's consultation history, oldest first; `total` counts all of it, the inquiry apart."""

    entries: list[HistoryEntry]
    total: int
    earlier: int | None
    """The id before which the next part begins, None at the beginning."""


def list_history(*, agent: Agent, ticket: Ticket, before: int | None = None, limit: int = ENTRIES_SHOWN) -> HistoryPage:
    """Read the newest entries after the first inquiry, or the newest `before` an entry's id, with authors. Two queries.

    Paging is by key: a part costs the same wherever it is, and however long the history is.
    """
    history = HistoryEntry.objects.filter(ticket=ticket, ticket__service_id=agent.service_id)
    found = list(_newest(history.select_related("author__member"), before, limit + 1))
    earlier = found[limit - 1].pk if len(found) > limit else None
    total = len(found) if before is None and earlier is None else history.count()
    return HistoryPage(found[:limit][::-1], total, earlier)


def _newest(history: Any, before: int | None, limit: int) -> Any:
    return (history if before is None else history.filter(pk__lt=before)).order_by("-id")[:limit]


def list_attachments(*, ticket: Ticket, entry_ids: Collection[int | None]) -> dict[int | None, list[Attachment]]:
    """Group the attachments of these entries by entry id; those of the first inquiry are under None. One query."""
    grouped: dict[int | None, list[Attachment]] = {}
    of_entries = Q(entry_id__in=[entry_id for entry_id in entry_ids if entry_id is not None])
    wanted = of_entries | Q(entry=None) if None in entry_ids else of_entries
    for attachment in Attachment.objects.filter(wanted, ticket=ticket).order_by("created_at", "id"):
        grouped.setdefault(attachment.entry_id, []).append(attachment)
    return grouped


def find_entry(entry_id: int | None) -> HistoryEntry | None:
    """Return an entry of the scoped service with its ticket and author, or None. One query."""
    return HistoryEntry.objects.select_related("ticket", "author__member").filter(pk=entry_id).first()


def find_question(entry: HistoryEntry) -> HistoryEntry | None:
    """Return the customer's latest re-inquiry before an entry; None where the inquiry itself is the question."""
    earlier = HistoryEntry.objects.filter(ticket_id=entry.ticket_id, kind=EntryKind.REINQUIRY, pk__lt=entry.pk)
    return earlier.order_by("-pk").first()


def find_attachments(ids: Collection[str]) -> dict[str, Attachment]:
    """Return these attachments of the scoped service by id, as far as they are there. One query."""
    return {attachment.pk: attachment for attachment in Attachment.objects.filter(pk__in=ids)}


def find_stored(*, agent: Agent, ticket: Ticket, keys: Collection[bytes]) -> HistoryEntry | None:
    """Return what was stored under one of these idempotency keys, the latest, with its author; else None. One query."""
    if not keys:
        return None
    return (
        HistoryEntry.objects.filter(ticket=ticket, ticket__service_id=agent.service_id, idempotency_key__in=keys)
        .select_related("author__member")
        .order_by("id")
        .last()
    )


def find_attachment(*, agent: Agent, attachment_id: str) -> Attachment | None:
    """Return an attachment of a ticket this agent may see, or one they uploaded themselves; else None."""
    return (
        Attachment.objects.filter(pk=attachment_id)
        .filter(Q(ticket__in=Ticket.objects.all().visible_to(agent)) | Q(ticket=None, uploaded_by=agent))
        .first()
    )


def list_waiting(*, agent: Agent, attachment_ids: Collection[str]) -> list[str]:
    """List which of these uploads of an agent still wait to be sent with an answer or a comment. One query."""
    waiting = Attachment.objects.filter(pk__in=attachment_ids, ticket=None, uploaded_by=agent)
    return list(waiting.values_list("pk", flat=True))


@dataclass(frozen=True)
class EventPage:
    """A part of a ticket's events, oldest first; `earlier` is the id before which the next part begins, or None."""

    events: list[Event]
    earlier: int | None


def list_events(*, agent: Agent, ticket: Ticket, before: int | None = None, limit: int = EVENTS_SHOWN) -> EventPage:
    """Read the newest events of a ticket, or the newest `before` an id. One query."""
    events = Event.objects.filter(service_id=agent.service_id, subject=ticket.ticket_id)
    found = list(_newest(events, before, limit + 1))
    return EventPage(found[:limit][::-1], found[limit - 1].pk if len(found) > limit else None)


# --- what customers see, through the Open API ---

CUSTOMER_SORTS = {"createdDt": "created_at", "updatedDt": "updated_at"}


@dataclass(frozen=True)
class CustomerList:
    """A page of one customer's inquiries."""

    tickets: list[Ticket]
    total: int


def list_for_customer(
    *,
    usercode: str,
    type_id: int | None = None,
    status: str | None = None,
    language: str | None = None,
    channels: Sequence[str] = ("web", "spweb", "api"),
    order: Sequence[str] = ("-updated_at",),
    page: int = 1,
    page_size: int = 10,
) -> CustomerList:
    """Read a page of the inquiries submitted under a usercode. Two queries.

    Page numbers are the product's way here (docs/product.md, "Inquiry history"), and a usercode may be that of a large
    company: a page is looked for in the index alone, from the nearer end, and only its own tickets are read.
    """
    tickets = Ticket.objects.filter(usercode=usercode, channel__in=channels).exclude(usercode="")
    if type_id is not None:
        tickets = tickets.filter(submission_type_id=type_id)
    if status is not None:
        tickets = tickets.filter(status=status)
    if language is not None:
        tickets = tickets.filter(language=language)
    total = tickets.count()
    start = (page - 1) * page_size
    size = min(page_size, total - start)
    if size <= 0:
        return CustomerList([], total)
    keys = [*order, "-id"]
    is_nearer_end = start > total - start - size
    if is_nearer_end:
        keys = [key.removeprefix("-") if key.startswith("-") else f"-{key}" for key in keys]
        start = total - start - size
    places = tickets.order_by(*keys).values("pk")[start : start + size]
    rows = Ticket.objects.filter(pk__in=places).order_by(*order, "-id")
    return CustomerList(list(rows.defer("body", "cleaned_body", "values", "encrypted_values")), total)


def find_for_customer(*, usercode: str, ticket_id: str) -> Ticket | None:
    """Return a ticket if it was submitted under this usercode, else None."""
    if not usercode:
        return None
    return Ticket.objects.filter(ticket_id=ticket_id, usercode=usercode).first()


def list_history_for_customer(
    *, ticket: Ticket, before: int | None = None, limit: int = 100
) -> tuple[list[HistoryEntry], int]:
    """Read the newest entries that a customer may read, newest first, and count all: never internal comments.

    `before` is the id of an entry, of which earlier ones are read. Two queries at most.
    """
    history = HistoryEntry.objects.filter(ticket=ticket, kind__in=EntryKind.visible_to_customer())
    found = list(_newest(history, before, limit))
    return found, len(found) if before is None and len(found) < limit else history.count()


def are_waiting(attachment_ids: Sequence[str]) -> bool:
    """Return whether all of these are uploads of customers that no inquiry has claimed yet."""
    if not attachment_ids:
        return True
    waiting = Attachment.objects.filter(pk__in=attachment_ids, ticket=None, uploaded_by=None)
    return waiting.count() == len(attachment_ids)


def find_public_attachment(*, attachment_id: str) -> Attachment | None:
    """Return an attachment that whoever knows its id may read; never an internal comment's or a draft's."""
    return (
        Attachment.objects.filter(pk=attachment_id, is_internal=False)
        .filter(Q(uploaded_by=None) | Q(entry__isnull=False))
        .first()
    )


def find_by_idempotency_key(key: bytes | None, digest: bytes | None) -> Ticket | None:
    """Return the ticket of an earlier submission with this key, None if there was none.

    Raises `TicketError("idempotency_key_reused")` when the key came with another submission.
    """
    if key is None:
        return None
    first = Ticket.objects.filter(idempotency_key=key).first()
    if first is not None and (first.idempotency_digest is None or bytes(first.idempotency_digest) != digest):
        raise TicketError("idempotency_key_reused")
    return first
