"""An agent's hands: keyboard, drafts, what is pressed twice."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.console import PHONE

pytestmark = pytest.mark.browser


def test_not_a_keystroke_is_lost(product, customer, open_console):
    first, _ = customer.ask()
    second, _ = customer.ask()
    agent = open_console(product, "agent").open()
    agent.choose(first)
    agent.button("가져오기").first.click()
    expect(agent.button("해결")).to_be_visible()
    agent.answer.press_sequentially("쓰다 만 답변")
    agent.choose(second)
    expect(agent.answer).to_have_value("")
    agent.page.go_back()
    expect(agent.answer).to_have_value("쓰다 만 답변")
    agent.page.reload()
    expect(agent.answer).to_have_value("쓰다 만 답변")
    expect(agent.page.locator("#compose-state")).to_have_text("임시 저장한 글을 복원했습니다")

    # Signed out in another tab: the words wait for the sign-in.
    agent.context.clear_cookies()
    agent.button("보류").click()
    agent.page.wait_for_url("**/accounts/login/**")
    agent.sign_in()
    expect(agent.answer).to_have_value("쓰다 만 답변")
    agent.button("보류").click()
    expect(agent.entries.last).to_contain_text("쓰다 만 답변")
    agent.page.reload()
    expect(agent.answer).to_have_value("")


def test_a_text_that_is_too_long_is_told_before_it_goes_and_stays(product, customer, open_console):
    ticket_id, _ = customer.ask()
    agent = open_console(product, "agent").open()
    agent.choose(ticket_id)
    agent.button("가져오기").first.click()
    expect(agent.button("해결")).to_be_visible()
    agent.answer.fill("가" * 500_000)
    agent.button("해결").click()
    expect(agent.page.locator("#compose-state")).to_contain_text("470000자 초과")
    assert len(agent.answer.input_value()) == 500_000
    agent.answer.fill("가" * 30_000)
    agent.button("해결").click()
    expect(agent.entries).to_have_count(2)


def test_a_message_covers_neither_what_is_to_be_pressed_again_nor_hides_behind_a_dialog(
    product, customer, open_console
):
    ticket_id, _ = customer.ask()
    agent = open_console(product, "administrator").open()
    agent.choose(ticket_id)
    agent.page.keyboard.press("a")
    agent.page.get_by_role("dialog").get_by_role("button", name="가져오기").click()
    expect(agent.button("해결")).to_be_visible()
    agent.answer.fill("답변")
    agent.context.set_offline(True)
    agent.button("해결").click()
    expect(agent.page.locator("#compose-state")).to_contain_text("연결할 수 없습니다")
    agent.button("해결").click(trial=True)
    agent.button("보류").click(trial=True)

    dialog = agent.page.get_by_role("dialog")
    agent.context.set_offline(False)
    agent.page.locator("[data-dialog-open=forward-dialog]").click()
    expect(dialog).to_be_visible()
    agent.context.set_offline(True)
    dialog.get_by_role("option", name="이도윤").first.click()
    dialog.get_by_role("button", name="전달").click()
    expect(dialog.get_by_role("alert")).to_contain_text("연결할 수 없습니다")
    agent.context.set_offline(False)
    dialog.get_by_role("button", name="전달").click()
    expect(dialog).to_have_count(0)


def test_pressed_twice_is_sent_once(product, customer, open_console):
    ticket_id, _ = customer.ask()
    agent = open_console(product, "agent").open()
    agent.choose(ticket_id)
    agent.button("내부 메모").click()
    agent.page.locator("#compose-comment").fill("한 번만")
    agent.button("메모 저장").dblclick()
    expect(agent.entries).to_have_count(2)
    agent.page.reload()
    expect(agent.entries).to_have_count(2)


def test_a_key_is_changed_once_however_often_it_is_pressed(product, open_console):
    console = open_console(product, "administrator").open("settings/authentication/open-api/")
    sent = []

    def answer(route):
        # The other tests' key stays as it is, and the page where it is.
        sent.append(route.request.post_data)
        route.fulfill(status=204)

    console.button("키 변경").click()
    confirm = console.page.get_by_role("dialog").get_by_role("button", name="키 변경")
    expect(confirm).to_be_visible()
    console.page.route("**/open-api/", answer)
    confirm.click()
    confirm.dispatch_event("click")
    console.page.wait_for_timeout(500)
    assert len(sent) == 1


def test_a_day_without_a_mouse(product, customer, open_console):
    older, _ = customer.ask()
    newer, _ = customer.ask()
    agent = open_console(product, "agent").open()
    keyboard = agent.page.keyboard
    ticket = agent.page.locator("#ticket")
    keyboard.press("j")
    expect(ticket).to_have_attribute("data-ticket", newer)
    keyboard.press("j")
    expect(ticket).to_have_attribute("data-ticket", older)
    keyboard.press("k")
    expect(ticket).to_have_attribute("data-ticket", newer)
    expect(agent.row(newer).get_by_role("link")).to_be_focused()
    keyboard.press("a")
    expect(agent.page.locator("#ticket-head")).to_contain_text("처리 중")
    expect(agent.answer).to_be_focused()
    keyboard.type("j k a r")
    expect(agent.answer).to_have_value("j k a r")
    keyboard.press("Control+Enter")
    expect(agent.page.locator("#ticket-head")).to_contain_text("해결")
    keyboard.press("c")
    keyboard.type("메모")
    keyboard.press("Escape")
    expect(agent.page.locator("#talk-scroll")).to_be_focused()
    keyboard.press("g")
    keyboard.press("a")
    agent.page.wait_for_url("**/tickets/all/")


def test_shortcuts_work_with_the_korean_keyboard_and_can_be_switched_off(product, customer, open_console):
    newest, _ = customer.ask()
    agent = open_console(product, "agent").open()
    ticket = agent.page.locator("#ticket")
    hangul = "new KeyboardEvent('keydown', {key: 'ㅓ', code: 'KeyJ', bubbles: true, cancelable: true})"
    agent.page.evaluate(f"document.body.dispatchEvent({hangul})")
    expect(ticket).to_have_attribute("data-ticket", newest)
    agent.page.keyboard.press("Escape")
    expect(ticket).to_have_count(0)
    agent.page.keyboard.press("?")
    dialog = agent.page.get_by_role("dialog")
    expect(dialog).to_contain_text("키보드 단축키")
    dialog.get_by_role("switch").uncheck()
    dialog.get_by_role("button", name="닫기").click()
    agent.page.keyboard.press("j")
    agent.page.keyboard.press("Control+k")
    expect(agent.page.get_by_role("combobox")).to_be_focused()
    expect(ticket).to_have_count(0)


def test_the_palette_finds_lists_tickets_and_ids_by_korean_initials_too(product, customer, open_console):
    ticket_id, subject = customer.ask("반품 접수가 안 됩니다")
    agent = open_console(product, "agent").open("tickets/all/")
    field = agent.page.get_by_role("combobox")
    options = agent.page.get_by_role("option")
    agent.page.keyboard.press("/")
    field.fill("ㅂㅍ ㅈㅅ")
    expect(options.first).to_contain_text(subject)
    agent.page.keyboard.press("Enter")
    expect(agent.page.locator("#ticket")).to_have_attribute("data-ticket", ticket_id)
    agent.page.keyboard.press("Control+k")
    field.fill("ㅁㅎㄷ")
    expect(options.first).to_contain_text("미할당")
    agent.page.keyboard.press("Enter")
    agent.page.wait_for_url("**/tickets/unassigned/")
    agent.page.keyboard.press("Control+k")
    field.fill(ticket_id)
    agent.page.keyboard.press("Enter")
    agent.page.wait_for_url(f"**/{ticket_id}/")
    agent.page.keyboard.press("Control+k")
    field.fill("없는 것은 없다")
    expect(options).to_have_count(0)


def test_on_a_phone_there_is_one_pane_and_a_way_back(product, customer, open_console):
    ticket_id, _ = customer.ask()
    agent = open_console(product, "agent", viewport=PHONE, has_touch=True, is_mobile=True).open()
    page = agent.page
    expect(page.locator("#detail")).to_be_hidden()
    agent.choose(ticket_id)
    expect(page.locator("#rows")).to_be_hidden()
    page.get_by_role("tab", name="정보").click()
    expect(page.locator("#ticket-aside")).to_contain_text("접수 유형")
    page.get_by_role("link", name="미할당 목록으로").click()
    expect(agent.row(ticket_id)).to_be_visible()
    page.get_by_role("button", name="메뉴 열기").click()
    page.get_by_role("link", name="전체 티켓").click()
    page.wait_for_url("**/tickets/all/")
    expect(page.locator("#side")).to_be_hidden()


def test_scrolling_brings_the_next_rows(product, customer, open_console):
    for _ in range(55):
        customer.ask()
    agent = open_console(product, "agent").open("tickets/all/")
    rows = agent.page.locator("#rows .row")
    expect(rows).to_have_count(50)
    # In one step: it may be replaced by the next rows at any moment.
    agent.page.evaluate("document.querySelector('#rows-more')?.scrollIntoView()")
    expect(agent.page.locator("#rows-more")).to_have_count(0)
    ids = rows.evaluate_all("rows => rows.map(row => row.dataset.row)")
    assert len(ids) == len(set(ids)) >= 55


def test_without_scripts_everything_is_still_done(product, customer, open_console):
    ticket_id, _ = customer.ask()
    agent = open_console(product, "agent", java_script_enabled=False)
    page = agent.page
    page.goto(f"{agent.url}/console/{agent.service_id}/tickets/unassigned/")
    agent.row(ticket_id).get_by_role("link").click()
    agent.button("가져오기").first.click()
    agent.answer.fill("스크립트 없이 보냅니다.")
    agent.button("해결").click()
    expect(agent.entries.last).to_contain_text("스크립트 없이 보냅니다.")
    expect(page.locator("[data-toast]")).to_have_text("답변을 발송하고 해결 처리했습니다.")


def test_whom_to_forward_to_is_found_by_typing_and_remembered(product, customer, open_console):
    first, _ = customer.ask()
    second, _ = customer.ask()
    agent = open_console(product, "administrator").open("tickets/all/")
    agent.choose(first)
    page, dialog = agent.page, agent.page.get_by_role("dialog")
    field = dialog.get_by_role("combobox")

    page.keyboard.press("f")
    expect(field).to_be_focused()
    # A syllable that is being composed neither takes nor sends, and a lone consonant is not searched for.
    field.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    field.fill("도유ㄴ")
    expect(dialog.get_by_text("검색 결과가 없습니다").first).to_be_visible()
    field.fill("도윤")
    option = dialog.get_by_role("option", name="이도윤")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    field.press("Enter")
    expect(field).to_have_value("이도윤")
    expect(dialog).to_be_visible()
    field.press("Enter")
    expect(page.locator("#ticket-head")).to_contain_text("이도윤")

    # The latest comes first; a group alone leaves the ticket unassigned there.
    agent.choose(second)
    page.keyboard.press("f")
    expect(dialog.get_by_role("option").first).to_contain_text("이도윤")
    field.press("ArrowDown")
    expect(dialog.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    field.press("ArrowUp")
    expect(dialog.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    field.fill("배송")
    dialog.get_by_role("option", name="배송 그룹").click()
    dialog.get_by_role("button", name="전달").click()
    expect(page.locator("#ticket-head")).to_contain_text("미할당")
    expect(agent.row(second).locator(".row-group")).to_contain_text("배송")


def test_whoever_types_fast_forwards_to_whom_was_typed(product, customer, open_console):
    ticket_id, _ = customer.ask()
    agent = open_console(product, "administrator").open("tickets/all/")
    agent.choose(ticket_id)
    page, dialog = agent.page, agent.page.get_by_role("dialog")
    field = dialog.get_by_role("combobox")
    page.keyboard.press("f")
    expect(field).to_be_focused()
    # Enter comes before anything was found, and then while somebody else is.
    for typed, found in (("도윤", "이도윤"), ("하은", "박하은")):
        field.fill(typed)
        field.press("Enter")
        expect(field).to_have_value(found)
        expect(dialog.get_by_role("alert")).to_have_count(0)
    field.press("Enter")
    expect(page.locator("#ticket-head")).to_contain_text("박하은")


def test_a_dialog_closes_by_a_press_beside_it_and_not_by_letting_go_there(product, customer, open_console):
    ticket_id, _ = customer.ask()
    agent = open_console(product, "administrator").open("tickets/all/")
    agent.choose(ticket_id)
    page, dialog = agent.page, agent.page.get_by_role("dialog")
    page.keyboard.press("f")
    field = dialog.get_by_role("combobox")
    field.fill("도윤")
    # The words are selected with the pointer, which goes on beyond the dialog.
    box = field.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(8, 8)
    page.mouse.up()
    expect(dialog).to_be_visible()
    page.mouse.click(8, 8)
    expect(dialog).to_be_hidden()


def test_the_list_is_one_stop_of_the_tab_key_and_arrow_keys_walk_through_it(product, customer, open_console):
    for _ in range(3):
        customer.ask()
    agent = open_console(product, "agent").open("tickets/all/")
    page = agent.page
    links = page.locator("#rows .row > a")
    stops = page.locator("#rows .row > a[tabindex='0']")
    expect(stops).to_have_count(1)
    stops.focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    expect(stops).to_have_count(1)
    page.keyboard.press("End")
    expect(links.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.last).to_be_focused()
    page.keyboard.press("Home")
    expect(links.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links.first).to_be_focused()
    # Another row comes in above: the focus stays, and there is still one stop.
    held = links.first.get_attribute("href")
    ticket_id, _ = customer.ask()
    expect(agent.row(ticket_id)).to_be_visible()
    expect(stops).to_have_count(1)
    expect(stops).to_have_attribute("href", held)
    expect(stops).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#rows .row')") is None
    page.keyboard.press("Shift+Tab")
    expect(stops).to_be_focused()


def test_what_was_shown_is_no_longer_bold_in_all_of_the_agents_tabs_until_the_customer_asks_again(
    product, customer, open_console
):
    older, _ = customer.ask()
    middle, _ = customer.ask()
    newest, _ = customer.ask()
    agent = open_console(product, "agent").open("tickets/all/")
    colleague = open_console(product, "administrator").open("tickets/all/")
    tab = agent.context.new_page()
    tab.goto(agent.page.url)

    def bold(page):
        links = page.locator("#rows .row > a").filter(has=page.locator(".row-subject"))
        weights = links.evaluate_all(
            "links => links.map(link => [link.closest('.row').dataset.row,"
            " Number(getComputedStyle(link.querySelector('.row-subject')).fontWeight) > 600])"
        )
        return [row for row, is_bold in weights if is_bold and row in {older, middle, newest}]

    assert bold(agent.page) == bold(tab) == [newest, middle, older]
    link = agent.row(middle).get_by_role("link")
    expect(link).to_have_accessible_name(re.compile("^읽지 않음"))
    with agent.page.expect_response("**/read/") as told:
        agent.choose(middle)
    assert told.value.status == 204
    # Its neighbours were fetched ahead, and nobody has seen them.
    assert bold(agent.page) == [newest, older]
    expect(link).not_to_have_accessible_name(re.compile("읽지 않음"))
    expect(tab.locator(f"#row-{middle} a[data-unread]")).to_have_count(0)
    assert bold(tab) == [newest, older]
    assert bold(colleague.page) == [newest, middle, older]
    agent.page.reload()
    assert bold(agent.page) == [newest, older]

    # In front of somebody it is read as it comes; where nobody has it open it is unread again.
    agent.choose(older)
    expect(agent.row(older).locator("a[data-unread]")).to_have_count(0)
    customer.ask_again(middle, "아직인가요?")
    expect(agent.row(middle).locator("a[data-unread]")).to_have_count(1)
    customer.ask_again(older, "저도요")
    expect(agent.entries).to_have_count(2)
    expect(agent.row(older).locator("a[data-unread]")).to_have_count(0)
    agent.page.reload()
    assert bold(agent.page) == [middle, newest]


def test_new_inquiries_are_said_together_and_rows_under_a_hand_stay_where_they_are(product, customer, open_console):
    for _ in range(14):
        customer.ask()
    agent = open_console(product, "agent").open("tickets/all/")
    page = agent.page
    said, pill = page.locator("#news"), page.locator("#news-pill")
    page.evaluate(
        "const place = document.querySelector('#news'); let times = 0, total = 0;"
        "new MutationObserver(() => {"
        r"  times += 1; total += Number(/\d+/.exec(place.textContent));"
        "  document.body.dataset.told = `${total} in ${times}`;"
        "}).observe(place, {childList: true})"
    )
    # At the top, with nobody's hand in the list, rows come in at the top.
    page.mouse.move(1000, 400)
    shown, _ = customer.ask()
    expect(agent.row(shown)).to_be_in_viewport()
    expect(said).to_have_text("새 문의 1건")
    expect(pill).to_be_hidden()

    # Scrolled down, what is read stays in its place.
    page.locator("#list-scroll").evaluate("place => place.scrollTo(0, 400)")
    anchor = page.locator("#rows .row").nth(9)
    anchor_id, place = anchor.get_attribute("id"), anchor.bounding_box()["y"]
    burst = [customer.ask()[0] for _ in range(3)]
    expect(pill).to_have_text("새 문의 3건")
    # Four in fewer than four sentences.
    expect(page.locator("body")).to_have_attribute("data-told", re.compile("^4 in [23]$"), timeout=15_000)
    # A browser scrolls by whole pixels.
    assert page.locator(f"#{anchor_id}").bounding_box()["y"] == pytest.approx(place, abs=1)
    pill.click()
    for ticket_id in burst:
        expect(agent.row(ticket_id)).to_be_in_viewport()
    expect(pill).to_be_hidden()
    expect(agent.row(burst[-1]).get_by_role("link")).to_be_focused()

    # At the top as well, with the pointer on a row.
    page.locator("#list-scroll").evaluate("place => place.scrollTo(0, 0)")
    row = agent.row(burst[0])
    row.hover()
    place = row.bounding_box()["y"]
    hidden, _ = customer.ask()
    expect(pill).to_have_text("새 문의 1건")
    assert row.bounding_box()["y"] == pytest.approx(place, abs=1)
    page.mouse.move(1000, 400)
    page.locator("#list-scroll").evaluate("place => place.scrollTo(0, 0)")
    expect(agent.row(hidden)).to_be_in_viewport()
    expect(pill).to_be_hidden()

    # A change of what is there is no new inquiry, and neither is what stands in another list.
    customer.ask_again(burst[0], "아직인가요?")
    expect(page.locator("#rows .row").first).to_have_attribute("data-row", burst[0])
    mine = open_console(product, "agent").open("tickets/mine/")
    customer.ask()
    expect(mine.page.locator("#side [data-count=all]")).not_to_have_text("")
    page.wait_for_timeout(1500)
    expect(mine.page.locator("#news")).to_have_text("")
