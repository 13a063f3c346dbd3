import datetime
from datetime import UTC
from urllib.parse import quote

import pytest
from django_scopes import scope

from sangdam.doors.open_api import histories
from sangdam.foundation.events import Actor
from sangdam.foundation.events.models import Event
from sangdam.security.actions import set_spam_policy
from sangdam.security.models import InquiryTrace
from sangdam.tickets import actions
from sangdam.tickets.errors import TicketError
from sangdam.tickets.models import Attachment, HistoryEntry, Status, Ticket
from tests.doors.open_api.traces import traces
from tests.factories import make_agent, make_ticket
from tests.factories.integrator import PNG, inquiry_body, make_integrator

pytestmark = pytest.mark.django_db


def make_tickets(integrator, count, **given):
    """Make tickets of one usercode, each created and changed a day after the one before."""
    tickets = [make_ticket(integrator.service, category_id=2537, usercode="u", **given) for _ in range(count)]
    for number, ticket in enumerate(tickets):
        at = datetime.datetime(2026, 1, 1 + number, 3, 4, 5, 678_000, tzinfo=UTC)
        with scope(service=integrator.service):
            Ticket.objects.filter(pk=ticket.pk).update(created_at=at, updated_at=at + datetime.timedelta(hours=1))
    return [ticket.ticket_id for ticket in tickets]


def listed(integrator, parameters=None, usercode="u"):
    response = integrator.get(f"openapi/v1/ticket/enduser/{usercode}/list.json", parameters)
    assert response.status_code == 200, response.content
    return response.json()["result"]


def ids(result):
    return [ticket["ticketId"] for ticket in result["contents"]]


def test_a_list_has_pages():
    integrator = make_integrator()
    made = make_tickets(integrator, 12)
    first = listed(integrator)
    assert ids(first) == made[:1:-1]
    assert {name: first[name] for name in ("total", "pages", "pageNum", "pageSize")} == {
        "total": 12,
        "pages": 2,
        "pageNum": 1,
        "pageSize": 10,
    }
    assert ids(listed(integrator, {"page": 2})) == made[1::-1]
    assert ids(listed(integrator, {"page": 3})) == []
    assert ids(listed(integrator, {"page": 2, "pageSize": 5})) == made[6:1:-1]
    assert listed(integrator, {"pageSize": 200})["pages"] == 1


def test_a_customer_without_inquiries_has_an_empty_list():
    assert listed(make_integrator()) == {"contents": [], "total": 0, "pages": 0, "pageNum": 1, "pageSize": 10}


@pytest.mark.parametrize("sort", ["createdDt:asc", "updatedDt:asc", "updatedDt:asc,createdDt:desc"])
def test_a_list_is_sorted_as_asked(sort):
    integrator = make_integrator()
    made = make_tickets(integrator, 3)
    assert ids(listed(integrator, {"sort": sort})) == made


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sort", "password:asc"),
        ("sort", "updatedDt"),
        ("sort", "updatedDt:down"),
        ("sort", "updatedDt:asc;drop table"),
        ("sort", "updatedDt:asc,"),
        ("sort", "-updated_at"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "x"),
        ("page", "99999999999"),
        ("pageSize", "0"),
        ("pageSize", "201"),
        ("pageSize", "1e1"),
        ("status", "deleted"),
        ("status", "new,open"),
        ("source", "fax"),
        ("source", "web,"),
        ("categoryId", "x"),
        ("categoryId", "99999999999999999999"),
    ],
)
def test_parameters_out_of_range_are_named(name, value):
    integrator = make_integrator()
    response = integrator.get("openapi/v1/ticket/enduser/u/list.json", {name: value})
    assert (response.status_code, response.json()["result"]) == (400, None)
    assert response.json()["header"]["resultMessage"].startswith(f"{name}: ")


def test_a_list_is_narrowed():
    integrator = make_integrator()
    web, mobile, api = (make_tickets(integrator, 1, source=source)[0] for source in ("web", "spweb", "api"))
    with scope(service=integrator.service):
        agent = make_agent(integrator.service)
        actions.keep_ticket(ticket_id=mobile, actor=Actor.agent(agent))
        Ticket.objects.filter(ticket_id=api).update(submission_type_id=2542)
    assert ids(listed(integrator, {"source": "web"})) == [web]
    assert set(ids(listed(integrator, {"source": "web,spweb"}))) == {web, mobile}
    assert ids(listed(integrator, {"status": "open"})) == [mobile]
    assert ids(listed(integrator, {"categoryId": "2542"})) == [api]
    assert ids(listed(integrator, {"categoryId": "2536"})) == []


def test_a_list_is_told_in_the_language_asked_for():
    integrator = make_integrator()
    make_tickets(integrator, 1, language="ja")
    (ticket,) = listed(integrator, {"language": "en"})["contents"]
    assert (ticket["categoryName"], ticket["statusName"]) == ("Type2", "Received")
    (ticket,) = listed(integrator, {"language": "xx"})["contents"]
    assert (ticket["categoryName"], ticket["statusName"]) == ("유형2", "접수 완료")


def test_times_read_back_end_in_000_and_days_are_the_services():
    integrator = make_integrator()
    make_tickets(integrator, 1)
    (ticket,) = listed(integrator)["contents"]
    assert (ticket["createdDt"], ticket["updatedDt"]) == (1767236645000, 1767240245000)
    assert ticket["displayDt"] == "2026.01.01"


def test_a_list_may_be_asked_for_by_post():
    integrator = make_integrator()
    made = make_tickets(integrator, 3)
    tail = "openapi/v1/ticket/enduser/u/list.json"
    by_query = integrator.post(tail, b"", {"pageSize": 2})
    assert ids(by_query.json()["result"]) == made[:0:-1]
    path = integrator.path(tail)
    by_form = integrator.client.post(
        path,
        "pageSize=1&page=2",
        content_type="application/x-www-form-urlencoded",
        headers=integrator.headers(path, b"2&1"),
    )
    assert ids(by_form.json()["result"]) == [made[1]]


@pytest.mark.parametrize("usercode", ["hong@example.com", "사용자 1", "a+b", "100%", "a;b", "a&b=c", "%2e%2e"])
def test_usercodes_of_many_kinds(usercode):
    integrator = make_integrator()
    created = integrator.create(
        inquiry_body(endUser={"usercode": usercode, "email": "a@example.com", "username": "이름"})
    )
    ticket_id = created.json()["result"]["content"]["ticketId"]
    path = integrator.path(f"openapi/v1/ticket/enduser/{quote(usercode, safe='')}/list.json")
    response = integrator.client.get(path, headers=integrator.headers(path))
    assert ids(response.json()["result"]) == [ticket_id]


@pytest.mark.parametrize(("usercode", "status"), [("%00", 404), ("x" * 3000, 200)])
def test_usercodes_that_cannot_be(usercode, status):
    integrator = make_integrator()
    path = integrator.path(f"openapi/v1/ticket/enduser/{usercode}/list.json")
    response = integrator.client.get(path, headers=integrator.headers(path))
    assert response.status_code == status


def test_inquiries_without_a_usercode_are_in_nobodys_list():
    integrator = make_integrator()
    make_ticket(integrator.service, category_id=2537, usercode="")
    path = integrator.path("openapi/v1/ticket/enduser/%20/list.json")
    assert integrator.client.get(path, headers=integrator.headers(path)).json()["result"]["total"] == 0


# --- detail ---


def shown(integrator, ticket_id, parameters=None, usercode="u"):
    return integrator.get(f"openapi/v1/ticket/enduser/{usercode}/{ticket_id}/detail.json", parameters)


def test_a_ticket_belongs_to_its_usercode():
    integrator = make_integrator()
    (ticket_id,) = make_tickets(integrator, 1)
    assert shown(integrator, ticket_id).status_code == 200
    for usercode in ("U", "other", "u%20", "%00"):
        path = integrator.path(f"openapi/v1/ticket/enduser/{usercode}/{ticket_id}/detail.json")
        assert integrator.client.get(path, headers=integrator.headers(path)).status_code == 404


@pytest.mark.parametrize("ticket_id", ["T1", "x", "T0000000000000aaaaa", "'--", "%00", "T" + "9" * 18])
def test_a_ticket_that_is_not_there(ticket_id):
    integrator = make_integrator()
    path = integrator.path(f"openapi/v1/ticket/enduser/u/{ticket_id}/detail.json")
    assert integrator.client.get(path, headers=integrator.headers(path)).status_code == 404


def test_internal_comments_are_never_shown():
    integrator = make_integrator()
    service = integrator.service
    agent = make_agent(service)
    ticket = make_ticket(service, category_id=2537, usercode="u", assignee=agent)
    actor = Actor.agent(agent)
    with scope(service=service):
        actions.comment_internally(ticket_id=ticket.ticket_id, actor=actor, body="a difficult customer")
        actions.pend_ticket(ticket_id=ticket.ticket_id, actor=actor, body="One moment")
        actions.add_reinquiry(ticket=ticket, actor=Actor.customer(), body="And?")
        actions.resolve_ticket(ticket_id=ticket.ticket_id, actor=actor, body="Done")
    response = shown(integrator, ticket.ticket_id, {"language": "en"})
    assert "difficult" not in response.content.decode()
    content = response.json()["result"]["content"]
    assert (content["status"], content["statusName"]) == ("solved", "Answered")
    assert [(entry["content"], entry["type"], entry["typeName"]) for entry in content["contents"]] == [
        ("<p>Done</p>", "reply", "Answer"),
        ("<p>And?</p>", "enduser", "Question"),
        ("<p>One moment</p>", "reply", "Answer"),
    ]


def test_files_stand_where_they_were_sent():
    integrator = make_integrator()
    asked, added = integrator.upload_id(), integrator.upload_id()
    created = integrator.create(inquiry_body(attachments=[{"attachmentId": asked}]))
    ticket_id = created.json()["result"]["content"]["ticketId"]
    with scope(service=integrator.service):
        ticket = Ticket.objects.get(ticket_id=ticket_id)
        actions.add_reinquiry(ticket=ticket, actor=Actor.customer(), body="x", attachments=[added])
    content = shown(integrator, ticket_id, usercode="st18888").json()["result"]["content"]
    assert [item["attachmentId"] for item in content["attachments"]] == [asked]
    assert [item["attachmentId"] for item in content["contents"][0]["attachments"]] == [added]


XSS = '<script>alert(1)</script><img src=x onerror=alert(1)><p onclick="alert(1)">Hello</p>'


def test_markup_is_made_harmless_on_its_way_out():
    integrator = make_integrator()
    created = integrator.create(inquiry_body(content=XSS))
    content = created.json()["result"]["content"]
    assert content["content"] == XSS
    ticket_id = content["ticketId"]
    with scope(service=integrator.service):
        ticket = Ticket.objects.get(ticket_id=ticket_id)
        assert ticket.body == XSS
        actions.add_reinquiry(ticket=ticket, actor=Actor.customer(), body=XSS)
    content = shown(integrator, ticket_id, usercode="st18888").json()["result"]["content"]
    assert "Hello" in content["content"]
    for text in (content["content"], content["contents"][0]["content"]):
        assert "<script" not in text
        assert "<img" not in text
        assert "<p onclick" not in text


@pytest.mark.parametrize(
    ("body", "shown_as"),
    [
        ("문의내용", "문의내용"),
        ("1 < 2 & 3\n줄", "1 &lt; 2 &amp; 3\n줄"),
        ("<x onmouseover=alert(1)>", "&lt;x onmouseover=alert(1)&gt;"),
    ],
)
def test_plain_text_is_shown_as_text(body, shown_as):
    integrator = make_integrator()
    created = integrator.create(inquiry_body(content=body)).json()["result"]["content"]
    content = shown(integrator, created["ticketId"], usercode="st18888").json()["result"]["content"]
    assert content["content"] == shown_as


# --- re-inquiry ---


def ask_again(integrator, ticket_id, body, parameters=None, usercode="u", **headers):
    tail = f"openapi/v1/ticket/enduser/{usercode}/{ticket_id}/comment.json"
    return integrator.post(tail, body, parameters, **headers)


def test_asking_again_brings_the_ticket_back_to_its_agent():
    integrator = make_integrator()
    agent = make_agent(integrator.service)
    ticket = make_ticket(integrator.service, category_id=2537, usercode="u", assignee=agent)
    with scope(service=integrator.service):
        actions.resolve_ticket(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="Done")
    response = ask_again(integrator, ticket.ticket_id, {"comment": "첫 줄\n둘째 줄"})
    assert response.status_code == 200
    content = response.json()["result"]["content"]
    assert (content["content"], content["type"], content["attachments"]) == ("<p>첫 줄<br>둘째 줄</p>", "enduser", None)
    with scope(service=integrator.service):
        ticket.refresh_from_db()
        assert (ticket.status, ticket.assignee_id) == (Status.OPEN, agent.pk)
        assert Event.objects.filter(kind="ticket.reinquired", subject=ticket.ticket_id).count() == 1


@pytest.mark.parametrize(
    ("comment", "content"),
    [
        ("<p>첫 줄</p><p>둘째 줄</p>", "<p>첫 줄</p><p>둘째 줄</p>"),
        ("첫 줄\n<b>둘째</b> 줄<script>alert(1)</script>", "첫 줄<br>\n<b>둘째</b> 줄"),
        ("a < b", "<p>a &lt; b</p>"),
    ],
)
def test_a_reinquiry_may_be_a_little_html_as_an_inquiry_may(comment, content):
    integrator = make_integrator()
    (ticket_id,) = make_tickets(integrator, 1)
    response = ask_again(integrator, ticket_id, {"comment": comment})
    assert response.json()["result"]["content"]["content"] == content


@pytest.mark.parametrize("shape", ["query", "objects", "strings", "joined"])
def test_files_come_in_the_query_or_in_the_body(shape):
    integrator = make_integrator()
    (ticket_id,) = make_tickets(integrator, 1)
    files = [integrator.upload_id(), integrator.upload_id()]
    body, parameters = {
        "query": ({}, {"attachments": ",".join(files)}),
        "objects": ({"attachments": [{"attachmentId": item} for item in files]}, None),
        "strings": ({"attachments": files}, None),
        "joined": ({"attachments": ", ".join(files)}, None),
    }[shape]
    response = ask_again(integrator, ticket_id, {"comment": "x", **body}, parameters)
    assert response.status_code == 200, response.content
    assert [item["attachmentId"] for item in response.json()["result"]["content"]["attachments"]] == files


BAD_REINQUIRIES = {
    "nothing": ({}, None, [("comment", "", "required")]),
    "blanks": ({"comment": " \n "}, None, [("comment", "", "required")]),
    "an array": ({"comment": ["x"]}, None, [("comment", "", "invalid")]),
    "a number": ({"comment": 1}, None, [("comment", "", "invalid")]),
    "a NUL": ({"comment": "a\0b"}, None, [("comment", "", "invalid")]),
    "too long": ({"comment": "x" * 30_001}, None, [("comment", "", "length")]),
    "an unknown file": ({"comment": "x"}, {"attachments": "0" * 32}, [("attachment", "9", "invalid")]),
    "no id": ({"comment": "x"}, {"attachments": "x"}, [("attachment", "9", "invalid")]),
    "one file twice": ({"comment": "x"}, {"attachments": ",".join(["0" * 32] * 2)}, [("attachment", "9", "invalid")]),
    "six files": (
        {"comment": "x", "attachments": [f"{number:032x}" for number in range(6)]},
        None,
        [("attachment", "9", "length")],
    ),
    "files that are none": ({"comment": "x", "attachments": 5}, None, [("attachment", "9", "invalid")]),
    "no comment with an unknown file": (
        {},
        {"attachments": "0" * 32},
        [("comment", "", "required"), ("attachment", "9", "invalid")],
    ),
    "everything": ({"attachments": [None]}, None, [("comment", "", "required"), ("attachment", "9", "invalid")]),
}


@pytest.mark.parametrize(("body", "parameters", "expected"), BAD_REINQUIRIES.values(), ids=BAD_REINQUIRIES)
def test_bad_reinquiries_leave_nothing(body, parameters, expected):
    integrator = make_integrator()
    (ticket_id,) = make_tickets(integrator, 1)
    before = traces()
    response = ask_again(integrator, ticket_id, body, parameters)
    assert (response.status_code, response.json()["header"]["resultMessage"]) == (400, None)
    items = response.json()["result"]["contents"]
    assert [(item["objectName"], item["field"], item["validate"]) for item in items] == expected
    assert traces() == before


@pytest.mark.parametrize("body", [b"", b"[]", b"nothing", b'{"comment": "\\ud800"}', b"[" * 10_000])
def test_bodies_that_are_no_reinquiry_leave_nothing(body):
    integrator = make_integrator()
    (ticket_id,) = make_tickets(integrator, 1)
    before = traces()
    assert ask_again(integrator, ticket_id, body).status_code == 400
    assert traces() == before


def test_a_used_file_cannot_be_sent_again():
    integrator = make_integrator()
    (ticket_id,) = make_tickets(integrator, 1)
    file = integrator.upload_id(PNG)
    assert ask_again(integrator, ticket_id, {"comment": "x"}, {"attachments": file}).status_code == 200
    before = traces()
    response = ask_again(integrator, ticket_id, {"comment": "y"}, {"attachments": file})
    assert response.json()["result"]["contents"][0]["validate"] == "invalid"
    assert traces() == before


def test_a_completed_ticket_takes_no_further_inquiry():
    integrator = make_integrator()
    (ticket_id,) = make_tickets(integrator, 1)
    with scope(service=integrator.service):
        agent = make_agent(integrator.service)
        Ticket.objects.filter(ticket_id=ticket_id).update(status=Status.CLOSED, assignee=agent)
    before = traces()
    response = ask_again(integrator, ticket_id, {"comment": "x"})
    assert (response.status_code, response.json()["header"]["resultMessage"]) == (
        400,
        "The ticket is completed and takes no further inquiry.",
    )
    assert traces() == before


def test_a_repeated_reinquiry_counts_once():
    integrator = make_integrator()
    (ticket_id,) = make_tickets(integrator, 1)
    file = integrator.upload_id()
    call = (ticket_id, {"comment": " x\r\ny "}, {"attachments": file})
    first = ask_again(integrator, *call, **{"Idempotency-Key": "k"})
    again = ask_again(integrator, *call, **{"Idempotency-Key": "k"})
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    with scope(service=integrator.service):
        assert HistoryEntry.objects.count() == 1
        assert Attachment.objects.get(pk=file).entry_id is not None
    for other in ({"comment": "z"}, {"comment": "x\ny", "attachments": []}):
        response = ask_again(integrator, ticket_id, other, **{"Idempotency-Key": "k"})
        assert (response.status_code, response.json()["header"]["resultCode"]) == (400, 400)
    assert ask_again(integrator, ticket_id, {"comment": "z"}, **{"Idempotency-Key": "K"}).status_code == 200


def test_one_key_may_be_used_on_two_tickets():
    integrator = make_integrator()
    for ticket_id in make_tickets(integrator, 2):
        assert ask_again(integrator, ticket_id, {"comment": "x"}, **{"Idempotency-Key": "k"}).status_code == 200
    with scope(service=integrator.service):
        assert HistoryEntry.objects.count() == 2


def test_reinquiries_count_as_inquiries_do():
    integrator = make_integrator()
    first, second = make_tickets(integrator, 2, email="kim@example.com")
    limit(integrator, email_limit=2)
    customer = {"usercode": "u", "email": "kim@example.com", "username": "이름"}
    assert ask_again(integrator, first, {"comment": "하나"}).status_code == 200
    assert integrator.create(inquiry_body(endUser=customer)).status_code == 200
    for ticket_id in (first, second):
        refused = ask_again(integrator, ticket_id, {"comment": "셋"})
        assert (refused.status_code, refused.json()["header"]["resultCode"]) == (429, 1001)
    with scope(service=integrator.service):
        assert HistoryEntry.objects.count() == 1


def test_reinquiries_count_by_the_customers_address():
    integrator = make_integrator()
    tickets = make_tickets(integrator, 3)
    limit(integrator, address_limit=2)
    from_here = {"OC-Client-IP": "198.51.100.7"}
    answers = [ask_again(integrator, ticket_id, {"comment": "x"}, **from_here) for ticket_id in tickets]
    assert [answer.json()["header"]["resultCode"] for answer in answers] == [200, 200, 1002]


def test_a_reinquiry_that_comes_twice_counts_once():
    integrator = make_integrator()
    (ticket_id,) = make_tickets(integrator, 1)
    limit(integrator, email_limit=2)
    keys = ("a", "a", "a", "b", "b", "a", "c")
    answers = [ask_again(integrator, ticket_id, {"comment": "x"}, **{"Idempotency-Key": key}) for key in keys]
    codes = [answer.json()["header"]["resultCode"] for answer in answers]
    assert codes == [200, 200, 200, 200, 200, 200, 1001]
    with scope(service=integrator.service):
        assert (HistoryEntry.objects.count(), InquiryTrace.objects.count()) == (2, 2)


def test_a_ticket_takes_only_so_many_entries_of_a_customer_and_can_still_be_answered(monkeypatch):
    monkeypatch.setattr(actions, "MAXIMUM_ENTRIES", 4)
    monkeypatch.setattr(actions, "RESERVED_FOR_AGENTS", 2)
    integrator = make_integrator()
    agent = make_agent(integrator.service)
    ticket = make_ticket(integrator.service, category_id=2537, usercode="u", assignee=agent)
    answers = [ask_again(integrator, ticket.ticket_id, {"comment": "x"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 400]
    said = "The ticket takes no more than 2 entries. Send what is new as a new inquiry."
    assert answers[-1].json() == {
        "header": {"resultCode": 400, "resultMessage": said, "isSuccessful": False},
        "result": None,
    }
    with scope(service=integrator.service):
        for number in range(2):
            actions.comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body=f"메모 {number}")
        with pytest.raises(TicketError) as refused:
            actions.comment_internally(ticket_id=ticket.ticket_id, actor=Actor.agent(agent), body="답변")
    assert (refused.value.code, refused.value.details) == ("too_many_entries", {"maximum": 4})


def limit(integrator, **given):
    """Switch the spam policy on with these limits and no others."""
    limits = {"email_limit": 0, "email_minutes": 60, "address_limit": 0, "address_minutes": 60}
    set_spam_policy(service=integrator.service, actor=Actor.system(), is_enabled=True, **limits | given)


# --- long histories ---


def make_long_history(integrator, bodies):
    (ticket_id,) = make_tickets(integrator, 1)
    with scope(service=integrator.service):
        ticket = Ticket.objects.get(ticket_id=ticket_id)
        for body in bodies:
            actions.add_reinquiry(ticket=ticket, actor=Actor.customer(), body=body)
    return ticket_id


def read_in_parts(integrator, ticket_id):
    """Read a detail as far back as it goes, and return the contents of each part."""
    result = shown(integrator, ticket_id).json()["result"]
    parts = [[entry["content"] for entry in result["content"]["contents"]]]
    while result.get("earlier"):
        result = shown(integrator, ticket_id, {"before": result["earlier"]}).json()["result"]
        parts.append([entry["content"] for entry in result["content"]["contents"]])
    return parts


def test_a_long_history_is_told_in_parts(monkeypatch):
    monkeypatch.setattr(histories, "MAXIMUM_CONTENTS", 3)
    integrator = make_integrator()
    ticket_id = make_long_history(integrator, [str(number) for number in range(7)])
    result = shown(integrator, ticket_id).json()["result"]
    assert (list(result), result["total"]) == (["content", "total", "earlier"], 7)
    assert read_in_parts(integrator, ticket_id) == [
        [f"<p>{number}</p>" for number in part] for part in ((6, 5, 4), (3, 2, 1), (0,))
    ]


def test_long_texts_are_told_in_parts(monkeypatch):
    monkeypatch.setattr(histories, "MAXIMUM_CHARACTERS", 100)
    integrator = make_integrator()
    ticket_id = make_long_history(integrator, ["a" * 40, "b" * 40, "c" * 200, "d"])
    assert [[text[3] for text in part] for part in read_in_parts(integrator, ticket_id)] == [["d"], ["c"], ["b", "a"]]


def test_a_history_that_fits_looks_as_in_the_specification(monkeypatch):
    monkeypatch.setattr(histories, "MAXIMUM_CONTENTS", 3)
    integrator = make_integrator()
    ticket_id = make_long_history(integrator, ["1", "2", "3"])
    assert list(shown(integrator, ticket_id).json()["result"]) == ["content"]


# --- what it costs ---


def test_lists_and_details_cost_the_same_however_much_there_is(django_assert_num_queries):
    integrator = make_integrator()
    made = make_tickets(integrator, 20)
    service = integrator.service
    with scope(service=service):
        ticket = Ticket.objects.get(ticket_id=made[0])
        for _ in range(20):
            actions.add_reinquiry(ticket=ticket, actor=Actor.customer(), body="x", attachments=[integrator.upload_id()])
    listed(integrator)
    with django_assert_num_queries(3):  # service, page, count
        listed(integrator, {"pageSize": 50})
    with django_assert_num_queries(4):  # service, ticket, history, files
        assert len(shown(integrator, made[0]).json()["result"]["content"]["contents"]) == 20
