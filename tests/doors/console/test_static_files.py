"""Built files as browsers get them: packed ahead of time, and kept for good."""

import gzip

import pytest
from django.test import Client
from django_vite.templatetags.django_vite import vite_asset_url
from lxml import html

FONTS, SPRITE = "console/fonts.css", "console/icons.svg"


def bytes_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["console/main.ts", FONTS, SPRITE])
def test_a_built_text_comes_packed_as_the_browser_can_unpack_it(path):
    address = vite_asset_url(path)
    plain = Client().get(address)
    small = Client().get(address, headers={"Accept-Encoding": "gzip"})
    smaller = Client().get(address, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert [each.get("Content-Encoding") for each in (plain, small, smaller)] == [None, "gzip", "br"]
    assert {each["Vary"] for each in (plain, small, smaller)} == {"Accept-Encoding"}
    assert "immutable" in smaller["Cache-Control"]
    plain_bytes, small_bytes, smaller_bytes = (bytes_of(each) for each in (plain, small, smaller))
    assert gzip.decompress(small_bytes) == plain_bytes
    assert len(smaller_bytes) < len(small_bytes) < len(plain_bytes) / 3


@pytest.mark.django_db
def test_every_page_names_the_font_after_its_style_sheet():
    page = html.fromstring(Client().get("/accounts/login/").content)
    sheets = page.xpath("//link[@rel='stylesheet']/@href")
    assert sheets[-1] == vite_asset_url(FONTS)
    assert len(sheets) == 2


@pytest.mark.django_db
def test_the_font_comes_in_pieces_with_its_licence_and_waits_for_nobody():
    sheet = bytes_of(Client().get(vite_asset_url(FONTS))).decode()
    assert sheet.count("@font-face") == sheet.count("font-display:swap") == sheet.count("unicode-range:") == 92
    licence = Client().get("/static/dist/assets/Pretendard-LICENSE.txt")
    assert b"SIL OPEN FONT LICENSE" in bytes_of(licence).upper()
