"""Whether a file may come in: its name, its size, and whether it is what its name says."""

import re
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO

from sangdam.foundation.errors import DomainError
from sangdam.foundation.storage.formats import FORMATS

#: Bytes; a file of exactly this size is taken ("up to 10 MB", Inquiry API, "Upload Ticket Attachments").
MAXIMUM_SIZE = 10 * 1024 * 1024
#: Characters after composition (NFC): macOS sends Korean names decomposed, up to three times as long.
MAXIMUM_NAME = 99

# Control and format characters (NUL, line breaks, zero-width, right-to-left marks) and lone surrogates make a name look
# like another one, or end it early somewhere down the line.
_DECEIVING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")


class UploadError(DomainError):
    """A file may not come in. Codes, each with a message of its own in the Inquiry API:

    - `too_large`: more than `MAXIMUM_SIZE` (`details["maximum"]`);
    - `name_too_long`: more than `MAXIMUM_NAME` characters (`details["maximum"]`);
    - `format_not_allowed`; `details["reason"]` is `name` (a path, deceiving characters, a reserved name),
      `extension` (not in the list), `empty` (no bytes) or `content` (the bytes are not what the extension says).
    """


@dataclass(frozen=True)
class CheckedFile:
    """A file that may come in: its name in composed form, and the content type we serve it with, never the sender's."""

    file_name: str
    content_type: str


def allowed_extensions() -> tuple[str, ...]:
    """List the extensions that may come in, lower case, without dots."""
    return tuple(FORMATS)


def check_file_name(file_name: str) -> str:
    """Return a file name in composed form, or raise `UploadError`.

    Names are never made acceptable by leaving something out: what is left of `.ht<zero width>access` is `.htaccess`.
    """
    try:
        name = unicodedata.normalize("NFC", file_name)
    except (TypeError, ValueError):
        raise UploadError("format_not_allowed", reason="name") from None
    if len(name) > MAXIMUM_NAME:
        raise UploadError("name_too_long", maximum=MAXIMUM_NAME)
    stem = name.rpartition(".")[0]
    if (
        any(unicodedata.category(character) in _DECEIVING for character in name)
        or "/" in name
        or "\\" in name
        or _DRIVE.match(name)
        or _RESERVED.fullmatch(name)
        or name != name.rstrip(". ")
        or not stem.strip(". ")
    ):
        raise UploadError("format_not_allowed", reason="name")
    return name


def check_upload(file_name: str, size: int, content: BinaryIO) -> CheckedFile:
    """Check an upload before it is stored; raise `UploadError` with one of its codes.

    `content` is seekable and left at its beginning. `size` is the number of bytes it holds. The list of
    extensions is the specification's, whole (Inquiry API, "Upload Ticket Attachments"); the content must be what the
    extension says, seen from inside (a .docx is a zip with a Word document in it, a .hwp an OLE file with a Hangul
    document in it).
    """
    name = check_file_name(file_name)
    extension = name.rpartition(".")[2].lower()
    if extension not in FORMATS:
        raise UploadError("format_not_allowed", reason="extension")
    if size > MAXIMUM_SIZE:
        raise UploadError("too_large", maximum=MAXIMUM_SIZE)
    if size == 0:
        raise UploadError("format_not_allowed", reason="empty")
    content_type, is_of_this_format = FORMATS[extension]
    content.seek(0)
    is_genuine = is_of_this_format(content)
    content.seek(0)
    if not is_genuine:
        raise UploadError("format_not_allowed", reason="content")
    return CheckedFile(name, content_type)
