"""Strangers' HTML for a screen: an allow list, bounded in time."""

import html as entities
import re
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

import nh3

from sangdam.foundation.sanitizing.text import strip_tags, text_to_html
from sangdam.foundation.sanitizing.weight import is_heavy, without_pasted_data

#: Raised with whatever changes what comes out of here, nh3 included: what an earlier cleaner kept is then cleaned anew.
CLEANER_VERSION = 1

BodyFormat = Literal["html", "text", "auto"]

_FORMATTING = {"b", "big", "code", "em", "i", "s", "small", "strike", "strong", "tt", "u", "font", "nobr"}
_TAGS = (_FORMATTING - {"font", "nobr"}) | {
    *("a", "abbr", "address", "article", "aside", "bdi", "bdo", "blockquote", "br", "caption", "center", "cite"),
    *("col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "figcaption", "figure", "footer"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q"),
    *("rp", "rt", "ruby", "samp", "section", "span", "sub", "summary", "sup"),
    *("table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "ul", "var", "wbr"),
}
_DROPPED_WITH_CONTENT = {
    *("script", "style", "template", "title", "noscript", "iframe", "object", "embed", "applet", "svg", "math"),
    *("noembed", "noframes", "frameset", "audio", "video", "canvas"),
}
_ATTRIBUTES = {
    "*": {"dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
}
_NUMBERS = {"width", "height", "start", "colspan", "rowspan"}
_KEYWORDS = {
    "dir": {"ltr", "rtl", "auto"},
    "align": {"left", "right", "center", "justify"},
    "valign": {"top", "middle", "bottom", "baseline"},
}
_OWN_ATTACHMENT = re.compile(r"/([A-Za-z]{1,45})/api/v2/ticket/attachments/[0-9a-f]{32}(?:\?type=(?:open|download))?")

# Attributes of `<b>`, `<i>`, ... mean nothing once style and class are gone, but each distinct set of them makes the
# parser repeat the element in every later paragraph: 1 MB of them would grow to gigabytes.
_FORMATTING_WITH_ATTRIBUTES = re.compile(rf"<({'|'.join(sorted(_FORMATTING))})[\s/][^>]*+(?:>|(\Z))", re.IGNORECASE)

# Links grow fivefold. What grows more is formatting that was left open and is repeated in each paragraph.
_GROWTH_LIMIT = 10

# nh3 writes attributes as ` name="value"` with quotes escaped, and no bare `<` in text: this pattern walks its output
# tag by tag, so an `<img` inside an attribute value is never taken for a tag.
_WRITTEN_TAG = re.compile(r"<(/?[a-z][a-z0-9]*)((?: [a-z-]+=\"[^\"]*\")*)>")
_WRITTEN_ATTRIBUTE = re.compile(r" ([a-z-]+)=\"([^\"]*)\"")

_BLOCK = re.compile(r"<(?:p|div|br|ul|ol|li|table|h[1-6]|blockquote|pre)\b[^<>]*>", re.IGNORECASE)
_KNOWN_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(_TAGS | {'font', 'html', 'body', 'style', 'script', 'iframe', 'svg'}))})"
    r"(?:\s[^<>]*|\s*/)?>",
    re.IGNORECASE,
)


def _own_attachment(url: str, service_id: str | None) -> bool:
    match = _OWN_ATTACHMENT.fullmatch(url)
    return match is not None and service_id in (None, match[1])


class _Sweep:
    """One pass of nh3 with one idea of which images may stay."""

    def __init__(self, *, keep_remote_images: bool, service_id: str | None, base_url: str) -> None:
        self.keep_remote_images = keep_remote_images
        self.service_id = service_id
        self.base_url = base_url
        self.cleaner = nh3.Cleaner(
            tags=_TAGS,
            clean_content_tags=_DROPPED_WITH_CONTENT,
            attributes=_ATTRIBUTES,
            attribute_filter=self._filter,
            url_schemes={"http", "https", "mailto", "tel"},
            url_relative=self._relative,
            link_rel="noopener noreferrer nofollow",
            set_tag_attribute_values={
                "a": {"target": "_blank"},
                "img": {"loading": "lazy", "referrerpolicy": "no-referrer"},
            },
        )

    def _relative(self, url: str) -> str | None:
        return self.base_url + url if _own_attachment(url, self.service_id) else None

    def _filter(self, tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src" and not self.keep_remote_images:
            return value if _own_attachment(value, self.service_id) else None
        if name in _NUMBERS:
            return value if value.isascii() and value.isdigit() and len(value) <= 4 else None
        if name in _KEYWORDS:
            return value.lower() if value.lower() in _KEYWORDS[name] else None
        return value


@lru_cache(maxsize=1000)
def _sweep(keep_remote_images: bool, service_id: str | None, base_url: str = "") -> _Sweep:
    return _Sweep(keep_remote_images=keep_remote_images, service_id=service_id, base_url=base_url)


def _image_as_link(match: re.Match[str], service_id: str | None) -> str:
    if match[1] != "img":
        return match[0]
    attributes = {name: entities.unescape(value) for name, value in _WRITTEN_ATTRIBUTE.findall(match[2])}
    source = attributes.get("src", "")
    if _own_attachment(source, service_id):
        return match[0]
    words = " ".join(attributes.get("alt", "").split())
    if _scheme(source) not in {"http", "https"}:
        return entities.escape(words)
    address = source if len(source) <= 80 else source[:77] + "..."
    return f'<a href="{entities.escape(source)}">{entities.escape(words or address)}</a>'


def _scheme(url: str) -> str:
    """Return the scheme of an address, empty when it has none or cannot be read."""
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ""


def clean_html(html: str, *, service_id: str | None = None, base_url: str = "") -> str:
    """Make strangers' HTML harmless for a screen or a mail.

    Text structure, tables and links stay; links open in a new window and carry `noopener noreferrer nofollow`.
    Images stay only when they are attachments of ours (`/{serviceId}/api/v2/ticket/attachments/{id}`; of `service_id`
    alone when it is given); an image elsewhere would tell its owner who reads when, so it becomes a visible link.
    No style, class or id, no script, form, frame or `data:`. A document too heavy to parse in a fraction of a second,
    or one that would come back many times as long, comes back as its words alone. `base_url` makes the addresses of
    attachments absolute, for a mail. The result may be marked safe.
    """
    html = without_pasted_data(html.replace("\x00", ""))
    if is_heavy(html):
        return text_to_html(strip_tags(html))
    html = _FORMATTING_WITH_ATTRIBUTES.sub(lambda found: f"<{found[1]}>" if found[2] is None else found[0], html)
    once = _sweep(True, service_id).cleaner.clean(html)
    if "<img" in once or base_url:
        once = _WRITTEN_TAG.sub(lambda match: _image_as_link(match, service_id), once)
        # The second pass has the last word: whatever the rewriting above produced, only the allow list comes out.
        once = _sweep(False, service_id, base_url).cleaner.clean(once)
    return once if len(once) <= _GROWTH_LIMIT * len(html) + 1000 else text_to_html(strip_tags(html))


def looks_like_html(text: str) -> bool:
    """Return whether a text carries HTML: a tag that people use, not just a `<` or an `<address@example.com>`."""
    return _KNOWN_TAG.search(text) is not None


def render_body(
    body: str, body_format: BodyFormat = "auto", *, service_id: str | None = None, base_url: str = ""
) -> str:
    """Render what a customer or an agent wrote, as safe HTML for a screen or, with `base_url`, for a mail.

    `auto` is for text that may or may not be HTML, as the Open API takes it ("only simple text", yet images as
    `<img>`): HTML without any block keeps its line breaks.
    """
    if body_format == "text" or (body_format == "auto" and not looks_like_html(body)):
        return text_to_html(body)
    if body_format == "auto" and not _BLOCK.search(body):
        body = body.replace("\r\n", "\n").replace("\n", "<br>\n")
    return clean_html(body, service_id=service_id, base_url=base_url)
