"""Error pages of the console: what happened, what to do, never why inside."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from sangdam.doors.console.entry import is_fragment, to_sign_in


def _show(request: HttpRequest, status: int, title: str, text: str, *, may_retry: bool = False) -> HttpResponse:
    context = {"status": status, "title": title, "text": text, "may_retry": may_retry and request.method == "GET"}
    return render(request, "console/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request makes no sense."""
    return _show(request, 400, _("This address is not valid"), _("A part of it is damaged or out of date."))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the member may not."""
    return _show(
        request,
        403,
        _("This is for administrators"),
        _("Ask an administrator of the service, or choose another screen."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that nothing is here: no such page, or in a service that is not the member's."""
    return _show(
        request,
        404,
        _("Nothing is here"),
        _("The address is wrong, or what was here belongs to a service you are not in."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault, without asking the database or the session for anything."""
    language = getattr(request, "LANGUAGE_CODE", None) or translation.get_language_from_request(request)
    with translation.override(language):
        context = {
            "status": 500,
            "title": _("Something went wrong here"),
            "text": _("It is not your fault, and it has been noted. What you wrote is kept on your device."),
            "retry_path": request.get_full_path() if request.method == "GET" else "",
        }
        return HttpResponse(render_to_string("console/fault.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old; a script gets the page loaded anew, or is sent to the sign-in."""
    if is_fragment(request):
        if not request.user.is_authenticated:
            return to_sign_in(request)
        messages.warning(request, _("The page was loaded again. Please send once more."))
        return HttpResponse(status=403, headers={"HX-Refresh": "true"})
    return _show(
        request,
        403,
        _("This page was open too long"),
        _("Load it again and repeat; what you wrote is kept on your device."),
    )
