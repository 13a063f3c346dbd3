"""Which door a request comes to: by its host, and by the shape of its path.

The console lives on the bare host only; customers' pages on `{domain}.<host>` only; the cookie-less Open API answers on
every host. Administrators write JavaScript for customers' pages, so the two must never share an origin or a cookie
(house, decision 2).
"""

import re
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import get_resolver

from sangdam.foundation.front import UNREAD

OPEN_API_URLS = "sangdam.doors.open_api.urls"
SITE_URLS = "sangdam.doors.site_urls"

# /{serviceId}/api/... and /{serviceId}/openapi/...: nothing else on any host has this shape. Whatever stands in the
# place of the service id, or nothing at all: a program that got it wrong reads envelopes, not pages.
OPEN_API_PATH = re.compile(r"^/(?:[^/]*/+)?(?:api|openapi)/")


def organization_domain(host: str) -> str | None:
    """Return the `{domain}` of a host name `{domain}.<host>`, or None on the bare host."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    for bare in (settings.ENVIRONMENT.host, "localhost"):
        if name.lower().endswith(f".{bare}"):
            return name[: -len(bare) - 1].lower()
    return None


class Doors:
    """Send Open API calls straight to their door, and customers' hosts to theirs.

    The Open API uses no cookie, session, language negotiation or CSRF token, so its calls skip the console's
    middleware: less to go wrong and the short path it is measured by.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.open_api = cast(Callable[[HttpRequest], HttpResponse], convert_exception_to_response(self._open_api))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Before the host is looked at: it means nothing to these calls, and programs in a network of their own know
        # this server by names and addresses that nobody told it.
        if OPEN_API_PATH.match(request.path_info):
            return self.open_api(request)
        if UNREAD in request.META:
            return HttpResponse("The request is too large.", status=413, content_type="text/plain")
        try:
            host = request.get_host()
        except DisallowedHost:
            return HttpResponseBadRequest("Unknown host.", content_type="text/plain")
        if organization_domain(host) is not None:
            request.urlconf = SITE_URLS
        return self.get_response(request)

    def _open_api(self, request: HttpRequest) -> HttpResponse:
        match = get_resolver(OPEN_API_URLS).resolve(request.path_info)
        request.resolver_match = match
        return match.func(request, *match.args, **match.kwargs)
