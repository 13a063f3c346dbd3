"""Files as people send them, small but genuine: each opens in the programme its extension names."""

import io
import struct
import wave
import zipfile
import zlib

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def png(width: int = 1, height: int = 1) -> bytes:
    """Make a white PNG image."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + b"\xff\xff\xff" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def gif() -> bytes:
    """Make a GIF image of one pixel."""
    return bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")


def jpeg() -> bytes:
    """Make the beginning of a JPEG image, as cameras write it."""
    return bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + bytes([8] * 64) + bytes.fromhex("ffd9")


def bmp() -> bytes:
    """Make a BMP image of one pixel."""
    return (
        b"BM"
        + struct.pack("<IHHI", 58, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0)
        + b"\xff" * 4
    )


def tiff() -> bytes:
    """Make the beginning of a TIFF image."""
    return b"II*\x00\x08\x00\x00\x00" + b"\x00" * 16


def pdf() -> bytes:
    """Make an empty PDF document."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def mp3() -> bytes:
    """Make an MP3 frame of silence."""
    return b"\xff\xfb\x90\x64" + b"\x00" * 413


def wav() -> bytes:
    """Make ten samples of silence."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setparams((1, 2, 8000, 10, "NONE", ""))
        sound.writeframes(b"\x00\x00" * 10)
    return buffer.getvalue()


def zipped(*names: str) -> bytes:
    """Make a zip archive with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


def office(folder: str, *more: str) -> bytes:
    """Make an Office document: `folder` is word, xl or ppt."""
    return zipped("[Content_Types].xml", "_rels/.rels", f"{folder}/document.xml", *more)


def ole(**streams: bytes) -> bytes:
    """Make an OLE file with these streams; `__` in a name stands for a space."""
    bodies = {name.replace("__", " "): data.ljust(8 * _SECTOR, b"\x00") for name, data in streams.items()}
    fat = [_FAT, _END]  # sector 0 is the table itself, sector 1 the directory
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if bodies else _FREE)]
    content = b""
    for number, (name, data) in enumerate(bodies.items(), start=1):
        start = len(fat)
        sectors = len(data) // _SECTOR
        fat += [*range(start + 1, start + sectors), _END]
        following = number + 1 if number < len(bodies) else _FREE
        entries.append(_entry(name, 2, start, len(data), right=following))
        content += data
    directory = b"".join(entries).ljust(_SECTOR, b"\x00")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 16
        + struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
        + struct.pack("<108I", *[_FREE] * 108)
    )
    table = struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat)))
    return header + table + directory + content


def _entry(name: str, kind: int, start: int, size: int, *, right: int = _FREE, child: int = _FREE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\x00\x00"
    return (
        encoded.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(encoded), kind, 1, _FREE, right, child)
        + b"\x00" * 36
        + struct.pack("<IQ", start, size)
    )


def sample(extension: str) -> bytes:
    """Make a genuine file of any allowed extension."""
    return {
        **dict.fromkeys(["jpg", "jpeg"], jpeg()),
        **dict.fromkeys(["tif", "tiff"], tiff()),
        "png": png(),
        "gif": gif(),
        "bmp": bmp(),
        "pdf": pdf(),
        "txt": "안녕하세요\r\nhello".encode(),
        "hwp": ole(FileHeader=b"HWP Document File".ljust(32, b"\x00"), BodyText=b""),
        "xls": ole(Workbook=b"\x09\x08"),
        "doc": ole(WordDocument=b"\xec\xa5"),
        "ppt": ole(PowerPoint__Document=b""),
        "xlsx": office("xl"),
        "docx": office("word"),
        "pptx": office("ppt"),
        "mp3": mp3(),
        "wav": wav(),
        "zip": zipped("a.txt"),
    }[extension]
