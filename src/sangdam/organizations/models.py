"""Organizations and their services, the tenant units of the product."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

ORGANIZATION_ID = RegexValidator(r"^[A-Za-z0-9]{16}\Z", code="invalid")
DOMAIN = RegexValidator(r"^[a-z0-9][a-z0-9-]{2,39}\Z", code="invalid")
KEY = RegexValidator(r"^[0-9a-f]{32}\Z", code="invalid")
SERVICE_ID = RegexValidator(r"^[A-Za-z]{1,45}\Z", code="invalid")
LANGUAGE_CODE = RegexValidator(r"^[A-Za-z_]{2,6}\Z", code="invalid")


class Organization(models.Model):
    """A company that runs services here.

    `organization_id` (16 letters and digits) stands in every signature; `domain` is where its customers find it. The
    organization key signs member interlink and is encrypted, see `actions.read_organization_key`.
    """

    organization_id = models.CharField(max_length=16, unique=True, validators=[ORGANIZATION_ID])
    name = models.CharField(max_length=100)
    domain = models.CharField(max_length=40, unique=True, validators=[DOMAIN])
    encrypted_key = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(domain=Lower("domain")), name="organization_domain_lower"),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceType(models.IntegerChoices):
    """What a service is for (docs/product.md, "Services")."""

    CONSULTATION = 1, "consultation management"
    ISSUE = 2, "issue management"


class EditorType(models.TextChoices):
    """How layouts and templates of a service are written."""

    HTML = "HTML", "HTML"
    TEXT = "TEXT", "TEXT"


class Service(models.Model):
    """A service of an organization: the tenant unit that every other row belongs to.

    `service_id` stands in every URL, is unique in the installation and never changes. `configuration_version` rises
    with every change of its settings, categories, fields or keys: processes that cache them compare it.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="services")
    service_id = models.CharField(max_length=45, unique=True, validators=[SERVICE_ID])
    name = models.CharField(max_length=100, unique=True)
    type = models.PositiveSmallIntegerField(choices=ServiceType.choices, default=ServiceType.CONSULTATION)
    time_zone = models.CharField(max_length=64, default="Asia/Seoul")
    editor_type = models.CharField(max_length=4, choices=EditorType.choices, default=EditorType.HTML)
    is_active = models.BooleanField(default=True)
    configuration_version = models.BigIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("service_id"), name="service_id_unique_without_case"),
        ]

    def __str__(self) -> str:
        return self.service_id


class ServiceLanguage(models.Model):
    """A language of a service's help center; exactly one is the default."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="languages", db_index=False)
    code = models.CharField(max_length=6, validators=[LANGUAGE_CODE])
    is_default = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["service", "position"]
        constraints = [
            models.UniqueConstraint(fields=["service", "code"], name="service_language_once"),
            models.UniqueConstraint(
                fields=["service"], condition=models.Q(is_default=True), name="service_one_default_language"
            ),
        ]

    def __str__(self) -> str:
        return self.code
