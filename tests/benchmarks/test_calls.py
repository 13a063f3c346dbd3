"""Calls are signed as the specification says (docs/product.md, "Signature")."""

import base64
import hashlib
import hmac

import pytest

from benchmarks.calls import Caller, inquiry_of

CALLER = Caller("WopqM8euoYw89B7i", "APISimple", "431402c0eaaf46d889f243db9e7492e2", "localhost")
TIMESTAMP = "1658199661153"


@pytest.mark.parametrize(
    ("path", "parameters", "body", "signature"),
    [
        (
            "/APISimple/openapi/v1/ticket/enduser/usercode/list.json",
            {"language": "ko", "categoryId": "1"},
            b"",
            "SDBA1DMXugTj+hbWF447ipvGnhwamSMB8i8Qv5ZdBnM=",
        ),
        (
            "/APISimple/openapi/v1/ticket.json",
            {"language": "ko"},
            b'{"categoryId":2542,"subject":"s","content":"c"}',
            "pLd9bZHbJGM+MMnx1QBWycMWZ420wdWFavwF2UZJDwQ=",
        ),
        (
            "/APISimple/openapi/v1/ticket.json",
            None,
            b'{"categoryId":2542,"subject":"s","content":"c"}',
            "RZaxShkbSXzp6H/Z+INi/11Hxyc5FwQ/ctIZDDuut4w=",
        ),
        ("/APISimple/openapi/v1/mail.json", None, b"", "pGGVim8IKDCgNV76XgxxpI0l5jrTRBdJjvsizy9c9b0="),
    ],
)
def test_a_signature_is_that_of_the_vectors(path, parameters, body, signature):
    assert CALLER.sign(path, TIMESTAMP, parameters=parameters, body=body) == signature


def test_a_request_carries_what_was_signed():
    head, _, body = CALLER.create_ticket(inquiry_of(7, 1), **{"Idempotency-Key": "once"}).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert first == "POST /APISimple/openapi/v1/ticket.json HTTP/1.1"
    assert headers["Content-Length"] == str(len(body))
    assert headers["Idempotency-Key"] == "once"
    message = b"WopqM8euoYw89B7i/APISimple/openapi/v1/ticket.json" + body + headers["X-TC-Timestamp"].encode()
    expected = hmac.new(CALLER.key.encode(), message, hashlib.sha256).digest()
    assert base64.b64decode(headers["Authorization"]) == expected


def test_customers_differ_in_what_the_product_knows_them_by():
    first, second = inquiry_of(1, 1)["endUser"], inquiry_of(2, 1)["endUser"]
    assert first["email"] != second["email"]
    assert first["usercode"] != second["usercode"]
