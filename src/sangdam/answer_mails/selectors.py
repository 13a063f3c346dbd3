"""Read how a service's mails look."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django_scopes import scope

from sangdam.answer_mails.layouts import built_in_layout
from sangdam.answer_mails.models import MailLayout, MailSettings
from sangdam.foundation.tenancy.configuration import service_configuration
from sangdam.organizations.models import Service
from sangdam.organizations.selectors import languages_of

MAXIMUM_SENDER_NAME = 45


@dataclass(frozen=True)
class MailConfiguration:
    """The sender of a service's mails and its own layouts, by purpose and language."""

    sender_name: str
    sender_address: str
    layouts: Mapping[tuple[str, str], str] = field(default_factory=dict)


@service_configuration
def read_mail_configuration(service: Service) -> MailConfiguration:
    """Read the mail settings of a service, kept per process until they change.

    Until an administrator says otherwise mails come from the service's name and `noreply` at our mail domain.
    """
    with scope(service=service):
        row = MailSettings.objects.first()
        layouts = {
            (purpose, language): html
            for purpose, language, html in MailLayout.objects.values_list("purpose", "language", "html")
        }
    return MailConfiguration(
        sender_name=row.sender_name if row else service.name[:MAXIMUM_SENDER_NAME],
        sender_address=row.sender_address if row else f"noreply@{settings.ENVIRONMENT.mail_domain}",
        layouts=layouts,
    )


def layout_for(service: Service, purpose: str, language: str) -> str:
    """Return the layout for a mail: the service's own in that language or its default one, else the built-in one."""
    default_language = languages_of(service).default
    own = read_mail_configuration(service).layouts
    for code in (language, default_language):
        if (purpose, code) in own:
            return own[purpose, code]
    return built_in_layout(purpose, language, default_language)
