"""Screens that stay true by themselves, whatever happens to the line, and never disturb who is writing."""

import contextlib
import threading

import psutil
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@contextlib.contextmanager
def kept_dead(product, part):
    """Kill a part for real, and again each time it is started, as long as the block lasts."""
    is_over = threading.Event()
    kills = []

    def kill():
        while not is_over.wait(0.05):
            for process in product.parts(part):
                with contextlib.suppress(psutil.Error):
                    process.kill()
                    kills.append(process.pid)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    try:
        yield kills
    finally:
        is_over.set()
        thread.join()


def test_an_assignment_arrives_in_a_second_browser(product, customer, open_console):
    ticket_id, subject = customer.ask()
    administrator = open_console(product, "administrator").open()
    agent = open_console(product, "agent").open("tickets/mine/")
    expect(agent.row(ticket_id)).to_have_count(0)

    administrator.choose(ticket_id)
    administrator.page.get_by_role("link", name="전달", exact=True).click()
    dialog = administrator.page.get_by_role("dialog")
    dialog.get_by_role("combobox").fill("도윤")
    dialog.get_by_role("option", name="이도윤").first.click()
    dialog.get_by_role("button", name="전달").click()
    expect(administrator.page.locator("#ticket-head")).to_contain_text("이도윤")

    expect(agent.row(ticket_id)).to_contain_text(subject)
    expect(agent.page.locator("#toasts")).to_contain_text(f"새로 배정되었습니다: {subject}")
    # It left the list of the one who forwarded it, but not their sight.
    expect(administrator.row(ticket_id)).to_have_class("row is-leaving")


def test_the_title_counts_what_waits(product, customer, open_console):
    agent = open_console(product, "agent").open("tickets/all/")
    before = int(agent.page.title().split(")")[0].lstrip("("))
    customer.ask()
    expect(agent.page).to_have_title(f"({before + 1}) 전체 티켓 · Acme 고객지원")


def test_a_dead_live_process_is_told_polled_around_and_missed_nothing(product, customer, open_console):
    agent = open_console(product, "agent", number=1).open("tickets/unassigned/")
    asked = [customer.ask()[0]]
    expect(agent.row(asked[0])).to_be_visible()
    agent.choose(asked[0])
    agent.button("내부 메모").click()
    comment = agent.page.locator("#compose-comment")
    comment.press_sequentially("쓰는 중")
    expect(agent.banner).to_be_hidden()

    with kept_dead(product, "live") as kills:
        expect(agent.banner).to_be_visible()
        expect(agent.banner).to_contain_text("실시간 연결이 끊겼습니다.")
        for _ in range(3):
            asked.append(customer.ask()[0])
            expect(agent.row(asked[-1])).to_be_visible()
        comment.press_sequentially(" 계속")
    assert kills

    asked.append(customer.ask()[0])
    expect(agent.banner).to_be_hidden(timeout=60_000)
    asked.append(customer.ask()[0])
    expect(agent.row(asked[-1])).to_be_visible()
    for ticket_id in asked:
        expect(agent.row(ticket_id)).to_have_count(1)
    shown = agent.page.locator("#rows .row").evaluate_all("rows => rows.map(row => row.dataset.row)")
    assert [ticket_id for ticket_id in shown if ticket_id in asked] == asked[::-1]
    expect(comment).to_be_focused()
    expect(comment).to_have_value("쓰는 중 계속")


def test_a_dead_web_process_costs_no_word(product, customer, open_console):
    ticket_id, _ = customer.ask()
    agent = open_console(product, "agent").open()
    agent.choose(ticket_id)
    agent.button("가져오기").first.click()
    agent.answer.fill("보내는 중에 끊기는 답변")
    with kept_dead(product, "web"):
        agent.button("보류").click()
        expect(agent.page.locator("#compose-state")).to_contain_text("Sangdam에 연결할 수 없습니다.")
        expect(agent.answer).to_have_value("보내는 중에 끊기는 답변")
        expect(agent.answer).to_be_editable()

    # Pressed until the page knows that it arrived: an answer may be taken and its confirmation lost on the way. Then it
    # stands in the history already, and pressing again adds no second one.
    for _ in range(20):
        agent.button("보류").click()
        with contextlib.suppress(AssertionError):
            expect(agent.answer).to_have_value("", timeout=2_000)
            break
    expect(agent.entries.last).to_contain_text("보내는 중에 끊기는 답변")
    expect(agent.entries).to_have_count(2)
    expect(agent.answer).to_have_value("")


def test_writing_is_warned_of_changes_and_shown_them_when_asked(product, customer, open_console):
    ticket_id, _ = customer.ask()
    agent = open_console(product, "agent").open()
    agent.choose(ticket_id)
    agent.button("가져오기").first.click()
    expect(agent.button("해결")).to_be_visible()
    agent.answer.fill("답변을 쓰고 있는데")
    agent.answer.press("Home")
    customer.ask_again(ticket_id, "하나 더 물어볼게요.")
    warning = agent.page.locator("#composer-changed")
    expect(warning).to_contain_text("작성하는 동안 티켓이 변경되었습니다. 고객이 다시 문의했습니다.")
    expect(agent.answer).to_be_focused()
    expect(agent.entries.last).to_contain_text("하나 더 물어볼게요.")

    # Whoever sends without looking is stopped once, with every word kept.
    agent.button("해결").click()
    expect(agent.page.locator("#composer-problem")).to_contain_text("작성하는 동안 티켓이 변경되었습니다.")
    expect(agent.answer).to_have_value("답변을 쓰고 있는데")

    customer.ask_again(ticket_id, "하나만 더요.")
    expect(warning).to_be_visible()
    agent.button("변경 내용 보기").click()
    expect(warning).to_be_hidden()
    expect(agent.answer).to_have_value("답변을 쓰고 있는데")
    agent.button("해결").click()
    expect(agent.page.locator("#ticket-head")).to_contain_text("해결")


def test_a_ticket_open_before_somebody_changes_under_his_eyes(product, customer, open_console):
    ticket_id, _ = customer.ask()
    watching = open_console(product, "administrator").open("tickets/all/")
    watching.choose(ticket_id)
    acting = open_console(product, "agent").open()
    acting.choose(ticket_id)
    acting.button("가져오기").first.click()
    expect(watching.page.locator("#ticket-head")).to_contain_text("이도윤")
    expect(watching.page.locator("#ticket-aside")).to_contain_text("이도윤")
    acting.answer.fill("확인했습니다.")
    acting.button("보류").click()
    expect(watching.entries.last).to_contain_text("확인했습니다.")
    expect(watching.row(ticket_id).locator("svg[aria-label='보류']")).to_be_visible()


def test_who_leaves_the_service_is_told_so_and_not_that_the_line_is_broken(product, open_console):
    agent = open_console(product, "agent")
    page = agent.page
    page.route("**/support/events*", lambda route: route.abort())
    page.goto(f"{agent.url}/console/{agent.service_id}/tickets/unassigned/")
    page.route("**/live/poll/*", lambda route: route.fulfill(status=404))
    page.route("**/tickets/unassigned/", lambda route: route.fulfill(status=404, body="<h1>Nothing is here</h1>"))
    expect(page.locator("h1")).to_have_text("Nothing is here", timeout=20_000)


def test_keys_go_on_working_when_a_change_is_shown_before_the_answer_to_an_action(product, customer, open_console):
    lower, _ = customer.ask()
    upper, _ = customer.ask()
    late = open_console(product, "agent").open("tickets/all/")
    colleague = open_console(product, "agent", number=1).open("tickets/all/")
    late.choose(upper)
    colleague.choose(upper)
    held = []
    late.page.route("**/keep/", lambda route: held.append(route))
    late.page.keyboard.press("a")
    expect(late.answer).to_be_focused()
    colleague.page.keyboard.press("a")
    expect(late.page.locator("#ticket-head")).to_contain_text(colleague.member["name"])
    held[0].continue_()
    expect(late.page.locator("#composer-problem")).to_contain_text("다른 상담원이 이미 가져간 티켓입니다.")
    expect(late.page.locator("body.is-loading")).to_have_count(0)
    late.page.locator("#ticket-title").focus()
    late.page.keyboard.press("j")
    expect(late.page.locator("#ticket")).to_have_attribute("data-ticket", lower)
