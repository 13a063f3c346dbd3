"""Cookies of the console itself, and those that a customer's page may have planted beside them.

Administrators write scripts for their pages on `{domain}.<host>`, and a page may set cookies for the hosts above its
own. Under https browsers keep that from names that begin with `__Host-`, and ours do. Under http nothing in a request
tells whose a cookie is; but a cookie that is removed *with a domain* is never ours, which have none.
"""

from collections import Counter
from collections.abc import Callable
from http.cookies import Morsel
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path

_SWEPT = "sangdam_swept"
_SWEPT_SECONDS = 10
MOST_FOLDERS = 12


class OwnCookiesOnly:
    """Sign nobody in or out by a planted cookie.

    A request with two of a name is sent once more after everything that is not ours was removed (307 keeps method and
    body); if they are still two, somebody plants them right now, and neither counts. A page that was reached from
    elsewhere removes what was planted alone, so that it serves for that page at most.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Customers' hosts have a table of addresses of their own, which reads no cookie.
        if settings.SESSION_COOKIE_SECURE or hasattr(request, "urlconf") or not _domains(request):
            return self.get_response(request)
        doubled = _doubled(request.headers.get("Cookie", ""))
        if not doubled:
            response = self.get_response(request)
            if settings.SESSION_COOKIE_NAME in request.COOKIES and _comes_from_elsewhere(request):
                _sweep(request, response, [settings.SESSION_COOKIE_NAME])
            return response
        if _SWEPT in request.COOKIES:
            for name in doubled:
                del request.COOKIES[name]
            response = self.get_response(request)
        else:
            response = HttpResponse(
                status=307, headers={"Location": request.get_full_path(), "Cache-Control": "no-store"}
            )
            response.set_cookie(_SWEPT, "1", max_age=_SWEPT_SECONDS, httponly=True, samesite="Lax")
        _sweep(request, response, [*doubled, _SWEPT])
        return response


def _doubled(header: str) -> list[str]:
    names = Counter(part.partition("=")[0].strip() for part in header.split(";"))
    return [name for name in settings.OWN_COOKIE_NAMES if names[name] > 1]


def _comes_from_elsewhere(request: HttpRequest) -> bool:
    """Return whether this is a page that another site, a bookmark or a hand led to."""
    if request.method != "GET" or "text/html" not in request.headers.get("Accept", ""):
        return False
    came_from = urlsplit(request.headers.get("Referer", ""))
    return (came_from.scheme, came_from.netloc) != ("http", request.headers.get("Host"))


def _sweep(request: HttpRequest, response: HttpResponse, names: list[str]) -> None:
    """Remove these cookies wherever a page below this host could have put them to be sent along here."""
    # A cookie without a name is sent as its value alone, and reads like one of ours.
    for name in (*names, ""):
        for domain in _domains(request):
            # As browsers write and compare them: percent-encoded. What stands decoded here may be the end of a header.
            for path in _folders(escape_uri_path(request.path)):
                removed: Any = Morsel()
                # Not by `set`, which refuses a cookie without a name.
                removed.__setstate__({"key": name, "value": "x", "coded_value": "x"})
                removed.update({"domain": domain, "path": path, "max-age": 0})
                # The jar's key only has to differ: it is the cookie itself that is written.
                dict.__setitem__(response.cookies, f"{name} {domain} {path}", removed)


def _domains(request: HttpRequest) -> list[str]:
    """List the domains for which a page below this host can set cookies: the host and those above it.

    None for `localhost` and for addresses: no page of another host sets a cookie there, and browsers take such a domain
    for none at all, so that a removal would hit our own.
    """
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    labels = host.split(".")
    if ":" in host or labels[-1].isdigit() or labels[-1] == "localhost":
        return []
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _folders(path: str) -> list[str]:
    """List the paths under which a cookie is sent to this address: `/`, `/a`, `/a/`, `/a/b`."""
    steps = [step for step in path.split("/") if step][:MOST_FOLDERS]
    whole = ["/" + "/".join(steps[:count]) for count in range(1, len(steps) + 1)]
    return ["/", *whole, *(f"{folder}/" for folder in whole)]
