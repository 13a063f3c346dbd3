"""What an agent writes: never lost, never turned into something else, whatever becomes of the request."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SENT = "앞서 작성한 글이 이미 발송되었습니다."


@pytest.fixture
def agent(product, open_console):
    """An agent whose page does not hear of changes, so that nothing but the composer itself finds out."""
    console = open_console(product, "agent")
    console.page.route("**/support/events*", lambda route: route.abort())
    console.page.route("**/live/poll/*", lambda route: route.abort())
    return console


def take(console, customer):
    """Let the agent take a new ticket, and return its id."""
    ticket_id, _ = customer.ask()
    console.page.goto(f"{console.url}/console/{console.service_id}/tickets/all/{ticket_id}/")
    console.button("가져오기").first.click()
    expect(console.button("해결")).to_be_visible()
    return ticket_id


def cut_after_commit(console, verb):
    """Let the next request through to the server and lose its answer on the way."""

    def lose(route):
        route.fetch()
        route.abort()

    console.page.route(f"**/{verb}/", lose, times=1)


def written(customer, ticket_id):
    """List what the customer got as answers, oldest first."""
    return [entry["content"] for entry in customer.read(ticket_id)["contents"] or []][::-1]


def send_and_lose(console, verb, words):
    cut_after_commit(console, verb)
    console.answer.fill(words)
    console.answer.press("Control+Shift+Enter" if verb == "pend" else "Control+Enter")
    expect(console.page.locator("#compose-state")).to_contain_text("연결할 수 없습니다")
    expect(console.answer).to_have_value(words)


def test_an_edit_after_a_lost_answer_goes_out_only_when_its_writer_knows_of_the_first(agent, customer):
    ticket_id = take(agent, customer)
    send_and_lose(agent, "pend", "첫 글입니다.")
    agent.answer.fill("고친 글입니다.")
    agent.answer.press("Control+Shift+Enter")
    problem = agent.page.locator("#composer-problem")
    expect(problem).to_contain_text(SENT)
    expect(problem.locator("blockquote")).to_have_text("첫 글입니다.")
    expect(problem).to_be_focused()
    expect(agent.answer).to_have_value("고친 글입니다.")
    assert written(customer, ticket_id) == ["<p>첫 글입니다.</p>"]

    agent.answer.press("Control+Shift+Enter")
    expect(agent.entries).to_have_count(3)
    expect(agent.answer).to_have_value("")
    assert written(customer, ticket_id) == ["<p>첫 글입니다.</p>", "<p>고친 글입니다.</p>"]


def test_an_edit_of_a_resolution_that_was_stored_stays_a_draft(agent, customer):
    ticket_id = take(agent, customer)
    send_and_lose(agent, "resolve", "첫 글입니다.")
    agent.answer.press_sequentially(" 한마디 더.")
    agent.answer.press("Control+Enter")
    expect(agent.page.locator("#composer-problem")).to_contain_text("지금은 이 티켓에 답변할 수 없습니다.")
    expect(agent.answer).to_have_value("첫 글입니다. 한마디 더.")
    assert written(customer, ticket_id) == ["<p>첫 글입니다.</p>"]
    agent.page.reload()
    expect(agent.answer).to_have_value("첫 글입니다. 한마디 더.")


def test_the_same_words_again_are_the_same_answer(agent, customer):
    ticket_id = take(agent, customer)
    send_and_lose(agent, "pend", "한 번만 갑니다.")
    agent.answer.fill("다른 글")
    agent.answer.fill("한 번만 갑니다.")
    agent.answer.press("Control+Shift+Enter")
    expect(agent.answer).to_have_value("")
    assert written(customer, ticket_id) == ["<p>한 번만 갑니다.</p>"]


def test_the_draft_of_an_answer_that_arrived_is_gone_when_its_page_comes_back(agent, customer):
    ticket_id = take(agent, customer)
    send_and_lose(agent, "pend", "도착한 글")
    agent.page.reload()
    expect(agent.page.locator("#compose-state")).to_have_text("이미 발송된 글이라 임시 저장을 지웠습니다")
    expect(agent.answer).to_have_value("")
    agent.page.reload()
    expect(agent.entries).to_have_count(2)
    expect(agent.answer).to_have_value("")
    assert written(customer, ticket_id) == ["<p>도착한 글</p>"]


def test_an_edited_draft_comes_back_beside_what_was_sent(agent, customer):
    ticket_id = take(agent, customer)
    send_and_lose(agent, "pend", "첫 글")
    agent.answer.fill("고친 글")
    agent.page.reload()
    expect(agent.page.locator("#composer-problem")).to_contain_text(SENT)
    expect(agent.page.locator("#composer-problem blockquote")).to_have_text("첫 글")
    expect(agent.answer).to_have_value("고친 글")
    agent.answer.press("Control+Shift+Enter")
    expect(agent.answer).to_have_value("")
    assert written(customer, ticket_id) == ["<p>첫 글</p>", "<p>고친 글</p>"]


def test_a_tab_closed_right_after_sending_leaves_no_draft_of_what_was_sent(product, agent, customer):
    ticket_id = take(agent, customer)
    agent.answer.fill("보내고 바로 닫습니다.")
    agent.answer.press("Control+Shift+Enter")
    agent.page.close(run_before_unload=False)
    agent.page = agent.context.new_page()
    for _ in range(20):
        if written(customer, ticket_id):
            break
        agent.page.wait_for_timeout(100)
    agent.page.goto(f"{agent.url}/console/{agent.service_id}/tickets/all/{ticket_id}/")
    expect(agent.page.locator("#live-state")).to_have_attribute("data-state", "live")
    arrived = written(customer, ticket_id)
    # Sent or not: what stands in the field is what was not sent.
    expect(agent.answer).to_have_value("" if arrived else "보내고 바로 닫습니다.")
    agent.answer.fill("보내고 바로 닫습니다. 고침")
    agent.answer.press("Control+Shift+Enter")
    expect(agent.answer).to_have_value("")
    assert written(customer, ticket_id) == [*arrived, "<p>보내고 바로 닫습니다. 고침</p>"]


def test_words_wait_for_the_line(product, customer, open_console):
    agent = open_console(product, "agent")
    ticket_id = take(agent, customer)
    agent.answer.fill("오프라인에서 보냅니다.")
    agent.context.set_offline(True)
    agent.answer.press("Control+Shift+Enter")
    expect(agent.page.locator("#compose-state")).to_contain_text("연결할 수 없습니다")
    agent.answer.fill("다시 씁니다.")
    agent.context.set_offline(False)
    agent.answer.press("Control+Shift+Enter")
    expect(agent.answer).to_have_value("")
    assert written(customer, ticket_id) == ["<p>다시 씁니다.</p>"]


def test_a_live_page_learns_by_itself_that_an_answer_arrived(product, customer, open_console):
    agent = open_console(product, "agent")
    ticket_id = take(agent, customer)
    cut_after_commit(agent, "pend")
    agent.answer.fill("답은 갔는데 응답이 끊겼습니다.")
    agent.answer.press("Control+Shift+Enter")
    expect(agent.answer).to_have_value("")
    expect(agent.entries).to_have_count(2)
    expect(agent.page.locator("#composer-changed")).to_be_hidden()
    assert len(written(customer, ticket_id)) == 1


# --- while an action is under way -------------------------------------------------------------------------------------


def hold_back(console, verb, seconds=1.0, then="continue", times=1):
    """Let the next request wait on the line, then go on, or be lost; with `times=None` each one until `unroute`."""

    def wait(route):
        console.page.wait_for_timeout(seconds * 1000)
        route.abort() if then == "abort" else route.continue_()

    console.page.route(f"**/{verb}/", wait, times=times)


def open_ticket(console, customer):
    ticket_id, _ = customer.ask()
    console.page.goto(f"{console.url}/console/{console.service_id}/tickets/all/{ticket_id}/")
    expect(console.page.locator("#ticket")).to_have_attribute("data-ticket", ticket_id)
    return ticket_id


def compose_hangul(session, *syllables):
    """Type as a Korean keyboard does: each syllable grows under composition and is then put in."""
    for steps in syllables:
        for step in steps:
            session.send("Input.imeSetComposition", {"text": step, "selectionStart": 1, "selectionEnd": 1})
        session.send("Input.insertText", {"text": steps[-1]})


@pytest.mark.parametrize("way", ["key", "button"])
def test_what_is_typed_while_a_ticket_is_kept_stands_in_the_answer(product, customer, open_console, way):
    agent = open_console(product, "agent")
    open_ticket(agent, customer)
    slow = agent.context.new_cdp_session(agent.page)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    if way == "key":
        agent.page.keyboard.press("a")
    else:
        agent.button("가져오기").first.click()
    agent.page.keyboard.type("Refund it today, jack")
    expect(agent.answer).to_be_focused()
    expect(agent.button("해결")).to_have_count(0)
    expect(agent.button("해결")).to_be_visible()
    agent.page.keyboard.type(": faccirk")
    expect(agent.answer).to_have_value("Refund it today, jack: faccirk")
    expect(agent.answer).to_be_focused()
    expect(agent.page.locator("#ticket-head")).to_contain_text("이도윤")


def test_a_syllable_under_composition_survives_the_arrival_of_the_ticket(product, customer, open_console):
    agent = open_console(product, "agent")
    open_ticket(agent, customer)
    session = agent.context.new_cdp_session(agent.page)
    hold_back(agent, "keep")
    agent.page.keyboard.press("a")
    expect(agent.answer).to_be_focused()
    compose_hangul(session, "ㅎ하한", "ㄱ그글")
    session.send("Input.imeSetComposition", {"text": "로", "selectionStart": 1, "selectionEnd": 1})
    expect(agent.button("해결")).to_be_visible()
    assert agent.answer.input_value() == "한글로"
    compose_hangul(session, "로", "ㅆ쓰씁")
    expect(agent.answer).to_have_value("한글로씁")


def test_what_is_typed_while_a_keep_fails_is_there_still(product, customer, open_console):
    agent = open_console(product, "agent")
    ticket_id = open_ticket(agent, customer)
    hold_back(agent, "keep", then="abort", times=None)
    agent.page.keyboard.press("a")
    agent.page.keyboard.type("crafik")
    expect(agent.page.locator("#compose-state")).to_contain_text("연결할 수 없습니다")
    agent.page.keyboard.type(" jc")
    expect(agent.answer).to_have_value("crafik jc")
    agent.page.unroute("**/keep/")
    agent.button("가져오기").last.click()
    expect(agent.button("해결")).to_be_visible()
    expect(agent.answer).to_have_value("crafik jc")
    expect(agent.page.locator("#ticket")).to_have_attribute("data-ticket", ticket_id)


def test_who_loses_the_race_keeps_the_words_and_gets_no_open_field(product, customer, open_console):
    agent, winner = open_console(product, "agent"), open_console(product, "agent", number=1)
    ticket_id = open_ticket(agent, customer)
    winner.page.goto(agent.page.url)
    agent.page.route("**/support/events*", lambda route: route.abort())
    agent.page.route("**/live/poll/*", lambda route: route.abort())
    agent.page.reload()
    winner.button("가져오기").first.click()
    expect(winner.button("해결")).to_be_visible()
    hold_back(agent, "keep")
    agent.page.keyboard.press("a")
    agent.page.keyboard.type("racing")
    expect(agent.page.locator("#composer-problem")).to_contain_text("다른 상담원이 이미 가져간 티켓입니다.")
    agent.page.keyboard.type("jkcf")
    expect(agent.answer).to_have_value("racing")
    expect(agent.answer).not_to_be_editable()
    expect(agent.page.locator("#ticket")).to_have_attribute("data-ticket", ticket_id)
    agent.page.reload()
    expect(agent.answer).to_have_value("racing")

    # Nothing typed: nothing to write into.
    second = open_ticket(agent, customer)
    winner.page.goto(f"{winner.url}/console/{winner.service_id}/tickets/all/{second}/")
    winner.button("가져오기").first.click()
    expect(winner.button("해결")).to_be_visible()
    agent.page.keyboard.press("a")
    expect(agent.page.locator("#composer-problem")).to_be_focused()
    expect(agent.answer).to_be_hidden()


@pytest.mark.parametrize("then", ["continue", "abort"])
def test_what_is_typed_while_an_answer_goes_out_is_not_part_of_it_and_not_lost(product, customer, open_console, then):
    agent = open_console(product, "agent")
    ticket_id = take(agent, customer)
    agent.answer.fill("보낸 글.")
    hold_back(agent, "pend", then=then)
    agent.answer.press("Control+Shift+Enter")
    agent.page.keyboard.type(" and more")
    if then == "abort":
        expect(agent.page.locator("#compose-state")).to_contain_text("연결할 수 없습니다")
        expect(agent.answer).to_have_value("보낸 글. and more")
    else:
        expect(agent.answer).to_have_value("and more")
        assert written(customer, ticket_id) == ["<p>보낸 글.</p>"]
        expect(agent.answer).to_be_focused()


def test_keys_are_no_commands_while_an_action_is_under_way(product, customer, open_console):
    customer.ask()
    agent = open_console(product, "agent")
    ticket_id = take(agent, customer)
    agent.answer.fill("보낸 글.")
    hold_back(agent, "pend")
    agent.button("보류").click()
    agent.page.keyboard.type("jkfgai")
    expect(agent.entries).to_have_count(2)
    expect(agent.page.locator("#ticket")).to_have_attribute("data-ticket", ticket_id)
    expect(agent.page.get_by_role("dialog")).to_have_count(0)


def test_an_answer_that_arrives_late_does_not_cover_the_ticket_opened_meanwhile(product, customer, open_console):
    agent = open_console(product, "agent")
    other, _ = customer.ask()
    ticket_id = take(agent, customer)
    agent.answer.fill("느린 답변")
    hold_back(agent, "pend")
    agent.button("보류").click()
    agent.choose(other)
    expect(agent.page.locator("#toasts")).to_contain_text("보류")
    expect(agent.page.locator("#ticket")).to_have_attribute("data-ticket", other)
    agent.choose(ticket_id)
    expect(agent.answer).to_have_value("")


# A press in the very moment in which the pane was drawn: whatever is not taken up by then would post a page.
PRESS_AT_ONCE = """words => {
  window.pages = 0;
  addEventListener('beforeunload', () => window.pages++);
  new MutationObserver((changes, observer) => {
    const field = document.querySelector('#compose-answer');
    if (!document.querySelector('#composer [data-submit]') || !document.querySelector('#composer [data-pend]')) return;
    observer.disconnect();
    field.value = words;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    const chord = {key: 'Enter', ctrlKey: true, shiftKey: true, bubbles: true, cancelable: true};
    field.dispatchEvent(new KeyboardEvent('keydown', chord));
  }).observe(document.querySelector('#detail'), {childList: true, subtree: true});
}"""


def test_ctrl_enter_right_after_a_swap_never_posts_a_page(product, customer, open_console):
    agent = open_console(product, "agent")
    for number in range(5):
        ticket_id = open_ticket(agent, customer)
        agent.page.evaluate("window.isTheSamePage = true")
        agent.page.evaluate(PRESS_AT_ONCE, f"answer {number}")
        agent.page.keyboard.press("a")
        expect(agent.entries).to_have_count(2)
        assert agent.page.evaluate("[window.isTheSamePage, window.pages]") == [True, 0]
        assert written(customer, ticket_id) == [f"<p>answer {number}</p>"]


def test_a_ticket_opens_for_an_answer_unless_only_a_comment_was_begun(agent, customer):
    take(agent, customer)
    agent.page.reload()
    expect(agent.answer).to_be_visible()
    agent.page.keyboard.press("c")
    agent.page.locator("#compose-comment").fill("확인 중")
    agent.page.reload()
    expect(agent.page.locator("#compose-comment")).to_have_value("확인 중")
    expect(agent.page.locator("#compose-comment")).to_be_visible()
    expect(agent.answer).to_be_hidden()
    agent.page.keyboard.press("r")
    agent.answer.fill("답변 중")
    agent.page.reload()
    expect(agent.answer).to_be_visible()
    expect(agent.answer).to_have_value("답변 중")


# --- where it is said, and where one goes on --------------------------------------------------------------------------


def test_what_came_of_an_action_is_said_where_it_was_done(product, customer, open_console):
    agent = open_console(product, "agent")
    take(agent, customer)
    state = agent.page.locator("#compose-state")
    expect(state).to_have_text(agent.page.evaluate("document.querySelector('#compose-state').textContent"))
    expect(state).not_to_be_empty()
    agent.answer.fill("답변")
    agent.answer.press("Control+Shift+Enter")
    expect(state).to_contain_text("보류")
    expect(agent.page.locator(".toast-item")).to_have_count(0)

    dialog = agent.page.get_by_role("dialog")
    agent.page.locator("[data-dialog-open=forward-dialog]").click()
    dialog.get_by_role("option", name="이도윤").first.click()
    agent.context.set_offline(True)
    dialog.get_by_role("button", name="전달").click()
    expect(dialog.get_by_role("alert")).to_contain_text("연결할 수 없습니다")
    dialog.get_by_role("button", name="전달").click()
    expect(dialog.get_by_role("alert")).to_have_count(1)
    expect(agent.page.locator(".toast-item")).to_have_count(0)
    agent.context.set_offline(False)


def test_there_is_one_toast_at_most_and_it_covers_neither_details_nor_buttons(product, customer, open_console):
    agent = open_console(product, "agent").open()
    take(agent, customer)
    agent.page.keyboard.press("Escape")
    for _ in range(2):
        agent.page.locator("[data-copy]").first.click()
    toast = agent.page.locator(".toast-item")
    expect(toast).to_have_count(1)
    box, pane = toast.bounding_box(), agent.page.locator("#panes").bounding_box()
    assert box["x"] + box["width"] <= pane["x"]
    agent.page.set_viewport_size({"width": 390, "height": 844})
    box, head = toast.bounding_box(), agent.page.locator("#ticket-head").bounding_box()
    assert box["y"] + box["height"] <= head["y"]


def test_after_a_reload_one_goes_on_from_the_same_row(product, customer, open_console):
    asked = [customer.ask()[0] for _ in range(4)]
    agent = open_console(product, "agent").open()
    # The ticket leaves this list when it is taken; it stays in sight until another one is opened.
    agent.choose(asked[2])
    agent.page.keyboard.press("a")
    expect(agent.button("해결")).to_be_visible()
    agent.page.reload()
    expect(agent.row(asked[1])).to_be_visible()
    agent.page.locator("#ticket-title").focus()
    agent.page.keyboard.press("j")
    expect(agent.page.locator("#ticket")).to_have_attribute("data-ticket", asked[1])
    agent.page.keyboard.press("k")
    expect(agent.page.locator("#ticket")).to_have_attribute("data-ticket", asked[3])


def test_a_row_below_the_first_page_is_there_after_a_reload(product, customer, open_console):
    asked = [customer.ask()[0] for _ in range(53)]
    agent = open_console(product, "agent").open("tickets/all/")
    agent.page.evaluate("document.querySelector('#rows-more')?.scrollIntoView()")
    agent.choose(asked[0])
    agent.page.reload()
    expect(agent.row(asked[0]).locator("a")).to_have_attribute("aria-current", "true")
    expect(agent.row(asked[0])).to_be_in_viewport()
    agent.page.locator("#ticket-title").focus()
    agent.page.keyboard.press("k")
    expect(agent.page.locator("#ticket")).to_have_attribute("data-ticket", asked[1])


def test_the_next_ticket_opens_after_resolving_when_wanted(product, customer, open_console):
    lower, upper = customer.ask()[0], customer.ask()[0]
    agent = open_console(product, "agent").open("tickets/all/")
    ticket = agent.page.locator("#ticket")
    agent.choose(upper)
    agent.page.keyboard.press("a")
    agent.page.get_by_label("해결 후 다음 티켓 열기").check()
    agent.answer.fill("해결합니다.")
    # The order of the list when it is sent is the one that counts: the resolved ticket moves to its top afterwards.
    agent.button("해결").click()
    expect(ticket).to_have_attribute("data-ticket", lower)
    expect(agent.page.locator("#ticket-title")).to_be_focused()
    expect(agent.page.locator(".toast-item")).to_contain_text("해결")
    resolved = agent.page.url.replace(lower, upper).removeprefix(agent.url)
    expect(agent.page.locator(".toast-item a")).to_have_attribute("href", resolved)
    assert written(customer, upper) == ["<p>해결합니다.</p>"]

    # A pending one stays; so does a resolved one while its writer goes on writing; the choice is remembered.
    agent.page.keyboard.press("a")
    expect(agent.page.get_by_label("해결 후 다음 티켓 열기")).to_be_checked()
    agent.answer.fill("보류합니다.")
    agent.answer.press("Control+Shift+Enter")
    expect(agent.entries).to_have_count(2)
    expect(ticket).to_have_attribute("data-ticket", lower)
    agent.page.get_by_label("해결 후 다음 티켓 열기").uncheck()
    agent.answer.fill("해결합니다.")
    agent.answer.press("Control+Enter")
    expect(agent.entries).to_have_count(3)
    expect(ticket).to_have_attribute("data-ticket", lower)


def test_an_answer_counts_as_sent_when_the_next_ticket_cannot_be_opened(product, customer, open_console):
    lower, upper = customer.ask()[0], customer.ask()[0]
    agent = open_console(product, "agent").open("tickets/all/")
    agent.page.route(f"**/{lower}/", lambda route: route.abort())
    agent.choose(upper)
    agent.page.keyboard.press("a")
    agent.page.get_by_label("해결 후 다음 티켓 열기").check()
    agent.answer.fill("해결합니다.")
    agent.button("해결").click()
    expect(agent.page.locator(".toast-item")).to_contain_text("답변을 발송하고 해결 처리했습니다.")
    expect(agent.page.locator(".toast-bad")).to_contain_text("연결할 수 없습니다")
    expect(agent.page.locator("#ticket")).to_have_count(0)


def test_resolving_the_last_one_of_a_list_says_so(product, customer, open_console):
    agent = open_console(product, "administrator")
    ticket_id, _ = customer.ask()
    agent.page.goto(f"{agent.url}/console/{agent.service_id}/tickets/mine/{ticket_id}/")
    agent.button("가져오기").first.click()
    agent.page.get_by_role("dialog").get_by_role("button", name="가져오기").click()
    agent.page.get_by_label("해결 후 다음 티켓 열기").check()
    agent.answer.fill("끝입니다.")
    for row in agent.page.locator("#rows .row").all():
        row.evaluate("row => row.remove()")
    agent.answer.press("Control+Enter")
    expect(agent.page.locator("#compose-state")).to_contain_text("이 목록의 마지막 티켓이었습니다.")
    expect(agent.page.locator("#ticket")).to_have_attribute("data-ticket", ticket_id)


def test_rows_tell_where_something_is_waiting_to_be_sent(product, customer, open_console):
    other = customer.ask()[0]
    agent = open_console(product, "agent")
    ticket_id = take(agent, customer)
    mark = agent.row(ticket_id).get_by_text("작성 중", exact=True)
    expect(mark).to_be_hidden()
    agent.answer.fill("쓰는 중")
    expect(mark).to_be_visible()
    expect(agent.row(other).get_by_text("작성 중", exact=True)).to_be_hidden()
    customer.ask_again(ticket_id, "하나 더요")
    expect(agent.page.locator("#composer-changed")).to_be_visible()
    expect(mark).to_be_visible()
    agent.page.reload()
    expect(mark).to_be_visible()
    agent.answer.fill("")
    expect(mark).to_be_hidden()
