"""The page on which integrators read the Open API and try it out, in a browser that keeps to its policy."""

import json

import pytest

pytestmark = pytest.mark.browser


def test_a_call_tried_out_on_the_page_is_signed_and_answered(browser, product):
    demo = product.demo
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        page.goto(f"{product.url}/support/api/docs")
        page.get_by_label("Organization ID").fill(demo["organization"]["id"])
        page.get_by_label("Service key").fill(demo["service"]["key"])
        page.locator("#operations-Inquiry-createTicket .opblock-summary-control").click()
        page.get_by_role("button", name="Try it out").click()
        body = page.locator("textarea.body-param__text")
        inquiry = {**json.loads(body.input_value()), "attachments": [], "subject": "페이지에서 보낸 문의"}
        body.fill(json.dumps(inquiry, ensure_ascii=False))
        page.get_by_role("button", name="Execute").click()
        answer = page.locator(".live-responses-table .response").first
        answer.wait_for()
        assert answer.locator(".response-col_status").inner_text().strip().startswith("200")
        assert "페이지에서 보낸 문의" in answer.inner_text()
        page.locator("#operations-Inquiry_history-listTickets .opblock-summary-control").click()
        listing = page.locator("#operations-Inquiry_history-listTickets")
        listing.get_by_role("button", name="Try it out").click()
        listing.get_by_placeholder("usercode").fill("st18888")
        listing.get_by_role("button", name="Execute").click()
        listed = listing.locator(".live-responses-table .response").first
        listed.wait_for()
        assert "페이지에서 보낸 문의" in listed.inner_text()
    finally:
        page.close()
    assert complaints == []
