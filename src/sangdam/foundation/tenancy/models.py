"""The base of every row that belongs to a service, the tenant unit."""

from typing import Any, ClassVar

from django.db import models
from django_scopes import ScopedManager


def service_manager(manager_class: type[models.Manager] = models.Manager) -> Any:
    """Build the manager of a tenant model: a query outside `scope(service=...)` is an exception, not a leak."""
    return ScopedManager(_manager_class=manager_class, service="service")


class ServiceOwned(models.Model):
    """A row of one service.

    Unique keys and indexes of the subclasses begin with `service`, so that a lookup never reads another service's
    rows and a service can move to a database of its own.
    """

    # Every index below begins with the service, so the one Django would add on the key alone is not wanted.
    service = models.ForeignKey(
        "organizations.Service", on_delete=models.CASCADE, related_name="+", db_index=False, editable=False
    )

    objects: ClassVar[Any] = service_manager()

    class Meta:
        abstract = True
