"""The Open API's routes as a table, for tests that try every one."""

from dataclasses import dataclass

from sangdam.doors.open_api.document import make_document

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Route:
    """An operation: its method, its path after `/{serviceId}/` with names in braces, whether it must be signed."""

    method: str
    tail: str
    is_signed: bool

    def fill(self, **values: object) -> str:
        """Put values into the path; whatever is not named becomes `1`."""
        return self.tail.format_map(_Values(values))


class _Values(dict):
    def __missing__(self, name: str) -> str:
        return "1"


ROUTES = [
    Route(method.upper(), path.removeprefix("/service/"), "security" in operation)
    for path, methods in make_document("service")["paths"].items()
    for method, operation in methods.items()
]
