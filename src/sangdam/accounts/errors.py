"""Why the accounts room refuses."""

from sangdam.foundation.errors import DomainError


class AccountError(DomainError):
    """A member can't be made so. Codes: `email_taken`, `email_invalid`, `password_weak` (`details["reasons"]`)."""
