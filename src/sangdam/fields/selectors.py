"""Read the customer fields of a service."""

from django_scopes import scope

from sangdam.fields.models import CustomerField, FieldPlacement
from sangdam.fields.registry import FieldDefinition
from sangdam.fields.system_fields import CATEGORY, PERSONAL_AGREE, USUAL_ORDER
from sangdam.foundation.tenancy.configuration import service_configuration
from sangdam.organizations.models import Service


def system_fields() -> dict[int, CustomerField]:
    """Return the fields that came with the scoped service, by their id."""
    return {row.field_id: row for row in CustomerField.objects.filter(is_system=True)}


@service_configuration
def fields_by_code(service: Service) -> dict[str, FieldDefinition]:
    """Read every field of a service that is in use, by code."""
    with scope(service=service):
        return {
            row.code: FieldDefinition(
                field_id=row.field_id,
                code=row.code,
                type=row.type,
                is_system=row.is_system,
                names=row.names,
                descriptions=row.descriptions,
                placeholders=row.placeholders,
                length=row.length,
                is_required=row.is_required,
                is_encrypted=row.is_encrypted,
                is_exposed=row.is_exposed,
                is_cleared_on_click=row.is_cleared_on_click,
                options=tuple(row.options) if row.options is not None else None,
            )
            for row in CustomerField.objects.filter(deleted_at=None).order_by("field_id")
        }


@service_configuration
def _placements(service: Service) -> dict[int, tuple[int, ...]]:
    placed: dict[int, list[int]] = {}
    with scope(service=service):
        rows = FieldPlacement.objects.order_by("submission_type_id", "position", "id")
        for type_id, field_id in rows.values_list("submission_type_id", "field__field_id"):
            placed.setdefault(type_id, []).append(field_id)
    return {type_id: tuple(field_ids) for type_id, field_ids in placed.items()}


def form_of(service: Service, submission_type_id: int | None) -> list[FieldDefinition]:
    """List the exposed fields of a submission type's form, in order.

    The submission type stays on top and the personal-information agreement at the bottom, whatever was placed; a type
    without placements asks the system fields in their usual order (docs/product.md, "Kinds of fields").
    """
    by_id = {field.field_id: field for field in fields_by_code(service).values()}
    placed = _placements(service).get(submission_type_id or 0, USUAL_ORDER)
    middle = [field_id for field_id in placed if field_id not in (CATEGORY, PERSONAL_AGREE)]
    ordered = [CATEGORY, *middle, PERSONAL_AGREE]
    return [by_id[field_id] for field_id in ordered if field_id in by_id and by_id[field_id].is_exposed]
