"""Members: the people of an organization who can sign in."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class MemberManager(BaseUserManager["Member"]):
    """Finds members by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(email=(username or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Member":
        """Create a member row; `actions.create_member` is the use case with its checks."""
        member = self.model(email=email.lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Theme(models.TextChoices):
    """How a member wants the console drawn."""

    SYSTEM = "system", "system"
    LIGHT = "light", "light"
    DARK = "dark", "dark"


class Density(models.TextChoices):
    """How much room a member's ticket lists take."""

    COMFORTABLE = "comfortable", "comfortable"
    COMPACT = "compact", "compact"


class Member(AbstractBaseUser):
    """A person of one organization who signs in to the console with e-mail and password.

    An organization administrator manages the organization and its members; rights in a service come only from being
    one of its agents (`agents.Agent`).
    """

    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="members")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=100)
    language = models.CharField(max_length=6, default="ko")
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    density = models.CharField(max_length=11, choices=Density.choices, default=Density.COMFORTABLE)
    is_organization_administrator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MemberManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], name="member_email_once"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="member_email_lower"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Nobody is staff: there is no Django admin here, but libraries ask."""
        return False

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Deny: rights are decided by the rooms' policies, never by Django's permissions."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Deny, see `has_perm`."""
        return False
