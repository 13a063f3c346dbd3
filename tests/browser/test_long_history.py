"""A history that is longer than a page: it opens at the newest entry, and what is earlier comes without a jump."""

import pytest
from playwright.sync_api import expect

from tests.browser.console import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_long_history_opens_at_the_newest_and_brings_the_earlier_when_scrolled_to(
    product, customer, open_console, viewport
):
    ticket_id, _ = customer.ask("기나긴 이야기")
    for number in range(25):
        customer.ask_again(ticket_id, f"{number}번째 질문 " + "자세한 이야기입니다. " * 60)
    agent = open_console(product, "agent", viewport=viewport).open()
    agent.choose(ticket_id)
    page = agent.page
    expect(agent.entries).to_have_count(11)
    expect(agent.entries.last).to_be_in_viewport()
    page.reload()
    expect(agent.entries.last).to_be_in_viewport()
    page.evaluate("document.querySelector('#talk-scroll').scrollTop = 0")
    read = agent.entries.filter(has_text="15번째 질문")
    expect(agent.entries).to_have_count(21)
    expect(read).to_be_in_viewport()
    page.locator("#entries-earlier a").focus()
    page.keyboard.press("Enter")
    expect(agent.entries).to_have_count(26)
    expect(page.locator("#entries-earlier")).to_have_count(0)
    expect(page.locator("#talk-scroll")).to_be_focused()


def test_an_entry_longer_than_the_pane_is_read_from_its_beginning(product, customer, open_console):
    ticket_id, _ = customer.ask("짧은 이야기")
    customer.ask_again(ticket_id, "처음부터 읽어 주세요.\n\n" + "긴 이야기입니다.\n" * 200)
    agent = open_console(product, "agent").open()
    agent.choose(ticket_id)
    expect(agent.entries.last.locator(".entry-head")).to_be_in_viewport()
