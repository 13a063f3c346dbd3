"""The demo mailbox: what would have been sent if a mail server were set."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from sangdam.doors.console.access import AgentRequest, for_administrators
from sangdam.doors.console.shell import show
from sangdam.foundation.outbound.demo_mailbox import list_mails, read_mail

# The mail as it would look, and nothing more: no script, no picture from elsewhere, no way out of the frame.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
SHOWN_HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References")


def _demand_demo() -> None:
    if settings.ENVIRONMENT.email_url is not None:
        raise Http404


@require_GET
@for_administrators
def show_mailbox(request: AgentRequest, mail_id: str = "") -> HttpResponse:
    """List the mails of the service's demo mailbox and show one of them."""
    _demand_demo()
    mailbox = request.agent.service.service_id
    before = request.GET.get("before", "")
    mails = list_mails(mailbox, before=before)
    opened = read_mail(mailbox, mail_id or mails[0].mail_id) if mail_id or mails else None
    if mail_id and opened is None:
        raise Http404
    context = {
        "mails": mails,
        "next_before": mails[-1].mail_id if len(mails) == 50 else "",
        "mail": opened,
        "is_chosen": bool(mail_id),
        "headers": [
            (name, value)
            for wanted in SHOWN_HEADERS
            for name, value in (opened.headers if opened else [])
            if name.lower() == wanted.lower()
        ],
    }
    return show(request, "demo_mailbox", context, current="demo-mailbox")


@require_GET
@for_administrators
def show_html(request: AgentRequest, mail_id: str) -> HttpResponse:
    """Show the HTML part of a mail as it is, for the frame that shuts it in."""
    _demand_demo()
    opened = read_mail(request.agent.service.service_id, mail_id)
    if opened is None or not opened.html:
        raise Http404
    response = HttpResponse(opened.html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
