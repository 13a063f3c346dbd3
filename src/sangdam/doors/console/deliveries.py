"""Outgoing mail: its state on the ticket and in a list, and sending a failed one again."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from sangdam.deliveries import actions
from sangdam.deliveries.models import Delivery, State
from sangdam.deliveries.selectors import BadCursor, DeliveryRow, count_failed, find_delivery, list_deliveries
from sangdam.doors.console.access import AgentRequest, for_administrators, for_agents, is_fragment
from sangdam.doors.console.labels import DELIVERY_STATES, ERRORS, IN_DEMO_MAILBOX, MAIL_FAULTS, UNKNOWN_ERROR
from sangdam.doors.console.shell import show
from sangdam.foundation.errors import DomainError

# How a state looks: tone and icon.
_LOOKS = {
    "waiting": ("wait", "clock"),
    "sending": ("open", "send"),
    "retrying": ("wait", "refresh"),
    "sent": ("solved", "check"),
    "failed": ("bad", "alert"),
}


@dataclass(frozen=True)
class DeliveryView:
    """A delivery on a screen."""

    id: str
    state: str
    state_name: str
    tone: str
    icon: str
    subject: str
    recipient: str
    reason: str
    attempts: int
    created_at: datetime.datetime
    next_try_at: datetime.datetime | None
    may_repeat: bool
    repeat_url: str
    ticket_url: str


def present_deliveries(rows: Iterable[DeliveryRow], service_id: str) -> list[DeliveryView]:
    """Turn deliveries into what screens show."""
    return [_present(row, service_id) for row in rows]


def _recipient(row: DeliveryRow) -> str:
    if row.is_unreadable:
        return _("Cannot be decrypted")
    return _("No permission to view") if row.recipient is None else row.recipient


def _present(row: DeliveryRow, service_id: str) -> DeliveryView:
    tone, icon = _LOOKS.get(row.state, ("closed", "send"))
    name = DELIVERY_STATES.get(row.state, row.state)
    if row.state == State.SENT and settings.ENVIRONMENT.email_url is None:
        tone, icon, name = "wait", "mailbox", IN_DEMO_MAILBOX
    return DeliveryView(
        id=str(row.id),
        state=row.state,
        state_name=str(name),
        tone=tone,
        icon=icon,
        subject=row.subject or _("(no title)"),
        recipient=_recipient(row),
        reason=_reason(row.last_error),
        attempts=row.attempts,
        created_at=row.created_at,
        next_try_at=row.next_try_at,
        may_repeat=row.may_repeat,
        repeat_url=reverse("console:repeat-delivery", args=[service_id, row.id]),
        ticket_url=reverse("console:ticket", args=[service_id, "all", row.ticket_id]),
    )


def _reason(code: str) -> str:
    """Say why a mail was not taken, with the numbers of the server for whoever looks after it."""
    what, _space, numbers = code.partition(" ")
    label = str(MAIL_FAULTS.get(what, what))
    return f"{label} ({numbers})" if numbers else label


@require_GET
@for_administrators
def list_outgoing(request: AgentRequest) -> HttpResponse:
    """List the mails of the service, all or the failed ones; a script that scrolls gets the next rows alone."""
    state = "failed" if request.GET.get("state") == "failed" else "all"
    try:
        page = list_deliveries(agent=request.agent, only_failed=state == "failed", after=request.GET.get("after", ""))
    except BadCursor:
        return HttpResponseBadRequest(_("This link is broken."), content_type="text/plain; charset=utf-8")
    context = {
        "state": state,
        "deliveries": present_deliveries(page.rows, request.agent.service.service_id),
        "next_url": f"?state={state}&after={page.next_after}" if page.next_after else "",
    }
    if is_fragment(request):
        return render(request, "console/parts/delivery_rows.html", context)
    return show(
        request, "deliveries", {**context, "failed_count": count_failed(agent=request.agent)}, current="deliveries"
    )


@require_POST
@for_agents
def repeat(request: AgentRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """Send a mail that failed once more; show how it stands now."""
    said, status = _("Sending the email again."), 200
    try:
        actions.repeat_delivery(delivery_id=delivery_id, actor=request.actor)
    except Delivery.DoesNotExist as fault:
        raise Http404 from fault
    except DomainError as error:
        said, status = str(ERRORS.get(error.code, UNKNOWN_ERROR)), 409
    row = find_delivery(agent=request.agent, delivery_id=delivery_id)
    if row is None:
        raise Http404
    view = _present(row, request.agent.service.service_id)
    if not is_fragment(request):
        messages.add_message(request, messages.SUCCESS if status == 200 else messages.ERROR, said)
        is_on_ticket = request.POST.get("look") != "row"
        return redirect(
            view.ticket_url if is_on_ticket else reverse("console:deliveries", args=[request.agent.service.service_id])
        )
    part = "delivery_row" if request.POST.get("look") == "row" else "delivery"
    response = render(request, f"console/parts/{part}.html", {"delivery": view}, status=status)
    return trigger_client_event(response, "sangdam:said", {"text": said})
