"""Plain text to HTML and back."""

import html as entities
import re

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

from sangdam.foundation.sanitizing.weight import is_heavy, without_pasted_data

# Only the characters RFC 3986 allows: in Korean a particle follows a link without a space ("https://example.com을").
_LINK = re.compile(r"\bhttps?://[A-Za-z0-9][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*")
_LINK_TAIL = ".,;:!?'*)]"

# `<script>` and its kin: what stands inside is no text. An unclosed one swallows the rest, as in a browser.
_UNSPOKEN = re.compile(
    r"<(script|style|template|title|noscript|iframe|svg|math)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_COMMENT = re.compile(r"<!--.*?(?:--!?>|\Z)", re.DOTALL)
_BREAKING = re.compile(
    r"</?(?:p|div|br|hr|li|ul|ol|tr|table|h[1-6]|blockquote|pre|section|article|header|footer)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<![^<>]*>|<\?[^<>]*>")

_LINK_TWICE = re.compile(r"\[((?:https?|mailto|tel):[^\s\[\]]++)\]\(\1\)")
_EMPTY_LINE = re.compile(r"\n[ \t]*+\n")
_EMPTY_LINES = re.compile(r"\n{3,}")

# The other profile indents what stands in a `<div>`.
_STRICT = CSS_PROFILES["strict"]
_PLAIN = ParserConfig(css=_STRICT, display_links=False, display_images=False)
_WITH_LINKS = ParserConfig(css=_STRICT, display_links=True, display_images=False)


def text_to_html(text: str) -> str:
    """Turn what a person typed into HTML: escaped, paragraphs and line breaks kept, web addresses clickable."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    paragraphs = [part.strip("\n") for part in _EMPTY_LINE.split(text)]
    return "".join(
        "<p>" + "<br>".join(_with_links(line) for line in paragraph.split("\n")) + "</p>"
        for paragraph in paragraphs
        if paragraph.strip()
    )


def _with_links(line: str) -> str:
    pieces: list[str] = []
    end = 0
    for match in _LINK.finditer(line):
        address = match.group().rstrip(_LINK_TAIL)
        # "(see https://example.com/a_(b))": a bracket belongs to the link when it was opened inside it.
        if address.count("(") > address.count(")") and line.startswith(")", match.start() + len(address)):
            address += ")"
        quoted = entities.escape(address)
        pieces.append(entities.escape(line[end : match.start()]))
        pieces.append(f'<a href="{quoted}" target="_blank" rel="noopener noreferrer nofollow">{quoted}</a>')
        end = match.start() + len(address)
    pieces.append(entities.escape(line[end:]))
    return "".join(pieces)


def strip_tags(html: str) -> str:
    """Return the words of HTML without any layout, in time linear to its length whatever its shape.

    The result is text: escape it before it goes into a page.
    """
    html = _COMMENT.sub("", html)
    html = _UNSPOKEN.sub("", html)
    html = _BREAKING.sub("\n", html)
    text = entities.unescape(_TAG.sub("", html)).replace("\x00", "")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def html_to_text(html: str, *, links: bool = False) -> str:
    """Lay HTML out as plain text (the text part of a mail, a preview, a search text).

    `links` writes the address behind a link, as `[words](address)`. Where the layout engine would drop words
    (it gives up below 256 levels of nesting) or take too long, the words come without layout: none are lost.
    """
    if not html.strip():
        return ""
    bare = strip_tags(html)
    html = without_pasted_data(html)
    if is_heavy(html):
        return bare
    laid_out = get_text(_COMMENT.sub("", html), _WITH_LINKS if links else _PLAIN).replace("\x00", "")
    if len("".join(laid_out.split())) < len("".join(bare.split())):
        return bare
    laid_out = _LINK_TWICE.sub(r"\1", laid_out)
    lines = [line.rstrip() for line in laid_out.splitlines()]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
