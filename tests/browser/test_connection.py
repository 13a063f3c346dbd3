"""Whether it is connected is shown truly on every screen, within 12 seconds, when it breaks and when it is back."""

import contextlib
import re
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
from playwright.sync_api import expect
from psycopg import sql

from tests.browser.test_live import kept_dead

pytestmark = pytest.mark.browser

WITHIN = 12_000
STREAM = re.compile(r'data-stream-url="[^"]*"')
SCREENS = {
    "tickets": "tickets/mine/",
    "open api": "settings/authentication/open-api/",
    "outgoing mail": "deliveries/",
    "demo mailbox": "demo-mailbox/",
    "preferences": "../preferences/",
}
BANNERS = {
    "polling": "live-banner",
    "offline": "offline-banner",
    "troubled": "trouble-banner",
    "signedOut": "signed-out-banner",
}
WORDS = {"live": {"실시간", "연결됨"}, "polling": {"실시간 아님"}, "offline": {"연결 끊김"}, "troubled": {"장애"}}


def open_every_screen(console):
    """Open every screen in a tab of its own and return the tabs once they are live."""
    tabs = {}
    for name, rest in SCREENS.items():
        tabs[name] = console.context.new_page()
        tabs[name].goto(f"{console.url}/console/{console.service_id}/{rest}")
    await_state(tabs, "live", 30_000)
    return tabs


def await_state(tabs, state, within=WITHIN):
    """Wait until each tab shows the state, by its word and its line, and no other line."""
    for tab in tabs.values():
        expect(tab.locator("#live-state")).to_have_attribute("data-state", state, timeout=within)
    for tab in tabs.values():
        assert tab.locator("#live-state").inner_text() in WORDS[state]
        lines = [name for name, line in BANNERS.items() if tab.locator(f"#{line}").is_visible()]
        assert lines == [state][: state != "live"]


@contextlib.contextmanager
def stopped(product, part):
    """Let a part's processes do nothing any more, without an end that anybody could notice."""
    processes = product.parts(part)
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            with contextlib.suppress(psutil.Error):
                process.resume()


@contextlib.contextmanager
def database_away(product):
    """Turn everybody out of the product's database and let nobody in."""
    address = urlsplit(psutil.Process(product.process.pid).environ()["DATABASE_URL"])
    name = address.path.removeprefix("/")
    with psycopg.connect(address._replace(path="/postgres").geturl(), autocommit=True) as server:
        change = "ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}"
        server.execute(sql.SQL(change).format(sql.Identifier(name), sql.SQL("false")))
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            server.execute(sql.SQL(change).format(sql.Identifier(name), sql.SQL("true")))


def test_a_live_process_that_stopped_is_told_everywhere_and_so_is_its_return(product, open_console):
    tabs = open_every_screen(open_console(product, "administrator"))
    with stopped(product, "live"):
        await_state(tabs, "polling")
    await_state(tabs, "live")
    with kept_dead(product, "live"):
        await_state(tabs, "polling")
    # Its supervisor waits before it starts again what died so often.
    await_state(tabs, "live", 60_000)


def test_no_network_is_told_everywhere_and_so_is_its_return(product, open_console):
    console = open_console(product, "administrator")
    tabs = open_every_screen(console)
    console.context.set_offline(True)
    await_state(tabs, "offline")
    console.context.set_offline(False)
    await_state(tabs, "live")


def test_a_database_that_is_away_is_told_everywhere_and_so_is_its_return(product, open_console):
    tabs = open_every_screen(open_console(product, "administrator"))
    with database_away(product):
        await_state(tabs, "troubled")
    await_state(tabs, "live")


def test_whoever_is_signed_out_elsewhere_reads_so(product, open_console):
    console = open_console(product, "administrator")
    tabs = open_every_screen(console)
    console.page.goto(f"{console.url}/accounts/logout/")
    console.button("로그아웃").click()
    console.page.wait_for_url("**/accounts/login/")
    # The list keeps drafts and shows customers: it goes away. What is typed in settings stays to be copied.
    tabs.pop("tickets").wait_for_url("**/accounts/login/**", timeout=WITHIN)
    for tab in tabs.values():
        expect(tab.locator("#signed-out-banner")).to_be_visible(timeout=WITHIN)
        expect(tab.locator("#live-state")).to_have_text("로그아웃됨")


def test_a_member_of_no_service_reads_whether_sangdam_is_there(product, open_console):
    console = open_console(product, "agent")
    page = console.page
    # The page as a member of no service gets it: nothing to listen to, but everything to be connected to.
    page.route(
        "**/preferences/",
        lambda route: route.fulfill(content_type="text/html", body=STREAM.sub('data-stream-url=""', text_of(route))),
    )
    page.goto(f"{console.url}/console/preferences/")
    state = page.locator("#live-state")
    expect(state).to_have_text("연결됨")
    console.context.set_offline(True)
    expect(state).to_have_attribute("data-state", "offline", timeout=WITHIN)
    console.context.set_offline(False)
    expect(state).to_have_attribute("data-state", "live", timeout=WITHIN)


def text_of(route):
    """Fetch the page that was asked for."""
    return route.fetch().text()
