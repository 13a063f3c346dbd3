"""Rules for members' passwords beyond Django's own."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAXIMUM = 256


class MaximumLength:
    """Refuse passwords so long that hashing them would be an attack (osTicket, CVE-2023-30082)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise `ValidationError` for more than 256 characters."""
        if len(password) > MAXIMUM:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """Say the rule."""
        return _("The password may have at most %(maximum)d characters.") % {"maximum": MAXIMUM}
