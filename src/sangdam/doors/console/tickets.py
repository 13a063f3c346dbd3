"""Ticket lists, the ticket page and what agents do there."""

import datetime
import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from sangdam.agents.actions import keep_list_order
from sangdam.agents.selectors import (
    ForwardTarget,
    recent_forward_targets,
    search_forward_targets,
    search_groups,
)
from sangdam.doors.console import shell
from sangdam.doors.console.access import LAST_SERVICE_SESSION_KEY, AgentRequest, for_agents, is_fragment
from sangdam.doors.console.converters import TicketId
from sangdam.doors.console.labels import ERRORS, ORDER_NAMES, UNKNOWN_ERROR
from sangdam.doors.console.live import live_addresses
from sangdam.doors.console.presenters import (
    EPOCH,
    Row,
    SentText,
    TicketPage,
    microseconds,
    order_of,
    present_history,
    present_rows,
    present_sent,
    present_ticket,
    present_timeline,
    screen_language,
)
from sangdam.foundation.errors import DomainError
from sangdam.foundation.events.reading import current_cursor
from sangdam.foundation.storage import MAXIMUM_SIZE, allowed_extensions
from sangdam.organizations.selectors import languages_of
from sangdam.tickets import actions, policies
from sangdam.tickets.inquiry import MAXIMUM_BODY
from sangdam.tickets.models import Ticket
from sangdam.tickets.models.attachment import MAXIMUM_ATTACHMENTS
from sangdam.tickets.selectors import ORDERS, BadCursor, find_stored, find_ticket, list_attachments, list_tickets

# What is wrong with what was sent itself, not with the state of the ticket.
INVALID = {"empty_body", "body_too_long", "too_many_attachments"}
# Attempts at one text whose outcome a browser did not learn. Whoever names more is no browser.
MAXIMUM_ATTEMPTS = 100


@dataclass(frozen=True)
class Rows:
    """A page of rows, and where the next one is."""

    items: list[Row]
    next_url: str
    order: str

    @property
    def orders(self) -> list[dict[str, Any]]:
        """List the orders with their labels, for the switch above the rows."""
        return [
            {"code": code, "name": name, "command": command, "is_chosen": code == self.order}
            for code, (name, command) in ORDER_NAMES.items()
        ]


@dataclass
class Composer:
    """What stands in the composer: kept over every error."""

    mode: str = "answer"
    answer: str = ""
    comment: str = ""
    key: str = ""
    problem: str = ""
    files_problem: str = ""
    """What is wrong with the files: said beside them."""
    sent: SentText | None = None
    """What an earlier attempt stored, when what came now is something else."""
    limit: int = MAXIMUM_BODY
    maximum_files: int = MAXIMUM_ATTACHMENTS
    maximum_size: int = MAXIMUM_SIZE
    extensions: str = ",".join(f".{extension}" for extension in allowed_extensions())

    def __post_init__(self) -> None:
        self.key = self.key or uuid.uuid4().hex


@dataclass(frozen=True)
class Target:
    """Somebody to forward to, as the dialog offers it."""

    value: str
    name: str
    group_name: str = ""
    """The group of an agent; "" for a group alone."""
    member_id: int | None = None


@dataclass(frozen=True)
class Offer:
    """A page of whom to forward to: the latest ones, groups, agents."""

    recent: list[Target] = field(default_factory=list)
    groups: list[Target] = field(default_factory=list)
    agents: list[Target] = field(default_factory=list)
    next_url: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether nobody was found."""
        return not (self.recent or self.groups or self.agents)


@dataclass(frozen=True)
class Forwarding:
    """What stands in the forward dialog."""

    offer: Offer = field(default_factory=Offer)
    targets_url: str = ""
    query: str = ""
    target: str = ""
    target_name: str = ""
    problem: str = ""


def _read_rows(request: AgentRequest, list_name: str, after: str) -> Rows:
    order = order_of(request, request.agent, list_name)
    page = list_tickets(agent=request.agent, list_name=list_name, language=screen_language(), order=order, after=after)
    address = reverse("console:list", args=[request.agent.service.service_id, list_name])
    return Rows(
        present_rows(page.rows, agent=request.agent, list_name=list_name, order=order),
        f"{address}?order={order}&after={page.next_after}" if page.next_after else "",
        order,
    )


def _find(request: AgentRequest, ticket_id: str) -> Ticket:
    ticket = find_ticket(agent=request.agent, ticket_id=ticket_id)
    if ticket is None:
        raise Http404
    return ticket


def _workspace(
    request: AgentRequest,
    list_name: str,
    *,
    ticket: TicketPage | None = None,
    after: str = "",
    status: int = 200,
    **parts: Any,
) -> HttpResponse:
    """Show list and detail; the cursor is read before the rows, so nothing is missed in between."""
    cursor = current_cursor()
    rows = _read_rows(request, list_name, after)
    frame = shell.make_shell(request, list_name)
    if request.session.get(LAST_SERVICE_SESSION_KEY) != request.agent.service.service_id:
        request.session[LAST_SERVICE_SESSION_KEY] = request.agent.service.service_id
    context = {
        "shell": frame,
        "list": next(each for each in frame.lists if each.code == list_name),
        "rows": rows,
        "pane": "detail" if ticket else "list",
        "ticket": ticket,
        "open_id": ticket.id if ticket else "",
        "composer": Composer(),
        "forward": Forwarding(),
        "live": live_addresses(request.agent, list_name, cursor),
        **parts,
    }
    return render(request, "console/screens/tickets.html", context, status=status)


def _detail(
    request: AgentRequest, list_name: str, ticket: TicketPage, *, status: int = 200, **parts: Any
) -> HttpResponse:
    """Show the ticket pane alone, for a script that puts it into the page."""
    context = {
        "shell": {"service": request.agent.service},
        "list": {
            "name": shell.MENU_LISTS[list_name].name,
            "url": reverse("console:list", args=[request.agent.service.service_id, list_name]),
        },
        "ticket": ticket,
        "composer": Composer(),
        "forward": Forwarding(),
        **parts,
    }
    return render(request, "console/parts/ticket.html", context, status=status)


@require_GET
@for_agents
def show_list(request: AgentRequest, list_name: str) -> HttpResponse:
    """Show a list; a script that scrolls gets the next rows alone."""
    after = request.GET.get("after", "")
    try:
        if is_fragment(request):
            context = {"rows": _read_rows(request, list_name, after), "first": False, "open_id": ""}
            return render(request, "console/parts/rows.html", context)
        return _workspace(request, list_name, after=after)
    except BadCursor:
        return HttpResponseBadRequest(_("This link is broken."), content_type="text/plain; charset=utf-8")


@require_GET
@for_agents
def show_ticket(request: AgentRequest, list_name: str, ticket_id: str) -> HttpResponse:
    """Show a ticket beside its list; a script gets the ticket pane alone, or earlier parts of what it shows.

    `before` and `events_before` are ids of entries and events, of which the earlier ones are shown.
    """
    ticket = _find(request, ticket_id)
    where = {}
    for name in ("before", "events_before"):
        where[name] = _number(request.GET.get(name))
        if name in request.GET and where[name] is None:
            return HttpResponseBadRequest(_("This link is broken."), content_type="text/plain; charset=utf-8")
    if is_fragment(request) and (where["before"] or where["events_before"]):
        return _earlier(request, list_name, ticket, **where)
    page = present_ticket(agent=request.agent, ticket=ticket, list_name=list_name, **where)
    if is_fragment(request):
        return _detail(request, list_name, page)
    return _workspace(request, list_name, ticket=page)


def _earlier(
    request: AgentRequest, list_name: str, ticket: Ticket, *, before: int | None, events_before: int | None
) -> HttpResponse:
    where: dict[str, Any] = {"agent": request.agent, "ticket": ticket, "list_name": list_name}
    if before is None:
        timeline = present_timeline(**where, before=events_before)
        return render(request, "console/parts/earlier_events.html", {"timeline": timeline})
    shown = {"language": ticket.language, "agents_language": languages_of(request.agent.service).default}
    context = {"history": present_history(**where, before=before), "ticket": shown}
    return render(request, "console/parts/earlier_entries.html", context)


@require_POST
@for_agents
def choose_order(request: AgentRequest, list_name: str) -> HttpResponse:
    """Keep the order in which the agent wants a list, and show it so: at the open ticket, if there is one."""
    order = request.POST.get("order", "")
    if order not in ORDERS:
        return HttpResponseBadRequest(_("This link is broken."), content_type="text/plain; charset=utf-8")
    keep_list_order(agent=request.agent, list_name=list_name, order=order)
    service_id = request.agent.service.service_id
    opened = request.POST.get("open", "")
    if TicketId.matches(opened):
        address = reverse("console:ticket", args=[service_id, list_name, opened])
    else:
        address = reverse("console:list", args=[service_id, list_name])
    return redirect(f"{address}?order={order}")


@require_POST
@for_agents
def mark_read(request: AgentRequest, list_name: str, ticket_id: str) -> HttpResponse:
    """Note that the agent has the ticket in front of them, as it was when their screen drew it (`seen`)."""
    _find(request, ticket_id)
    seen_at = _seen_at(request)
    if seen_at is None:
        return HttpResponseBadRequest(_("This link is broken."), content_type="text/plain; charset=utf-8")
    actions.mark_as_read(ticket_id=ticket_id, actor=request.actor, seen_at=seen_at)
    return HttpResponse(status=204)


@require_GET
@for_agents
def open_service(request: AgentRequest) -> HttpResponse:
    """Open a service where its agents begin: with what is theirs."""
    return redirect("console:list", request.agent.service.service_id, "mine")


# --- what agents do ---------------------------------------------------------------------------------------------------


def _done(request: AgentRequest, list_name: str, ticket_id: str, said: str, **events: Any) -> HttpResponse:
    if not is_fragment(request):
        messages.success(request, said)
        return redirect("console:ticket", request.agent.service.service_id, list_name, ticket_id)
    page = present_ticket(agent=request.agent, ticket=_find(request, ticket_id), list_name=list_name)
    response = _detail(request, list_name, page)
    trigger_client_event(response, "sangdam:said", {"text": said})
    trigger_client_event(response, "sangdam:done", {"ticket": ticket_id, **events})
    return response


def _refused(request: AgentRequest, list_name: str, ticket_id: str, *, status: int, **parts: Any) -> HttpResponse:
    page = present_ticket(agent=request.agent, ticket=_find(request, ticket_id), list_name=list_name)
    if is_fragment(request):
        return _detail(request, list_name, page, status=status, **parts)
    return _workspace(request, list_name, ticket=page, status=status, **parts)


def _label_of(error: DomainError) -> str:
    return str(ERRORS.get(error.code, UNKNOWN_ERROR))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


@require_POST
@for_agents
def keep(request: AgentRequest, list_name: str, ticket_id: str) -> HttpResponse:
    """Take an unassigned ticket oneself."""
    _find(request, ticket_id)
    try:
        actions.keep_ticket(ticket_id=ticket_id, actor=request.actor, group_id=_number(request.POST.get("group")))
    except DomainError as error:
        composer = Composer(problem=_label_of(error))
        return _refused(request, list_name, ticket_id, status=409, composer=composer)
    return _done(request, list_name, ticket_id, _("Assigned to you."))


@require_http_methods(["GET", "POST"])
@for_agents
def forward(request: AgentRequest, list_name: str, ticket_id: str) -> HttpResponse:
    """Ask to whom a ticket shall go, and hand it over: to an agent in a group, or to a group alone."""
    ticket = _find(request, ticket_id)
    if request.method == "GET":
        _demand_forwarding(request, ticket)
        return _ask_whom(request, list_name, ticket, query=request.GET.get("q", ""))
    chosen = _text(request, "target")
    group, _colon, agent = chosen.partition(":")
    group_id, agent_id = _number(group), _number(agent)
    if group_id is None or (agent and agent_id is None):
        return _ask_whom(request, list_name, ticket, problem=_("Choose an agent or a group."), status=422)
    try:
        actions.forward_ticket(ticket_id=ticket_id, actor=request.actor, group_id=group_id, agent_id=agent_id)
    except DomainError as error:
        return _ask_whom(request, list_name, ticket, chosen=chosen, problem=_label_of(error), status=409)
    return _done(request, list_name, ticket_id, _("Forwarded."))


def _ask_whom(
    request: AgentRequest,
    list_name: str,
    ticket: Ticket,
    *,
    query: str = "",
    chosen: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the forward dialog: alone for a script that asks, in the ticket after an error, else a page of its own."""
    targets_url = reverse(
        "console:forward-targets", args=[request.agent.service.service_id, list_name, ticket.ticket_id]
    )
    forwarding = Forwarding(
        offer=_offer(request, query, targets_url),
        targets_url=targets_url,
        query=query,
        target=chosen,
        target_name=_text(request, "to") if chosen else "",
        problem=problem,
    )
    if problem and is_fragment(request):
        return _refused(request, list_name, ticket.ticket_id, status=status, forward=forwarding)
    handed_over = {
        "id": ticket.ticket_id,
        "subject": ticket.subject or _("(no title)"),
        "url": reverse("console:ticket", args=[request.agent.service.service_id, list_name, ticket.ticket_id]),
        "forward_url": request.path,
        "version": microseconds(ticket.updated_at),
    }
    if is_fragment(request):
        context = {"ticket": handed_over, "forward": forwarding}
        return render(request, "console/parts/forward_dialog.html", context)
    return shell.show(
        request, "forward", {"ticket": handed_over, "forward": forwarding}, current=list_name, status=status
    )


@require_GET
@for_agents
def forward_targets(request: AgentRequest, list_name: str, ticket_id: str) -> HttpResponse:
    """Offer whom a search finds to forward to; `after` asks for more agents."""
    _demand_forwarding(request, _find(request, ticket_id))
    offer = _offer(request, request.GET.get("q", ""), request.path, after=request.GET.get("after", ""))
    return render(request, "console/parts/forward_targets.html", {"offer": offer})


def _demand_forwarding(request: AgentRequest, ticket: Ticket) -> None:
    if not policies.may(request.agent, policies.FORWARD, ticket):
        raise PermissionDenied


def _offer(request: AgentRequest, query: str, targets_url: str, *, after: str = "") -> Offer:
    """Search whom to forward to: without a search first the latest ones, and agents of the group forwarded to last."""
    last_group = request.agent.forwarded_to[0][0] if request.agent.forwarded_to else None
    agents = search_forward_targets(query=query, first_group=last_group, after=after)
    next_url = f"{targets_url}?{urlencode({'q': query, 'after': agents.next_after})}" if agents.next_after else ""
    if after:
        return Offer(agents=[_target(found) for found in agents.targets], next_url=next_url)
    recent = [] if query.strip() else recent_forward_targets(request.agent)
    return Offer(
        recent=[_target(found) for found in recent],
        groups=[_target(found) for found in search_groups(query=query)],
        agents=[_target(found) for found in agents.targets],
        next_url=next_url,
    )


def _target(found: ForwardTarget) -> Target:
    if found.agent_id is None:
        return Target(f"{found.group_id}:", found.group_name)
    return Target(f"{found.group_id}:{found.agent_id}", found.agent_name, found.group_name, found.member_id)


def _idempotency_key(text: str, mode: str) -> bytes | None:
    """Make the key under which a text counts once: of the page's own key and what is written, answer or comment."""
    try:
        key = uuid.UUID(text)
    except ValueError:
        return None
    return hashlib.blake2b(key.bytes, digest_size=16, person=mode.encode()).digest()


def _idempotency_keys(text: str, mode: str) -> list[bytes]:
    """Read the keys of several attempts, joined with commas."""
    keys = [_idempotency_key(item, mode) for item in text.split(",")[:MAXIMUM_ATTEMPTS]]
    return [key for key in keys if key is not None]


def _seen_at(request: HttpRequest) -> datetime.datetime | None:
    """Read which state of the ticket the agent wrote to; none given demands none, nonsense is no state at all."""
    if "seen" not in request.POST:
        return None
    seen = _number(request.POST["seen"]) or 0
    return EPOCH + datetime.timedelta(microseconds=seen if seen < 2**53 else 0)


def _text(request: HttpRequest, name: str) -> str:
    # The database takes no NUL, and nobody typed one.
    return request.POST.get(name, "").replace("\x00", "")


def _write(request: AgentRequest, list_name: str, ticket_id: str, verb: str, said: str) -> HttpResponse:
    ticket = _find(request, ticket_id)
    mode = "comment" if verb == "comment" else "answer"
    composer = Composer(
        mode=mode,
        answer=_text(request, "answer"),
        comment=_text(request, "comment"),
        key=request.POST.get("key", ""),
    )
    write = {
        "comment": actions.comment_internally,
        "pend": actions.pend_ticket,
        "resolve": actions.resolve_ticket,
    }[verb]
    files = [item for item in request.POST.get("files", "").split(",") if item]
    extra: dict[str, Any] = {} if verb == "comment" else {"seen_at": _seen_at(request)}
    try:
        write(
            ticket_id=ticket.ticket_id,
            actor=request.actor,
            body=composer.comment if verb == "comment" else composer.answer,
            attachments=files,
            idempotency_key=_idempotency_key(composer.key, mode),
            earlier_keys=_idempotency_keys(request.POST.get("earlier", ""), mode),
            **extra,
        )
    except DomainError as error:
        if error.code in {"unknown_attachment", "too_many_attachments"}:
            composer.files_problem = _label_of(error)
        else:
            composer.problem = _label_of(error)
        if error.code == "idempotency_key_reused":
            keys = _idempotency_keys(f"{composer.key},{request.POST.get('earlier', '')}", mode)
            stored = find_stored(agent=request.agent, ticket=ticket, keys=keys)
            ticket = _find(request, ticket_id)
            composer.sent = present_sent(agent=request.agent, ticket=ticket, entry=stored) if stored else None
            # Told so, whoever sends again decides to send another one.
            composer.key = uuid.uuid4().hex
        status = 422 if error.code in INVALID else 409
        return _refused(request, list_name, ticket_id, status=status, composer=composer)
    return _done(request, list_name, ticket_id, said, written=mode, resolved=verb == "resolve")


@require_POST
@for_agents
def comment(request: AgentRequest, list_name: str, ticket_id: str) -> HttpResponse:
    """Leave an internal comment."""
    return _write(request, list_name, ticket_id, "comment", _("Comment saved."))


@require_POST
@for_agents
def pend(request: AgentRequest, list_name: str, ticket_id: str) -> HttpResponse:
    """Give an intermediate answer."""
    return _write(request, list_name, ticket_id, "pend", _("Intermediate answer sent and ticket set to pending."))


@require_POST
@for_agents
def resolve(request: AgentRequest, list_name: str, ticket_id: str) -> HttpResponse:
    """Give the final answer."""
    return _write(request, list_name, ticket_id, "resolve", _("Answer sent and ticket resolved."))


@require_GET
@for_agents
def show_stored(request: AgentRequest, list_name: str, ticket_id: str) -> HttpResponse:
    """Tell a composer what became of attempts whose answer it did not get (`keys`, joined with commas).

    `stored` is whether one of them was stored, `text` the words of it, `files` the ids of its files, `note` what the
    composer shows when they are no longer what stands in it.
    """
    ticket = _find(request, ticket_id)
    mode = "comment" if request.GET.get("mode") == "comment" else "answer"
    entry = find_stored(agent=request.agent, ticket=ticket, keys=_idempotency_keys(request.GET.get("keys", ""), mode))
    if entry is None:
        return JsonResponse({"stored": False})
    composer = Composer(
        problem=str(ERRORS["idempotency_key_reused"]),
        sent=present_sent(agent=request.agent, ticket=ticket, entry=entry),
    )
    note = render_to_string("console/parts/composer_problem.html", {"composer": composer})
    files = [file.pk for file in list_attachments(ticket=ticket, entry_ids=[entry.pk]).get(entry.pk, [])]
    return JsonResponse({"stored": True, "text": entry.body, "files": files, "note": note})
