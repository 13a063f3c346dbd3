"""Customer fields: what a customer is asked, per submission type."""

from django.core.validators import RegexValidator
from django.db import models

from sangdam.foundation.tenancy.models import ServiceOwned
from sangdam.foundation.texts import TextsField

FIELD_CODE = RegexValidator(r"^[A-Za-z][A-Za-z0-9_]{0,49}\Z", code="invalid")
FIRST_USER_FIELD_ID = 720


class FieldType(models.TextChoices):
    """The field types of the Inquiry API (`type` of "List of Submission Type fields")."""

    CAPTION = "caption", "caption"
    TEXT = "text", "text box"
    TEXTAREA = "textarea", "long text box"
    CHECKBOX = "checkbox", "check box"
    DROPDOWN = "dropdown", "drop box"
    RADIO = "radio", "radio button"
    DATE = "date", "date"
    DATETIME = "datetime", "date and time"
    DATE_PERIOD = "date_period", "period of dates"
    DATETIME_PERIOD = "datetime_period", "period of dates and times"
    AGREE = "agree", "agreement"
    FILE = "file", "file"


class CustomerField(ServiceOwned):
    """A field of a service: a system field with the product's own id, or a user field with an id from 720 on.

    `is_encrypted` encrypts its values; `destroy_after_days` is how long they are kept. A code once used is never used
    again, so a deleted user field keeps its row (`deleted_at`).
    """

    field_id = models.PositiveIntegerField()
    code = models.CharField(max_length=50, validators=[FIELD_CODE])
    type = models.CharField(max_length=15, choices=FieldType.choices)
    is_system = models.BooleanField(default=False)
    names = TextsField()
    descriptions = TextsField()
    placeholders = TextsField()
    length = models.PositiveIntegerField(default=0)
    is_required = models.BooleanField(default=False)
    is_encrypted = models.BooleanField(default=False)
    is_exposed = models.BooleanField(default=True)
    is_cleared_on_click = models.BooleanField(default=True)
    options = models.JSONField(null=True)
    destroy_after_days = models.PositiveIntegerField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "field_id"], name="customer_field_id_once"),
            models.UniqueConstraint(fields=["service", "code"], name="customer_field_code_once"),
        ]

    def __str__(self) -> str:
        return self.code


class FieldPlacement(ServiceOwned):
    """A field's place in the form of a submission type.

    A type without placements asks the system fields in their usual order.
    """

    submission_type = models.ForeignKey("categories.SubmissionType", on_delete=models.CASCADE, related_name="+")
    field = models.ForeignKey(CustomerField, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["service", "submission_type", "field"], name="field_placement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.field_id} on {self.submission_type_id}"
