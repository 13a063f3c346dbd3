"""Read the trees of types."""

from dataclasses import dataclass

from django_scopes import scope

from sangdam.categories.models import SubmissionType
from sangdam.foundation.tenancy.configuration import service_configuration
from sangdam.foundation.texts import pick
from sangdam.organizations.models import Service


@dataclass(frozen=True)
class SubmissionTypeNode:
    """A submission type with its place in the tree."""

    id: int
    parent: int
    names: dict[str, str]
    level: int
    ancestors: tuple[int, ...]
    position: int
    is_active: bool

    @property
    def path(self) -> str:
        r"""Return the ancestors as the Inquiry API writes them: `\2536\2538\`, and `\` at the top."""
        return "\\" + "".join(f"{ancestor}\\" for ancestor in self.ancestors)


@dataclass(frozen=True)
class SubmissionTypeTree:
    """All submission types of a service, in the order of the Inquiry API: by level, then position."""

    nodes: tuple[SubmissionTypeNode, ...]
    by_id: dict[int, SubmissionTypeNode]

    def active(self) -> list[SubmissionTypeNode]:
        """List what customers may choose: active types below active types."""
        inactive = {node.id for node in self.nodes if not node.is_active}
        return [
            node
            for node in self.nodes
            if node.is_active and not any(ancestor in inactive for ancestor in node.ancestors)
        ]

    def is_offered(self, type_id: int) -> bool:
        """Return whether customers may choose this type."""
        node = self.by_id.get(type_id)
        return (
            node is not None
            and node.is_active
            and all(self.by_id[ancestor].is_active for ancestor in node.ancestors if ancestor in self.by_id)
        )

    def full_name(self, type_id: int | None, language: str, default_language: str) -> str:
        """Join the names from the root to this type with `>`, "" for none."""
        node = self.by_id.get(type_id) if type_id else None
        if node is None:
            return ""
        line = [self.by_id[ancestor] for ancestor in node.ancestors if ancestor in self.by_id] + [node]
        return ">".join(pick(part.names, language, default_language) for part in line)

    def name(self, type_id: int | None, language: str, default_language: str) -> str:
        """Return the name of a type, "" for none."""
        node = self.by_id.get(type_id) if type_id else None
        return pick(node.names, language, default_language) if node else ""


@service_configuration
def submission_types_of(service: Service) -> SubmissionTypeTree:
    """Read the whole tree of a service; hundreds of nodes at most."""
    with scope(service=service):
        rows = SubmissionType.objects.all()
        nodes = [
            SubmissionTypeNode(
                id=row.pk,
                parent=row.parent_id or 0,
                names=row.names,
                level=row.level,
                ancestors=tuple(row.ancestors),
                position=row.position,
                is_active=row.is_active,
            )
            for row in rows
        ]
    nodes.sort(key=lambda node: (node.level, node.position, node.id))
    return SubmissionTypeTree(tuple(nodes), {node.id: node for node in nodes})
