"""Attachments for agents."""

import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope

from sangdam.foundation.events import Actor
from sangdam.foundation.storage import MAXIMUM_SIZE, open_stored, remove_stored, store
from sangdam.tickets.actions import add_attachment
from sangdam.tickets.models import Attachment, HistoryEntry
from sangdam.tickets.models.attachment import make_attachment_id
from tests.doors.console.screens import address, page_of, signed_in, texts
from tests.factories import make_administrator, make_agent, make_service, make_ticket
from tests.factories.files import pdf, png

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


# --- files of an answer or a comment, sent ahead of it ----------------------------------------------------------------

GONE = "A file is not there any more. Remove it and attach it again."


def upload(client, service, name="a.pdf", content=None):
    file = SimpleUploadedFile("file", pdf() if content is None else content)
    return client.post(address(service.service_id, "attachments/"), {"name": name, "file": file})


def uploaded(client, service, name="a.pdf"):
    return upload(client, service, name).json()["id"]


def write(client, ticket, files, verb="pend", **given):
    field = "comment" if verb == "comment" else "answer"
    form = {field: "답변", "key": uuid.uuid4().hex, "files": ",".join(files), **given}
    return client.post(address(ticket.service.service_id, f"tickets/all/{ticket.ticket_id}/{verb}/"), form)


def waiting(client, service, *files):
    answer = client.get(address(service.service_id, "attachments/waiting/"), {"ids": ",".join(files)})
    return answer.json()["waiting"]


def remove(client, service, file):
    return client.post(address(service.service_id, f"attachments/{file}/remove/")).status_code


def entries(ticket):
    with scope(service=ticket.service):
        return list(HistoryEntry.objects.filter(ticket=ticket).order_by("id"))


def files_of(entry):
    with scope(service=entry.service):
        files = Attachment.objects.filter(entry=entry).order_by("file_name")
        return [(file.file_name, file.is_internal) for file in files]


def is_stored(path):
    try:
        open_stored(path).close()
    except FileNotFoundError:
        return False
    return True


def problem_of(response):
    return texts(page_of(response), "//*[@id='files-problem']")


def test_a_file_waits_under_its_own_name_until_it_goes_out_with_an_answer():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    taken = upload(client, service, "계약서 (최종).pdf")
    assert taken.status_code == 201
    file = taken.json()
    assert (file["name"], file["size"]) == ("계약서 (최종).pdf", len(pdf()))
    assert body_of(client.get(file["url"])) == pdf()
    assert waiting(client, service, file["id"], "0" * 32, "nonsense") == [file["id"]]

    other = uploaded(client, service, "b.pdf")
    assert write(client, ticket, [file["id"], other]).status_code == 302
    [answer] = entries(ticket)
    assert files_of(answer) == [("b.pdf", False), ("계약서 (최종).pdf", False)]
    assert waiting(client, service, file["id"], other) == []
    page = page_of(client.get(address(service.service_id, f"tickets/all/{ticket.ticket_id}/")))
    assert len(page.xpath("//*[@id='entries']//*[@class='files']/a")) == 2


@pytest.mark.parametrize(("verb", "is_internal"), [("comment", True), ("resolve", False)])
def test_files_of_a_comment_are_for_agents_alone(verb, is_internal):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    assert write(client, ticket, [uploaded(client, service)], verb).status_code == 302
    assert files_of(entries(ticket)[0]) == [("a.pdf", is_internal)]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ", "Files of this kind cannot be sent"),
        ("a.png", pdf(), "The content is not what the name says"),
        ("a.pdf", b"", "The file is empty"),
        ("a.pdf", pdf() + bytes(MAXIMUM_SIZE), "Larger than 10 MB"),
        ("a" * 96 + ".pdf", pdf(), "The name has more than 99 characters"),
        ("../a\x00.pdf", pdf(), "The name has characters that are not allowed"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why_and_leaves_nothing(name, content, said):
    service = make_service()
    refused = upload(signed_in(make_agent(service)), service, name, content)
    assert (refused.status_code, refused.json()) == (422, {"problem": said})
    with scope(service=service):
        assert not Attachment.objects.exists()


def test_more_than_five_files_and_one_twice_are_refused_beside_the_files_and_the_words_stay():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    files = [uploaded(client, service, f"{number}.pdf") for number in range(6)]
    many = write(client, ticket, files)
    assert (many.status_code, problem_of(many)) == (422, ["Too many files: attach five at most."])
    assert page_of(many).xpath("string(//textarea[@name='answer'])").strip() == "답변"
    assert page_of(many).xpath("//*[@id='composer-problem']") == []
    twice = write(client, ticket, [files[0], files[0]])
    assert (twice.status_code, problem_of(twice)) == (409, [GONE])
    assert entries(ticket) == []
    assert waiting(client, service, *files) == files
    assert write(client, ticket, files[:5]).status_code == 302


def test_nobody_sends_sees_or_removes_what_another_agent_uploaded():
    service = make_service()
    agent, other = make_agent(service), make_administrator(service)
    ticket = make_ticket(service, assignee=agent)
    client, others = signed_in(agent), signed_in(other)
    file = uploaded(others, service)
    refused = write(client, ticket, [file])
    assert (refused.status_code, problem_of(refused)) == (409, [GONE])
    assert waiting(client, service, file) == []
    assert remove(client, service, file) == 404
    assert client.get(address(service.service_id, f"attachments/{file}")).status_code == 404
    assert waiting(others, service, file) == [file]
    assert entries(ticket) == []


def test_another_services_upload_is_not_found_even_for_the_same_member():
    service = make_service()
    elsewhere = make_service(organization=service.organization)
    agent = make_agent(service)
    there = make_agent(elsewhere, member=agent.member)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(there)
    file = uploaded(client, elsewhere)
    refused = write(client, ticket, [file])
    assert (refused.status_code, problem_of(refused)) == (409, [GONE])
    assert waiting(client, service, file) == []
    assert remove(client, service, file) == 404
    assert waiting(client, elsewhere, file) == [file]


def test_a_customers_upload_is_not_an_agents_to_send_or_remove():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    customers = attach(service, None, "a.txt", "text/plain").pk
    refused = write(client, ticket, [customers])
    assert (refused.status_code, problem_of(refused)) == (409, [GONE])
    assert remove(client, service, customers) == 404
    assert entries(ticket) == []


def test_a_file_goes_out_once():
    service = make_service()
    agent = make_agent(service)
    ticket, another = make_ticket(service, assignee=agent), make_ticket(service, assignee=agent)
    client = signed_in(agent)
    file = uploaded(client, service)
    assert write(client, ticket, [file]).status_code == 302
    again = write(client, another, [file])
    assert (again.status_code, problem_of(again)) == (409, [GONE])
    assert entries(another) == []
    # Sent, it is the ticket's: removing it does nothing.
    assert remove(client, service, file) == 204
    assert files_of(entries(ticket)[0]) == [("a.pdf", False)]


def test_a_removed_file_is_gone_and_cannot_be_sent():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    file, kept = uploaded(client, service), uploaded(client, service, "b.pdf")
    with scope(service=service):
        path = Attachment.objects.get(pk=file).path
    assert is_stored(path)
    assert remove(client, service, file) == 204
    assert waiting(client, service, file, kept) == [kept]
    assert remove(client, service, file) == 404
    refused = write(client, ticket, [file, kept])
    assert (refused.status_code, problem_of(refused)) == (409, [GONE])
    assert write(client, ticket, [kept]).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_the_bytes_of_a_removed_file_go_with_it():
    service = make_service()
    client = signed_in(make_agent(service))
    file = uploaded(client, service)
    with scope(service=service):
        path = Attachment.objects.get(pk=file).path
    assert is_stored(path)
    assert remove(client, service, file) == 204
    assert not is_stored(path)


def test_other_files_under_a_used_key_are_another_answer():
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = signed_in(agent)
    key, file, other = uuid.uuid4().hex, uploaded(client, service), uploaded(client, service, "b.pdf")
    assert write(client, ticket, [file], key=key).status_code == 302
    assert write(client, ticket, [file], key=key).status_code == 302
    refused = write(client, ticket, [other], key=key)
    assert refused.status_code == 409
    assert "already" in texts(page_of(refused), "//*[@id='composer-problem']")[0]
    assert len(entries(ticket)) == 1
    stored = client.get(
        address(service.service_id, f"tickets/all/{ticket.ticket_id}/stored/"), {"mode": "answer", "keys": key}
    )
    assert (stored.json()["stored"], stored.json()["files"]) == (True, [file])
    assert waiting(client, service, file, other) == [other]


def test_pictures_are_taken_too():
    service = make_service()
    client = signed_in(make_agent(service))
    file = upload(client, service, "스크린샷 2026-01-02 10.00.00.png", png()).json()
    assert client.get(file["url"])["Content-Type"] == "image/png"
