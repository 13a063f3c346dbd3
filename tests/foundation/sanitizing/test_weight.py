import re
import sys

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sangdam.foundation.sanitizing import clean_html, html_to_text, render_body, strip_tags, text_to_html
from sangdam.foundation.sanitizing.weight import DEPTH_LIMIT, depth_of, is_heavy, without_pasted_data

UNCOUNTED = 10**9


def depth(html):
    return depth_of(html, UNCOUNTED)


@pytest.mark.parametrize(
    "unit",
    [
        "<div>",
        "<span><p>",
        "<b>",
        "<foo>",
        "<ul><li>",
        "<table><tr><td>",
        "<div></p>",
        "<div></span>",
        "<div><!-- </div> -->",
        "<div><!x </div>",
        "<div></?x </div>",
        '<div title="</div>">',
        "<div title='></div>'>",
        "<div title= '></div>'>",
        "<table><td></td><span></table><table>",
        "<div><style></div></style>",
        "<div><title></div></title>",
        "<div><textarea></div></textarea>",
        "<li><dd>",
        "<p><button>",
        "<td><div></td>",
        "<p><span><div></p>",
        "<li><div><li></li><div></li>",
        "<h1><div></h1><span></div>",
        "<div><b></div>x",
        "<table><b></table>x",
        "<div><div/></div>",
        "<svg><td></td>",
        "<math><mi></mi>",
        "<object><b></object>",
        "<script><!--<script></script></div>-->",
        "<![CDATA[<div>]]><div>",
    ],
)
def test_what_is_deep_cannot_look_flat(unit):
    assert depth(unit * DEPTH_LIMIT) >= DEPTH_LIMIT
    assert is_heavy(unit * (DEPTH_LIMIT + 1))


@pytest.mark.parametrize(
    ("unit", "levels"),
    [
        ("<p>x", 1),
        ("<p>x</p>", 1),
        ("<br><img src=x><hr>", 0),
        ("<ul><li>a<li>b</ul>", 2),
        ("<dl><dt>a<dd>b</dl>", 2),
        ("<table><tr><td>a<td>b<tr><td>c</table>", 5),
        ("<table><tr><td><p>a</td></tr></table>", 6),
        ("<div><p>a</div>", 2),
        ("<div><span>a</div>", 2),
        ('<a title="<div>" href="/">x</a>', 1),
        ("<!-- <div> --><!doctype html><b>x</b>", 1),
        ("<style>p > b {}</style><p>x</p>", 1),
        ("<STYLE>p > b {}</Style ><P>x</p>", 1),
    ],
)
def test_an_ordinary_document_looks_no_deeper_however_long_it_is(unit, levels):
    assert depth(unit) == levels
    assert depth(unit * 1000) == levels


NAMES = [
    *("a", "b", "button", "center", "dd", "div", "dl", "dt", "em", "font", "form", "h1", "li", "ol", "p", "ruby", "rt"),
    *("section", "span", "table", "td", "tr", "ul", "foo", "summary"),
]
PIECES = st.sampled_from(
    [
        *(f"<{name}>" for name in NAMES),
        *(f"</{name}>" for name in NAMES),
        *("x", "<br>", "</br>", "<p/>", "<!-- </div> -->", "<!-->", "<div a='</div>'>", '<div a="></div>">', "<div '>"),
        *("<style></div></style>", "<title></p></title>", "<h4>", "</body>", '<div =">', "<col>", "<body>", "</html>"),
    ]
)
WRITTEN = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")


def depth_in_a_browser(html):
    """Return the depth of the tree that a parser of the HTML standard makes."""
    written = nh3.clean(html, tags={*NAMES, "h4", "tbody", "colgroup"}, clean_content_tags=set(), attributes={})
    level = deepest = 0
    for tag in WRITTEN.finditer(written):
        level += -1 if tag[1] else 1
        deepest = max(deepest, level)
    return deepest


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=4), st.lists(PIECES, min_size=1, max_size=7), st.sampled_from([1, 3, 30]))
def test_no_mixture_of_tags_is_deeper_than_it_is_taken_for(before, unit, times):
    html = "".join(before) + "".join(unit) * times
    assert depth_in_a_browser(html) <= depth(html) + 1  # a stray `</p>` makes a paragraph


def test_formatting_repeated_in_each_paragraph_does_not_make_a_page_of_megabytes():
    html = "<p>" + "<b><i><u><s><em>" * 100 + "</p>" + "<p>kept" * 5000
    cleaned = clean_html(html)
    assert cleaned.count("kept") == 5000
    assert len(cleaned) < 10 * len(html)


@pytest.mark.parametrize("length", [999, 1001])
def test_only_the_long_address_of_a_pasted_file_is_emptied(length):
    address = "data:" + "x" * (length - 5)
    assert without_pasted_data(f'"{address}"') == ('"data:"' if length > 1000 else f'"{address}"')


def lines_run(work, text):
    """Count the lines of Python that run."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("work", [text_to_html, strip_tags, html_to_text, clean_html, render_body, is_heavy, depth])
@pytest.mark.parametrize(
    "unit", ["http://a( ", "http://a(", "\n \n", "<p>x</p>", "<div><p>x</div>", "</li>", "<b x>", "&amp;", "[http:a]("]
)
def test_twice_the_text_is_twice_the_work(work, unit):
    once, twice = (lines_run(work, unit * times) for times in (600, 1200))
    assert twice <= 2.2 * once + 50
