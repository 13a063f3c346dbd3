"""Submission types, which customers choose, and processing types, which agents choose."""

from django.db import models

from sangdam.foundation.tenancy.models import ServiceOwned
from sangdam.foundation.texts import TextsField

MAXIMUM_LEVEL = 5


class Category(ServiceOwned):
    """A node of a tree of types, one to five levels deep; names per language are unique among siblings.

    `ancestors` holds the ids from the root to the parent, so that level and path (Inquiry API, "Submission Type List")
    cost no recursive query; nodes move only through actions, which keep it.
    """

    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+")
    ancestors = models.JSONField(default=list)
    names = TextsField()
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def level(self) -> int:
        """Return the depth, the root being 1."""
        return len(self.ancestors) + 1


class SubmissionType(Category):
    """What an inquiry is about, chosen by the customer; an inactive one is offered in the console only."""

    is_active = models.BooleanField(default=True)

    class Meta(Category.Meta):
        abstract = False
        indexes = [models.Index(fields=["service", "parent", "position"], name="submission_type_tree")]


class ProcessingType(Category):
    """How an inquiry was handled, chosen by the agent."""

    class Meta(Category.Meta):
        abstract = False
        indexes = [models.Index(fields=["service", "parent", "position"], name="processing_type_tree")]
