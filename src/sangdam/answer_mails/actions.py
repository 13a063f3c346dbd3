"""Say how a service's mails look."""

from django.db import transaction
from django_scopes import scope

from sangdam.answer_mails import events, policies
from sangdam.answer_mails.errors import MailSettingsError
from sangdam.answer_mails.layouts import MAXIMUM_LENGTH, find_unsafe, has_content
from sangdam.answer_mails.models import MailLayout, MailSettings
from sangdam.answer_mails.selectors import MAXIMUM_SENDER_NAME
from sangdam.deliveries.models import Purpose
from sangdam.foundation.events import Actor, publish
from sangdam.foundation.outbound import one_line
from sangdam.foundation.outbound.mail import mailbox
from sangdam.organizations.actions import raise_configuration_version
from sangdam.organizations.models import Service
from sangdam.organizations.selectors import languages_of

MAXIMUM_ADDRESS = 100


def set_mail_sender(*, service: Service, actor: Actor, name: str, address: str) -> None:
    """Set the name and address that all mails of a service come from.

    Raises `NotPermitted`, `MailSettingsError`: `sender_name_invalid`, `sender_address_invalid`. Publishes
    `mail_settings.sender_changed`. Source: docs/product.md, "Mail settings" and "Mail settings calls".
    """
    policies.demand_management(actor, service)
    name, address = name.strip(), address.strip()
    if not name or len(name) > MAXIMUM_SENDER_NAME or one_line(name) != name:
        raise MailSettingsError("sender_name_invalid")
    try:
        mailbox(name, address)
    except ValueError:
        raise MailSettingsError("sender_address_invalid") from None
    if len(address) > MAXIMUM_ADDRESS or "." not in address.rpartition("@")[2]:
        raise MailSettingsError("sender_address_invalid")
    with scope(service=service), transaction.atomic():
        MailSettings.objects.update_or_create(
            service=service, defaults={"sender_name": name, "sender_address": address}
        )
        publish(events.MAIL_SENDER_CHANGED, service_id=service.pk, subject="mail_settings", actor=actor)
        raise_configuration_version(service)


def set_mail_layout(*, service: Service, actor: Actor, purpose: Purpose, language: str, html: str) -> None:
    """Put a layout of the service's own around answers of one purpose in one language; "" is the built-in one again.

    Raises `NotPermitted`, `MailSettingsError`: `language_unknown`, `content_missing`, `layout_too_long`,
    `layout_unsafe`. Publishes `mail_settings.layout_changed`. Source: docs/product.md, "Mail settings".
    """
    policies.demand_management(actor, service)
    if language not in languages_of(service).codes:
        raise MailSettingsError("language_unknown")
    if html:
        if len(html) > MAXIMUM_LENGTH:
            raise MailSettingsError("layout_too_long", maximum=MAXIMUM_LENGTH)
        if not has_content(html):
            raise MailSettingsError("content_missing")
        unsafe = find_unsafe(html)
        if unsafe:
            raise MailSettingsError("layout_unsafe", found=unsafe)
    with scope(service=service), transaction.atomic():
        if html:
            MailLayout.objects.update_or_create(
                service=service, purpose=purpose, language=language, defaults={"html": html}
            )
        else:
            MailLayout.objects.filter(purpose=purpose, language=language).delete()
        publish(
            events.MAIL_LAYOUT_CHANGED,
            service_id=service.pk,
            subject="mail_settings",
            actor=actor,
            purpose=str(purpose),
            language=language,
        )
        raise_configuration_version(service)
