"""Files of an answer: attached by button, drop and paste, sent ahead of it, and never lost on the way."""

import base64

import pytest
from playwright.sync_api import expect

from tests.browser.customer import Customer
from tests.factories.files import pdf, png

pytestmark = pytest.mark.browser

# A file that comes as the browser's own events bring it: `kind` is drop or paste.
BRING = """([kind, name, type, content]) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(content), letter => letter.charCodeAt(0))], name, {type}));
    const target = document.querySelector("#compose-answer");
    const event = kind === "paste"
        ? new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
        : new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true});
    target.dispatchEvent(event);
}"""


def take(console, customer):
    ticket_id, _ = customer.ask()
    console.page.goto(f"{console.url}/console/{console.service_id}/tickets/all/{ticket_id}/")
    console.button("가져오기").first.click()
    expect(console.button("해결")).to_be_visible()
    return ticket_id


def choose(console, *files):
    with console.page.expect_file_chooser() as chooser:
        console.page.locator("[data-attach]").click()
    chooser.value.set_files([{"name": name, "mimeType": kind, "buffer": content} for name, kind, content in files])


def bring(console, kind, name, content_type, content):
    console.page.evaluate(BRING, [kind, name, content_type, base64.b64encode(content).decode()])


def attached(console):
    return console.page.get_by_role("list", name="첨부 파일").get_by_role("listitem")


def slow_down(console, bytes_a_second):
    line = console.context.new_cdp_session(console.page)
    line.send("Network.enable")
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second}
    line.send("Network.emulateNetworkConditions", limits)


def sent_files(customer, ticket_id):
    return [
        file["fileName"] for entry in customer.read(ticket_id)["contents"] or [] for file in entry["attachments"] or []
    ]


def test_files_come_by_button_drop_and_paste_and_arrive_with_the_answer(mailing_product, mail_server, open_console):
    customer = Customer(mailing_product, "attachments")
    agent = open_console(mailing_product, "agent")
    ticket_id = take(agent, customer)
    choose(agent, ("계약서 (최종).pdf", "application/pdf", pdf()))
    expect(attached(agent)).to_have_count(1)
    bring(agent, "drop", "사진.png", "image/png", png())
    expect(attached(agent)).to_have_count(2)
    bring(agent, "paste", "image.png", "image/png", png(2, 2))
    expect(attached(agent)).to_have_count(3)
    expect(attached(agent).nth(0)).to_contain_text("계약서 (최종).pdf")
    expect(attached(agent).nth(2)).to_contain_text("스크린샷 ")
    expect(agent.page.get_by_role("progressbar")).to_have_count(0)

    # One is removed; the others are there after a reload, without a word written.
    agent.page.get_by_role("button", name="사진.png 제거").click()
    expect(attached(agent)).to_have_count(2)
    agent.page.reload()
    expect(attached(agent)).to_have_count(2)
    expect(agent.row(ticket_id).get_by_text("작성 중", exact=True)).to_be_visible()

    agent.answer.fill("계약서를 보내 드립니다.")
    agent.answer.press("Control+Shift+Enter")
    expect(agent.entries).to_have_count(2)
    expect(agent.entries.last).to_contain_text("계약서 (최종).pdf")
    expect(agent.entries.last.locator(".file")).to_have_count(2)
    expect(attached(agent)).to_have_count(0)
    expect(agent.row(ticket_id).get_by_text("작성 중", exact=True)).to_be_hidden()
    expect(agent.entries.last.locator(".delivery")).to_contain_text("발송됨")
    names = sent_files(customer, ticket_id)
    assert len(names) == 2
    assert "계약서 (최종).pdf" in names
    assert {part.get_filename() for part in mail_server.messages[-1].iter_attachments()} == set(names)


def test_an_upload_shows_how_far_it_is_holds_the_answer_back_and_can_be_stopped(product, customer, open_console):
    agent = open_console(product, "agent")
    ticket_id = take(agent, customer)
    slow_down(agent, 100_000)
    choose(agent, ("큰 문서.pdf", "application/pdf", pdf() + bytes(3_000_000)))
    bar = agent.page.get_by_role("progressbar", name="큰 문서.pdf 업로드")
    expect(bar).to_be_visible()
    expect(bar).not_to_have_js_property("value", 0)
    assert bar.evaluate("bar => bar.value") < 100
    agent.answer.fill("답변")
    agent.answer.press("Control+Shift+Enter")
    expect(agent.page.locator("#compose-state")).to_have_text("파일을 아직 업로드하고 있습니다.")
    expect(agent.answer).to_have_value("답변")
    agent.page.get_by_role("button", name="큰 문서.pdf 제거").click()
    expect(attached(agent)).to_have_count(0)
    slow_down(agent, -1)
    agent.answer.press("Control+Shift+Enter")
    expect(agent.entries).to_have_count(2)
    assert sent_files(customer, ticket_id) == []


def test_an_upload_that_fails_says_so_and_is_tried_again(product, customer, open_console):
    agent = open_console(product, "agent")
    ticket_id = take(agent, customer)
    agent.page.route("**/attachments/", lambda route: route.abort(), times=1)
    choose(agent, ("a.pdf", "application/pdf", pdf()))
    expect(attached(agent)).to_contain_text("업로드하지 못했습니다")
    agent.answer.fill("답변")
    agent.answer.press("Control+Shift+Enter")
    expect(agent.page.locator("#compose-state")).to_contain_text("첨부되지 않은 파일이 있습니다.")
    expect(agent.entries).to_have_count(1)
    agent.page.get_by_role("button", name="다시 시도: a.pdf").click()
    expect(attached(agent)).not_to_contain_text("업로드하지 못했습니다")
    expect(agent.page.get_by_role("link", name="a.pdf")).to_be_visible()
    agent.answer.press("Control+Shift+Enter")
    expect(agent.entries).to_have_count(2)
    assert sent_files(customer, ticket_id) == ["a.pdf"]


def test_what_cannot_be_attached_says_why_and_the_rest_goes(product, customer, open_console):
    agent = open_console(product, "agent")
    take(agent, customer)
    choose(
        agent,
        ("a.exe", "application/octet-stream", b"MZ"),
        ("b.pdf", "application/pdf", b"x" * (10 * 1024 * 1024 + 1)),
        ("c.pdf", "application/pdf", png()),
        ("d.pdf", "application/pdf", pdf()),
    )
    expect(attached(agent).filter(has_text="a.exe")).to_contain_text("첨부할 수 없는 파일 형식입니다")
    expect(attached(agent).filter(has_text="b.pdf")).to_contain_text("10MB를 초과합니다")
    expect(attached(agent).filter(has_text="c.pdf")).to_contain_text("파일 내용이 확장자와 다릅니다")
    expect(agent.page.get_by_role("link", name="d.pdf")).to_be_visible()
    choose(agent, *[(f"{number}.pdf", "application/pdf", pdf()) for number in range(5)])
    expect(attached(agent).filter(has_text="최대 5개")).to_have_count(1)
    expect(attached(agent).filter(has_text="최대 5개")).to_contain_text("4.pdf")
    expect(attached(agent).get_by_role("link")).to_have_count(5)


def test_a_file_that_was_swept_meanwhile_is_told_and_another_ticket_keeps_its_own(product, customer, open_console):
    agent = open_console(product, "agent")
    other = take(agent, customer)
    ticket_id = take(agent, customer)
    choose(agent, ("a.pdf", "application/pdf", pdf()), ("b.pdf", "application/pdf", pdf()))
    expect(agent.page.get_by_role("link", name="b.pdf")).to_be_visible()
    expect(agent.page.get_by_role("link", name="a.pdf")).to_be_visible()
    agent.choose(other)
    expect(attached(agent)).to_have_count(0)
    agent.page.route("**/attachments/waiting/*", lambda route: route.fulfill(json={"waiting": []}), times=1)
    agent.choose(ticket_id)
    expect(attached(agent).filter(has_text="보관 기간이 지났습니다")).to_have_count(2)
    for name in ("a.pdf", "b.pdf"):
        agent.page.get_by_role("button", name=f"{name} 제거").click()
    expect(attached(agent)).to_have_count(0)


def test_other_files_after_a_lost_answer_go_out_only_when_their_writer_knows(product, customer, open_console):
    agent = open_console(product, "agent")
    agent.page.route("**/support/events*", lambda route: route.abort())
    agent.page.route("**/live/poll/*", lambda route: route.abort())
    ticket_id = take(agent, customer)
    choose(agent, ("a.pdf", "application/pdf", pdf()))
    expect(agent.page.get_by_role("link", name="a.pdf")).to_be_visible()

    def lose(route):
        route.fetch()
        route.abort()

    agent.page.route("**/pend/", lose, times=1)
    agent.answer.fill("답변")
    agent.answer.press("Control+Shift+Enter")
    expect(agent.page.locator("#compose-state")).to_contain_text("연결할 수 없습니다")
    choose(agent, ("b.pdf", "application/pdf", pdf()))
    expect(agent.page.get_by_role("link", name="b.pdf")).to_be_visible()
    agent.answer.press("Control+Shift+Enter")
    expect(agent.page.locator("#composer-problem")).to_be_visible()
    assert sent_files(customer, ticket_id) == ["a.pdf"]
