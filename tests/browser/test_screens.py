"""Every screen: usable with a screen reader, readable in light and dark, nothing beyond the edge of a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from sangdam.doors.console.faces import HUES
from tests.browser.console import PHONE, WIDE

pytestmark = pytest.mark.browser

# Colours are judged once nothing moves any more.
STILL = {"reduced_motion": "reduce"}
AXE = Axe()
RULES = {
    "resultTypes": ["violations", "incomplete"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}

SCREENS = {
    "my tickets": "tickets/mine/",
    "all tickets": "tickets/all/",
    "open api": "settings/authentication/open-api/",
    "outgoing mail": "deliveries/",
    "demo mailbox": "demo-mailbox/",
    "preferences": "../preferences/",
    "password": "../../accounts/password/change/",
    "nothing here": "nothing/here/",
}
PUBLIC = {
    "sign in": "/accounts/login/",
    "sign out": "/accounts/logout/",
    "forgotten password": "/accounts/password/reset/",
    "mail on its way": "/accounts/password/reset/done/",
    "used link": "/accounts/password/reset/key/1-x-1/",
}


def violations(page):
    found = AXE.run(page, options=RULES).response
    unseen = [rule for rule in found["incomplete"] if rule["id"] == "color-contrast"]
    return [
        (rule["id"], node["target"], node["failureSummary"]) for rule in found["violations"] for node in rule["nodes"]
    ] + [
        # Axe leaves words in the colour of their ground for people to judge: nobody can read them.
        ("invisible", node["target"], check["message"])
        for rule in unseen
        for node in rule["nodes"]
        for check in node["any"]
        if (check["data"] or {}).get("messageKey") == "equalRatio"
    ]


def beyond_the_edge(page):
    return page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)")


def faults_of(page):
    return [*violations(page), *([("beyond the edge", beyond_the_edge(page))] if beyond_the_edge(page) else [])]


@pytest.fixture(scope="module")
def furnished(product, browser):
    """A ticket with everything on it, answered, so that every screen has something to show."""
    from tests.browser.console import Console
    from tests.browser.customer import Customer
    from tests.factories.files import pdf, png

    customer = Customer(product)
    files = [
        customer.upload(png(60, 40), "사진.png", "image/png"),
        customer.upload(pdf(), "계약서.pdf", "application/pdf"),
    ]
    ticket_id, _ = customer.ask(
        "아주 긴 제목" + "입니다" * 40,
        content="<b>굵은 글</b>\nhttps://example.com/" + "a" * 200 + "\n<table><tr><td>칸</td><td>칸</td></tr></table>",
        attachments=files,
    )
    for _ in range(2):
        customer.ask_again(ticket_id, "재문의")
    console = Console(browser, product, "administrator").open()
    console.choose(ticket_id)
    console.page.keyboard.press("a")
    console.page.get_by_role("dialog").get_by_role("button", name="가져오기").click()
    console.button("내부 메모").click()
    console.page.locator("#compose-comment").fill("메모")
    console.button("메모 저장").click()
    expect(console.entries).to_have_count(4)
    console.button("답변").click()
    console.answer.fill("답변")
    console.button("보류").click()
    expect(console.entries.last.locator(".delivery")).to_contain_text("데모 메일함에 보관")
    console.close()
    return ticket_id


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_screen_can_be_read_by_everybody(product, furnished, open_console, theme, viewport):
    console = open_console(product, "administrator", viewport=viewport, color_scheme=theme, **STILL)
    page = console.page
    faults = {}
    for name, rest in SCREENS.items():
        page.goto(f"{console.url}/console/{console.service_id}/{rest}")
        faults[name] = faults_of(page)
    for name, path in PUBLIC.items():
        page.goto(f"{console.url}{path}")
        faults[name] = faults_of(page)

    console.open(f"tickets/all/{furnished}/")
    faults["ticket"] = faults_of(page)
    page.get_by_role("tab", name="이벤트").click()
    faults["events"] = faults_of(page)
    page.get_by_role("tab", name="상담 이력").click()
    console.button("내부 메모").click()
    faults["internal comment"] = faults_of(page)
    page.locator("[data-dialog-open=forward-dialog]").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    faults["forward dialog"] = faults_of(page)
    page.keyboard.press("Escape")
    page.locator("#talk-scroll").focus()
    page.keyboard.press("?")
    faults["shortcuts"] = faults_of(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("티켓")
    faults["palette"] = faults_of(page)
    page.keyboard.press("Escape")
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_width_between_makes_a_screen_unreadable(product, furnished, open_console, theme):
    console = open_console(product, "administrator", color_scheme=theme, **STILL)
    page = console.page
    console.open(f"tickets/all/{furnished}/")
    console.button("내부 메모").click()
    faults = {}
    for width in (768, 960, 1024, 1200):
        page.set_viewport_size({"width": width, "height": 900})
        faults["ticket", width] = faults_of(page)
    page.keyboard.press("F6")
    page.locator("[data-details-open]").click()
    faults["details"] = faults_of(page)
    for width, rest in zip((960, 1024, 1200, 960, 1024, 1200, 960, 1024), SCREENS.values(), strict=True):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{console.url}/console/{console.service_id}/{rest}")
        faults[rest, width] = faults_of(page)
    # A ticket that has left its list is still read by everybody.
    console.open(f"tickets/all/{furnished}/")
    console.row(furnished).evaluate("row => row.classList.add('is-leaving')")
    faults["leaving"] = faults_of(page)
    assert {name: found for name, found in faults.items() if found} == {}


def test_menus_and_the_phones_side_menu_can_be_read_by_everybody(product, open_console):
    wide = open_console(product, "administrator", **STILL).open("tickets/all/")
    wide.page.locator("[popovertarget=menu-user]").click()
    faults = faults_of(wide.page)
    wide.page.keyboard.press("Escape")
    wide.page.locator("[popovertarget=menu-service]").click()
    faults += faults_of(wide.page)
    phone = open_console(product, "administrator", viewport=PHONE, **STILL).open("tickets/all/")
    phone.button("메뉴 열기").click()
    expect(phone.page.locator("#side")).to_be_visible()
    faults += faults_of(phone.page)
    assert faults == [], faults


def test_language_and_theme_change_at_once_and_stay(product, open_console):
    console = open_console(product, "agent").open("tickets/all/")
    page = console.page
    page.locator("[popovertarget=menu-user]").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("#list-title")).to_have_text("All tickets")
    page.locator("[popovertarget=menu-user]").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("[popovertarget=menu-user]").click()
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("#list-title")).to_have_text("전체 티켓")


def test_what_is_missing_is_said_in_the_members_language(product, customer, open_console):
    ticket_id, _ = customer.ask()
    console = open_console(product, "administrator").open(f"tickets/all/{ticket_id}/")
    page = console.page
    page.locator("[data-dialog-open=forward-dialog]").click()
    page.get_by_role("dialog").get_by_role("button", name="전달").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_text("상담원이나 그룹을 선택해 주세요.")
    console.context.clear_cookies()
    page.goto(f"{console.url}/accounts/login/")
    console.button("로그인").click()
    expect(page.locator("#login-error")).to_have_text("필수 항목입니다.")


CONTRASTS = """count => {
  const drawing = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const luminance = colour => {
    drawing.fillStyle = colour;
    drawing.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...drawing.getImageData(0, 0, 1, 1).data].map(value => value / 255)
      .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  return Array.from({ length: count }, (_, hue) => {
    const face = document.createElement('span');
    face.className = `face face-hue-${hue}`;
    document.body.append(face);
    const { color, backgroundColor } = getComputedStyle(face);
    const [dark, light] = [luminance(color), luminance(backgroundColor)].sort((one, other) => one - other);
    return { colour: backgroundColor, contrast: (light + 0.05) / (dark + 0.05) };
  });
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_face_can_be_read_and_has_a_colour_of_its_own(product, open_console, theme):
    page = open_console(product, "agent", color_scheme=theme).open("tickets/all/").page
    faces = page.evaluate(CONTRASTS, HUES)
    assert min(face["contrast"] for face in faces) >= 4.5, faces
    assert len({face["colour"] for face in faces}) == HUES


def test_lists_are_drawn_close_together_on_wish(product, customer, open_console):
    customer.ask("촘촘한 목록", content="본문의 첫머리")
    console = open_console(product, "agent").open("tickets/all/")
    page = console.page
    row = page.locator("#rows .row").filter(has_text="촘촘한 목록")
    expect(row.locator(".row-snippet")).to_have_text("본문의 첫머리")
    roomy = row.bounding_box()["height"]
    page.locator("[popovertarget=menu-user]").click()
    page.get_by_role("button", name="좁게").click()
    expect(page.locator("[data-density=compact]")).to_be_visible()
    assert row.bounding_box()["height"] < roomy * 0.75
    assert faults_of(page) == []
