"""While the database is away or a disk is full: try again in a moment, and what was typed is still there."""

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from tests.doors.console.screens import HTMX, address, page_of, signed_in, texts
from tests.factories import PASSWORD, make_administrator, make_agent, make_member, make_service, make_ticket

pytestmark = pytest.mark.django_db

LONG = '첫 줄 <b>\n둘째 줄 & "끝"'


def saying(state, when=lambda sql: True):
    """Let the database answer statements with an error."""

    def execute(run, sql, parameters, many, context):
        if when(sql):
            with connection.wrap_database_errors:
                raise psycopg.errors.lookup(state)("the database says no")
        return run(sql, parameters, many, context)

    return connection.execute_wrapper(execute)


def is_write(sql):
    return sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))


def patient(client):
    client.raise_request_exception = False
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def answering(state="57P01", when=lambda sql: True):
    service = make_service()
    agent = make_agent(service)
    ticket = make_ticket(service, assignee=agent)
    client = patient(signed_in(agent))
    path = address(service.service_id, f"tickets/all/{ticket.ticket_id}/resolve/")
    form = {"answer": LONG, "comment": "", "key": "0" * 32, "csrfmiddlewaretoken": "t" * 64}
    with saying(state, when):
        plain = client.post(path, form)
        scripted = client.post(path, form, headers=HTMX)
    return client, path, form, plain, scripted


@pytest.mark.parametrize(
    ("state", "when"), [("57P01", lambda sql: True), ("53100", is_write), ("25006", is_write), ("08006", is_write)]
)
def test_an_answer_that_cannot_be_taken_is_given_back_to_be_sent_again(state, when):
    client, path, form, plain, scripted = answering(state, when)
    assert [answer.status_code for answer in (plain, scripted)] == [503, 503]
    assert [answer["Retry-After"] for answer in (plain, scripted)] == ["5", "5"]
    page = page_of(plain)
    assert texts(page, "//h1") == ["Try again in a moment"]
    assert [text.text_content() for text in page.xpath("//textarea")] == [LONG]
    assert page.xpath("//form/@action") == [path]
    again = {field.get("name"): field.get("value") for field in page.xpath("//form//input")}
    assert again == form
    assert client.post(path, again).status_code == 302


def test_a_session_that_cannot_be_kept_is_no_mistake_of_the_member():
    first = make_service()
    member = make_member(organization=first.organization)
    make_agent(first, member=member)
    client = patient(Client())
    client.force_login(member)
    # A list notes the service in the session: Django takes a failing update for a session that was ended, and says 400.
    with saying("53100", is_write):
        answer = client.get(address(first.service_id, "tickets/all/"))
    assert answer.status_code == 503
    assert Session.objects.count() == 1
    assert client.get(address(first.service_id, "tickets/all/")).status_code == 200


@pytest.mark.parametrize("path", ["/console/", "/console/preferences/", "/nowhere/", "/accounts/logout/"])
def test_no_page_signs_anybody_out_for_it(path):
    client = patient(signed_in(make_agent(make_service())))
    with saying("57P03"):
        answer = client.get(path)
    assert answer.status_code == 503
    assert client.cookies["sangdam_console"].value
    assert "Location" not in answer
    assert client.get("/console/preferences/").status_code == 200


def test_settings_that_were_typed_come_back_too():
    service = make_service()
    client = patient(signed_in(make_administrator(service)))
    path = address(service.service_id, "settings/authentication/open-api/")
    with saying("53100", is_write):
        answer = client.post(path, {"do": "addresses", "addresses": "192.0.2.1\n198.51.100.0/24"})
    assert answer.status_code == 503
    assert texts(page_of(answer), "//textarea") == ["192.0.2.1 198.51.100.0/24"]


@pytest.mark.parametrize("when", [is_write, lambda sql: True])
def test_a_password_is_never_written_on_a_page(when):
    member = make_member()
    client = patient(Client())
    with saying("53100", when):
        answer = client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    assert answer.status_code == 503
    assert PASSWORD not in answer.content.decode()
    assert page_of(answer).xpath("//a[@class='btn']/@href") == ["/accounts/login/"]


def test_what_is_our_mistake_is_still_told_as_such():
    client = patient(signed_in(make_agent(make_service())))
    with saying("42P01"):
        assert client.get("/console/").status_code == 500
