"""The way into the Open API: the service of the path, its scope, and an envelope around whatever comes out."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_scopes import scope

from sangdam.doors.open_api.calls import discard_body
from sangdam.doors.open_api.envelope import refuse
from sangdam.doors.open_api.failures import NOT_FOUND, explain
from sangdam.organizations.selectors import find_service

View = Callable[..., HttpResponseBase]


def enter(view: View) -> View:
    """Wrap a view of the Open API: an unknown service is 404, another method 405, an unexpected fault 500.

    The product has no result code for a wrong method: its envelope says 400, the HTTP status 405.
    """

    @wraps(view)
    def entered(request: HttpRequest, service_id: str, **rest: Any) -> HttpResponseBase:
        try:
            response = _answer(view, request, service_id, rest)
        except Exception as fault:
            response = explain(request, fault)
        if response.status_code >= 400:
            discard_body(request)
        return response

    return entered


def _answer(view: View, request: HttpRequest, service_id: str, rest: dict[str, Any]) -> HttpResponseBase:
    service = find_service(service_id)
    if service is None:
        return refuse(404, NOT_FOUND)
    request.service = service  # type: ignore[attr-defined]
    with scope(service=service):
        response = view(request, **rest)
    if response.status_code == 405:
        allowed = response["Allow"]
        response = refuse(400, f"This method is not allowed here: use {allowed}.", status=405)
        response["Allow"] = allowed
    return response


def unknown(request: HttpRequest) -> HttpResponseBase:
    """Answer for a path below the Open API that nothing lives at."""
    discard_body(request)
    return refuse(404, NOT_FOUND)
