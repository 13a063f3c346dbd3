"""Service Management -> Authentication -> Open API."""

import re

import pytest
from django_scopes import scope

from sangdam.foundation.events import Actor
from sangdam.organizations.selectors import find_service
from sangdam.security.actions import (
    enable_open_api,
    note_rejected_call,
    set_allowed_addresses,
    set_spam_policy,
)
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
    assert client.post(open_api_of(service), {"do": "disable", "confirmed": "yes"}).status_code == 302
    assert not access_of(service).is_enabled
    assert client.post(open_api_of(service), {"do": "enable"}).status_code == 302
    assert (access_of(service).is_enabled, access_of(service).key) == (True, key)
    assert key not in client.get(open_api_of(service)).content.decode()


def test_changing_the_key_ends_the_old_one():
    service = make_service()
    old = enable_open_api(service=service, actor=Actor.system())
    answer = signed_in(make_administrator(service)).post(open_api_of(service), {"do": "change_key", "confirmed": "yes"})
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
    assert (
        client.post(open_api_of(service), {"do": "spam", "is_enabled": "on", "confirmed": "yes", **form}).status_code
        == 302
    )
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
            note_rejected_call(service=service, method="POST", path="/x<script>", address="203.0.113.9", reason=reason)
    page = page_of(signed_in(make_administrator(service)).get(open_api_of(service)))
    assert texts(page, "//td[@data-label='Reason']") == [
        "Spam policy: too many inquiries from one customer address",
        "The signature is wrong",
    ]
    assert texts(page, "//td[@data-label='Request']")[0] == "POST /x<script>"


def test_what_is_not_offered_is_refused():
    service = make_service()
    client = signed_in(make_administrator(service))
    assert client.post(open_api_of(service), {"do": "explode"}).status_code == 400
    assert client.post(open_api_of(service)).status_code == 400


# --- what stops something for customers asks first --------------------------------------------------------------------


def asked(answer):
    """Return what is asked: title, what is affected, and the form that says yes."""
    assert answer.status_code == 200
    page = page_of(answer)
    (dialog,) = page.xpath("//dialog[@id='question']")
    # Drawn open: it is there without a script too, and so is the way back.
    assert dialog.get("open") is not None
    assert page.xpath("//button[@form='question-cancel']") != []
    assert page.xpath("//form[@id='question-cancel']/@method") == ["dialog"]
    fields = {field.get("name"): field.get("value") for field in dialog.xpath(".//form[1]//input")}
    fields |= {button.get("name"): button.get("value") for button in dialog.xpath(".//form[1]//button[@name]")}
    return texts(page, "//dialog[@id='question']//h2")[0], texts(page, "//dialog[@id='question']//li"), fields


SPAM = {"do": "spam", "email_limit": "5", "email_minutes": "60", "address_limit": "0", "address_minutes": "60"}


def spam_policy(service, **given):
    values = {"email_limit": 5, "email_minutes": 60, "address_limit": 20, "address_minutes": 60} | given
    set_spam_policy(service=service, actor=Actor.system(), is_enabled=True, **values)


def test_switching_the_open_api_off_asks_first_and_changes_nothing_before():
    service = make_service()
    enable_open_api(service=service, actor=Actor.system())
    client = signed_in(make_administrator(service))
    title, affected, fields = asked(client.post(open_api_of(service), {"do": "disable"}))
    assert (title, affected) == ("Turn off the Open API?", [])
    assert access_of(service).is_enabled
    assert client.post(open_api_of(service), fields).status_code == 302
    assert not access_of(service).is_enabled


def test_changing_the_key_asks_first_and_changes_nothing_before():
    service = make_service()
    old = enable_open_api(service=service, actor=Actor.system())
    client = signed_in(make_administrator(service))
    title, _, fields = asked(client.post(open_api_of(service), {"do": "change_key"}))
    assert title == "Change the service key?"
    assert access_of(service).key == old
    assert client.post(open_api_of(service), fields).status_code == 200
    assert access_of(service).key != old


@pytest.mark.parametrize(
    ("before", "after", "affected"),
    [
        ([], "192.0.2.1\n2001:db8::/32", ["192.0.2.1", "2001:db8::/32"]),
        (["192.0.2.1", "192.0.2.2"], "192.0.2.1", ["192.0.2.2"]),
        (["192.0.2.0/24"], "192.0.2.0/25", ["192.0.2.0/24"]),
        (["192.0.2.1", "2001:db8::1"], "192.0.2.1", ["2001:db8::1"]),
    ],
)
def test_shutting_callers_out_asks_first_and_names_them(before, after, affected):
    service = make_service()
    enable_open_api(service=service, actor=Actor.system())
    set_allowed_addresses(service=service, actor=Actor.system(), addresses=before)
    client = signed_in(make_administrator(service))
    answer = client.post(open_api_of(service), {"do": "addresses", "addresses": after})
    title, named, fields = asked(answer)
    assert (title, named) == ("Allow fewer addresses?", affected)
    assert page_of(answer).get_element_by_id("id_addresses").text.split() == after.split()
    assert list(access_of(service).allowed_addresses) == before
    assert client.post(open_api_of(service), fields).status_code == 302
    assert list(access_of(service).allowed_addresses) == after.split()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["192.0.2.1"], "192.0.2.1\n192.0.2.2"),
        (["192.0.2.1"], "192.0.2.0/24"),
        (["192.0.2.1"], ""),
        (["192.0.2.0/24"], "192.0.2.0/25\n192.0.2.128/25"),
        (["2001:db8::1"], "2001:db8::/32"),
    ],
)
def test_who_shuts_nobody_out_is_not_asked(before, after):
    service = make_service()
    enable_open_api(service=service, actor=Actor.system())
    set_allowed_addresses(service=service, actor=Actor.system(), addresses=before)
    client = signed_in(make_administrator(service))
    assert client.post(open_api_of(service), {"do": "addresses", "addresses": after}).status_code == 302


@pytest.mark.parametrize("form", [{"do": "disable"}, {"do": "addresses", "addresses": "192.0.2.1"}])
def test_what_is_off_stops_nothing(form):
    service = make_service()
    assert signed_in(make_administrator(service)).post(open_api_of(service), form).status_code == 302


@pytest.mark.parametrize(
    ("before", "given"),
    [
        (None, {}),
        ({"email_limit": 0}, {}),
        ({"email_limit": 6}, {}),
        ({"email_minutes": 59}, {}),
        ({"address_limit": 0}, {"address_limit": "20"}),
        ({"address_limit": 21}, {"address_limit": "20"}),
        ({"address_minutes": 59}, {"address_limit": "20"}),
    ],
)
def test_refusing_more_inquiries_asks_first(before, given):
    service = make_service()
    if before is not None:
        spam_policy(service, **before)
    now = read_spam_limits(find_service(service.service_id))
    client = signed_in(make_administrator(service))
    title, affected, fields = asked(client.post(open_api_of(service), {**SPAM, "is_enabled": "on", **given}))
    assert title == "Refuse inquiries beyond these limits?"
    assert affected[0] == "More than 5 in 60 minutes from one email address"
    assert len(affected) == 1 + ("address_limit" in given)
    assert read_spam_limits(find_service(service.service_id)) == now
    assert client.post(open_api_of(service), fields).status_code == 302
    assert read_spam_limits(find_service(service.service_id)).email_limit == 5


@pytest.mark.parametrize(
    ("before", "given"),
    [
        (None, {"is_enabled": ""}),
        ({}, {"is_enabled": "on", "address_limit": "20"}),
        ({"email_limit": 4, "email_minutes": 61}, {"is_enabled": "on"}),
        ({}, {"is_enabled": "on"}),
        ({}, {"is_enabled": ""}),
    ],
)
def test_refusing_no_more_than_now_is_not_asked(before, given):
    service = make_service()
    if before is not None:
        spam_policy(service, **before)
    form = {name: value for name, value in {**SPAM, **given}.items() if value}
    assert signed_in(make_administrator(service)).post(open_api_of(service), form).status_code == 302
