"""A page on a customer's host plants cookies in a real browser: it signs nobody in or out of the console."""

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM
from tests.factories.product import running_product

pytestmark = [pytest.mark.browser, pytest.mark.processes]

HOST = "desk.example"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The product under a host name whose parent takes cookies, as `localhost` does not."""
    with running_product(tmp_path_factory.mktemp("desk"), SANGDAM_HOST=HOST) as running:
        yield running


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        rule = f"MAP {HOST} 127.0.0.1, MAP *.{HOST} 127.0.0.1"
        arguments = ["--no-sandbox", f"--host-resolver-rules={rule}"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def people(browser, desk):
    """Two members in browsers of their own: who plants, and who is planted on."""
    made = []

    def sign_in(number):
        member = desk.demo["members"][number]
        context = browser.new_context(locale="ko-KR")
        made.append(context)
        page = context.new_page()
        page.goto(f"http://{HOST}:{desk.port}/accounts/login/")
        page.get_by_label("이메일").fill(member["email"])
        page.get_by_label("비밀번호").fill(member["password"])
        page.get_by_role("button", name="로그인").click()
        page.wait_for_url("**/console/**")
        return page, member["email"]

    yield sign_in
    for context in made:
        context.close()


def plant(page, desk, *cookies):
    """Set cookies as the script of a page on a customer's host does, and come back to the console."""
    page.goto(f"http://acme.{HOST}:{desk.port}/healthz")
    for cookie in cookies:
        page.evaluate("cookie => { document.cookie = cookie }", cookie)


def session(page):
    (value,) = [
        cookie["value"]
        for cookie in page.context.cookies()
        if cookie["name"] == "sangdam_console" and not cookie["domain"].startswith(".")
    ]
    return value


def who_is_here(page, desk):
    page.goto(f"http://{HOST}:{desk.port}/console/preferences/")
    return page.locator("#menu-user .menu-label").first.text_content() if "/accounts/" not in page.url else None


@pytest.mark.parametrize("path", ["/", "/console", "/console/preferences/"])
@pytest.mark.parametrize("is_garbage", [True, False])
def test_who_is_signed_in_stays_that_person(people, desk, path, is_garbage):
    attacker, _ = people(0)
    victim, email = people(1)
    value = "x" * 32 if is_garbage else session(attacker)
    plant(victim, desk, f"sangdam_console={value}; domain={HOST}; path={path}")
    planted = [cookie for cookie in victim.context.cookies() if cookie["domain"] == f".{HOST}"]
    assert [cookie["value"] for cookie in planted] == [value], "the browser did not take the planted cookie"
    assert who_is_here(victim, desk) == email
    assert [cookie for cookie in victim.context.cookies() if cookie["domain"] == f".{HOST}"] == []


def test_a_nameless_cookie_that_reads_like_ours_changes_nothing_either(people, desk):
    attacker, _ = people(0)
    victim, email = people(1)
    plant(victim, desk, f"=sangdam_console={session(attacker)}; domain={HOST}; path=/")
    assert who_is_here(victim, desk) == email


def test_who_is_signed_out_is_somebody_else_for_one_page_at_most(people, desk):
    attacker, _ = people(0)
    victim = people(1)[0]
    victim.context.clear_cookies()
    plant(victim, desk, f"sangdam_console={session(attacker)}; domain={HOST}; path=/")
    who_is_here(victim, desk)
    assert who_is_here(victim, desk) is None


def test_a_planted_token_keeps_nobody_from_sending_a_form(people, desk):
    victim, email = people(1)
    plant(victim, desk, f"sangdam_csrf={'y' * 32}; domain={HOST}; path=/")
    assert who_is_here(victim, desk) == email
    victim.locator("main input[name=theme][value=dark]").check(force=True)
    victim.locator("main form button").click()
    victim.wait_for_selector("html[data-theme=dark]")
