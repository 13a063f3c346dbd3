import io
import unicodedata

import pytest

from sangdam.foundation.storage import MAXIMUM_SIZE, UploadError, allowed_extensions, check_upload
from tests.factories import files

SEED_EXTENSIONS = [
    *("jpg", "png", "gif", "bmp", "jpeg", "tif", "tiff", "pdf", "txt", "hwp", "xls", "xlsx", "doc", "docx"),
    *("ppt", "pptx", "mp3", "wav", "zip"),
]


def check(name, content=b"text"):
    return check_upload(name, len(content), io.BytesIO(content))


def error_of(name, content=b"text"):
    with pytest.raises(UploadError) as caught:
        check(name, content)
    return caught.value.code, caught.value.details.get("reason")


def test_the_seeds_list_is_the_whole_list():
    assert sorted(allowed_extensions()) == sorted(SEED_EXTENSIONS)


@pytest.mark.parametrize("extension", SEED_EXTENSIONS)
def test_a_genuine_file_comes_in(extension):
    assert check(f"자료.{extension}", files.sample(extension)).file_name == f"자료.{extension}"


@pytest.mark.parametrize("extension", SEED_EXTENSIONS)
@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\xef\xbb\xbf \n<html><body onload=alert(1)>",
        "\ufeff<svg onload='alert(1)'>".encode("utf-16-le"),
        b"<?xml version='1.0'?><?xml-stylesheet href='x'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!-- --><img src=x onerror=alert(1)>",
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\x7fELF\x02\x01\x01\x00",
        b"PK\x03\x04 but no archive",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 but no OLE file",
        b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    ],
    ids=["doctype", "html", "svg16", "xml", "comment", "exe", "elf", "zip", "ole", "webp"],
)
def test_content_that_belies_every_extension_stays_out(extension, content):
    assert error_of(f"file.{extension}", content) == ("format_not_allowed", "content")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", files.jpeg()),
        ("photo.jpg", files.png()),
        ("photo.gif", b"GIF89a<html><script>alert(1)</script>"),
        ("photo.png", b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>"),
        ("photo.bmp", b"BM is how this text begins, and it goes on"),
        ("notes.txt", b"half \x00 binary"),
        ("notes.txt", files.pdf()),
        ("notes.txt", b"\xff\xfe\x00\xd8\x00"),
        ("letter.docx", files.office("xl")),
        ("letter.docx", files.zipped("a.txt")),
        ("letter.docx", files.office("word", "word/vbaProject.bin")),
        ("letter.docx", files.sample("doc")),
        ("letter.doc", files.sample("xls")),
        ("letter.doc", files.sample("docx")),
        ("letter.doc", b"{\\rtf1 text}"),
        ("table.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
        ("letter.hwp", files.sample("doc")),
        ("letter.hwp", files.ole(FileHeader=b"something else")),
        ("sound.wav", files.mp3()),
        ("sound.mp3", files.wav()),
        ("script.pdf", b"<html>%PDF-1.4"),
    ],
)
def test_content_of_another_kind_stays_out(name, content):
    assert error_of(name, content) == ("format_not_allowed", "content")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("old.hwp", b"HWP Document File V3.00 \x1a\x01"),
        ("secret.docx", files.ole(EncryptedPackage=b"", EncryptionInfo=b"")),
        ("secret.xlsx", files.ole(EncryptedPackage=b"", EncryptionInfo=b"")),
        ("old.xls", files.ole(Book=b"")),
        ("song.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x00"),
        ("korean.txt", "메모장으로 쓴 글".encode("cp949")),
        ("japanese.txt", "メモ".encode("iso-2022-jp")),
        ("windows.txt", "유니코드".encode("utf-16")),
        ("chat.txt", b"<kim> hello\n<lee> hi"),
        ("empty.zip", files.zipped()),
        ("UPPER.PNG", files.png()),
    ],
)
def test_less_common_but_genuine_files_come_in(name, content):
    assert check(name, content).file_name == name


def test_the_content_type_is_ours():
    assert check("a.PNG", files.png()).content_type == "image/png"
    assert check("a.jpeg", files.jpeg()).content_type == "image/jpeg"


def test_the_content_is_left_at_its_beginning():
    content = io.BytesIO(files.png())
    check_upload("a.png", len(files.png()), content)
    assert content.tell() == 0


@pytest.mark.parametrize(
    "name", ["a", "a.", "a.exe", "a.html", "a.svg", "a.png.html", "a.hwpx", "a.phtml", "a.pht", "a.webp"]
)
def test_extensions_outside_the_list_stay_out(name):
    assert error_of(name) in {("format_not_allowed", "extension"), ("format_not_allowed", "name")}


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".txt",
        "..txt",
        " .txt",
        "../a.txt",
        "..\\a.txt",
        "/etc/a.txt",
        "folder/a.txt",
        "C:\\a.txt",
        "C:a.txt",
        "a\x00.txt",
        "a.png\x00.txt",
        "a\r\n.txt",
        "a\u2028.txt",
        "a\u200b.txt",
        "\u200b.ht\u200daccess.txt",
        "a\u202etxt.exe.txt",
        "a\u2066.txt",
        "\ufeffa.txt",
        "a\ud800.txt",
        "a.txt.",
        "a.txt ",
        "con.txt",
        "NUL.txt",
        "com1.txt",
        "LPT\u00b9.tar.txt",
    ],
)
def test_deceiving_names_stay_out(name):
    assert error_of(name) == ("format_not_allowed", "name")


def test_a_name_of_100_characters_is_too_long():
    assert check("가" * 95 + ".txt").file_name == "가" * 95 + ".txt"
    assert error_of("가" * 96 + ".txt") == ("name_too_long", None)


def test_a_decomposed_name_is_composed_before_it_is_measured():
    decomposed = unicodedata.normalize("NFD", "각" * 95 + ".txt")
    assert check(decomposed).file_name == "각" * 95 + ".txt"


def test_a_file_of_no_bytes_stays_out():
    assert error_of("a.txt", b"") == ("format_not_allowed", "empty")


def test_ten_megabytes_come_in_and_a_byte_more_does_not():
    assert check("a.txt", b"a" * MAXIMUM_SIZE).file_name == "a.txt"
    assert error_of("a.txt", b"a" * (MAXIMUM_SIZE + 1)) == ("too_large", None)


def test_a_name_that_is_no_text_stays_out():
    with pytest.raises(UploadError):
        check_upload(None, 1, io.BytesIO(b"a"))
