"""What belongs to the member and not to a service: the way in, language, looks."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sangdam.accounts.actions import change_preferences
from sangdam.accounts.middleware import LANGUAGE_SESSION_KEY
from sangdam.accounts.ways_back import leads_back
from sangdam.agents.selectors import list_services_of
from sangdam.doors.console.access import LAST_SERVICE_SESSION_KEY, beside_last_service, for_members
from sangdam.doors.console.shell import show
from sangdam.foundation.events import Actor


class PreferencesForm(forms.Form):
    """A member's language, theme and density of lists."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=[("ko", "한국어"), ("en", "English")])
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"), choices=[("system", "system"), ("light", "light"), ("dark", "dark")]
    )
    density = forms.ChoiceField(
        label=gettext_lazy("Ticket lists"), choices=[("comfortable", "comfortable"), ("compact", "compact")]
    )


def _back(request: HttpRequest, fallback: str) -> HttpResponse:
    wanted = request.POST.get("next", "")
    return redirect(wanted if leads_back(wanted) else fallback)


@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Lead from the bare address to the console."""
    return redirect("console:services")


@require_GET
@for_members
def choose_service(request: HttpRequest) -> HttpResponse:
    """Open the service used last, or the only one, or offer them all."""
    services = list_services_of(request.user)  # type: ignore[arg-type]
    codes = [service.service_id for service in services]
    last = request.session.get(LAST_SERVICE_SESSION_KEY)
    if last in codes:
        return redirect("console:list", last, "mine")
    if len(codes) == 1:
        return redirect("console:list", codes[0], "mine")
    return show(request, "chooser", {})


@require_http_methods(["GET", "POST"])
@for_members
@beside_last_service
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and keep language, theme and density; the user menu sends one of them and comes back."""
    member = request.user
    present = {
        "language": member.language,  # type: ignore[union-attr]
        "theme": member.theme,  # type: ignore[union-attr]
        "density": member.density,  # type: ignore[union-attr]
    }
    if request.method == "GET":
        return show(request, "preferences", {"form": PreferencesForm(initial=present)}, current="preferences")
    form = PreferencesForm({**present, **request.POST.dict()})
    if not form.is_valid():
        return show(request, "preferences", {"form": form}, current="preferences", status=422)
    change_preferences(member=member, actor=Actor.member(member), **form.cleaned_data)  # type: ignore[arg-type]
    request.session[LANGUAGE_SESSION_KEY] = form.cleaned_data["language"]
    if "next" not in request.POST:
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Saved."))
    return _back(request, reverse("console:preferences"))


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on: the sign-in page's switch.

    Whoever is not signed in has no session, and gets none for this: strangers shall not fill a table.
    """
    response = _back(request, settings.LOGIN_URL)
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        request.session[LANGUAGE_SESSION_KEY] = language
    else:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response
