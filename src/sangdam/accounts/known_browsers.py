"""Browsers in which a member has signed in before, by a signed cookie.

It opens nothing: it only lets such a browser count its failures by itself (`sign_in_limits`). It names accounts by
keyed digests and survives signing out.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from sangdam.foundation.crypto import keyed_digest

KEPT_DAYS = 180
MOST_ACCOUNTS = 8
_SALT = "sangdam.accounts.known_browser"


def browser_known_to(request: HttpRequest, email: str) -> str | None:
    """Return the id of this browser if the account with this address was signed in to in it, else None."""
    browser, accounts = _read(request)
    return browser if browser and _account(email) in accounts else None


def remember_browser(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Let the browser know that this account was signed in to in it; at most the last eight are kept."""
    browser, accounts = _read(request)
    account = _account(email)
    kept = [account, *(other for other in accounts if other != account)][:MOST_ACCOUNTS]
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        signing.dumps([browser or secrets.token_hex(16), kept], salt=_SALT),
        max_age=KEPT_DAYS * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    given = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "")
    try:
        browser, accounts = signing.loads(given, salt=_SALT, max_age=KEPT_DAYS * 24 * 3600)
    except signing.BadSignature:
        return "", []
    return browser, accounts


def _account(email: str) -> str:
    return keyed_digest(email.strip().lower(), "accounts.known_browser")
