"""Strangers leave no sessions behind."""

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from tests.factories import PASSWORD, make_agent, make_member, make_service, make_ticket

pytestmark = pytest.mark.django_db


def routes(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)
        else:
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))


def addresses():
    parts = {
        "<service:service_id>": "somewhere",
        "<list:list_name>": "all",
        "<ticket:ticket_id>": "T0000000000000AAAAA",
        "<attachment:attachment_id>": "0" * 32,
        "<uuid:delivery_id>": "00000000-0000-0000-0000-000000000000",
        "<mail:mail_id>": "20260101T000000000000-00000000",
    }
    for route in routes(get_resolver().url_patterns):
        path = "/" + route
        for part, value in parts.items():
            path = path.replace(part, value)
        yield "/accounts/password/reset/key/1-nonsense/" if "?P<" in path else path


def test_no_request_of_a_stranger_makes_a_session():
    asked = list(addresses())
    assert len(asked) > 25
    assert [path for path in asked if "<" in path] == []
    client = Client(headers={"Accept-Language": "en"})
    for path in asked:
        client.get(path)
        client.post(path, {"language": "ko", "next": "/console/", "email": "a@example.com", "login": "a@example.com"})
        client.post(path, {"login": "a@example.com", "password": PASSWORD}, headers={"HX-Request": "true"})
    assert Session.objects.count() == 0


def test_a_hundred_choices_of_a_language_make_no_session_and_are_obeyed():
    client = Client(headers={"Accept-Language": "en"})
    for _ in range(100):
        client.post("/console/language/", {"language": "ko", "next": "/accounts/login/"})
    assert Session.objects.count() == 0
    assert "로그인" in client.get("/accounts/login/").content.decode()


def test_failing_and_signing_out_leave_none_either():
    cache.clear()
    member = make_member()
    client = Client()
    client.post("/accounts/login/", {"login": member.email, "password": "wrong password"})
    client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    assert Session.objects.count() == 1
    client.post("/accounts/logout/")
    assert Session.objects.count() == 0


def test_a_form_without_its_token_makes_none(settings):
    service = make_service()
    make_agent(service)
    ticket = make_ticket(service)
    client = Client(enforce_csrf_checks=True)
    path = f"/console/{service.service_id}/tickets/all/{ticket.ticket_id}/keep/"
    client.post(path)
    client.post(path, headers={"HX-Request": "true"})
    client.post("/console/language/", {"language": "ko"})
    assert Session.objects.count() == 0
