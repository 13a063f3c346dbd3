"""How sign-in (django-allauth) behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from sangdam.accounts.jobs import defer_member_mail
from sangdam.foundation.addresses import caller_address


class MembersOnly(DefaultAccountAdapter):
    """Members are invited by their organization: nobody signs up by himself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Count sign-in limits by the address the operator's proxies vouch for."""
        return caller_address(request)

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
