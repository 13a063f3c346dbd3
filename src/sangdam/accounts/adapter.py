"""How sign-in (django-allauth) behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sangdam.accounts.jobs import defer_member_mail
from sangdam.accounts.known_browsers import remember_browser
from sangdam.accounts.sign_in_limits import TooManyAttempts, count_attempt, forget_attempts
from sangdam.accounts.ways_back import leads_back
from sangdam.foundation.caller import caller_address


class MembersOnly(DefaultAccountAdapter):
    """Members are invited by their organization: nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Count sign-in limits by the address the operator's proxies vouch for."""
        return caller_address(request)

    def is_safe_url(self, url: str) -> bool:
        """Lead nowhere but to the console after signing in."""
        return leads_back(url)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt; allauth takes it back when the password is right."""
        try:
            self._login_failed_rl_usage = count_attempt(request, credentials.get("email", ""))
        except TooManyAttempts as fault:
            sentence = _("Too many failed sign-ins. Try again in %(minutes)d minutes, or reset the password.")
            raise ValidationError(sentence % {"minutes": fault.minutes}, code="too_many_login_attempts") from None

    def post_login(self, request: HttpRequest, user: Any, **given: Any) -> HttpResponse:
        """Remember that this browser was the member's; the language chosen on the way in has done its part."""
        response: HttpResponse = super().post_login(request, user, **given)
        remember_browser(request, response, user.email)
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
            response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
        return response

    def set_password(self, user: Any, password: str) -> None:
        """Set a new password, whose account begins without failures."""
        super().set_password(user, password)
        forget_attempts(context.request, user.email)

    def authentication_failed(self, request: HttpRequest, **kwargs: Any) -> None:
        """Leave no trace of the address tried: it is a personal field."""

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Lead to the console as people reach it, whatever host and scheme the request came by.

        Whoever asks writes the `Host` header, and behind a TLS proxy the request itself is plain HTTP.
        """
        uid, token = key.split("-", 1)
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.ENVIRONMENT.console_url}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Leave the mail to a worker, so that a slow mail server neither delays the page nor tells who is a member."""
        member = context.get("user")
        with translation.override(member.language if member else translation.get_language()):
            message = self.render_mail(template_prefix, email, context)
        defer_member_mail(to=email, subject=message.subject, text=str(message.body))

    def format_email_subject(self, subject: str) -> str:
        """Put no site name before the subject: the sender says it."""
        return " ".join(str(subject).split())
