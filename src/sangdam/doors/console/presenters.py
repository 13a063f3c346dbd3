"""Tickets as the console shows them: frozen shapes for the templates, labels found, addresses made."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sangdam.agents.models import Agent
from sangdam.agents.selectors import list_own_groups, name_agents, name_groups
from sangdam.categories.selectors import submission_types_of
from sangdam.deliveries.selectors import list_for_ticket
from sangdam.doors.console.deliveries import DeliveryView, present_deliveries
from sangdam.doors.console.labels import CHANNEL_NAMES, LANGUAGE_NAMES
from sangdam.foundation.events.models import Event
from sangdam.foundation.sanitizing import box_tables
from sangdam.organizations.selectors import languages_of
from sangdam.tickets import policies
from sangdam.tickets.bodies import read_safe_html
from sangdam.tickets.models import Attachment, EntryKind, HistoryEntry, Status, Ticket
from sangdam.tickets.selectors import (
    LATEST,
    ORDERS,
    WAITING,
    CustomerFieldValue,
    TicketRow,
    list_attachments,
    list_events,
    list_history,
    read_customer_fields,
)

# What a browser draws without running anything; SVG is not among them.
IMAGE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})

FILE_KINDS = {
    "pdf": gettext_lazy("PDF"),
    "txt": gettext_lazy("Text"),
    "zip": gettext_lazy("Archive"),
    **dict.fromkeys(("doc", "docx", "hwp", "hwpx"), gettext_lazy("Document")),
    **dict.fromkeys(("xls", "xlsx", "csv"), gettext_lazy("Spreadsheet")),
    **dict.fromkeys(("ppt", "pptx"), gettext_lazy("Presentation")),
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "heic", "svg"), gettext_lazy("Image")),
}


def screen_language() -> str:
    """Return the language the member reads."""
    return (get_language() or "ko").partition("-")[0]


# --- rows -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A ticket in a list."""

    id: str
    url: str
    subject: str
    customer_name: str
    snippet: str
    """How the inquiry begins, as plain text."""
    status: str
    priority: str
    channel: str
    has_attachments: bool
    assignee_name: str
    assignee_member_id: int | None
    waiting_group: str
    """The group that has the ticket while no agent has it."""
    updated_at: datetime.datetime
    order: int
    """Sorts rows as the list does, the highest first."""
    waiting_since: datetime.datetime | None
    unread: int | None
    """When the customer wrote what this agent has not read, in microseconds; None when it is read."""


EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def microseconds(moment: datetime.datetime) -> int:
    """Count the microseconds of a moment since the epoch, exactly."""
    return (moment - EPOCH) // datetime.timedelta(microseconds=1)


# Microseconds since the epoch are about 2e15; a script's numbers are exact up to 9e15.
_BEHIND_ALL_WHO_WAIT = 6_000_000_000_000_000


def _place(row: TicketRow, order: str) -> int:
    if order == WAITING:
        if row.waiting_since is not None:
            return -microseconds(row.waiting_since)
        return microseconds(row.updated_at) - _BEHIND_ALL_WHO_WAIT
    return microseconds(row.updated_at)


def order_of(request: HttpRequest, agent: Agent, list_name: str) -> str:
    """Return the order of a list: the address's, else the one this agent chose for it, else the latest change first."""
    asked = request.GET.get("order") or agent.list_orders.get(list_name)
    return asked if asked in ORDERS else LATEST


def present_rows(rows: Iterable[TicketRow], *, agent: Agent, list_name: str, order: str = LATEST) -> list[Row]:
    """Turn the rows of a list into what the screen shows."""
    return [
        Row(
            id=row.ticket_id,
            url=reverse("console:ticket", args=[agent.service.service_id, list_name, row.ticket_id]),
            subject=row.subject or _("(no title)"),
            customer_name=_("Hidden name") if row.is_name_hidden else row.customer_name,
            snippet=row.excerpt,
            status=row.status,
            priority=row.priority,
            channel=row.channel,
            has_attachments=row.has_attachments,
            assignee_name="" if list_name == "mine" else row.assignee_name,
            assignee_member_id=row.assignee_member_id,
            waiting_group=row.group_name if row.assignee_id is None else "",
            updated_at=row.updated_at,
            order=_place(row, order),
            waiting_since=row.waiting_since,
            unread=microseconds(row.unread_since) if row.unread_since else None,
        )
        for row in rows
    ]


# --- the ticket page --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class File:
    """An attachment."""

    name: str
    url: str
    size: int
    extension: str
    kind_name: str
    is_image: bool


@dataclass(frozen=True)
class Entry:
    """A piece of the consultation history, the first inquiry included."""

    key: str
    look: str
    icon: str
    kind_name: str
    author_name: str
    member_id: int | None
    """Which member wrote it, None for the customer: a face has its member's colour."""
    created_at: datetime.datetime
    body: SafeString
    attachments: list[File] = field(default_factory=list)
    deliveries: list[DeliveryView] = field(default_factory=list)


@dataclass(frozen=True)
class SentText:
    """What an earlier attempt of the composer stored, for who does not know that it did."""

    kind_name: str
    author_name: str
    created_at: datetime.datetime
    body: SafeString
    may_send_another: bool


@dataclass(frozen=True)
class TimelineEvent:
    """An event of the ticket's life in a sentence."""

    icon: str
    sentence: SafeString
    created_at: datetime.datetime


@dataclass(frozen=True)
class Field:
    """What the customer entered in a field."""

    name: str
    value: str
    is_long: bool
    is_encrypted: bool
    is_hidden: bool
    is_unreadable: bool


@dataclass(frozen=True)
class Choice:
    """A group to choose."""

    id: int
    name: str


@dataclass(frozen=True)
class TicketPage:
    """Everything the ticket page shows and offers to this agent."""

    id: str
    url: str
    subject: str
    status: str
    priority: str
    channel: str
    language: str
    language_name: str
    agents_language: str
    """The service's own language, in which its agents write to each other."""
    type_path: str
    group_name: str
    assignee_name: str
    created_at: datetime.datetime
    updated_at: datetime.datetime
    version: int
    customer_fields: list[Field]
    entries: list[Entry]
    """The inquiry, and the newest of what followed."""
    entry_total: int
    earlier_url: str
    is_newest: bool
    events: list[TimelineEvent]
    earlier_events_url: str
    mail_to: str
    may_keep: bool
    may_forward: bool
    may_answer: bool
    may_comment: bool
    answer_hint: str
    own_groups: list[Choice]
    keep_url: str
    forward_url: str
    pend_url: str
    resolve_url: str
    comment_url: str
    stored_url: str
    read_url: str
    """Where a screen that shows the ticket says so; "" when nobody waits for it, so that it is never unread."""


def present_ticket(
    *, agent: Agent, ticket: Ticket, list_name: str, before: int | None = None, events_before: int | None = None
) -> TicketPage:
    """Gather the ticket page for an agent, with the rights the agent has on it."""
    language = screen_language()
    default_language = languages_of(agent.service).default
    fields = read_customer_fields(agent=agent, ticket=ticket, language=language)
    assignee_name = ticket.assignee.member.name if ticket.assignee else ""
    may_forward = ticket.status != Status.CLOSED and policies.may(agent, policies.FORWARD, ticket)
    own_groups = (
        [Choice(group.pk, group.name) for group in list_own_groups(agent)] if ticket.status == Status.NEW else []
    )
    own_group_ids = frozenset(group.id for group in own_groups)
    may_keep = ticket.status == Status.NEW and policies.may(agent, policies.KEEP, ticket, own_group_ids=own_group_ids)
    if ticket.group_id in own_group_ids:
        own_groups = [group for group in own_groups if group.id == ticket.group_id]
    may_answer = ticket.status in policies.ANSWERABLE and policies.may(agent, policies.ANSWER, ticket)

    customer_name = _customer_name(fields)
    history = present_history(
        agent=agent, ticket=ticket, list_name=list_name, before=before, customer_name=customer_name
    )
    inquiry = _present_inquiry(ticket, agent.service.service_id, customer_name, history.inquiry_files)
    timeline = present_timeline(agent=agent, ticket=ticket, list_name=list_name, before=events_before)

    def address(name: str) -> str:
        return _address(name, agent, ticket, list_name)

    return TicketPage(
        id=ticket.ticket_id,
        url=address("ticket"),
        subject=ticket.subject or _("(no title)"),
        status=ticket.status,
        priority=ticket.priority,
        channel=ticket.channel,
        language=ticket.language,
        language_name=str(LANGUAGE_NAMES.get(ticket.language, ticket.language)),
        agents_language=default_language,
        type_path=submission_types_of(agent.service)
        .full_name(ticket.submission_type_id, language, default_language)
        .replace(">", " › "),
        group_name=ticket.group.name if ticket.group else "",
        assignee_name=assignee_name,
        created_at=ticket.created_at,
        updated_at=ticket.updated_at,
        version=microseconds(ticket.updated_at),
        customer_fields=[_present_field(item) for item in fields],
        entries=[inquiry, *history.entries],
        entry_total=history.total + 1,
        earlier_url=history.earlier_url,
        is_newest=before is None,
        events=timeline.events,
        earlier_events_url=timeline.earlier_url,
        mail_to=_mail_to(ticket, fields),
        may_keep=may_keep,
        may_forward=may_forward,
        may_answer=may_answer,
        may_comment=policies.may(agent, policies.COMMENT, ticket),
        answer_hint="" if may_answer else _answer_hint(ticket, assignee_name, may_keep=may_keep),
        own_groups=own_groups if may_keep else [],
        keep_url=address("keep"),
        forward_url=address("forward"),
        pend_url=address("pend"),
        resolve_url=address("resolve"),
        comment_url=address("comment"),
        stored_url=address("stored"),
        read_url=address("read") if ticket.waiting_since else "",
    )


def _address(name: str, agent: Agent, ticket: Ticket, list_name: str) -> str:
    return reverse(f"console:{name}", args=[agent.service.service_id, list_name, ticket.ticket_id])


def _answer_hint(ticket: Ticket, assignee_name: str, *, may_keep: bool) -> str:
    if may_keep:
        return _("Take this ticket to answer it.")
    if ticket.status == Status.NEW:
        return _("This ticket is waiting for an agent of %(group)s. You can leave an internal comment.") % {
            "group": ticket.group.name if ticket.group else ""
        }
    if ticket.status == Status.SOLVED:
        return _("This ticket is resolved. If the customer asks again, it goes back to in progress.")
    if ticket.status == Status.CLOSED:
        return _("This ticket is completed and can no longer be answered.")
    return _("%(name)s is handling this ticket. You can leave an internal comment.") % {"name": assignee_name}


def _mail_to(ticket: Ticket, fields: Sequence[CustomerFieldValue]) -> str:
    # The answer goes out by mail only when e-mail and name are known (docs/product.md, "Mail settings").
    by_code = {item.code: item for item in fields}
    mail, name = by_code.get("mail"), by_code.get("name")
    if mail is None or name is None or not (mail.is_hidden or mail.value) or not (name.is_hidden or name.value):
        return ""
    return _("the customer’s address (no permission to view)") if mail.is_hidden else str(mail.value)


def _present_field(item: CustomerFieldValue) -> Field:
    value = item.value
    if isinstance(value, bool):
        agreed, declined = (_("Agreed"), _("Not agreed")) if item.type == "agree" else (_("Yes"), _("No"))
        text = agreed if value else declined
    elif isinstance(value, list):
        text = "\n".join(str(part) for part in value)  # an option may hold a comma
    else:
        text = "" if value is None else str(value)
    return Field(
        name=item.name,
        value=text,
        is_long=item.type == "textarea" or len(text) > 60,
        is_encrypted=item.is_personal,
        is_hidden=item.is_hidden,
        is_unreadable=item.is_unreadable,
    )


def present_file(attachment: Attachment, service_id: str) -> File:
    """Turn an attachment into what the screen shows; it is served by the console to agents only."""
    extension = PurePosixPath(attachment.file_name).suffix.lstrip(".").lower()[:5]
    return File(
        name=attachment.file_name,
        url=reverse("console:attachment", args=[service_id, attachment.pk]),
        size=attachment.size,
        extension=extension,
        kind_name=str(FILE_KINDS.get(extension, _("File"))),
        is_image=attachment.content_type in IMAGE_TYPES,
    )


_ENTRY_LOOKS = {
    EntryKind.REINQUIRY: ("question", "channel", gettext_lazy("Follow-up inquiry")),
    EntryKind.RESOLVED: ("answer", "check", gettext_lazy("Final answer")),
    EntryKind.PENDED: ("answer", "pause", gettext_lazy("Intermediate answer")),
    EntryKind.COMMENT: ("comment", "lock", gettext_lazy("Internal comment")),
}


# Characters of what customers and agents wrote that one page shows of a history, the inquiry apart.
MAXIMUM_CHARACTERS = 200_000


@dataclass(frozen=True)
class HistoryPart:
    """A part of the consultation history, oldest first, and where what is before it is found."""

    entries: list[Entry]
    total: int
    earlier_url: str
    inquiry_files: list[File]


def present_history(
    *, agent: Agent, ticket: Ticket, list_name: str, before: int | None = None, customer_name: str = ""
) -> HistoryPart:
    """Gather the newest entries after the inquiry, or the newest before an entry."""
    service_id = agent.service.service_id
    page = list_history(agent=agent, ticket=ticket, before=before)
    customer_name = customer_name or _customer_name(
        read_customer_fields(agent=agent, ticket=ticket, language=screen_language())
    )
    shown: list[tuple[HistoryEntry, str]] = []
    length = 0
    for entry in reversed(page.entries):
        body = read_safe_html(entry, service_id=service_id)
        length += len(body)
        if shown and length > MAXIMUM_CHARACTERS:
            break
        shown.insert(0, (entry, body))
    ids = [entry.pk for entry, _body in shown]
    attachments = list_attachments(ticket=ticket, entry_ids=[None, *ids])
    deliveries = list_for_ticket(agent=agent, ticket=ticket, entry_ids=ids) if ids else {}

    def files(entry_id: int | None) -> list[File]:
        return [present_file(attachment, service_id) for attachment in attachments.get(entry_id, [])]

    def present(entry: HistoryEntry, body: str) -> Entry:
        look, icon, kind_name = _ENTRY_LOOKS[EntryKind(entry.kind)]
        by_customer = entry.kind == EntryKind.REINQUIRY
        author = entry.author.member.name if entry.author else _("Former agent")
        return Entry(
            key=str(entry.pk),
            look=look,
            icon=icon,
            kind_name=str(kind_name),
            author_name=customer_name if by_customer else author,
            member_id=entry.author.member_id if entry.author and not by_customer else None,
            created_at=entry.created_at,
            body=_boxed(body),
            attachments=files(entry.pk),
            deliveries=present_deliveries(deliveries.get(entry.pk, []), service_id),
        )

    earlier = ids[0] if len(shown) < len(page.entries) else page.earlier
    return HistoryPart(
        [present(entry, body) for entry, body in shown],
        page.total,
        f"{_address('ticket', agent, ticket, list_name)}?before={earlier}" if earlier else "",
        files(None),
    )


def _boxed(body: str) -> SafeString:
    # tickets.bodies and foundation.sanitizing are the only places whose output may be marked safe.
    return mark_safe(box_tables(body, name=_("Table")))


def _customer_name(fields: Sequence[CustomerFieldValue]) -> str:
    name = next((item for item in fields if item.code == "name"), None)
    return (name and not name.is_hidden and str(name.value or "")) or _("Customer")


def _present_inquiry(ticket: Ticket, service_id: str, customer_name: str, files: list[File]) -> Entry:
    return Entry(
        key="first",
        look="question",
        icon="channel",
        kind_name=_("Inquiry"),
        author_name=customer_name,
        member_id=None,
        created_at=ticket.created_at,
        body=_boxed(read_safe_html(ticket, service_id=service_id)),
        attachments=files,
    )


def present_sent(*, agent: Agent, ticket: Ticket, entry: HistoryEntry) -> SentText:
    """Turn a stored entry into what the composer shows of it, and tell whether another one may follow."""
    is_comment = entry.kind == EntryKind.COMMENT
    may_answer = ticket.status in policies.ANSWERABLE and policies.may(agent, policies.ANSWER, ticket)
    return SentText(
        kind_name=str(_ENTRY_LOOKS[EntryKind(entry.kind)][2]),
        author_name=entry.author.member.name if entry.author else _("Former agent"),
        created_at=entry.created_at,
        body=_boxed(read_safe_html(entry, service_id=agent.service.service_id)),
        may_send_another=is_comment or may_answer,
    )


# --- events -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Timeline:
    """A part of the ticket's events, oldest first, and where what is before it is found."""

    events: list[TimelineEvent]
    earlier_url: str


def present_timeline(*, agent: Agent, ticket: Ticket, list_name: str, before: int | None = None) -> Timeline:
    """Gather the newest events of a ticket, or the newest before an event."""
    page = list_events(agent=agent, ticket=ticket, before=before)
    address = _address("ticket", agent, ticket, list_name)
    return Timeline(_present_events(page.events), f"{address}?events_before={page.earlier}" if page.earlier else "")


def _present_events(events: Sequence[Event]) -> list[TimelineEvent]:
    agent_ids = {event.actor_id for event in events if event.actor_kind == "agent"}
    agent_ids |= {event.payload.get("assignee_id") for event in events}
    group_ids = {event.payload.get("group_id") for event in events}
    agents = name_agents(agent_id for agent_id in agent_ids if agent_id)
    groups = name_groups(group_id for group_id in group_ids if group_id)
    presented = []
    for event in events:
        found = _sentence(event, agents, groups)
        if found is not None:
            presented.append(TimelineEvent(found[0], found[1], event.created_at))
    return presented


def _sentence(event: Event, agents: dict[int, str], groups: dict[int, str]) -> tuple[str, SafeString] | None:
    actor = agents.get(event.actor_id or 0) or (_("Sangdam") if event.actor_kind == "system" else _("A former agent"))
    names: dict[str, Any] = {
        "actor": format_html("<strong>{}</strong>", actor),
        "agent": format_html("<strong>{}</strong>", agents.get(event.payload.get("assignee_id") or 0, "–")),
        "group": groups.get(event.payload.get("group_id") or 0, "–"),
        "channel": CHANNEL_NAMES.get(event.payload.get("channel", ""), "–"),
    }
    sentences = {
        "ticket.created": ("channel", _("Inquiry received. Channel: {channel}")),
        "ticket.pended": ("pause", _("{actor} sent an intermediate answer and set the ticket to pending.")),
        "ticket.resolved": ("check", _("{actor} sent the final answer and resolved the ticket.")),
        "ticket.commented": ("note", _("{actor} left an internal comment.")),
        "ticket.reinquired": ("reply", _("The customer asked again.")),
        "delivery.sent": ("send", _("The email to the customer was sent to the mail server.")),
        "delivery.failed": ("alert", _("The email to the customer could not be sent.")),
        "delivery.repeated": ("refresh", _("{actor} sent the email again.")),
    }
    if event.kind == "ticket.assigned":
        if event.payload.get("how") == "keep":
            return "keep", format_html(_("{actor} took the ticket for {group}."), **names)
        if event.payload.get("assignee_id") is None:
            return "forward", format_html(_("{actor} forwarded the ticket to {group} without an agent."), **names)
        return "forward", format_html(_("{actor} forwarded the ticket to {agent} in {group}."), **names)
    if event.kind not in sentences:
        return None
    icon, sentence = sentences[event.kind]
    return icon, format_html(sentence, **names)
