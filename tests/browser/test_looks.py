"""What stands where: tables, other scripts, long subjects, panes on every width, keys and fingers that reach them."""

import pytest
from playwright.sync_api import expect

from tests.browser.console import PHONE
from tests.factories.product import await_true

pytestmark = pytest.mark.browser

COLUMNS = 9
WIDE_TABLE = "<table>" + ("<tr>" + "<td>무선이어폰</td>" * COLUMNS + "</tr>") * 2 + "</table>"
SETTINGS = ("settings/authentication/open-api/", "deliveries/", "../preferences/")
SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary, [role=tab]')]
  .filter((each) => each.checkVisibility({visibilityProperty: true}) && !each.closest('.sr-only, .skip, .toasts'))
  // Inside a sentence or a text a link is as high as its line (WCAG 2.5.8); a radio's target is its label.
  .filter((each) => !each.closest('p, .rich, td, dd') || each.matches('button'))
  .map((each) => each.matches('input[type=radio], input[type=checkbox]') ? each.closest('label') ?? each : each)
  .map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
  .map(([name, box]) => `${name} ${box.width} x ${box.height}`)"""


def sized(width, height=900):
    return {"width": width, "height": height}


def box(locator):
    return locator.bounding_box()


def test_a_wide_table_scrolls_in_its_own_box_and_breaks_no_word(product, customer, open_console):
    ticket_id, _ = customer.ask(content=f"<p>표</p>{WIDE_TABLE}")
    agent = open_console(product, "agent", viewport=PHONE, is_mobile=True).open(f"tickets/all/{ticket_id}/")
    page = agent.page
    scroller = page.locator(".table-box")
    assert scroller.evaluate("box => box.scrollWidth > box.clientWidth")
    assert page.locator(".entry-body").evaluate("body => body.scrollWidth <= body.clientWidth")
    # One line a cell: no word is broken.
    lines = (
        "cell => { const range = new Range(); range.selectNodeContents(cell); return range.getClientRects().length }"
    )
    assert [page.locator(".rich td").nth(each).evaluate(lines) for each in range(COLUMNS)] == [1] * COLUMNS
    scroller.focus()
    page.keyboard.press("ArrowRight")
    await_true(lambda: scroller.evaluate("box => box.scrollLeft") > 0)


def test_each_paragraph_is_set_in_its_own_direction(product, customer, open_console):
    ticket_id, _ = customer.ask("أين طلبي؟", content="مرحبا بكم\n\nHello there")
    agent = open_console(product, "agent").open(f"tickets/all/{ticket_id}/")
    edges = """paragraph => { const range = new Range(); range.selectNodeContents(paragraph);
        const text = range.getBoundingClientRect(), own = paragraph.getBoundingClientRect();
        return [Math.round(text.left - own.left), Math.round(own.right - text.right)] }"""
    arabic, english = agent.page.locator(".entry-body p").all()
    left, right = arabic.evaluate(edges)
    assert (left > 100, right) == (True, 0)
    left, right = english.evaluate(edges)
    assert (left, right > 100) == (0, True)
    expect(agent.page.locator("#ticket-title")).to_have_css("direction", "rtl")
    expect(agent.row(ticket_id).locator(".row-subject")).to_have_css("direction", "rtl")


def test_a_long_subject_is_shown_whole_when_asked_and_stays_so(product, customer, open_console):
    ticket_id, _ = customer.ask("아주 긴 제목으로 무엇을 묻는지 다 적은 문의입니다. " * 3)
    short_id, _ = customer.ask()
    agent = open_console(product, "agent", viewport=PHONE, is_mobile=True).open(f"tickets/all/{ticket_id}/")
    title = agent.page.locator("#ticket-title")
    more = agent.page.locator("[data-title-more]")
    hidden = "title => title.scrollHeight - title.clientHeight"
    assert title.evaluate(hidden) > 0
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    assert title.evaluate(hidden) == 0
    # A change draws the head anew.
    customer.ask_again(ticket_id, "하나 더")
    expect(agent.entries).to_have_count(2)
    expect(more).to_have_attribute("aria-expanded", "true")
    assert title.evaluate(hidden) == 0
    more.click()
    assert title.evaluate(hidden) > 0
    agent.open(f"tickets/all/{short_id}/")
    expect(more).to_be_hidden()


def test_the_details_fold_first_then_the_side_menu_and_both_come_back(product, customer, open_console):
    ticket_id, _ = customer.ask()
    agent = open_console(product, "agent", reduced_motion="reduce").open(f"tickets/all/{ticket_id}/")
    page = agent.page
    parts = {name: page.locator(name) for name in ("#side", "#rows", "#talk-scroll", "#ticket-aside")}

    def seen(width):
        page.set_viewport_size(sized(width))
        return [name for name, part in parts.items() if part.is_visible()]

    everything = list(parts)
    assert seen(1440) == everything
    assert seen(1200) == everything[:3]
    page.keyboard.press("d")
    expect(parts["#ticket-aside"]).to_be_focused()
    assert seen(1200) == everything
    page.keyboard.press("Escape")
    expect(page.locator("[data-details-open]")).to_be_focused()
    assert seen(960) == everything[1:3]
    assert page.evaluate("document.documentElement.scrollWidth") == 960
    page.locator("[data-details-open]").click()
    expect(parts["#ticket-aside"]).to_contain_text("접수 유형")
    page.locator("[data-details-close]").click()
    expect(parts["#ticket-aside"]).to_be_hidden()
    agent.button("메뉴 열기").click()
    expect(parts["#side"]).to_be_visible()
    page.keyboard.press("Escape")
    # Below, one part at a time; the ticket came last.
    assert seen(959) == everything[2:]
    assert seen(700) == ["#talk-scroll"]


def test_escape_still_closes_the_details_after_a_toast_above_a_dialog(product, customer, open_console):
    mine, _ = customer.ask()
    ticket_id, _ = customer.ask()
    agent = open_console(product, "agent", reduced_motion="reduce", viewport=sized(1200)).open(f"tickets/all/{mine}/")
    page = agent.page
    page.keyboard.press("a")
    expect(agent.button("해결")).to_be_visible()
    agent.open(f"tickets/all/{ticket_id}/")
    page.keyboard.press("Control+k")
    customer.ask_again(mine, "하나 더")
    expect(page.locator("#toasts:popover-open .toast-item")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("d")
    expect(page.locator("#ticket-aside")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#ticket-aside")).to_be_hidden()
    expect(page.locator("#ticket")).to_have_attribute("data-ticket", ticket_id)


def test_f6_walks_through_the_parts_that_are_there(product, customer, open_console):
    ticket_id, _ = customer.ask()
    agent = open_console(product, "agent", reduced_motion="reduce").open(f"tickets/all/{ticket_id}/")
    page = agent.page
    stops = [
        page.locator("#side [aria-current=page]"),
        agent.row(ticket_id).get_by_role("link"),
        page.locator("#ticket-title"),
        page.locator("#ticket-aside"),
    ]
    for stop in [*stops, stops[0]]:
        page.keyboard.press("F6")
        expect(stop).to_be_focused()
    page.keyboard.press("Shift+F6")
    expect(stops[-1]).to_be_focused()
    # From where somebody writes, too; a part that is not there is passed over.
    page.set_viewport_size(sized(1024))
    agent.button("내부 메모").click()
    page.locator("#compose-comment").focus()
    page.keyboard.press("F6")
    expect(stops[1]).to_be_focused()
    page.keyboard.press("Shift+F6")
    expect(stops[2]).to_be_focused()
    agent.open("../preferences/")
    page.set_viewport_size(sized(1440))
    page.keyboard.press("F6")
    page.keyboard.press("F6")
    expect(page.locator(".page")).to_be_focused()


def test_tabs_have_their_panel(product, customer, open_console):
    ticket_id, _ = customer.ask()
    agent = open_console(product, "agent", viewport=PHONE).open(f"tickets/all/{ticket_id}/")
    page = agent.page
    expect(page.get_by_role("tabpanel", name="상담 이력")).to_be_visible()
    page.get_by_role("tab", name="상담 이력").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="정보")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="정보")).to_contain_text("접수 유형")
    page.keyboard.press("End")
    expect(page.get_by_role("tabpanel", name="이벤트")).to_contain_text("문의가 접수되었습니다")
    page.keyboard.press("Home")
    expect(page.get_by_role("tabpanel", name="상담 이력")).to_be_visible()


def test_settings_share_one_left_edge(product, open_console):
    console = open_console(product, "administrator")
    edges = set()
    for rest in SETTINGS:
        console.open(rest)
        edges.add(box(console.page.locator("main h1"))["x"])
    assert len(edges) == 1


@pytest.mark.parametrize("viewport", [sized(1440), PHONE], ids=["wide", "phone"])
def test_everything_to_press_has_room_for_a_finger(product, customer, open_console, viewport):
    ticket_id, _ = customer.ask("아주 긴 제목입니다. " * 12)
    console = open_console(product, "administrator", viewport=viewport, has_touch=viewport is PHONE)
    small = {}
    for rest in (f"tickets/all/{ticket_id}/", "tickets/all/", *SETTINGS, "demo-mailbox/"):
        console.open(rest)
        small[rest] = console.page.evaluate(SMALL)
    assert {rest: found for rest, found in small.items() if found} == {}


def test_on_a_phone_the_main_actions_are_as_large_as_a_thumb(product, customer, open_console):
    ticket_id, _ = customer.ask()
    agent = open_console(product, "agent", viewport=PHONE, has_touch=True, is_mobile=True)
    agent.open(f"tickets/all/{ticket_id}/")
    agent.button("가져오기").first.click()
    for name in ("해결", "보류"):
        expect(agent.button(name)).to_be_visible()
        assert box(agent.button(name))["height"] >= 44
