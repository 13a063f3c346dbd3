"""Every path below `/{serviceId}/api/` and `/{serviceId}/openapi/`, on every host."""

from django.urls import URLPattern, path, re_path

from sangdam.doors.open_api.api import api
from sangdam.doors.open_api.entry import enter, unknown

OPERATIONS: list[URLPattern] = [
    path(f"<service_id>/{pattern.pattern}", enter(pattern.callback), name=pattern.name)
    for pattern in api.urls[0]
    if isinstance(pattern, URLPattern) and pattern.name != "api-root"
]

# (?s:.*) and not .*: a line break in a path must not find its way out of this door.
urlpatterns = [*OPERATIONS, re_path(r"^(?P<service_id>[A-Za-z]{1,45})/(?:api|openapi)/(?s:.*)$", unknown)]
