"""Every path below `/{serviceId}/api/` and `/{serviceId}/openapi/`, on every host, whatever the service id is."""

from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_GET

from sangdam.doors.open_api.api import api
from sangdam.doors.open_api.document import serve_document, serve_page
from sangdam.doors.open_api.scoping import enter, unknown

# One pattern a path: ninja lists a path once for each of its methods.
OPERATIONS: list[URLPattern] = list(
    {
        str(pattern.pattern): path(f"<service_id>/{pattern.pattern}", enter(pattern.callback), name=pattern.name)
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    }.values()
)
DOCUMENTS = [
    path("<service_id>/api/openapi.json", enter(require_GET(serve_document)), name="document"),
    path("<service_id>/api/docs", enter(require_GET(serve_page)), name="docs"),
]

# The empty pattern fits every path: whatever came in by this door is answered here.
urlpatterns = [*OPERATIONS, *DOCUMENTS, re_path("", unknown)]
