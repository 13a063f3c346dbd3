"""How sign-in (django-allauth) behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

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
