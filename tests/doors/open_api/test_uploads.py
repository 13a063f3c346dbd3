import hashlib
from io import BytesIO

import pytest
from django_scopes import scope

from sangdam.foundation.events import Actor
from sangdam.foundation.storage import MAXIMUM_SIZE, open_stored, remove_stored
from sangdam.tickets import actions
from sangdam.tickets.models import Attachment
from tests.doors.open_api.traces import traces
from tests.factories import make_agent, make_service, make_ticket
from tests.factories.integrator import PNG, inquiry_body, make_integrator

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj"


def upload_raw(integrator, disposition, content=PNG, **headers):
    """Upload with a Content-Disposition of one's own, as only a hostile client writes it."""
    path = integrator.path("openapi/v1/ticket/attachments/upload.json")
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest().encode()
    name = disposition if isinstance(disposition, bytes) else disposition.encode()
    body = b'--b\r\nContent-Disposition: form-data; name="file"; ' + name + b"\r\n\r\n" + content + b"\r\n--b--\r\n"
    return integrator.client.post(
        path, body, content_type="multipart/form-data; boundary=b", headers=integrator.headers(path, digest, **headers)
    )


def test_an_upload_is_stored_and_waits():
    integrator = make_integrator()
    content = integrator.upload(PNG, "그림.png").json()["result"]["content"]
    assert content["fileName"] == "그림.png"
    with scope(service=integrator.service):
        attachment = Attachment.objects.get(pk=content["attachmentId"])
        assert (attachment.ticket_id, attachment.uploaded_by_id, attachment.is_internal) == (None, None, False)
        assert open_stored(attachment.path).read() == PNG
        assert attachment.file_name not in attachment.path


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('filename="image.png"', "image.png"),
        ("filename=image.png", "image.png"),
        ('filename="그림 파일.png"', "그림 파일.png"),
        ("filename*=UTF-8''%EA%B7%B8%EB%A6%BC.png", "그림.png"),
        ('filename="a&amp;b.png"', "a&amp;b.png"),
        ('filename="IMAGE.PNG"', "IMAGE.PNG"),
        (f'filename="{"가" * 95}.png"', f"{'가' * 95}.png"),
    ],
)
def test_names_are_kept_as_sent(disposition, name):
    response = upload_raw(make_integrator(), disposition)
    assert response.status_code == 200
    assert response.json()["result"]["content"]["fileName"] == name


FORMAT, NAME, SIZE = (
    "This file format cannot be attached.",
    "File name maximum length exceeded.(100)",
    "You can only attach files up to 10MB.",
)
UNKNOWN_ERROR = {
    "a path": ('filename="../../image.png"', PNG, FORMAT),
    "a Windows path": (r'filename="C:\\temp\\image.png"', PNG, FORMAT),
    "an absolute path": ('filename="/etc/image.png"', PNG, FORMAT),
    "a drive": ('filename="c:image.png"', PNG, FORMAT),
    "a NUL": (b'filename="image.png\0.png"', PNG, FORMAT),
    "a zero width space": ('filename="image\u200b.png"', PNG, FORMAT),
    "a right-to-left mark": ('filename="image\u202egnp.exe.png"', PNG, FORMAT),
    "no extension": ('filename="image"', PNG, FORMAT),
    "nothing but an extension": ('filename=".png"', PNG, FORMAT),
    "a reserved name": ('filename="con.png"', PNG, FORMAT),
    "a trailing dot": ('filename="image.png."', PNG, FORMAT),
    "a script": ('filename="image.php"', PNG, FORMAT),
    "two extensions": ('filename="image.png.html"', PNG, FORMAT),
    "a web page": ('filename="page.html"', b"<html></html>", FORMAT),
    "a drawing that runs": ('filename="drawing.svg"', b"<svg onload=alert(1)>", FORMAT),
    "a web page called a picture": ('filename="image.png"', b"<html><script>alert(1)</script>", FORMAT),
    "a picture called a document": ('filename="image.pdf"', PNG, FORMAT),
    "a zip called a document": ('filename="report.docx"', b"PK\x05\x06" + b"\0" * 18, FORMAT),
    "a web page called text": ('filename="page.txt"', b"<!DOCTYPE html><script>alert(1)</script>", FORMAT),
    "nothing": ('filename="image.png"', b"", FORMAT),
    "a name of 100 characters": (f'filename="{"a" * 96}.png"', PNG, NAME),
    "a name of 300 characters": (f'filename="{"가" * 300}.png"', PNG, NAME),
    "more than 10 MB": ('filename="image.png"', PNG + b"\0" * MAXIMUM_SIZE, SIZE),
}


@pytest.mark.parametrize(("disposition", "content", "message"), UNKNOWN_ERROR.values(), ids=UNKNOWN_ERROR)
def test_what_may_not_come_in(disposition, content, message):
    integrator = make_integrator(make_service(languages=("en", "ko")))
    before = traces()
    response = upload_raw(integrator, disposition, content)
    assert (response.status_code, response.json()) == (
        400,
        {
            "header": {"resultCode": 400, "resultMessage": message, "isSuccessful": False},
            "result": {"content": {"exception": "OcException", "message": message}},
        },
    )
    assert traces() == before


def test_a_file_of_exactly_10_mb_comes_in():
    content = PNG + b"\0" * (MAXIMUM_SIZE - len(PNG))
    response = upload_raw(make_integrator(), 'filename="image.png"', content)
    assert response.status_code == 200
    assert response.json()["result"]["content"]["size"] == MAXIMUM_SIZE


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("", "해당 파일 격식은 첨부할 수 없습니다."),
        ("en", "This file format cannot be attached."),
        ("ja", "このファイル形式は添付できません。"),
        ("zh", "不能添加此格式的文件。"),
        ("th", "ไม่สามารถแนบไฟล์รูปแบบนี้ได้"),
        ("fr", "해당 파일 격식은 첨부할 수 없습니다."),
    ],
)
def test_errors_are_told_in_the_language_asked_for(language, message):
    integrator = make_integrator()
    path = integrator.path("openapi/v1/ticket/attachments/upload.json")
    file = BytesIO(b"x")
    file.name = "x.exe"
    digest = hashlib.md5(b"x", usedforsecurity=False).hexdigest().encode()
    response = integrator.client.post(
        f"{path}?language={language}", {"file": file}, headers=integrator.headers(path, digest)
    )
    assert response.json()["result"]["content"]["message"] == message


def test_twenty_megabytes_are_refused_by_their_length_alone():
    integrator = make_integrator()
    before = traces()
    path = integrator.path("openapi/v1/ticket/attachments/upload.json")
    response = integrator.client.post(
        path,
        b"--b",
        content_type="multipart/form-data; boundary=b",
        headers=integrator.headers(path),
        CONTENT_LENGTH=str(20_000_000),
        **{"wsgi.input": BytesIO(b"--b")},
    )
    assert response.status_code == 400
    assert response.json()["result"]["content"]["exception"] == "OcException"
    assert traces() == before


def test_two_files_in_one_call_are_refused():
    integrator = make_integrator()
    path = integrator.path("openapi/v1/ticket/attachments/upload.json")
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + PNG + b"\r\n"
    before = traces()
    response = integrator.client.post(
        path, part * 2 + b"--b--\r\n", content_type="multipart/form-data; boundary=b", headers=integrator.headers(path)
    )
    assert (response.status_code, response.json()["header"]["resultMessage"]) == (
        400,
        "Only one file can be uploaded in a call.",
    )
    assert traces() == before


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=é"]
)
def test_multipart_without_a_boundary_is_refused(content_type):
    integrator = make_integrator()
    path = integrator.path("openapi/v1/ticket/attachments/upload.json")
    response = integrator.client.post(path, b"--b", content_type=content_type, headers=integrator.headers(path))
    assert (response.status_code, response.json()["header"]["resultCode"]) == (400, 400)


def test_a_wrong_signature_stores_nothing():
    integrator = make_integrator()
    before = traces(rejected_calls=False)
    assert upload_raw(integrator, 'filename="image.png"', Authorization="wrong").status_code == 400
    assert traces(rejected_calls=False) == before


def test_a_row_that_cannot_be_written_leaves_no_file(monkeypatch):
    integrator = make_integrator()
    monkeypatch.setattr("sangdam.tickets.actions.add_attachment", lambda **_: 1 / 0)
    before = traces()
    response = upload_raw(integrator, 'filename="image.png"')
    assert (response.status_code, response.json()) == (
        500,
        {"header": {"resultCode": 500, "resultMessage": "Server Error", "isSuccessful": False}, "result": None},
    )
    assert traces() == before


# --- serving ---


def serve(integrator, attachment_id, query=""):
    return integrator.client.get(integrator.path(f"api/v2/ticket/attachments/{attachment_id}{query}"))


def is_safe(response):
    return (
        response["X-Content-Type-Options"] == "nosniff"
        and response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        and response["Cache-Control"].startswith("private")
    )


@pytest.mark.parametrize(
    ("name", "content", "query", "disposition"),
    [
        ("image.png", PNG, "", 'inline; filename="image.png"'),
        ("image.png", PNG, "?type=open", 'inline; filename="image.png"'),
        ("image.png", PNG, "?type=download", 'attachment; filename="image.png"'),
        ("그림.png", PNG, "", "inline; filename*=utf-8''%EA%B7%B8%EB%A6%BC.png"),
        ("note.txt", b"plain", "", 'inline; filename="note.txt"'),
        ("paper.pdf", PDF, "?type=open", 'attachment; filename="paper.pdf"'),
        ("archive.zip", b"PK\x05\x06" + b"\0" * 18, "?type=open", 'attachment; filename="archive.zip"'),
        ('qu"o;te.png', PNG, "", 'inline; filename="qu\\"o;te.png"'),
    ],
)
def test_a_file_is_served_to_whoever_knows_its_id(name, content, query, disposition):
    integrator = make_integrator()
    attachment_id = upload_raw(integrator, f"filename*=UTF-8''{percent(name)}", content).json()["result"]["content"][
        "attachmentId"
    ]
    response = serve(integrator, attachment_id, query)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"] == disposition
    assert response["Content-Length"] == str(len(content))
    assert is_safe(response)


def percent(name):
    return "".join(f"%{byte:02X}" for byte in name.encode())


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", ""])
def test_active_content_is_never_shown_inline(content_type):
    """Whatever gets into the store by another way: what a browser could run is downloaded."""
    integrator = make_integrator()
    attachment_id = integrator.upload_id()
    with scope(service=integrator.service):
        Attachment.objects.filter(pk=attachment_id).update(content_type=content_type, file_name="x.svg")
    response = serve(integrator, attachment_id, "?type=open")
    assert response["Content-Disposition"].startswith("attachment")
    assert is_safe(response)


@pytest.mark.parametrize(
    "attachment_id", ["0" * 32, "x", "A" * 32, "..%2f..%2fetc%2fpasswd", "%00", "0" * 31, "0" * 33, "'--"]
)
def test_other_ids_are_not_found(attachment_id):
    response = serve(make_integrator(), attachment_id)
    assert (response.status_code, response.json()["header"]["resultCode"]) == (404, 404)


def test_another_services_path_does_not_serve_it():
    integrator, other = make_integrator(), make_integrator(make_service())
    attachment_id = integrator.upload_id()
    assert serve(other, attachment_id).status_code == 404
    assert serve(integrator, attachment_id).status_code == 200


def test_an_unknown_way_to_serve_is_refused():
    response = serve(make_integrator(), "0" * 32, "?type=inline")
    assert response.status_code == 400
    assert response.json()["header"]["resultMessage"].startswith("type: ")


def test_files_of_internal_comments_and_of_drafts_are_not_public():
    integrator = make_integrator()
    service = integrator.service
    agent = make_agent(service)
    ticket = make_ticket(service, category_id=2537, assignee=agent)
    with scope(service=service):
        ids = [
            actions.add_attachment(
                service=service,
                actor=Actor.agent(agent),
                file_name="a.png",
                content_type="image/png",
                size=len(PNG),
                path=Attachment.objects.get(pk=integrator.upload_id()).path,
                attachment_id=f"{number:032x}",
            ).pk
            for number in range(3)
        ]
        actions.comment_internally(
            ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="look", attachments=[ids[0]]
        )
        actions.resolve_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="see", attachments=[ids[1]])
    internal, answered, draft = (serve(integrator, item).status_code for item in ids)
    assert (internal, answered, draft) == (404, 200, 404)


def test_a_file_that_is_gone_is_not_found():
    integrator = make_integrator()
    attachment_id = integrator.upload_id()
    with scope(service=integrator.service):
        remove_stored(Attachment.objects.get(pk=attachment_id).path)
    assert serve(integrator, attachment_id).status_code == 404


def test_an_attachment_of_a_ticket_is_served_too():
    integrator = make_integrator()
    attachment_id = integrator.upload_id()
    assert integrator.create(inquiry_body(attachments=[{"attachmentId": attachment_id}])).status_code == 200
    assert serve(integrator, attachment_id).status_code == 200
