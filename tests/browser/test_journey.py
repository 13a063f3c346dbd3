"""An inquiry travels: from a signed API call to an agent's answer in the customer's mailbox, before a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.customer import Customer
from tests.factories.files import png
from tests.factories.product import await_true

pytestmark = pytest.mark.browser


def test_an_inquiry_travels_and_comes_back(mailing_product, mail_server, open_console):
    customer = Customer(mailing_product)
    agent = open_console(mailing_product, "agent").open()

    # It appears in the open console without a reload.
    attachment = customer.upload(png(40, 30), "사진.png", "image/png")
    ticket_id, subject = customer.ask(content="이어폰에서\n소리가 나지 않습니다.", attachments=[attachment])
    expect(agent.row(ticket_id)).to_contain_text(subject)

    # The agent keeps it and opens the attachment.
    agent.choose(ticket_id)
    agent.button("가져오기").first.click()
    expect(agent.page.locator("#ticket-head")).to_contain_text("처리 중")
    with agent.context.expect_page() as opened:
        agent.page.locator("#entries .file").click()
    expect(opened.value.locator("img")).to_be_visible()
    assert opened.value.evaluate("document.images[0].naturalWidth") == 40
    opened.value.close()

    # The agent answers and resolves.
    agent.answer.fill("새 제품을 보내 드리겠습니다.\n불편을 드려 죄송합니다.")
    agent.button("해결").click()
    expect(agent.page.locator("#ticket-head")).to_contain_text("해결")
    expect(agent.entries.last).to_contain_text("새 제품을 보내 드리겠습니다.")

    # The mail arrives in both parts, threaded, in the customer's language; the ticket says so by itself.
    def to_customer():
        return [mail for mail in mail_server.messages if mail["To"].addresses[0].addr_spec == "customer@example.com"]

    await_true(lambda: len(to_customer()) == 1, 30, mailing_product)
    (mail,) = to_customer()
    assert mail["In-Reply-To"]
    for kind in ("plain", "html"):
        body = mail.get_body(preferencelist=(kind,)).get_content()
        assert "새 제품을 보내 드리겠습니다." in body
        assert "고객님" in body
    expect(agent.entries.last.locator(".delivery")).to_contain_text("발송됨")

    # The customer reads the answer, and asks again: the ticket comes back to the same agent, live.
    assert "새 제품을 보내 드리겠습니다." in str(customer.read(ticket_id)["contents"])
    agent.open("tickets/mine/")
    expect(agent.row(ticket_id)).to_have_count(0)
    customer.ask_again(ticket_id, "언제 도착하나요?")
    expect(agent.row(ticket_id)).to_contain_text(subject)
    expect(agent.page.locator("#toasts")).to_contain_text("고객이 다시 문의했습니다")
    agent.choose(ticket_id)
    expect(agent.entries.last).to_contain_text("언제 도착하나요?")


def test_a_mail_the_server_refuses_is_told_on_the_ticket_and_sent_again_by_hand(
    mailing_product, mail_server, open_console
):
    customer = Customer(mailing_product)
    ticket_id, _ = customer.ask(email="nobody@example.com")
    agent = open_console(mailing_product, "agent").open()
    agent.choose(ticket_id)
    agent.button("가져오기").first.click()
    mail_server.answers.append("550 5.1.1 no such user")
    agent.answer.fill("답변드립니다.")
    agent.button("보류").click()
    delivery = agent.entries.last.locator(".delivery")
    expect(delivery).to_contain_text("발송 실패")
    expect(delivery).to_contain_text("메일 서버가 받는 사람을 거부함 (550 5.1.1)")
    agent.button("다시 발송").click()
    expect(delivery).to_contain_text("발송됨")
