"""The specification's own requests, and its own answers member by member."""

import pytest
from django_scopes import scope

from sangdam.foundation.events import Actor
from sangdam.security.actions import set_spam_policy
from sangdam.tickets.actions import add_reinquiry, keep_ticket, resolve_ticket
from sangdam.tickets.models import Ticket
from tests.contract.shapes import sample, shape, without
from tests.factories import make_agent
from tests.factories.integrator import PNG, Integrator, make_integrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def integrator() -> Integrator:
    return make_integrator()


def the_request(integrator: Integrator) -> dict:
    """The specification's request as it stands there, but for the id of the attachment, which was uploaded first."""
    request = sample("create_request")
    request["attachments"][0]["attachmentId"] = integrator.upload_id()
    return request


def test_service(integrator):
    answer = integrator.client.get(integrator.path("api/v2/service.json")).json()
    expected = sample("service")
    assert shape(answer) == shape(expected)
    assert {entry["code"]: entry["name"] for entry in answer["result"]["content"]["languages"]} == {
        entry["code"]: entry["name"] for entry in expected["result"]["content"]["languages"]
    }


def test_submission_types_with_their_values(integrator):
    answer = integrator.client.get(integrator.path("api/v2/ticket/categories.json")).json()
    expected = sample("categories")
    # The order of languages and display positions are the service's own.
    assert shape(without(answer, "languages")) == shape(without(expected, "languages"))
    assert without(answer, "orderNo") == without(expected, "orderNo")


def test_fields_with_their_values(integrator):
    answer = integrator.client.get(integrator.path("api/v2/ticket/field/user/2542.json")).json()
    expected = sample("fields")
    assert shape(answer) == shape(expected)
    assert without(answer, "description", "placeholder") == without(expected, "description", "placeholder")
    user_fields = [field for field in answer["result"]["contents"] if field["fieldId"] >= 720]
    assert user_fields == [field for field in expected["result"]["contents"] if field["fieldId"] >= 720]


def test_upload(integrator):
    answer = integrator.upload(PNG, "image.png")
    assert answer.status_code == 200
    assert shape(answer.json()) == shape(sample("uploaded"))
    assert without(answer.json(), "attachmentId", "size") == without(sample("uploaded"), "attachmentId", "size")


def test_upload_refused(integrator):
    answer = integrator.upload(b"#!/bin/sh", "run.sh")
    assert (answer.status_code, answer.json()) == (400, sample("upload_refused"))


def test_create_ticket(integrator):
    request = the_request(integrator)
    answer = integrator.create(request)
    assert answer.status_code == 200
    expected = sample("created")
    assert shape(answer.json()) == shape(expected)
    dynamic = ("ticketId", "createdDt", "updatedDt", "attachmentId", "size")
    assert without(answer.json(), *dynamic) == without(expected, *dynamic)
    content = answer.json()["result"]["content"]
    assert content["createdDt"] == content["updatedDt"]
    assert content["attachments"][0]["createdDt"] % 1000 == 0
    with scope(service=integrator.service):
        ticket = Ticket.objects.get(ticket_id=content["ticketId"])
        assert ticket.values == {
            "name": "이름",
            "typeOne": "구분1",
            "typeTwo": "구분2",
            "textbox": "텍스트 박스 이름",
            "dropdown": "옵션1",
            "radiobutton": "옵션1",
            "date": "2022-07-11",
            "datetime": "2022-07-11 00:00",
            "dateperiod": "2022-07-01 ~ 2022-07-31",
            "datetimeperiod": "2022-07-01 00:00 ~ 2022-07-31 23:59",
            "agreetotheterms": True,
        }
        assert {code: ticket.read_value(code) for code in ticket.encrypted_values} == {
            "mail": "enduser_simple@nhn-st.com",
            "phone": "13333333333",
            "checkbox": ["옵션1", "옵션2"],
        }
        assert (ticket.usercode, ticket.channel, ticket.language) == ("st18888", "web", "ko")


def test_create_ticket_refused(integrator):
    request = the_request(integrator)
    request["endUser"] |= {"email": "no address", "phone": "1" * 31}
    answers = {"textbox": "가" * 51, "checkbox": ["옵션4"], "dropdown": "옵션4"}
    request["userFields"] = [{"code": code, "value": value} for code, value in answers.items()]
    answer = integrator.create(request)
    assert (answer.status_code, answer.json()) == (400, sample("create_refused"))
    assert list(answer.json()["result"]["contents"][0]) == list(sample("create_refused")["result"]["contents"][0])


def test_too_many_inquiries(integrator):
    set_spam_policy(
        service=integrator.service,
        actor=Actor.system(),
        is_enabled=True,
        email_limit=0,
        email_minutes=1,
        address_limit=1,
        address_minutes=1,
    )
    request = the_request(integrator) | {"attachments": None}
    assert integrator.create(request, **{"OC-Client-IP": "192.0.2.1"}).status_code == 200
    answer = integrator.create(request, **{"OC-Client-IP": "192.0.2.1"})
    assert answer.status_code == 429
    assert answer.json()["header"] == sample("too_many")["header"]
    assert isinstance(answer.json()["result"], dict)


def test_ticket_list(integrator):
    answered_ticket(integrator)
    answer = integrator.get("openapi/v1/ticket/enduser/st18888/list.json").json()
    expected = sample("ticket_list")
    assert shape(answer) == shape(expected)
    item, sampled = answer["result"]["contents"][0], expected["result"]["contents"][0]
    for member in ("categoryId", "categoryName", "categoryFullName"):
        assert item[member] == sampled[member]
    assert (item["status"], item["statusName"]) == ("open", "문의 확인")


def test_ticket_detail(integrator):
    ticket = answered_ticket(integrator)
    answer = integrator.get(f"openapi/v1/ticket/enduser/st18888/{ticket.ticket_id}/detail.json").json()
    expected = sample("ticket_detail")
    # The newest first: a re-inquiry without files, then an answer with one.
    expected["result"]["content"]["contents"].reverse()
    answer["result"]["content"]["contents"][1]["attachments"] = None
    expected["result"]["content"]["contents"][1]["attachments"] = None
    assert shape(answer) == shape(expected)
    assert [
        (entry["content"], entry["type"], entry["typeName"]) for entry in answer["result"]["content"]["contents"]
    ] == [("<p>append comment</p>", "enduser", "질문"), ("<p>solved</p>", "reply", "답변")]
    assert answer["result"]["content"]["content"] == "문의내용"


def test_reinquiry(integrator):
    ticket = answered_ticket(integrator)
    answer = integrator.post(
        f"openapi/v1/ticket/enduser/st18888/{ticket.ticket_id}/comment.json",
        {"comment": "append comment"},
        {"attachments": integrator.upload_id()},
    )
    assert answer.status_code == 200
    assert shape(answer.json()) == shape(sample("reinquiry"))
    dynamic = ("attachmentId", "createdDt", "size")
    assert without(answer.json(), *dynamic) == without(sample("reinquiry"), *dynamic)


def answered_ticket(integrator: Integrator) -> Ticket:
    """The specification's inquiry, answered and asked again."""
    answer = integrator.create(the_request(integrator) | {"attachments": None})
    ticket_id = answer.json()["result"]["content"]["ticketId"]
    with scope(service=integrator.service):
        agent = Actor.agent(make_agent(integrator.service))
        keep_ticket(ticket_id=ticket_id, actor=agent)
        resolve_ticket(ticket_id=ticket_id, actor=agent, body="solved")
        ticket = Ticket.objects.get(ticket_id=ticket_id)
        add_reinquiry(ticket=ticket, actor=Actor.customer(), body="append comment")
    return ticket
