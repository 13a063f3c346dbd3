"""Shape the trees of types."""

from django.db import transaction
from django_scopes import scope

from sangdam.categories.errors import CategoryError
from sangdam.categories.models import MAXIMUM_LEVEL, SubmissionType
from sangdam.foundation.events import Actor
from sangdam.organizations.actions import lock_service, raise_configuration_version
from sangdam.organizations.models import Service


def add_submission_type(
    *,
    service: Service,
    names: dict[str, str],
    actor: Actor,
    parent: SubmissionType | None = None,
    is_active: bool = True,
    category_id: int | None = None,
) -> SubmissionType:
    """Add a submission type below `parent`, or at the top, after its siblings.

    At most five levels; a name is unique among siblings in every language (docs/product.md, "Categories").
    `category_id` keeps a known id when data comes from elsewhere. Raises `CategoryError`.
    """
    ancestors = [*parent.ancestors, parent.pk] if parent else []
    if len(ancestors) >= MAXIMUM_LEVEL:
        raise CategoryError("too_deep")
    with scope(service=service), transaction.atomic():
        # One writer at a time: names are compared with siblings that might be on their way.
        lock_service(service)
        siblings = SubmissionType.objects.filter(parent=parent)
        if any(names.get(code) == text for sibling in siblings for code, text in sibling.names.items() if text):
            raise CategoryError("name_taken")
        submission_type = SubmissionType.objects.create(
            pk=category_id,
            service=service,
            parent=parent,
            ancestors=ancestors,
            names=names,
            position=len(siblings),
            is_active=is_active,
        )
        raise_configuration_version(service)
    return submission_type
