import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangdam.foundation.sanitizing import html_to_text, strip_tags, text_to_html

LINK = '<a href="{0}" target="_blank" rel="noopener noreferrer nofollow">{0}</a>'


def test_paragraphs_and_lines_are_kept():
    assert text_to_html("a\r\nb\n\n\n c ") == "<p>a<br>b</p><p> c </p>"


def test_an_empty_text_is_empty():
    assert text_to_html(" \n\t\n") == ""


@given(st.text())
def test_no_text_opens_a_tag_of_its_own(text):
    rendered = text_to_html(text).replace("<p>", "").replace("</p>", "").replace("<br>", "")
    assert "<" not in rendered
    assert '"' not in rendered


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("https://example.com/a.", "https://example.com/a", "."),
        ("https://example.com을 보세요", "https://example.com", "을 보세요"),
        ("https://en.example.org/A_(b))", "https://en.example.org/A_(b)", ")"),
        ("http://example.com?q=1!", "http://example.com?q=1", "!"),
    ],
)
def test_a_link_ends_where_the_sentence_goes_on(text, address, rest):
    assert text_to_html(text) == f"<p>{LINK.format(address)}{rest}</p>"


def test_a_link_cannot_leave_its_attribute():
    assert text_to_html("https://e.example/?a='b\"c<d") == (
        f"<p>{LINK.format('https://e.example/?a=&#x27;b')}&quot;c&lt;d</p>"
    )


def test_words_survive_without_tags_scripts_or_comments():
    assert strip_tags("<p>a &amp; b</p><script>x()</script><!-- c --><div>d<br>e</div>") == "a & b\n\nd\ne"


@pytest.mark.parametrize("html", ["<script" * 200_000, "<!--" * 200_000, "</script " * 100_000, "<p <" * 200_000])
def test_unfinished_markup_is_stripped_in_one_go(html):
    assert "\x00" not in strip_tags(html)


def test_html_is_laid_out_as_text():
    html = (
        '<p>Hello</p><ul><li>one</li></ul><table><tr><td>1</td><td>2</td></tr></table><a href="https://x.example">y</a>'
    )
    assert html_to_text(html, links=True) == "Hello\n\n  * one\n1  2\n\n[y](https://x.example)"


def test_a_link_whose_words_are_its_address_stands_once():
    assert html_to_text(
        '<a href="https://x.example/a">https://x.example/a</a> <a href="https://y.example">y</a>', links=True
    ) == ("https://x.example/a [y](https://y.example)")


def test_no_words_are_lost_where_the_layout_engine_gives_up():
    assert html_to_text("<div>" * 1000 + "deepest") == "deepest"


def test_a_document_too_heavy_for_layout_keeps_its_words():
    assert html_to_text("<a " + " ".join(f"a{i}=1" for i in range(100_000)) + ">words</a>") == "words"


def test_nothing_is_nothing():
    assert html_to_text(" ") == ""
    assert html_to_text("<p></p>") == ""
