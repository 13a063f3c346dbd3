"""Error pages of the console: what happened, what to do, never why inside."""

import sys

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from sangdam.doors.console.access import is_fragment, to_sign_in
from sangdam.foundation.outages import RETRY_SECONDS, is_passing

# What people type, as opposed to what a form carries along: shown again when it could not be taken.
TYPED = ("answer", "comment", "addresses")


def _show(request: HttpRequest, status: int, title: str, text: str, *, may_retry: bool = False) -> HttpResponse:
    context = {"status": status, "title": title, "text": text, "may_retry": may_retry and request.method == "GET"}
    return render(request, "console/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request makes no sense."""
    return _show(request, 400, _("This link is broken"), _("Part of the address is wrong or has expired."))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the member may not."""
    return _show(
        request,
        403,
        _("For administrators only"),
        _("Ask an administrator of the service, or choose another screen."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that nothing is here: no such page, or in a service that is not the member's."""
    return _show(
        request,
        404,
        _("Page not found"),
        _("The address may be wrong, or the page belongs to a service you are not part of."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault, without asking the database or the session for anything.

    Django calls this while it handles the fault; one that passes by itself has a page of its own.
    """
    if is_passing(sys.exc_info()[1]):
        return unavailable(request)
    language = getattr(request, "LANGUAGE_CODE", None) or translation.get_language_from_request(request)
    with translation.override(language):
        context = {
            "status": 500,
            "title": _("Something went wrong"),
            "text": _("Something failed on our side and has been recorded. What you wrote is kept on this device."),
            "retry_path": request.get_full_path() if request.method == "GET" else "",
        }
        return HttpResponse(render_to_string("console/fault.html", context), status=500)


@sensitive_variables()
def unavailable(request: HttpRequest) -> HttpResponse:
    """Ask to try again in a moment, with everything that was typed: the database is away, or a disk is full.

    A script leaves its page as it is and says so itself. A form sent without one gets its fields back, to be sent again
    from here; a form with a password does not.
    """
    language = getattr(request, "LANGUAGE_CODE", None) or translation.get_language_from_request(request)
    with translation.override(language):
        context = {
            "status": 503,
            "title": _("Try again in a moment"),
            "text": _("Sangdam cannot do this right now. Nothing is lost."),
            "retry_path": request.get_full_path() if request.method == "GET" else "",
        }
        if request.method == "POST":
            context |= _sent_again(request)
        response = HttpResponse(render_to_string("console/fault.html", context), status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sent_again(request: HttpRequest) -> dict[str, object]:
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
    except Exception:  # whatever made the body unreadable is not what this page is about
        return {}
    if any("password" in name for name, _value in sent):
        return {"retry_path": request.get_full_path()}
    return {
        "again_path": request.get_full_path(),
        "typed": [value for name, value in sent if name in TYPED and value.strip()],
        "fields": sent,
    }


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old; a script gets the page loaded anew, or is sent to the sign-in."""
    if is_fragment(request):
        if not request.user.is_authenticated:
            return to_sign_in(request)
        messages.warning(request, _("The page has been reloaded. Please submit again."))
        return HttpResponse(status=403, headers={"HX-Refresh": "true"})
    return _show(
        request,
        403,
        _("This page was open too long"),
        _("Reload the page and try again. What you wrote is kept on this device."),
    )
