"""Who may come in: every page of a service asks here first."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django_scopes import scope

from sangdam.accounts.actions import change_preferences
from sangdam.accounts.middleware import LANGUAGE_SESSION_KEY
from sangdam.agents.models import Agent
from sangdam.agents.selectors import find_agent
from sangdam.foundation.events import Actor

LAST_SERVICE_SESSION_KEY = "console_last_service"

View = Callable[..., HttpResponseBase]


class AgentRequest(HttpRequest):
    """A request inside a service: the member signed in is this agent there."""

    agent: Agent
    actor: Actor
    htmx: Any


def for_members(view: View) -> View:
    """Let signed-in members in; send others to the sign-in page and back afterwards.

    A script (htmx or fetch) cannot follow a redirect into a page, so it is told where to go: 401 with `HX-Redirect`.
    """

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return _private(view(request, *args, **kwargs))

    return enter


def for_agents(view: View) -> View:
    """Let the active agents of a service in, in its scope and time zone; for everybody else it does not exist."""

    @wraps(view)
    def enter(request: HttpRequest, service_id: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        agent = find_agent(member_id=request.user.pk or 0, service_id=service_id)
        if agent is None:
            raise Http404
        request.agent = agent  # type: ignore[attr-defined]
        request.actor = Actor.agent(agent)  # type: ignore[attr-defined]
        with scope(service=agent.service), timezone.override(ZoneInfo(agent.service.time_zone)):
            return _private(view(request, *args, **kwargs))

    return enter


def beside_last_service(view: View) -> View:
    """Keep the service used last around a member's own screens, so that its menu stays where it was."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        service_id = request.session.get(LAST_SERVICE_SESSION_KEY, "")
        agent = find_agent(member_id=request.user.pk or 0, service_id=service_id) if service_id else None
        if agent is None:
            return view(request, *args, **kwargs)
        request.agent = agent  # type: ignore[attr-defined]
        with scope(service=agent.service):
            return view(request, *args, **kwargs)

    return enter


def for_administrators(view: View) -> View:
    """Let the administrators of a service in; its other agents learn that they may not."""

    @for_agents
    @wraps(view)
    def enter(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.agent.is_administrator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return enter


def is_fragment(request: HttpRequest) -> bool:
    """Return whether a script asks for a part of a page; a browser going back wants the whole."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a page to the sign-in, and tell a script where that is."""
    if is_fragment(request) or request.headers.get("Accept", "").startswith("application/json"):
        back = request.htmx.current_url_abs_path if is_fragment(request) else None  # type: ignore[attr-defined]
        address = f"{settings.LOGIN_URL}?{urlencode({'next': back or settings.LOGIN_REDIRECT_URL})}"
        return HttpResponse(status=401, headers={"HX-Redirect": address, "Cache-Control": "no-store"})
    if request.method not in {"GET", "HEAD"}:
        return redirect(settings.LOGIN_URL)
    return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")


def _private(response: HttpResponseBase) -> HttpResponseBase:
    # Personal data: no cache keeps it. The same address answers with a page or a part of it.
    response.headers.setdefault("Cache-Control", "private, no-store")
    patch_vary_headers(response, ["HX-Request"])
    return response


def speak_the_members_language(sender: object, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Speak the member's language after signing in; one chosen on the sign-in page becomes the member's."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in dict(settings.LANGUAGES) and chosen != user.language:
        change_preferences(member=user, actor=Actor.member(user), language=chosen)
    request.session[LANGUAGE_SESSION_KEY] = user.language


def listen_for_sign_in() -> None:
    """Follow Django's signal of a successful sign-in."""
    user_logged_in.connect(speak_the_members_language, dispatch_uid="console.language")
