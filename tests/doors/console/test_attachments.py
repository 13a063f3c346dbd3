"""Attachments for agents."""

from io import BytesIO

import pytest
from django_scopes import scope

from sangdam.foundation.events import Actor
from sangdam.foundation.storage import remove_stored, store
from sangdam.tickets.actions import add_attachment
from sangdam.tickets.models import Attachment
from sangdam.tickets.models.attachment import make_attachment_id
from tests.doors.console.screens import address, page_of, signed_in, texts
from tests.factories import make_agent, make_service, make_ticket

pytestmark = pytest.mark.django_db


def attach(service, ticket, file_name, content_type, content=b"bytes", *, is_internal=False):
    stored = store(BytesIO(content), service_id=service.service_id)
    with scope(service=service):
        attachment = add_attachment(
            service=service,
            actor=Actor.customer(),
            file_name=file_name,
            content_type=content_type,
            size=len(content),
            path=stored.path,
            attachment_id=make_attachment_id(),
            is_internal=is_internal,
        )
        Attachment.objects.filter(pk=attachment.pk).update(ticket=ticket)
    return attachment


def body_of(response):
    return b"".join(response.streaming_content)


def test_pictures_are_shown_in_a_sandbox_and_other_files_are_saved():
    service = make_service()
    ticket = make_ticket(service)
    client = signed_in(make_agent(service))
    picture = attach(service, ticket, "사진 1.png", "image/png", b"\x89PNG")
    shown = client.get(address(service.service_id, f"attachments/{picture.pk}"))
    assert body_of(shown) == b"\x89PNG"
    assert shown["Content-Type"] == "image/png"
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    archive = attach(service, ticket, "a.zip", "application/zip")
    saved = client.get(address(service.service_id, f"attachments/{archive.pk}"))
    assert body_of(saved) == b"bytes"
    assert saved["Content-Disposition"] == 'attachment; filename="a.zip"'


def test_a_pdf_opens_in_the_viewer_and_may_load_nothing():
    service = make_service()
    attachment = attach(service, make_ticket(service), "계약서.pdf", "application/pdf", b"%PDF-1.7")
    shown = signed_in(make_agent(service)).get(address(service.service_id, f"attachments/{attachment.pk}"))
    assert shown["Content-Disposition"].startswith("inline")
    policy = shown["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "sandbox" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml"])
def test_what_could_run_is_never_shown(content_type):
    service = make_service()
    attachment = attach(service, make_ticket(service), "evil.html", content_type, b"<script>alert(1)</script>")
    response = signed_in(make_agent(service)).get(address(service.service_id, f"attachments/{attachment.pk}"))
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert body_of(response)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("안녕하세요".encode() + "가".encode() * 40_000, "utf-8"),
        ("안녕하세요".encode("cp949"), "euc-kr"),
        ("안녕하세요".encode("utf-16"), "utf-16"),
        (b"plain", "utf-8"),
    ],
)
def test_texts_are_shown_in_the_letters_they_were_written_in(content, encoding):
    service = make_service()
    attachment = attach(service, make_ticket(service), "메모.txt", "text/plain", content)
    response = signed_in(make_agent(service)).get(address(service.service_id, f"attachments/{attachment.pk}"))
    assert response["Content-Type"] == f"text/plain; charset={encoding}"
    assert body_of(response) == content


def test_a_page_shows_pictures_small_and_names_the_rest():
    service = make_service()
    ticket = make_ticket(service)
    attach(service, ticket, "사진.png", "image/png")
    attach(service, ticket, "계약서.hwp", "application/x-hwp", b"x" * 2048)
    page = page_of(signed_in(make_agent(service)).get(address(service.service_id, f"tickets/all/{ticket.ticket_id}/")))
    # The name stands below the picture: read once, not twice.
    assert page.xpath("//*[@class='files']//img/@alt") == [""]
    assert [name.split(".png")[0] for name in texts(page, "//*[@class='file file-image']")] == ["사진"]
    assert texts(page, "//*[@class='file']") == ["hwp계약서.hwpDocument · 2.0\xa0KB".replace("\xa0", " ")]


def test_a_lost_file_is_not_found():
    service = make_service()
    attachment = attach(service, make_ticket(service), "a.txt", "text/plain")
    remove_stored(attachment.path)
    client = signed_in(make_agent(service))
    assert client.get(address(service.service_id, f"attachments/{attachment.pk}")).status_code == 404
    assert client.get(address(service.service_id, f"attachments/{'0' * 32}")).status_code == 404
