"""An organization's host: customers' pages. The help center is the next room to open here."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from sangdam.doors.health import healthz


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say plainly that nothing is here: no page of the console, no cookie, no hint of one."""
    return HttpResponse("Not found.", status=404, content_type="text/plain")


urlpatterns = [path("healthz", healthz)]
handler404 = "sangdam.doors.site_urls.not_found"
