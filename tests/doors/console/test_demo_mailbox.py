"""The demo mailbox: seen by administrators, believed by nobody."""

import pytest
from django.conf import settings

from sangdam.foundation.outbound.demo_mailbox import keep
from tests.doors.console.screens import address, page_of, signed_in, texts
from tests.factories import make_administrator, make_service

pytestmark = pytest.mark.django_db

MAIL = (
    b"From: Shop <shop@example.com>\r\nTo: Kim <kim@example.com>\r\nSubject: =?utf-8?b?64u167OA?=\r\n"
    b"Message-ID: <1@example.com>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n<text>\r\n"
    b"--b\r\nContent-Type: text/html\r\n\r\n<p>html</p><script>alert(1)</script>\r\n--b--\r\n"
)


def test_a_mail_is_shown_with_its_headers_and_marked_as_not_sent():
    service = make_service()
    mail_id = keep(MAIL, mailbox=service.service_id)
    client = signed_in(make_administrator(service))
    page = page_of(client.get(address(service.service_id, "demo-mailbox/")))
    assert texts(page, "//*[@id='mail-title']") == ["답변"]
    assert "This email was not actually sent." in page.text_content()
    assert ["Message-ID", "<1@example.com>"] in [
        [*texts(row, "dt"), *texts(row, "dd")] for row in page.xpath("//dl/div")
    ]
    assert texts(page, "//pre") == ["<text>"]
    assert page.xpath("//iframe/@sandbox") == [""]
    assert page.xpath("//iframe/@src") == [address(service.service_id, f"demo-mailbox/{mail_id}/html/")]


def test_the_html_part_is_shut_in():
    service = make_service()
    mail_id = keep(MAIL, mailbox=service.service_id)
    client = signed_in(make_administrator(service))
    shown = client.get(address(service.service_id, f"demo-mailbox/{mail_id}/html/"))
    policy = shown["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert shown["X-Frame-Options"] == "SAMEORIGIN"


def test_an_empty_mailbox_says_so_and_other_mailboxes_stay_shut():
    elsewhere = make_service()
    mail_id = keep(MAIL, mailbox=elsewhere.service_id)
    service = make_service()
    client = signed_in(make_administrator(service))
    assert "No emails yet" in client.get(address(service.service_id, "demo-mailbox/")).content.decode()
    assert client.get(address(service.service_id, f"demo-mailbox/{mail_id}/")).status_code == 404
    assert client.get(address(service.service_id, f"demo-mailbox/{mail_id}/html/")).status_code == 404


def test_with_a_mail_server_there_is_no_demo_mailbox(monkeypatch):
    service = make_service()
    mail_id = keep(MAIL, mailbox=service.service_id)
    client = signed_in(make_administrator(service))
    monkeypatch.setattr(settings.ENVIRONMENT, "email_url", "smtp://mail.example.com")
    for rest in ("", f"{mail_id}/", f"{mail_id}/html/"):
        assert client.get(address(service.service_id, f"demo-mailbox/{rest}")).status_code == 404
    assert "demo-mailbox" not in client.get(address(service.service_id, "tickets/all/")).content.decode()
