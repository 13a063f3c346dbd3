"""Who is let in, in which order that is asked, and what the administrators learn of who was not."""

import hashlib
import time
from urllib.parse import quote

import pytest
from django_scopes import scope, scopes_disabled

from sangdam.foundation import caller
from sangdam.foundation.events import Actor
from sangdam.security.actions import change_key, disable_open_api, set_allowed_addresses
from sangdam.security.models import RejectedCall
from sangdam.tickets.models import Attachment, Ticket
from tests.factories import make_service
from tests.factories.integrator import PNG, inquiry_body, make_integrator

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def error_of(response):
    """Return status, result code and the first words; the envelope is checked here."""
    body = response.json()
    assert set(body) == {"header", "result"}
    assert body["header"]["isSuccessful"] is False
    return response.status_code, body["header"]["resultCode"], body["header"]["resultMessage"]


def noted(integrator):
    with scope(service=integrator.service):
        return list(RejectedCall.objects.order_by("id").values_list("reason", "method", "path", "address"))


def nothing_was_made():
    with scopes_disabled():
        return not Ticket.objects.exists() and not Attachment.objects.exists()


def test_a_closed_open_api_refuses_before_anything_else():
    integrator = make_integrator()
    disable_open_api(service=integrator.service, actor=SYSTEM)
    response = integrator.create(inquiry_body(), Authorization="", timestamp="x")
    assert error_of(response) == (403, 403, "Access Denied: the Open API of this service is off.")
    assert noted(integrator) == [
        ("open_api_off", "POST", integrator.path("openapi/v1/ticket.json"), "127.0.0.1"),
    ]
    assert nothing_was_made()


def test_a_caller_from_elsewhere_is_refused_before_his_signature_is_read():
    integrator = make_integrator()
    set_allowed_addresses(service=integrator.service, actor=SYSTEM, addresses=["192.0.2.0/24", "2001:db8::/32"])
    assert error_of(integrator.create(inquiry_body(), Authorization="wrong")) == (
        403,
        403,
        "Access Denied: calls from 127.0.0.1 are not allowed.",
    )
    assert [reason for reason, *_ in noted(integrator)] == ["address_not_allowed"]
    assert nothing_was_made()


@pytest.mark.parametrize("address", ["192.0.2.77", "2001:db8::1", "::ffff:192.0.2.1"])
def test_an_allowed_caller_is_let_in(address):
    integrator = make_integrator()
    set_allowed_addresses(service=integrator.service, actor=SYSTEM, addresses=["192.0.2.0/24", "2001:db8::/32"])
    integrator.client.defaults["REMOTE_ADDR"] = address
    assert integrator.create(inquiry_body()).status_code == 200


def test_a_caller_cannot_name_his_own_address():
    integrator = make_integrator()
    set_allowed_addresses(service=integrator.service, actor=SYSTEM, addresses=["192.0.2.1"])
    for header in ("X-Forwarded-For", "OC-Client-IP", "Forwarded", "X-Real-IP"):
        assert integrator.create(inquiry_body(), **{header: "192.0.2.1"}).status_code == 403


def test_a_trusted_proxy_names_the_caller(monkeypatch):
    integrator = make_integrator()
    set_allowed_addresses(service=integrator.service, actor=SYSTEM, addresses=["192.0.2.1"])
    monkeypatch.setattr(caller, "is_trusted_proxy", lambda address: address == "127.0.0.1")
    allowed = integrator.create(inquiry_body(), **{"X-Forwarded-For": "198.51.100.1, 192.0.2.1"})
    refused = integrator.create(inquiry_body(), **{"X-Forwarded-For": "192.0.2.1, 198.51.100.1"})
    assert (allowed.status_code, refused.status_code) == (200, 403)


@pytest.mark.parametrize(
    ("headers", "message", "reason"),
    [
        ({"X-TC-Timestamp": ""}, "The X-TC-Timestamp header is missing.", "timestamp_missing"),
        (
            {"X-TC-Timestamp": "yesterday"},
            "The X-TC-Timestamp header is not numeric: send epoch milliseconds.",
            "timestamp_not_numeric",
        ),
        ({"Authorization": ""}, "The Authorization header is missing.", "signature_missing"),
        ({"Authorization": "AAAA"}, "The Authorization header does not sign this request.", "signature_wrong"),
        (
            {"Authorization": "Bearer x", "X-TC-Timestamp": ""},
            "The X-TC-Timestamp header is missing.",
            "timestamp_missing",
        ),
    ],
)
def test_a_call_that_is_not_signed_is_refused_with_the_reason(headers, message, reason):
    integrator = make_integrator()
    assert error_of(integrator.create(inquiry_body(), **headers)) == (400, 400, message)
    assert [found for found, *_ in noted(integrator)] == [reason]
    assert nothing_was_made()


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_stale_call_is_told_the_servers_time(minutes):
    integrator = make_integrator()
    now = time.time_ns() // 1_000_000
    status, code, message = error_of(integrator.create(inquiry_body(), timestamp=str(now + minutes * 60_000)))
    assert (status, code) == (400, 400)
    assert message.startswith("The X-TC-Timestamp header is more than 5 minutes away from this server's time, which is")
    assert abs(int(message.rstrip(".").rpartition(" ")[2]) - now) < 60_000
    assert [reason for reason, *_ in noted(integrator)] == ["timestamp_expired"]


def test_a_key_that_was_changed_signs_nothing():
    integrator = make_integrator()
    assert integrator.create(inquiry_body()).status_code == 200
    integrator.key, old = change_key(service=integrator.service, actor=SYSTEM), integrator.key
    assert integrator.create(inquiry_body()).status_code == 200
    integrator.key = old
    assert integrator.create(inquiry_body()).status_code == 400


def test_the_key_of_another_service_signs_nothing():
    integrator, other = make_integrator(), make_integrator(make_service())
    other.service = integrator.service
    assert other.create(inquiry_body()).status_code == 400


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("language=ko", "ko"),
        ("b=2&a=1", "1&2"),
        ("a=1&a=2&A=3", "3&1"),
        ("a=%ED%95%9C+%26", "한 &"),
        ("a=", ""),
        ("a=&b=2", "&2"),
    ],
)
def test_parameters_are_signed_as_a_servlet_has_them(query, values):
    integrator = make_integrator()
    path = integrator.path("openapi/v1/ticket/enduser/nobody/list.json")
    response = integrator.client.get(f"{path}?{query}", headers=integrator.headers(path, values.encode()))
    assert response.status_code == 200


def test_a_form_is_signed_by_its_fields():
    integrator = make_integrator()
    path = integrator.path("openapi/v1/ticket/enduser/nobody/list.json")
    response = integrator.client.post(
        f"{path}?pageSize=5",
        "page=2&pageSize=9",
        content_type="application/x-www-form-urlencoded",
        headers=integrator.headers(path, b"2&5"),
    )
    assert response.status_code == 200
    assert (response.json()["result"]["pageNum"], response.json()["result"]["pageSize"]) == (2, 5)


def test_json_sent_as_a_form_is_told_so():
    integrator = make_integrator()
    response = integrator.post(
        "openapi/v1/ticket.json", inquiry_body(), content_type="application/x-www-form-urlencoded"
    )
    status, _, message = error_of(response)
    assert status == 400
    assert "Content-Type" in message


@pytest.mark.parametrize("written", ["user 1@example.com", "사용자", "a+b", "a%b", "100%"])
@pytest.mark.parametrize("safe", ["/", "/:@!$&'()*+,;=~-._", None])
def test_a_path_is_signed_as_sent_or_as_meant(written, safe):
    """Proxies hand on the decoded path only; clients sign what they sent."""
    integrator = make_integrator()
    path = integrator.path(f"openapi/v1/ticket/enduser/{written}/list.json")
    sent = quote(path, safe="/")
    signed = path if safe is None else quote(path, safe=safe)
    assert integrator.client.get(sent, headers=integrator.headers(signed)).status_code == 200


def test_an_upload_is_signed_by_its_file_and_nothing_else():
    integrator = make_integrator()
    path = integrator.path("openapi/v1/ticket/attachments/upload.json")
    digest = hashlib.md5(PNG, usedforsecurity=False).hexdigest().encode()
    body = (
        b'--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nanything\r\n'
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + PNG + b"\r\n--b--\r\n"
    )
    sent = {"content_type": "multipart/form-data; boundary=b", "data": body}
    good = integrator.client.post(f"{path}?language=ko", **sent, headers=integrator.headers(path, digest))
    bad = integrator.client.post(f"{path}?language=ko", **sent, headers=integrator.headers(path, b"ko" + digest))
    assert (good.status_code, bad.status_code) == (200, 400)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--b--\r\n',
        ),
        ("multipart/form-data; boundary=b", b""),
        ("application/json", b"{}"),
    ],
)
def test_an_upload_without_a_file_is_refused(content_type, body):
    integrator = make_integrator()
    path = integrator.path("openapi/v1/ticket/attachments/upload.json")
    response = integrator.client.post(path, body, content_type=content_type, headers=integrator.headers(path, body))
    assert error_of(response) == (400, 400, "The multipart request has no file in a part named 'file'.")
    assert [reason for reason, *_ in noted(integrator)] == ["file_missing"]


def test_what_is_noted_names_no_customer():
    integrator = make_integrator()
    integrator.get("openapi/v1/ticket/enduser/hong.gildong/list.json", {"language": "ko"}, Authorization="wrong")
    ((_, method, path, _),) = noted(integrator)
    assert (method, path) == ("GET", integrator.path("openapi/v1/ticket/enduser/{usercode}/list.json"))


def test_unsigned_calls_ask_for_nothing():
    integrator = make_integrator()
    disable_open_api(service=integrator.service, actor=SYSTEM)
    for tail in ("service.json", "ticket/categories.json", "ticket/field/user/2542.json"):
        headers = {"Authorization": "nonsense"}
        assert integrator.client.get(integrator.path(f"api/v2/{tail}"), headers=headers).status_code == 200
