"""Give services their customer fields."""

import re
from collections.abc import Sequence

from django.db import IntegrityError, connection, transaction
from django_scopes import scope

from sangdam.categories.models import SubmissionType
from sangdam.fields.errors import FieldError
from sangdam.fields.models import FIELD_CODE, CustomerField, FieldPlacement, FieldType
from sangdam.fields.system_fields import SYSTEM_FIELDS
from sangdam.foundation.events import Actor
from sangdam.organizations.actions import raise_configuration_version
from sangdam.organizations.models import Service

_WITH_OPTIONS = {FieldType.CHECKBOX, FieldType.DROPDOWN, FieldType.RADIO}


def add_system_fields(*, service: Service, actor: Actor) -> None:
    """Give a new service the product's own fields."""
    with scope(service=service), transaction.atomic():
        CustomerField.objects.bulk_create(
            CustomerField(
                service=service,
                field_id=field.field_id,
                code=field.code,
                type=field.type,
                is_system=True,
                names=field.names,
                descriptions=field.descriptions,
                placeholders=field.placeholders,
                length=field.length,
                is_required=field.is_required,
                is_encrypted=field.is_encrypted,
            )
            for field in SYSTEM_FIELDS
        )
        raise_configuration_version(service)


def add_user_field(
    *,
    service: Service,
    actor: Actor,
    code: str,
    type: str,
    names: dict[str, str],
    descriptions: dict[str, str] | None = None,
    placeholders: dict[str, str] | None = None,
    length: int = 0,
    is_required: bool = False,
    is_encrypted: bool = False,
    options: Sequence[str] | None = None,
    field_id: int | None = None,
) -> CustomerField:
    """Add a field of the service's own.

    Ids come from one sequence of the installation, from 720 on. A code once used is never used again, even after its
    field was deleted. Raises `FieldError`. Source: docs/product.md, "Kinds of fields".
    """
    if not re.match(FIELD_CODE.regex, code):
        raise FieldError("code_invalid")
    if type in _WITH_OPTIONS and not options:
        raise FieldError("options_required")
    if field_id is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('customer_field_id')")
            field_id = cursor.fetchone()[0]
    try:
        with scope(service=service), transaction.atomic():
            field = CustomerField.objects.create(
                service=service,
                field_id=field_id,
                code=code,
                type=type,
                names=names,
                descriptions=descriptions or {},
                placeholders=placeholders or {},
                length=length,
                is_required=is_required,
                is_encrypted=is_encrypted,
                options=list(options) if options is not None else None,
            )
            raise_configuration_version(service)
    except IntegrityError as fault:
        raise FieldError("code_taken") from fault
    return field


def place_fields(
    *, service: Service, submission_type: SubmissionType, fields: Sequence[CustomerField], actor: Actor
) -> None:
    """Set the form of a submission type: these fields in this order."""
    with scope(service=service), transaction.atomic():
        FieldPlacement.objects.filter(submission_type=submission_type).delete()
        FieldPlacement.objects.bulk_create(
            FieldPlacement(service=service, submission_type=submission_type, field=field, position=position)
            for position, field in enumerate(fields)
        )
        raise_configuration_version(service)
