"""What stops something for customers asks first, with and without a script."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.processes]

SETTINGS = "settings/authentication/open-api/"


@pytest.mark.parametrize("has_script", [True, False])
def test_switching_off_the_open_api_asks_first(open_console, product, has_script):
    console = open_console(product, "administrator", java_script_enabled=has_script)
    page = console.open(SETTINGS).page
    off, dialog = page.locator("main button[value=disable]"), page.locator("#question")
    off.click()
    expect(dialog).to_be_visible()
    assert dialog.evaluate("dialog => dialog.matches(':modal')") is has_script
    expect(dialog).to_contain_text("Open API 사용을 중지할까요?")
    expect(dialog.get_by_role("button", name="취소")).to_be_focused()
    dialog.get_by_role("button", name="취소").click()
    expect(dialog).to_be_hidden()
    page.reload()
    console.open(SETTINGS)
    expect(off).to_be_visible()
    off.click()
    dialog.locator("button[name=confirmed]").click()
    on = page.locator("main button[value=enable]")
    expect(on).to_be_visible()
    on.click()
    expect(off).to_be_visible()


def test_what_was_typed_is_still_there_after_no(open_console, product):
    page = open_console(product, "administrator").open(SETTINGS).page
    field = page.locator("#id_addresses")
    field.fill("192.0.2.1")
    page.locator("form:has(#id_addresses) button").click()
    expect(page.locator("#question li")).to_have_text("192.0.2.1")
    page.keyboard.press("Escape")
    expect(page.locator("#question")).to_be_hidden()
    expect(field).to_have_value("192.0.2.1")
