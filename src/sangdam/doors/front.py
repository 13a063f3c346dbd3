"""The web process: what stands before Django, so that strangers who send or read slowly hold no thread of it."""

import os
import re
import time
from collections.abc import Mapping

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sangdam.settings.project")

import psycopg
from django.conf import settings
from django.db import connection

from sangdam.doors.hosts import OPEN_API_PATH
from sangdam.doors.open_api.calls import MAXIMUM_BODY, MAXIMUM_UPLOAD, MULTIPART
from sangdam.doors.open_api.envelope import CONTENT_TYPE, envelope_of_error
from sangdam.doors.wsgi import application as django
from sangdam.foundation.front import Front, Reading
from sangdam.security.errors import CallError
from sangdam.security.signatures import check_shape, check_timestamp

# Forms of the console: attachments come by multipart, whatever else by pages of text at most.
MAXIMUM_FORM = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
MAXIMUM_FILES = 25 * 1024 * 1024
# Of strangers the console takes their sign-in, their language, a new password.
MAXIMUM_OF_STRANGERS = 64 * 1024

_SIGNED_PATH = re.compile(r"^/(?:[^/]*/+)?openapi/")
_UPLOAD_PATH = re.compile(r"/attachments/upload\.json$")
_FILE_PATH = re.compile(rf"{re.escape(settings.STATIC_URL)}|/(?:[^/]*/){{1,5}}attachments/[0-9a-f]{{32}}/?$")
_SENTENCES = {
    400: "The body broke off.",
    408: "The request did not come in time.",
    503: "Too busy for this now: try again in a moment.",
}


def reading_of(method: str, path: str, head: Mapping[bytes, bytes]) -> Reading:
    """Decide how the body of a request is read, by where it goes.

    A call that its door refuses by its headers is handed over without its body: unsigned ones are answered before
    anything of theirs is kept.
    """
    if OPEN_API_PATH.match(path):
        if not _SIGNED_PATH.match(path) or not _is_plausible(head):
            return Reading(0, _refuse_call)
        return Reading(MAXIMUM_UPLOAD if _UPLOAD_PATH.search(path) else MAXIMUM_BODY, _refuse_call)
    if settings.SESSION_COOKIE_NAME.encode() not in head.get(b"cookie", b""):
        return Reading(MAXIMUM_OF_STRANGERS, _refuse_page)
    is_multipart = head.get(b"content-type", b"").startswith(MULTIPART.encode())
    return Reading(MAXIMUM_FILES if is_multipart else MAXIMUM_FORM, _refuse_page)


def _is_plausible(head: Mapping[bytes, bytes]) -> bool:
    try:
        check_timestamp(head.get(b"x-tc-timestamp", b"").decode("latin-1"), time.time_ns() // 1_000_000)
        check_shape(head.get(b"authorization", b"").decode("latin-1"))
    except CallError:
        return False
    return True


def _refuse_call(status: int) -> tuple[str, bytes]:
    return CONTENT_TYPE, envelope_of_error(400 if status < 500 else 500, _SENTENCES[status])


def _refuse_page(status: int) -> tuple[str, bytes]:
    return "text/plain", _SENTENCES[status].encode()


def is_file(method: str, path: str) -> bool:
    """Return whether a request asks for a file: a style sheet, a script, a font, an attachment."""
    return method == "GET" and _FILE_PATH.match(path) is not None


def is_database_away() -> bool:
    """Return whether the database takes no connection within seconds: then threads wait through no fault of theirs."""
    try:
        psycopg.connect(**{**connection.get_connection_params(), "connect_timeout": 2}).close()
    except psycopg.Error:
        return True
    return False


application = Front(
    django,
    reading_of,
    threads=settings.ENVIRONMENT.web_threads,
    seconds=settings.ENVIRONMENT.client_seconds,
    is_excused=is_database_away,
    is_file=is_file,
)
