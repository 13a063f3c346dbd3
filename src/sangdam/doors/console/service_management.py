"""Service Management: what administrators set for their service."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from sangdam.doors.console.access import AgentRequest, for_administrators
from sangdam.doors.console.labels import CALL_ERRORS
from sangdam.doors.console.shell import show
from sangdam.security import actions
from sangdam.security.errors import SecurityError
from sangdam.security.selectors import (
    OpenApiSettings,
    ShutOut,
    SpamLimits,
    callers_shut_out,
    list_rejected_calls,
    read_open_api_access,
    read_open_api_settings,
    refuses_more,
)


class AddressesForm(forms.Form):
    """Who may call the Open API."""

    addresses = forms.CharField(
        label=gettext_lazy("Addresses and networks"),
        help_text=gettext_lazy(
            "One per line: IPv4, IPv6 or networks such as 203.0.113.0/24."
            " If empty, requests from any address are allowed."
        ),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"class": "form-control mono", "rows": 4, "spellcheck": "false"}),
    )


class SpamForm(forms.Form):
    """How often customers may ask."""

    is_enabled = forms.BooleanField(
        label=gettext_lazy("Limit repeated inquiries"),
        required=False,
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
    )
    email_limit = forms.IntegerField(
        label=gettext_lazy("Maximum inquiries"), min_value=0, max_value=actions.MAXIMUM_LIMIT
    )
    email_minutes = forms.IntegerField(
        label=gettext_lazy("Period (minutes)"), min_value=1, max_value=actions.MAXIMUM_MINUTES
    )
    address_limit = forms.IntegerField(
        label=gettext_lazy("Maximum inquiries"), min_value=0, max_value=actions.MAXIMUM_LIMIT
    )
    address_minutes = forms.IntegerField(
        label=gettext_lazy("Period (minutes)"), min_value=1, max_value=actions.MAXIMUM_MINUTES
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for name in ("email_limit", "email_minutes", "address_limit", "address_minutes"):
            self.fields[name].widget.attrs["class"] = "form-control"


@sensitive_variables("new_key")
@require_http_methods(["GET", "POST"])
@for_administrators
def open_api(request: AgentRequest) -> HttpResponse:
    """Show and change the Open API: on and off, key, allowed addresses, spam policy; the last refused calls.

    A new key is in the answer to the request that made it and nowhere else: not in the session, not in an address.
    """
    service = request.agent.service
    if request.method == "GET":
        return _show(request)
    is_on = read_open_api_access(service).is_enabled
    match request.POST.get("do"):
        case "enable":
            new_key = actions.enable_open_api(service=service, actor=request.actor)
            return _show(request, new_key=new_key) if new_key else _back(request, _("Open API turned on."))
        case "disable" if is_on and not _is_confirmed(request):
            return _show(request, question=_before_switching_off(request))
        case "disable":
            actions.disable_open_api(service=service, actor=request.actor)
            return _back(request, _("Open API turned off."))
        case "change_key" if is_on and not _is_confirmed(request):
            return _show(request, question=_before_changing_the_key(request))
        case "change_key":
            return _show(request, new_key=actions.change_key(service=service, actor=request.actor))
        case "addresses":
            return _set_addresses(request)
        case "spam":
            return _set_spam_policy(request)
        case _:
            return _show(request, status=400)


@dataclass(frozen=True)
class Question:
    """What is asked before something stops for customers: what it affects, and the form once more."""

    title: str
    text: str
    action: str
    fields: list[tuple[str, str]]
    affected: list[str] = field(default_factory=list)


def _is_confirmed(request: AgentRequest) -> bool:
    return request.POST.get("confirmed") == "yes"


def _sent(request: AgentRequest) -> list[tuple[str, str]]:
    left_out = {"csrfmiddlewaretoken", "confirmed"}
    return [(name, str(value)) for name, value in request.POST.items() if name not in left_out]


def _before_switching_off(request: AgentRequest) -> Question:
    return Question(
        title=_("Turn off the Open API?"),
        text=_(
            "Your programs can no longer create tickets or read answers: every signed request is refused from now on."
            " Tickets stay, and the key stays the same if you turn it on again."
        ),
        action=_("Turn off"),
        fields=_sent(request),
    )


def _before_changing_the_key(request: AgentRequest) -> Question:
    return Question(
        title=_("Change the service key?"),
        text=_(
            "The current key stops working immediately. Every program that signs with it is refused until it uses the"
            " new one."
        ),
        action=_("Change key"),
        fields=_sent(request),
    )


def _before_allowing_fewer(request: AgentRequest, shut_out: ShutOut, allowed: list[str]) -> Question:
    return Question(
        title=_("Allow fewer addresses?"),
        text=_("Requests from any address are allowed now. After saving, only these addresses are allowed:")
        if shut_out.everybody_else
        else _("After saving, requests from these addresses are refused:"),
        action=_("Save"),
        fields=_sent(request),
        affected=allowed if shut_out.everybody_else else list(shut_out.networks),
    )


def _before_refusing_more(request: AgentRequest, limits: SpamLimits) -> Question:
    affected = []
    if limits.email_limit:
        affected.append(
            _("More than %(limit)d in %(minutes)d minutes from one email address")
            % {"limit": limits.email_limit, "minutes": limits.email_minutes}
        )
    if limits.address_limit:
        affected.append(
            _("More than %(limit)d in %(minutes)d minutes from one customer address")
            % {"limit": limits.address_limit, "minutes": limits.address_minutes}
        )
    return Question(
        title=_("Refuse inquiries beyond these limits?"),
        text=_("Customers who ask more often are refused until the period is over:"),
        action=_("Save"),
        fields=_sent(request),
        affected=affected,
    )


def _set_addresses(request: AgentRequest) -> HttpResponse:
    form = AddressesForm(request.POST)
    if form.is_valid():
        wanted = [line.strip() for line in form.cleaned_data["addresses"].splitlines() if line.strip()]
        shut_out = callers_shut_out(request.agent.service, wanted)
        if shut_out and not _is_confirmed(request):
            question = _before_allowing_fewer(request, shut_out, wanted)
            return _show(request, addresses_form=form, question=question)
        try:
            actions.set_allowed_addresses(
                service=request.agent.service,
                actor=request.actor,
                addresses=form.cleaned_data["addresses"].splitlines(),
            )
        except SecurityError as error:
            form.add_error("addresses", _address_problem(error))
        else:
            return _back(request, _("Allowed addresses saved."))
    return _show(request, addresses_form=form, status=422)


def _address_problem(error: SecurityError) -> str:
    if error.code == "too_many_addresses":
        return _("Enter no more than %(maximum)d addresses.") % error.details
    return _("“%(address)s” is not an address or network.") % error.details


def _set_spam_policy(request: AgentRequest) -> HttpResponse:
    form = SpamForm(request.POST)
    if not form.is_valid():
        return _show(request, spam_form=form, status=422)
    limits = SpamLimits(**form.cleaned_data)
    if refuses_more(request.agent.service, limits) and not _is_confirmed(request):
        return _show(request, spam_form=form, question=_before_refusing_more(request, limits))
    actions.set_spam_policy(service=request.agent.service, actor=request.actor, **form.cleaned_data)
    return _back(request, _("Spam policy saved."))


def _back(request: AgentRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("console:open-api", request.agent.service.service_id)


def _show(request: AgentRequest, *, status: int = 200, **parts: Any) -> HttpResponse:
    # Read again: an action of this request may have raised the version the settings are kept under.
    request.agent.service.refresh_from_db(fields=["configuration_version"])
    settings: OpenApiSettings = read_open_api_settings(agent=request.agent)
    spam = settings.spam
    context = {
        "access": settings,
        "new_key": "",
        "question": None,
        "organization_id": request.agent.service.organization.organization_id,
        "docs_url": f"/{request.agent.service.service_id}/api/docs",
        "addresses_form": AddressesForm(initial={"addresses": "\n".join(settings.allowed_addresses)}),
        "spam_form": SpamForm(
            initial={
                "is_enabled": spam.is_enabled,
                "email_limit": spam.email_limit,
                "email_minutes": spam.email_minutes,
                "address_limit": spam.address_limit,
                "address_minutes": spam.address_minutes,
            }
        ),
        "refused": [
            {
                "at": call.at,
                "method": call.method,
                "path": call.path,
                "address": call.address,
                "reason_text": str(CALL_ERRORS.get(call.reason, call.reason)),
            }
            for call in list_rejected_calls(agent=request.agent)
        ],
        **parts,
    }
    return show(request, "open_api", context, current="open-api", status=status)
