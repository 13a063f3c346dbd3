"""Reading a call: its parameters, its body within bounds, its file, and whether it is signed."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import quote

import msgspec
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from ninja.security.base import AuthBase

from sangdam.doors.open_api.failures import bad_request
from sangdam.foundation.caller import caller_address
from sangdam.foundation.storage import MAXIMUM_SIZE, UploadError
from sangdam.organizations.models import Service
from sangdam.security.errors import FILE_MISSING, SIGNATURE_WRONG, CallError
from sangdam.security.selectors import AccessState, admit_caller
from sangdam.security.signatures import check_shape, check_signature, check_timestamp, signed_content, signed_file

MAXIMUM_BODY = 1024 * 1024
# What multipart puts around a file of the largest size.
MULTIPART_EXTRA = 64 * 1024
MAXIMUM_UPLOAD = MAXIMUM_SIZE + MULTIPART_EXTRA
# How much of a refused body is read for the caller's sake, and for how long.
MAXIMUM_DISCARDED = 64 * 1024 * 1024
DISCARDING_SECONDS = 10
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}".encode()
# A text that never ends is taken to the end: whatever was looked at is never looked at again.
_TEXT_OR_NO_BREAK_SPACE = re.compile(rb'("(?:[^"\\]++|\\.)*+"?)|' + _NO_BREAK_SPACE, re.DOTALL)
# What RFC 3986 lets stand unencoded in a path; clients encode either everything else or only what they must.
_PATH_CHARACTERS = "/:@!$&'()*+,;=~-._"


class BodyTooLarge(Exception):
    """A body is larger than the call allows; it was not read."""


def service_of(request: HttpRequest) -> Service:
    """Return the service that the path names."""
    return request.service  # type: ignore[attr-defined]


def parameters_of(request: HttpRequest) -> dict[str, str]:
    """Return the parameters of a call as a servlet has them: query, then form; of a repeated one the first value."""
    found: dict[str, str] = {}
    if request.META.get("QUERY_STRING"):
        found = {name: values[0] for name, values in request.GET.lists() if values}
    if request.content_type == FORM and request.method == "POST":
        for name, values in request.POST.lists():
            found.setdefault(name, values[0])
    return found


class ServletParameters(Parser):
    """Gives operations the parameters as `parameters_of` has them; an empty one counts as not sent."""

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        return {name: value for name, value in parameters_of(request).items() if value}


def bound_body(request: HttpRequest, maximum: int) -> None:
    """Make sure the body is at most `maximum` bytes before anything reads it; raise `BodyTooLarge`.

    A chunked body tells no length: it is read up to the limit and handed on as if it had told.
    """
    length = request.META.get("CONTENT_LENGTH")
    if length:
        if not length.isascii() or not length.isdigit() or int(length) > maximum:
            raise BodyTooLarge
    elif "HTTP_TRANSFER_ENCODING" in request.META:
        content = _read_at_most(request.META["wsgi.input"], maximum + 1)
        if len(content) > maximum:
            raise BodyTooLarge
        request.META["CONTENT_LENGTH"] = str(len(content))
        request._stream = BytesIO(content)


def _read_at_most(stream: Any, length: int) -> bytes:
    pieces = []
    while length > 0 and (piece := stream.read(length)):
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def discard_body(request: HttpRequest) -> None:
    """Read what a refused caller is still sending, so that the answer is read and no broken connection met.

    At most `MAXIMUM_DISCARDED` bytes and `DISCARDING_SECONDS` seconds; who waits to be asked for the body
    (`Expect: 100-continue`) is not asked.
    """
    if "HTTP_EXPECT" in request.META:
        return
    is_chunked = "HTTP_TRANSFER_ENCODING" in request.META
    stream = request.META["wsgi.input"] if is_chunked else request._stream
    left, until = MAXIMUM_DISCARDED, time.monotonic() + DISCARDING_SECONDS
    try:
        while left > 0 and time.monotonic() < until and (piece := stream.read(1 << 16)):
            left -= len(piece)
    except OSError:
        return  # gone


def json_object(request: HttpRequest) -> dict[str, Any]:
    """Return the body as a JSON object, or raise `CallFailed` with what is wrong with it."""
    body = request.body.removeprefix(_BYTE_ORDER_MARK)
    try:
        found = msgspec.json.decode(body if _NO_BREAK_SPACE not in body else _with_plain_spaces(body))
    except RecursionError:
        raise bad_request("The body is nested too deeply.") from None
    except ValueError:
        # Not the parser's own words: they may quote the body.
        raise bad_request("The body is not valid JSON in UTF-8.") from None
    if not isinstance(found, dict):
        raise bad_request("The body must be a JSON object.")
    return found


def _with_plain_spaces(body: bytes) -> bytes:
    """Make spaces of the no-break spaces between members; those in texts stay.

    The specification's page indents its samples with them, and so do programs that were pasted from it.
    """
    return _TEXT_OR_NO_BREAK_SPACE.sub(lambda found: found[1] or b" ", body)


class _NamesAsSent(MultiPartParser):
    """Keeps the names of files as they were sent: Django's parser makes them acceptable by leaving parts out."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.names: list[str] = []

    def sanitize_file_name(self, file_name: str) -> str:
        self.names.append(file_name)
        return str(len(self.names) - 1)


@dataclass(frozen=True)
class Upload:
    """The file of a multipart call and its name as it was sent."""

    name: str
    file: UploadedFile


def read_upload(request: HttpRequest) -> Upload:
    """Return the part `file` of a multipart call; raise `CallError` when there is none, `CallFailed` for several."""
    read: Upload | None = getattr(request, "upload", None)
    if read is not None:
        return read
    if request.content_type != MULTIPART:
        raise CallError(FILE_MISSING)
    parser = _NamesAsSent(request.META, request, request.upload_handlers, request.encoding or settings.DEFAULT_CHARSET)
    # Handed to the request, which closes the files when it is done.
    request._post, request._files = parser.parse()  # type: ignore[attr-defined]
    files = request.FILES.getlist("file")
    if not files:
        raise CallError(FILE_MISSING)
    if len(files) > 1:
        raise bad_request("Only one file can be uploaded in a call.")
    file: UploadedFile = files[0]
    request.upload = Upload(parser.names[int(file.name or 0)], file)  # type: ignore[attr-defined]
    return request.upload  # type: ignore[attr-defined]


class Signed(AuthBase):
    """Lets only signed calls of allowed callers through ("Common authentication")."""

    openapi_type = "apiKey"  # ninja wants it; `document.py` describes both headers

    def __call__(self, request: HttpRequest) -> AccessState:
        service = service_of(request)
        access = admit_caller(service, caller_address(request))
        timestamp = request.META.get("HTTP_X_TC_TIMESTAMP", "")
        now = time.time_ns() // 1_000_000
        try:
            check_timestamp(timestamp, now)
        except CallError as fault:
            fault.details["now"] = now
            raise
        # Before the body: of a call that cannot be signed it was not even received (`doors.front`).
        given = request.META.get("HTTP_AUTHORIZATION", "")
        check_shape(given)
        content = self.content(request)
        try:
            check_signature(
                given,
                key=access.key,
                organization_id=service.organization.organization_id,
                paths=spellings(request.path),
                content=content,
                timestamp=timestamp,
            )
        except CallError as fault:
            if fault.code == SIGNATURE_WRONG and request.content_type == FORM:
                fault.details["hint"] = (
                    " Its Content-Type says that the body is a form, so the form's values were expected to be signed;"
                    " send application/json."
                )
            raise
        return access

    def content(self, request: HttpRequest) -> bytes:
        """Return what is signed besides the path and the timestamp."""
        if request.content_type == MULTIPART:
            raise bad_request("This call takes no multipart body: send Content-Type: application/json.")
        try:
            bound_body(request, MAXIMUM_BODY)
        except BodyTooLarge:
            raise bad_request("The body is larger than 1 MB.") from None
        body = b"" if request.content_type == FORM else request.body
        return signed_content(parameters_of(request), body)


class SignedUpload(Signed):
    """Lets only signed uploads through: of a multipart call the file is signed, and nothing else."""

    def content(self, request: HttpRequest) -> bytes:
        try:
            bound_body(request, MAXIMUM_UPLOAD)
        except BodyTooLarge:
            raise UploadError("too_large", maximum=MAXIMUM_SIZE) from None
        return signed_file(_chunks(read_upload(request).file))


def _chunks(file: UploadedFile) -> Iterator[bytes]:
    yield from file.chunks(1 << 18)
    file.seek(0)


def spellings(path: str) -> tuple[str, ...]:
    """List how a client may have written a path that reached us decoded: servers in between hand on only this."""
    if path.isascii() and path.replace("/", "").replace(".", "").replace("-", "").replace("_", "").isalnum():
        return (path,)
    strict = quote(path, safe="/~-._")
    lenient = quote(path, safe=_PATH_CHARACTERS)
    return tuple(dict.fromkeys((path, lenient, strict)))
