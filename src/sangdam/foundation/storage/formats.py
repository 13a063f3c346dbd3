"""What each allowed extension promises, and how to see from the bytes whether it is kept.

A guessing library answers "what could this be" with many candidates (a bare RIFF header: ten); here the question is
only "can this be what its name says", so each format is one predicate. Containers are opened: the same zip header
begins a .zip, a .docx and a .jar.
"""

import codecs
import re
import struct
import zipfile
from collections.abc import Callable
from typing import BinaryIO

import olefile

Predicate = Callable[[BinaryIO], bool]

HEAD = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP_START = re.compile(
    rb"\s*<(?:!--|(?:!doctype|\?xml|html|head|body|script|style|svg|iframe|img|meta|link|object|embed)\b)",
    re.IGNORECASE,
)
_MARKUP = re.compile(rb"<(?:!doctype|html|script|svg|iframe|body)\b", re.IGNORECASE)
_NOT_IN_TEXT = bytes({*range(0x20), 0x7F} - set(b"\t\n\r\f\v\x1b\x1a"))


def _head(content: BinaryIO, length: int = HEAD) -> bytes:
    content.seek(0)
    return content.read(length)


def _image(*signatures: bytes) -> Predicate:
    """Recognize an image by its signature; markup right behind it is a disguise for browsers that guess."""

    def recognize(content: BinaryIO) -> bool:
        head = _head(content)
        return head.startswith(signatures) and not _MARKUP.search(head)

    return recognize


def _is_bmp(content: BinaryIO) -> bool:
    head = _head(content)
    if len(head) < 26 or not head.startswith(b"BM") or _MARKUP.search(head):
        return False
    header_size = struct.unpack_from("<I", head, 14)[0]
    return header_size in {12, 16, 40, 52, 56, 64, 108, 124}


def _is_pdf(content: BinaryIO) -> bool:
    head = _head(content)
    return b"%PDF-" in head and not _MARKUP_START.match(head)


def _is_mp3(content: BinaryIO) -> bool:
    head = _head(content)
    if head.startswith(b"ID3"):
        return True
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, bitrate, rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bitrate != 15 and rate != 3


def _is_wav(content: BinaryIO) -> bool:
    head = _head(content, 12)
    return head[:4] in {b"RIFF", b"RF64"} and head[8:12] == b"WAVE"


def _is_text(content: BinaryIO) -> bool:
    """Recognize text of any encoding people use here, but not markup: a browser must find nothing to run in it."""
    head = _head(content)
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            content.seek(0)
            try:
                text = content.read().decode(encoding)
            except ValueError:
                return False
            return "\x00" not in text and not _MARKUP_START.match(text[:HEAD].lstrip("\ufeff").encode())
    if _MARKUP_START.match(head) or head.startswith((b"%PDF-", b"{\\rtf", b"GIF8", b"PK\x03\x04")):
        return False
    content.seek(0)
    while chunk := content.read(1 << 16):
        if len(chunk.translate(None, _NOT_IN_TEXT)) != len(chunk):
            return False
    return True


def _names_in_zip(content: BinaryIO) -> set[str] | None:
    head = _head(content, 4)
    if head not in {b"PK\x03\x04", b"PK\x05\x06"}:
        return None
    try:
        with zipfile.ZipFile(content) as archive:
            return {name.replace("\\", "/").lower() for name in archive.namelist()}
    except Exception:  # whatever a hostile archive makes of the reader, it is no archive to us
        return None


def _is_zip(content: BinaryIO) -> bool:
    return _names_in_zip(content) is not None


def _streams(content: BinaryIO, *paths: str) -> set[str]:
    """Return which of these streams an OLE file has."""
    if _head(content, 8) != _OLE:
        return set()
    content.seek(0)
    try:
        with olefile.OleFileIO(content) as ole:
            return {path for path in paths if ole.exists(path)}
    except Exception:  # as with archives
        return set()


def _office(folder: str) -> Predicate:
    """Recognize an Office document of 2007 and later: a zip without macros, or an OLE file around an encrypted one."""

    def recognize(content: BinaryIO) -> bool:
        names = _names_in_zip(content)
        if names is None:
            return bool(_streams(content, "EncryptedPackage"))
        return (
            "[content_types].xml" in names
            and any(name.startswith(f"{folder}/") for name in names)
            and f"{folder}/vbaproject.bin" not in names
        )

    return recognize


def _old_office(*streams: str) -> Predicate:
    return lambda content: bool(_streams(content, *streams))


def _is_hwp(content: BinaryIO) -> bool:
    if _head(content).startswith(b"HWP Document File"):
        return True
    if not _streams(content, "FileHeader"):
        return False
    content.seek(0)
    try:
        with olefile.OleFileIO(content) as ole:
            return bool(ole.openstream("FileHeader").read(32).startswith(b"HWP Document File"))
    except Exception:  # as with archives
        return False


_JPEG = ("image/jpeg", _image(b"\xff\xd8\xff"))
_TIFF = ("image/tiff", _image(b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"))
_OPEN_XML = "application/vnd.openxmlformats-officedocument."

#: Extension -> content type we serve, and whether content is of that format. The list is the specification's
#: (Inquiry API, "Upload Ticket Attachments").
FORMATS: dict[str, tuple[str, Predicate]] = {
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": ("image/png", _image(b"\x89PNG\r\n\x1a\n")),
    "gif": ("image/gif", _image(b"GIF87a", b"GIF89a")),
    "bmp": ("image/bmp", _is_bmp),
    "tif": _TIFF,
    "tiff": _TIFF,
    "pdf": ("application/pdf", _is_pdf),
    "txt": ("text/plain", _is_text),
    "hwp": ("application/x-hwp", _is_hwp),
    "xls": ("application/vnd.ms-excel", _old_office("Workbook", "Book")),
    "xlsx": (f"{_OPEN_XML}spreadsheetml.sheet", _office("xl")),
    "doc": ("application/msword", _old_office("WordDocument")),
    "docx": (f"{_OPEN_XML}wordprocessingml.document", _office("word")),
    "ppt": ("application/vnd.ms-powerpoint", _old_office("PowerPoint Document")),
    "pptx": (f"{_OPEN_XML}presentationml.presentation", _office("ppt")),
    "mp3": ("audio/mpeg", _is_mp3),
    "wav": ("audio/wav", _is_wav),
    "zip": ("application/zip", _is_zip),
}
