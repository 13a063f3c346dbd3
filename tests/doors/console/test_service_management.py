"""Service Management -> Authentication -> Open API."""

import re

import pytest
from django_scopes import scope

from sangdam.foundation.events import Actor
from sangdam.organizations.selectors import find_service
from sangdam.security.actions import enable_open_api, note_refused_call
from sangdam.security.selectors import read_open_api_access, read_spam_limits
from tests.doors.console.screens import address, page_of, signed_in, texts
from tests.factories import make_administrator, make_service

pytestmark = pytest.mark.django_db

KEY = re.compile(r"\b[0-9a-f]{32}\b")


def open_api_of(service):
    return address(service.service_id, "settings/authentication/open-api/")


def access_of(service):
    return read_open_api_access(find_service(service.service_id))


def test_switching_on_makes_a_key_that_is_shown_once():
    service = make_service()
    client = signed_in(make_administrator(service))
    answer = client.post(open_api_of(service), {"do": "enable"})
    assert answer.status_code == 200
    shown = texts(page_of(answer), "//*[@id='key-value']")
    assert shown == [access_of(service).key]
    later = client.get(open_api_of(service)).content.decode()
    assert shown[0] not in later
    assert f"•••• {shown[0][-4:]}" in later
    assert answer["Cache-Control"] == "private, no-store"


def test_switching_off_and_on_again_keeps_the_key_and_shows_none():
    service = make_service()
    key = enable_open_api(service=service, actor=Actor.system())
    client = signed_in(make_administrator(service))
    assert client.post(open_api_of(service), {"do": "disable"}).status_code == 302
    assert not access_of(service).is_enabled
    assert client.post(open_api_of(service), {"do": "enable"}).status_code == 302
    assert (access_of(service).is_enabled, access_of(service).key) == (True, key)
    assert key not in client.get(open_api_of(service)).content.decode()


def test_changing_the_key_ends_the_old_one():
    service = make_service()
    old = enable_open_api(service=service, actor=Actor.system())
    answer = signed_in(make_administrator(service)).post(open_api_of(service), {"do": "change_key"})
    new = texts(page_of(answer), "//*[@id='key-value']")[0]
    assert KEY.fullmatch(new)
    assert new != old
    assert access_of(service).key == new


def test_allowed_addresses_are_kept_one_a_line():
    service = make_service()
    client = signed_in(make_administrator(service))
    form = {"do": "addresses", "addresses": " 203.0.113.7\r\n\r\n2001:db8::/32\r\n10.0.0.0/8"}
    assert client.post(open_api_of(service), form).status_code == 302
    assert access_of(service).allowed_addresses == ("203.0.113.7", "2001:db8::/32", "10.0.0.0/8")
    field = page_of(client.get(open_api_of(service))).get_element_by_id("id_addresses")
    assert field.text.split() == ["203.0.113.7", "2001:db8::/32", "10.0.0.0/8"]


def test_a_wrong_address_is_named_beside_its_field_and_nothing_is_kept():
    service = make_service()
    client = signed_in(make_administrator(service))
    answer = client.post(open_api_of(service), {"do": "addresses", "addresses": "10.0.0.1\n<b>300.1.1.1</b>"})
    assert answer.status_code == 422
    page = page_of(answer)
    assert texts(page, "//*[@id='id_addresses_error']") == ["“<b>300.1.1.1</b>” is not an address or network."]
    field = page.get_element_by_id("id_addresses")
    assert field.text.split() == ["10.0.0.1", "<b>300.1.1.1</b>"]
    assert field.get("aria-invalid") == "true"
    assert access_of(service).allowed_addresses == ()


def test_the_spam_policy_is_kept():
    service = make_service()
    client = signed_in(make_administrator(service))
    form = {"email_limit": "3", "email_minutes": "10", "address_limit": "0", "address_minutes": "5"}
    assert client.post(open_api_of(service), {"do": "spam", "is_enabled": "on", **form}).status_code == 302
    limits = read_spam_limits(find_service(service.service_id))
    assert (limits.is_enabled, limits.email_limit, limits.email_minutes, limits.address_limit) == (True, 3, 10, 0)


def test_numbers_out_of_range_are_all_named_at_once():
    service = make_service()
    client = signed_in(make_administrator(service))
    form = {"email_limit": "-1", "email_minutes": "0", "address_limit": "x", "address_minutes": ""}
    answer = client.post(open_api_of(service), {"do": "spam", **form})
    assert answer.status_code == 422
    page = page_of(answer)
    assert len(page.xpath("//*[@aria-invalid='true']")) == 4
    assert len(page.xpath("//*[@role='alert']//li/a")) == 4
    assert not read_spam_limits(find_service(service.service_id)).is_enabled


def test_refused_calls_are_listed_with_their_reasons_in_words():
    service = make_service()
    with scope(service=service):
        for reason in ("signature_wrong", "too_many_by_address"):
            note_refused_call(service=service, method="POST", path="/x<script>", address="203.0.113.9", reason=reason)
    page = page_of(signed_in(make_administrator(service)).get(open_api_of(service)))
    assert texts(page, "//td[@data-label='Reason']") == [
        "Spam policy: too many inquiries from one customer address",
        "The signature is wrong",
    ]
    assert texts(page, "//td[@data-label='Call']")[0] == "POST /x<script>"


def test_what_is_not_offered_is_refused():
    service = make_service()
    client = signed_in(make_administrator(service))
    assert client.post(open_api_of(service), {"do": "explode"}).status_code == 400
    assert client.post(open_api_of(service)).status_code == 400
