"""The database takes no writes for a while: nothing typed is lost, whichever way it is sent."""

import urllib.error
import urllib.request

import psutil
import psycopg
import pytest
from playwright.sync_api import expect
from psycopg import sql

from tests.browser.customer import Customer
from tests.factories.integrator import PNG
from tests.factories.product import empty_database, running_product

pytestmark = [pytest.mark.browser, pytest.mark.processes]

WORDS = "첫 줄\n둘째 줄 & <b>끝</b>"


@pytest.fixture(scope="module")
def database():
    with empty_database() as url:
        yield url


@pytest.fixture(scope="module")
def product(database, tmp_path_factory):
    with running_product(tmp_path_factory.mktemp("outage"), DATABASE_URL=database) as running:
        yield running


def set_database(url, clause):
    """Change how the database takes connections, and end those of web, live and worker."""
    with psycopg.connect(url, autocommit=True, options="-c default_transaction_read_only=off") as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("ALTER DATABASE {} " + clause).format(name))
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def read_only(database):
    """Let the database refuse writes, and take them again."""

    def switch(is_read_only):
        set_database(database, f"SET default_transaction_read_only = {'on' if is_read_only else 'off'}")

    yield switch
    switch(False)


def health(product, path="/healthz/write"):
    try:
        with urllib.request.urlopen(product.url + path, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_a_script_keeps_the_page_and_says_when_to_try_again(product, open_console, read_only):
    ticket_id, _subject = Customer(product).ask()
    agent = open_console(product, "agent")
    page = agent.open(f"tickets/unassigned/{ticket_id}/").page
    page.locator("#composer [data-mode-to=comment]").first.click()
    page.locator("#compose-comment").fill(WORDS)
    read_only(True)
    page.locator("#composer .on-comment [data-submit]").click()
    expect(page.locator("#compose-state")).to_contain_text("잠시 후 다시 시도해 주세요")
    expect(page.locator("#compose-comment")).to_have_value(WORDS)
    assert health(product) == (503, "database takes no writes")
    read_only(False)
    expect(page.locator("#compose-comment")).to_be_editable()
    page.locator("#composer .on-comment [data-submit]").click()
    expect(page.locator(".entry-comment, .entry").last).to_contain_text("둘째 줄")


def test_a_form_without_a_script_comes_back_and_is_sent_again(product, open_console, read_only):
    ticket_id, _subject = Customer(product).ask()
    page = open_console(product, "agent", java_script_enabled=False).page
    page.goto(f"{product.url}/console/{product.demo['service']['id']}/tickets/unassigned/{ticket_id}/")
    token = page.locator("#composer [name=csrfmiddlewaretoken]").first.get_attribute("value")
    key = page.locator("#composer [name=key]").first.get_attribute("value")
    path = f"/console/{product.demo['service']['id']}/tickets/unassigned/{ticket_id}/comment/"
    page.set_content(
        f'<form method="post" action="{product.url}{path}"><input name="csrfmiddlewaretoken" value="{token}">'
        f'<input name="key" value="{key}"><textarea name="comment">{WORDS}</textarea><button>send</button></form>'
    )
    read_only(True)
    page.get_by_role("button").click()
    expect(page.locator("h1")).to_have_text("잠시 후 다시 시도해 주세요")
    expect(page.locator("textarea")).to_have_value(WORDS)
    read_only(False)
    page.get_by_role("button", name="다시 시도").click()
    expect(page.locator(".entry").last).to_contain_text("둘째 줄")


def test_programs_are_told_when_to_come_again_and_uploads_to_a_full_disk_too(product, read_only):
    customer = Customer(product)
    read_only(True)
    with pytest.raises(AssertionError, match=r'"resultCode":500.*temporarily unavailable'):
        customer.ask()
    read_only(False)
    customer.ask()
    webs = [part for part in product.parts("web") if part.is_running()]
    # A limit of the kernel's own: no process of the web writes more than this into a file.
    limits = {process.pid: process.rlimit(psutil.RLIMIT_FSIZE) for process in webs}
    for process in webs:
        process.rlimit(psutil.RLIMIT_FSIZE, (4096, limits[process.pid][1]))
    with pytest.raises(AssertionError, match='"resultCode":500'):
        customer.upload(PNG + bytes(100_000), "a.png", "image/png")
    assert health(product) == (503, "file store takes no writes")
    for process in webs:
        process.rlimit(psutil.RLIMIT_FSIZE, limits[process.pid])
    assert customer.upload(PNG + bytes(100_000), "a.png", "image/png")
