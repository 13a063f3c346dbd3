"""Make members and keep their preferences."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from sangdam.accounts.errors import AccountError
from sangdam.accounts.models import Density, Member, Theme
from sangdam.foundation.events import Actor
from sangdam.organizations.models import Organization


def create_member(
    *,
    organization: Organization,
    email: str,
    name: str,
    password: str,
    actor: Actor,
    is_organization_administrator: bool = False,
    language: str = "ko",
) -> Member:
    """Make a member of an organization who can sign in with this e-mail and password.

    An e-mail belongs to one member in the whole installation. Raises `AccountError`.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as fault:
        raise AccountError("email_invalid") from fault
    member = Member(
        organization=organization,
        email=email,
        name=name,
        language=language,
        is_organization_administrator=is_organization_administrator,
    )
    try:
        validate_password(password, member)
    except ValidationError as fault:
        raise AccountError("password_weak", reasons=fault.messages) from fault
    member.set_password(password)
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as fault:
        raise AccountError("email_taken") from fault
    return member


def change_preferences(
    *,
    member: Member,
    actor: Actor,
    language: str | None = None,
    theme: str | None = None,
    density: str | None = None,
) -> Member:
    """Keep the language a member reads the console in, and how it is drawn; what is not known is ignored."""
    if language in {"ko", "en"}:
        member.language = language
    if theme in Theme.values:
        member.theme = theme
    if density in Density.values:
        member.density = density
    member.save(update_fields=["language", "theme", "density"])
    return member
