"""The Open API through the real web processes: what a test client's shortcuts would hide."""

import hashlib
import http.client
import json
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.contract.shapes import sample, shape
from tests.factories.integrator import PNG, sign
from tests.factories.product import Product, running_product

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def product(tmp_path_factory) -> Iterator[Product]:
    with running_product(tmp_path_factory.mktemp("open-api")) as running:
        yield running


def send(product, method, path, body=None, headers=None, signed=b"", **more):
    """Send a call to the demo service, signed over `signed`; return status and answer."""
    demo = product.demo
    timestamp = str(time.time_ns() // 1_000_000)
    signature = sign(demo["service"]["key"], demo["organization"]["id"], path, signed, timestamp)
    sent = {"Authorization": signature, "X-TC-Timestamp": timestamp, **(headers or {})}
    target = more.pop("target", path)
    connection = http.client.HTTPConnection("localhost", product.port, timeout=30)
    try:
        connection.request(method, target, body, sent, **more)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def test_the_specifications_request_is_answered_as_specified(product):
    part = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="image.png"\r\nContent-Type: image/png\r\n\r\n'
    )
    status, uploaded = send(
        product,
        "POST",
        "/support/openapi/v1/ticket/attachments/upload.json",
        part + PNG + b"\r\n--b--\r\n",
        {"Content-Type": "multipart/form-data; boundary=b"},
        hashlib.md5(PNG, usedforsecurity=False).hexdigest().encode(),
    )
    assert (status, shape(uploaded)) == (200, shape(sample("uploaded")))
    request = sample("create_request")
    request["attachments"][0]["attachmentId"] = uploaded["result"]["content"]["attachmentId"]
    body = json.dumps(request, ensure_ascii=False).encode()
    status, created = send(
        product, "POST", "/support/openapi/v1/ticket.json", body, {"Content-Type": "application/json"}, body
    )
    assert (status, shape(created)) == (200, shape(sample("created")))


@pytest.mark.parametrize("is_chunked", [False, True])
@pytest.mark.parametrize(
    ("path", "content_type", "message"),
    [
        ("/support/openapi/v1/ticket.json", "application/json", "The body is larger than 1 MB."),
        (
            "/support/openapi/v1/ticket/attachments/upload.json",
            "multipart/form-data; boundary=b",
            "10MB 이하의 파일만 첨부할 수 있습니다.",
        ),
    ],
)
def test_twenty_megabytes_are_refused(product, path, content_type, message, is_chunked):
    body = (b" " * 1_000_000 for _ in range(20)) if is_chunked else b" " * 20_000_000
    status, answer = send(product, "POST", path, body, {"Content-Type": content_type})
    assert (status, answer["header"]["resultMessage"]) == (400, message)


@pytest.mark.parametrize(
    "path", ["/support/openapi/v1/ticket.json", "/support/api/v2/service.json", "/support/api/x", "/nobody/api/v2/x"]
)
def test_whoever_is_refused_gets_to_read_why(product, path):
    """A client that sends its body before it reads must not find the connection broken."""
    status, answer = send(product, "POST", path, b"x" * 5_000_000, {"X-TC-Timestamp": "0"})
    assert status in {400, 404, 405}
    assert answer["header"]["isSuccessful"] is False


def test_a_chunked_inquiry_is_taken(product):
    body = json.dumps({**sample("create_request"), "attachments": []}).encode()
    pieces = (body[start : start + 100] for start in range(0, len(body), 100))
    status, _ = send(
        product,
        "POST",
        "/support/openapi/v1/ticket.json",
        pieces,
        {"Content-Type": "application/json"},
        body,
    )
    assert status == 200


@pytest.mark.parametrize("usercode", ["hong@example.com", "사용자", "a b", "a+b", "100%"])
def test_encoded_paths_are_signed_as_sent(product, usercode):
    path = f"/support/openapi/v1/ticket/enduser/{quote(usercode, safe='')}/list.json"
    status, answer = send(product, "GET", path)
    assert (status, answer["result"]["total"]) == (200, 0)


def test_encoded_parameters_are_signed_decoded(product):
    path = "/support/openapi/v1/ticket/enduser/nobody/list.json"
    status, _ = send(
        product, "GET", path, signed="한 글&1".encode(), target=f"{path}?language=%ED%95%9C+%EA%B8%80&page=1"
    )
    assert status == 200


@pytest.mark.parametrize("target", ["/support/api/v2/%0a", "/support/api/%2e%2e/%2e%2e/console", "/nobody/api/v2/x"])
def test_other_paths_end_at_the_door(product, target):
    status, answer = send(product, "GET", target)
    assert (status, answer["header"]["resultCode"]) == (404, 404)
