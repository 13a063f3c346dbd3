"""The bare host: the console, sign-in, health."""

from django.urls import include, path

from sangdam.doors.health import healthz, healthz_write

urlpatterns = [
    path("healthz", healthz),
    path("healthz/write", healthz_write),
    path("", include("sangdam.doors.console.urls")),
]

handler400 = "sangdam.doors.console.errors.bad_request"
handler403 = "sangdam.doors.console.errors.permission_denied"
handler404 = "sangdam.doors.console.errors.not_found"
handler500 = "sangdam.doors.console.errors.server_error"
