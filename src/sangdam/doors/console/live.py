"""What an open screen asks to stay true: where the live process is, events when it is not, rows that changed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET

from sangdam.agents.models import Agent
from sangdam.doors.console.access import AgentRequest, for_agents, for_members
from sangdam.doors.console.converters import TicketId
from sangdam.doors.console.presenters import Row, order_of, present_rows, screen_language
from sangdam.doors.console.shell import count_lists
from sangdam.foundation.events.reading import CursorUnusable, current_cursor, read_since
from sangdam.organizations.models import Service
from sangdam.tickets.selectors import LATEST, list_tickets

MAXIMUM_ROWS = 100
MAXIMUM_NAMES = 5
# Stands for a ticket id in an address that a script completes.
ANY_TICKET = "T0000000000000AAAAA"


def live_addresses(agent: Agent, list_name: str, cursor: str) -> dict[str, str]:
    """Tell a page where it hears of changes, and from which moment on."""
    service_id = agent.service.service_id
    return {
        "url": f"{settings.ENVIRONMENT.live_base_url}/{service_id}/events",
        "poll_url": reverse("console:poll", args=[service_id]),
        "refresh_url": reverse("console:refresh", args=[service_id, list_name]),
        "list_url": reverse("console:list", args=[service_id, list_name]),
        "ticket_url": reverse("console:ticket", args=[service_id, "all", ANY_TICKET]),
        "cursor": cursor,
    }


@require_GET
@for_members
def check_connection(request: HttpRequest) -> HttpResponse:
    """Answer a page that only wants to know whether Sangdam is there and still knows the member.

    Whoever is signed in was read from the database: a page learns as well that it is away.
    """
    return HttpResponse(status=204)


@require_GET
@for_agents
def poll(request: AgentRequest) -> HttpResponse:
    """Return the events since a cursor, as the live process does, for pages that it does not reach.

    410 means that events cannot be told from there on: the page reads its rows again and goes on from the cursor given.
    """
    service: Service = request.agent.service
    try:
        events, cursor = read_since(service, request.GET.get("after", ""))
    except CursorUnusable:
        return JsonResponse({"cursor": current_cursor()}, status=410)
    return JsonResponse({"cursor": cursor, "events": [event.as_json() for event in events]})


@require_GET
@for_agents
def refresh(request: AgentRequest, list_name: str) -> HttpResponse:
    """Return the counts of all lists, and which of these tickets stand in this list, drawn anew.

    `ids` are ticket ids joined with commas, at most 100; those that are not among the rows are not in the list (any
    more). The rows come in the order of the list. `name` are tickets to be told by their subject, whatever their list.
    """
    ids = _ticket_ids(request, "ids", MAXIMUM_ROWS)
    opened = request.GET.get("open", "")
    rows = _read_rows(request, list_name, ids, order_of(request, request.agent, list_name))
    named = _read_rows(request, "all", _ticket_ids(request, "name", MAXIMUM_NAMES), LATEST)
    return JsonResponse(
        {
            "counts": count_lists(request.agent),
            "rows": [
                {
                    "id": row.id,
                    "order": row.order,
                    "html": render_to_string("console/parts/row.html", {"row": row, "open_id": opened}),
                }
                for row in rows
            ],
            "subjects": {row.id: {"subject": row.subject, "url": row.url} for row in named},
        }
    )


def _ticket_ids(request: AgentRequest, name: str, most: int) -> list[str]:
    return [item for item in request.GET.get(name, "").split(",") if TicketId.matches(item)][:most]


def _read_rows(request: AgentRequest, list_name: str, ids: list[str], order: str) -> list[Row]:
    if not ids:
        return []
    page = list_tickets(
        agent=request.agent, list_name=list_name, language=screen_language(), order=order, only=ids, limit=MAXIMUM_ROWS
    )
    return present_rows(page.rows, agent=request.agent, list_name=list_name, order=order)
