"""Create Ticket: what it makes, what it costs, what happens when it is sent twice or too often."""

import json
import re
import threading

import pytest
from django.db import connection
from django_scopes import scope

from sangdam.categories.models import SubmissionType
from sangdam.foundation.events import Actor
from sangdam.foundation.events.models import Event
from sangdam.organizations.actions import raise_configuration_version
from sangdam.security.actions import set_spam_policy
from sangdam.security.models import InquiryTrace, RejectedCall
from sangdam.tickets.actions import keep_ticket
from sangdam.tickets.models import Ticket
from tests.doors.open_api.traces import traces
from tests.factories import make_agent, make_service, make_submission_type
from tests.factories.integrator import inquiry_body, make_integrator

KEY = {"Idempotency-Key": "3f1c7a52-order-88213"}


def content_of(response):
    assert response.status_code == 200, response.content
    return response.json()["result"]["content"]


def count_tickets(integrator):
    with scope(service=integrator.service):
        return Ticket.objects.count()


@pytest.mark.django_db
def test_a_signed_inquiry_becomes_a_ticket_and_an_event():
    integrator = make_integrator()
    content = content_of(integrator.create(inquiry_body()))
    assert re.fullmatch(r"T[0-9]{13}[A-Za-z0-9]{5}", content["ticketId"])
    assert (content["status"], content["subject"], content["content"]) == ("new", "유형", "문의내용")
    assert content["attachments"] is None
    with scope(service=integrator.service):
        ticket = Ticket.objects.get()
        assert (ticket.ticket_id, ticket.channel, ticket.language) == (content["ticketId"], "web", "ko")
        assert ticket.read_value("mail") == "enduser_simple@nhn-st.com"
        event = Event.objects.get(kind="ticket.created")
        assert (event.subject, event.actor_kind) == (ticket.ticket_id, "customer")


@pytest.mark.django_db
def test_a_sample_pasted_from_the_specifications_page_is_understood():
    integrator = make_integrator()
    body = inquiry_body(content='한\N{NO-BREAK SPACE}칸 "둘\\')
    pasted = json.dumps(body, ensure_ascii=False, indent=1)
    pasted = pasted.replace("\n ", "\n\N{NO-BREAK SPACE} \N{NO-BREAK SPACE} ")
    content = content_of(integrator.create(pasted.encode()))
    assert content["content"] == '한\N{NO-BREAK SPACE}칸 "둘\\'


@pytest.mark.django_db
def test_personal_information_is_in_no_other_table():
    integrator = make_integrator()
    person = {"usercode": "st18888", "email": "secret@example.com", "username": "이름", "phone": "010-9876-5432"}
    content_of(integrator.create(inquiry_body(endUser=person)))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS row WHERE row::text ~ %s', ["secret@|9876-5432|98765432"]
            )
            assert cursor.fetchone() == (0,), table


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("in_body", "in_query", "language"), [(None, "ja", "ja"), ("en", "ja", "en"), (None, None, "ko"), ("", "", "ko")]
)
def test_the_language_comes_in_the_body_or_in_the_query(in_body, in_query, language):
    integrator = make_integrator()
    parameters = {"language": in_query} if in_query is not None else None
    content_of(integrator.post("openapi/v1/ticket.json", inquiry_body(language=in_body), parameters))
    with scope(service=integrator.service):
        assert Ticket.objects.get().language == language


@pytest.mark.django_db
@pytest.mark.parametrize(("source", "channel"), [("web", "web"), ("spweb", "spweb"), ("api", "api"), (None, "web")])
def test_the_channel_is_the_source(source, channel):
    integrator = make_integrator()
    content_of(integrator.create(inquiry_body(source=source)))
    with scope(service=integrator.service):
        assert Ticket.objects.get().channel == channel


@pytest.mark.django_db
def test_files_are_answered_in_the_order_they_were_named():
    integrator = make_integrator()
    files = [integrator.upload_id(name=f"{number}.png") for number in range(5)]
    files.reverse()
    content = content_of(integrator.create(inquiry_body(attachments=[{"attachmentId": item} for item in files])))
    assert [item["attachmentId"] for item in content["attachments"]] == files
    assert [item["fileName"] for item in content["attachments"]] == ["4.png", "3.png", "2.png", "1.png", "0.png"]


@pytest.mark.django_db
def test_an_inquiry_costs_a_handful_of_statements(django_assert_num_queries):
    integrator = make_integrator()
    content_of(integrator.create(inquiry_body()))
    # Service, customer, ticket and event; and the savepoint that the test's own transaction makes of the inquiry's.
    with django_assert_num_queries(3 + 2):
        content_of(integrator.create(inquiry_body()))
    files = [{"attachmentId": integrator.upload_id()} for _ in range(5)]
    with django_assert_num_queries(5 + 2):
        content_of(integrator.create(inquiry_body(attachments=files)))


# --- the same inquiry twice ---


@pytest.mark.django_db
def test_a_repeated_inquiry_is_answered_the_same_and_makes_no_other():
    integrator = make_integrator()
    body = inquiry_body(attachments=[{"attachmentId": integrator.upload_id()} for _ in range(3)])
    first = integrator.create(body, **KEY)
    before = traces()
    again = integrator.create(body, **KEY)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert traces() == before


@pytest.mark.django_db
def test_a_repeated_inquiry_is_answered_as_it_was_whatever_became_of_it():
    integrator = make_integrator()
    first = integrator.create(inquiry_body(), **KEY)
    with scope(service=integrator.service):
        ticket_id = content_of(first)["ticketId"]
        keep_ticket(ticket_id=ticket_id, actor=Actor.agent(make_agent(integrator.service)))
    assert integrator.create(inquiry_body(), **KEY).content == first.content


@pytest.mark.django_db
def test_a_repeated_inquiry_is_answered_even_when_the_form_has_changed():
    integrator = make_integrator()
    body = inquiry_body(attachments=[{"attachmentId": integrator.upload_id()}])
    first = integrator.create(body, **KEY)
    with scope(service=integrator.service):
        SubmissionType.objects.filter(pk=2542).update(is_active=False)
        raise_configuration_version(integrator.service)
    assert integrator.create(body).status_code == 400
    again = integrator.create(body, **KEY)
    assert (again.status_code, again.content) == (200, first.content)


@pytest.mark.django_db
def test_a_key_with_another_body_is_refused():
    integrator = make_integrator()
    content_of(integrator.create(inquiry_body(), **KEY))
    before = traces()
    response = integrator.create(inquiry_body(subject="다른 문의"), **KEY)
    assert (response.status_code, response.json()["header"]["resultMessage"]) == (
        400,
        "This Idempotency-Key was used for another request. Send a new key with a new request.",
    )
    assert traces() == before


@pytest.mark.django_db
def test_keys_are_compared_to_the_letter_and_belong_to_a_service():
    integrator, other = make_integrator(), make_integrator(make_service())
    category_id = make_submission_type(other.service).pk
    keys = ["key", "Key", "ｋｅｙ", "key2", "k" * 255]
    ids = {content_of(integrator.create(inquiry_body(), **{"Idempotency-Key": key}))["ticketId"] for key in keys}
    assert len(ids) == len(keys)
    body = inquiry_body(categoryId=category_id, userFields=None)
    assert content_of(other.create(body, **{"Idempotency-Key": "key"}))["ticketId"] not in ids


@pytest.mark.django_db
def test_a_refused_inquiry_does_not_use_up_its_key():
    integrator = make_integrator()
    assert integrator.create(inquiry_body(subject=""), **KEY).status_code == 400
    content_of(integrator.create(inquiry_body(), **KEY))
    assert count_tickets(integrator) == 1


@pytest.mark.django_db
def test_inquiries_without_a_key_are_all_taken():
    integrator = make_integrator()
    assert len({content_of(integrator.create(inquiry_body()))["ticketId"] for _ in range(3)}) == 3


def at_once(count, call):
    """Make calls at the same moment on connections of their own; return their responses."""
    responses = []
    start = threading.Barrier(count)

    def run(number):
        start.wait()
        try:
            responses.append(call(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(responses) == count
    return responses


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_limited", [False, True])
def test_the_same_inquiry_eight_times_at_once_makes_one_ticket(is_limited):
    integrator = make_integrator()
    limit_inquiries(integrator, is_enabled=is_limited, email_limit=1)
    responses = at_once(8, lambda _: integrator.create(inquiry_body(), **KEY))
    assert {response.status_code for response in responses} == {200}
    assert len({response.content for response in responses}) == 1
    assert count_tickets(integrator) == 1


@pytest.mark.django_db(transaction=True)
def test_one_key_with_other_bodies_at_once_makes_one_ticket():
    integrator = make_integrator()
    responses = at_once(6, lambda number: integrator.create(inquiry_body(subject=f"문의 {number}"), **KEY))
    assert sorted(response.status_code for response in responses) == [200] + [400] * 5
    assert count_tickets(integrator) == 1


@pytest.mark.django_db(transaction=True)
def test_one_file_named_by_six_inquiries_at_once_goes_to_one():
    integrator = make_integrator()
    body = inquiry_body(attachments=[{"attachmentId": integrator.upload_id()}])
    responses = at_once(6, lambda _: integrator.create(body))
    assert sorted(response.status_code for response in responses) == [200] + [400] * 5
    assert count_tickets(integrator) == 1


# --- the spam policy ---


def limit_inquiries(integrator, **given):
    limits = {"is_enabled": True, "email_limit": 2, "email_minutes": 60, "address_limit": 3, "address_minutes": 60}
    set_spam_policy(service=integrator.service, actor=Actor.system(), **limits | given)


def from_customer(email, address=None):
    """Return the members and headers of an inquiry of this customer."""
    customer = {"usercode": "u", "email": email, "username": "이름"}
    return inquiry_body(endUser=customer), {"OC-Client-IP": address} if address else {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("customers", "code", "reason"),
    [
        ([("a@example.com", None)] * 3, 1001, "too_many_by_email"),
        ([("a@example.com", "192.0.2.1")] * 3, 1001, "too_many_by_email"),
        ([(f"{number}@example.com", "192.0.2.1") for number in range(4)], 1002, "too_many_by_address"),
    ],
)
def test_too_many_inquiries_are_refused_and_leave_nothing(customers, code, reason):
    integrator = make_integrator()
    limit_inquiries(integrator)
    for customer in customers[:-1]:
        body, headers = from_customer(*customer)
        content_of(integrator.create(body, **headers))
    before = traces(rejected_calls=False)
    body, headers = from_customer(*customers[-1])
    response = integrator.create(body, **headers)
    assert response.status_code == 429
    message = "The number of inquiries has exceeded the limit. Please try again later."
    assert response.json() == {
        "header": {"resultCode": code, "resultMessage": message, "isSuccessful": False},
        "result": {"content": {"exception": "OcException", "message": message}},
    }
    assert traces(rejected_calls=False) == before
    with scope(service=integrator.service):
        assert RejectedCall.objects.get().reason == reason


@pytest.mark.django_db
def test_the_integrators_own_server_is_not_limited():
    integrator = make_integrator()
    limit_inquiries(integrator, address_limit=1)
    for number in range(4):
        body, _ = from_customer(f"{number}@example.com")
        content_of(integrator.create(body))


@pytest.mark.django_db
def test_a_repeated_inquiry_is_not_counted_twice():
    integrator = make_integrator()
    limit_inquiries(integrator)
    body, headers = from_customer("a@example.com", "192.0.2.1")
    answers = {integrator.create(body, **headers, **KEY).content for _ in range(5)}
    assert len(answers) == 1
    with scope(service=integrator.service):
        assert InquiryTrace.objects.count() == 2
    content_of(integrator.create(body, **headers))
    assert integrator.create(body, **headers, **KEY).content in answers
    assert integrator.create(body, **headers).status_code == 429


@pytest.mark.django_db
def test_an_inquiry_that_fails_is_not_counted():
    integrator = make_integrator()
    limit_inquiries(integrator, email_limit=1)
    body, _ = from_customer("a@example.com")
    for wrong in ({"subject": ""}, {"attachments": [{"attachmentId": "0" * 32}]}):
        assert integrator.create(body | wrong).status_code == 400
    with scope(service=integrator.service):
        assert not InquiryTrace.objects.exists()
    content_of(integrator.create(body))


@pytest.mark.django_db(transaction=True)
def test_limits_are_exact_when_all_come_at_once():
    integrator = make_integrator()
    limit_inquiries(integrator, email_limit=3)
    body, _ = from_customer("a@example.com")
    responses = at_once(8, lambda _: integrator.create(json.dumps(body).encode()))
    assert sorted(response.status_code for response in responses) == [200] * 3 + [429] * 5
    assert count_tickets(integrator) == 3
