"""The frame around every screen: services, side menu, counts, the member."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from sangdam.accounts.models import Member
from sangdam.agents.models import Agent
from sangdam.agents.selectors import list_services_of
from sangdam.doors.console.labels import ROLE_NAMES
from sangdam.organizations.models import Organization, Service
from sangdam.tickets.selectors import count_list


@dataclass(frozen=True)
class ListKind:
    """A ticket list of the side menu."""

    code: str
    name: Promise
    icon: str
    keys: str
    empty_title: Promise
    empty_text: Promise
    is_loud: bool = False


MENU_LISTS = {
    kind.code: kind
    for kind in (
        ListKind(
            "mine",
            gettext_lazy("Assigned to me"),
            "mine",
            "g m",
            gettext_lazy("Nothing in progress"),
            gettext_lazy("Take an unassigned ticket and it appears here."),
        ),
        ListKind(
            "unassigned",
            gettext_lazy("Unassigned"),
            "unassigned",
            "g u",
            gettext_lazy("All caught up"),
            gettext_lazy("Every inquiry has an agent. New ones appear here automatically."),
            is_loud=True,
        ),
        ListKind(
            "all",
            gettext_lazy("All tickets"),
            "all",
            "g a",
            gettext_lazy("No inquiries yet"),
            gettext_lazy("When a customer asks, the ticket appears here automatically."),
        ),
    )
}


@dataclass(frozen=True)
class MenuList:
    """A list as the side menu and the list pane show it."""

    code: str
    name: str
    icon: str
    keys: str
    url: str
    count: int
    is_loud: bool
    empty_title: str
    empty_text: str


@dataclass(frozen=True)
class Shell:
    """What the frame of a screen needs."""

    member: Member
    organization: Organization
    services: list[Service]
    agent: Agent | None = None
    service: Service | None = None
    current: str = ""
    lists: list[MenuList] = field(default_factory=list)

    @property
    def is_administrator(self) -> bool:
        """Return whether the service management is in the menu."""
        return self.agent is not None and self.agent.is_administrator

    @property
    def role_name(self) -> str:
        """Name what the member is here."""
        if self.agent is not None:
            return str(ROLE_NAMES[self.agent.role])
        return _("Organization administrator") if self.member.is_organization_administrator else ""

    @property
    def stream_url(self) -> str:
        """Return where a page without a list listens for signs of life: the stream of any service of the member."""
        listened_to = self.service or next(iter(self.services), None)
        return f"{settings.ENVIRONMENT.live_base_url}/{listened_to.service_id}/events" if listened_to else ""

    @property
    def has_demo_mailbox(self) -> bool:
        """Return whether mail stays here because no mail server is set."""
        return settings.ENVIRONMENT.email_url is None

    @property
    def themes(self) -> list[dict[str, str]]:
        """List the themes with their labels."""
        offered = (
            ("system", "system", _("System"), _("Theme: system")),
            ("light", "sun", pgettext("theme", "Light"), _("Theme: light")),
            ("dark", "moon", pgettext("theme", "Dark"), _("Theme: dark")),
        )
        return [{"code": code, "icon": icon, "name": name, "command": command} for code, icon, name, command in offered]

    @property
    def densities(self) -> list[dict[str, str]]:
        """List the densities of ticket lists with their labels."""
        offered = (
            ("comfortable", "rows", pgettext("density", "Comfortable"), _("Ticket lists: comfortable")),
            ("compact", "rows-close", pgettext("density", "Compact"), _("Ticket lists: compact")),
        )
        return [{"code": code, "icon": icon, "name": name, "command": command} for code, icon, name, command in offered]


def count_lists(agent: Agent) -> dict[str, int]:
    """Count every list of the side menu: apart from the rows."""
    return {code: count_list(agent=agent, list_name=code) for code in MENU_LISTS}


def lists_of(agent: Agent) -> list[MenuList]:
    """Make the ticket lists of the side menu, with counts."""
    counts = count_lists(agent)
    return [
        MenuList(
            code=kind.code,
            name=str(kind.name),
            icon=kind.icon,
            keys=kind.keys,
            url=reverse("console:list", args=[agent.service.service_id, kind.code]),
            count=counts[kind.code],
            is_loud=kind.is_loud,
            empty_title=str(kind.empty_title),
            empty_text=str(kind.empty_text),
        )
        for kind in MENU_LISTS.values()
    ]


def make_shell(request: HttpRequest, current: str = "") -> Shell:
    """Gather the frame for a member, inside a service when the request has an agent."""
    member: Any = request.user
    agent: Agent | None = getattr(request, "agent", None)
    return Shell(
        member=member,
        organization=agent.service.organization if agent else member.organization,
        services=list_services_of(member),
        agent=agent,
        service=agent.service if agent else None,
        current=current,
        lists=lists_of(agent) if agent else [],
    )


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, current: str = "", status: int = 200
) -> HttpResponse:
    """Render a screen in its frame."""
    return render(
        request, f"console/screens/{template}.html", {"shell": make_shell(request, current), **context}, status=status
    )
