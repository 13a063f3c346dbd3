"""Bad input gets a clear 400 and leaves nothing behind: no row, no job, no file."""

import hashlib
import json
from io import BytesIO

import pytest
from django.test import override_settings

from sangdam.doors.open_api.calls import MAXIMUM_BODY
from tests.doors.open_api.traces import traces
from tests.factories import make_service, make_submission_type
from tests.factories.integrator import PNG, inquiry_body, make_integrator

pytestmark = pytest.mark.django_db


def refused(integrator, body, **headers):
    """Send a body that must be refused; return the message and the failing fields."""
    before = traces()
    response = integrator.create(body, **headers)
    assert traces() == before
    assert response.status_code == 400, response.content
    answer = response.json()
    assert list(answer) == ["header", "result"]
    assert answer["header"]["resultCode"] == 400
    fields = [(item["objectName"], item["validate"]) for item in (answer["result"] or {"contents": []})["contents"]]
    return answer["header"]["resultMessage"], fields


NOT_JSON = {
    "nothing": b"",
    "white space": b"  \n",
    "words": b"categoryId=2542",
    "half an object": b'{"categoryId": 2542',
    "two objects": b"{} {}",
    "not a number": b'{"categoryId": NaN}',
    "infinity": b'{"categoryId": 1e999}',
    "a comment": b'{"categoryId": 2542} // inquiry',
    "single quotes": b"{'categoryId': 2542}",
    "a lone surrogate": b'{"subject": "\\ud800"}',
    "a lone low surrogate": b'{"subject": "\\udc00 and more text"}',
    "two high surrogates": b'{"subject": "\\ud83d\\ud83d"}',
    "EUC-KR": '{"subject": "유형"}'.encode("euc-kr"),
    "UTF-16": '{"subject": "유형"}'.encode("utf-16"),
    "a raw NUL": b'{"subject": "a\0b"}',
    "a raw line break": b'{"subject": "a\nb"}',
    "an encoded surrogate": b'{"subject": "\xed\xa0\x80"}',
    "an overlong slash": b'{"subject": "\xc0\xaf"}',
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_not_json(body):
    assert refused(make_integrator(), body) == ("The body is not valid JSON in UTF-8.", [])


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"2542", b"true", b'[{"categoryId": 2542}]'])
def test_json_that_is_no_object(body):
    assert refused(make_integrator(), body) == ("The body must be a JSON object.", [])


@pytest.mark.parametrize("body", [b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000])
def test_json_nested_ten_thousand_deep(body):
    assert refused(make_integrator(), body) == ("The body is nested too deeply.", [])


def test_a_deep_member_among_good_ones():
    body = json.dumps(inquiry_body())[:-1].encode() + b', "deep": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"
    assert refused(make_integrator(), body) == ("The body is nested too deeply.", [])


def test_a_byte_order_mark_is_no_fault():
    integrator = make_integrator()
    assert integrator.create(b"\xef\xbb\xbf" + json.dumps(inquiry_body()).encode()).status_code == 200


def test_unknown_members_change_nothing():
    """Nobody chooses the service, the status or the id of a ticket by naming them."""
    integrator = make_integrator()
    other = make_service()
    strange = {
        "serviceId": other.service_id,
        "service_id": other.pk,
        "status": "closed",
        "ticketId": "T0000000000000aaaaa",
        "assignee": 1,
        "createdDt": 0,
        "__proto__": {"status": "closed"},
    }
    content = integrator.create(inquiry_body(**strange)).json()["result"]["content"]
    assert content["status"] == "new"
    assert content["ticketId"] != "T0000000000000aaaaa"
    assert integrator.get(f"openapi/v1/ticket/enduser/st18888/{content['ticketId']}/detail.json").status_code == 200


WRONG_MEMBERS = {
    "an array for the subject": ({"subject": ["유형"]}, ("subject", "invalid")),
    "empty arrays for texts": (
        {
            "subject": [],
            "content": [],
            "endUser": {"usercode": [], "email": [], "username": [], "phone": []},
            "typeOne": [],
            "language": [],
            "source": [],
            "userFields": [{"code": "textbox", "value": []}],
        },
        *[(code, "invalid") for code in ("mail", "subject", "content", "name", "phone", "typeOne", "usercode")],
        *[(code, "invalid") for code in ("language", "source", "textbox")],
    ),
    "an object for the content": ({"content": {"text": "x"}}, ("content", "invalid")),
    "a number for the content": ({"content": 1}, ("content", "invalid")),
    "a string for the customer": ({"endUser": "a@example.com"}, ("mail", "invalid"), ("name", "invalid")),
    "an array for the customer": ({"endUser": []}, ("mail", "invalid"), ("name", "invalid")),
    "no customer": ({"endUser": None}, ("mail", "required"), ("name", "required")),
    "a number too large": ({"categoryId": 2**63}, ("category", "invalid")),
    "a number beyond any": ({"categoryId": 10**400}, ("category", "invalid")),
    "a negative number": ({"categoryId": -1}, ("category", "invalid")),
    "a fraction": ({"categoryId": 2542.5}, ("category", "invalid")),
    "an escaped NUL": ({"subject": "a\0b", "content": "a\0b"}, ("subject", "invalid"), ("content", "invalid")),
    "an unknown type": ({"categoryId": 99}, ("category", "invalid")),
    "an unknown channel": ({"source": "fax"}, ("source", "invalid")),
    "a language the service has not": ({"language": "fr"}, ("language", "invalid")),
    "an unknown field": (
        {"userFields": [{"code": "textbox", "value": "x"}, {"code": "colour", "value": "red"}]},
        ("colour", "invalid"),
    ),
    "an unknown attachment": ({"attachments": [{"attachmentId": "0" * 32}]}, ("attachment", "invalid")),
    "an unknown attachment among other faults": (
        {"attachments": [{"attachmentId": "0" * 32}], "subject": "", "categoryId": 99},
        ("category", "invalid"),
        ("subject", "required"),
        ("attachment", "invalid"),
    ),
    "an attachment that is no id": ({"attachments": [{"attachmentId": "../../etc/passwd"}]}, ("attachment", "invalid")),
    "blanks for attachments": ({"attachments": " "}, ("attachment", "invalid")),
    "attachments that are strings": ({"attachments": ["0" * 32]}, ("attachment", "invalid")),
    "six attachments": (
        {"attachments": [{"attachmentId": f"{number:032x}"} for number in range(6)]},
        ("attachment", "length"),
    ),
    "ten thousand fields": (
        {"userFields": [{"code": f"f{number}", "value": ""} for number in range(10_000)]},
        ("userFields", "length"),
    ),
    "a million spaces": ({"content": " " * 900_000}, ("content", "required")),
    "a long line": ({"content": "x" * 900_000}, ("content", "length")),
}


@pytest.mark.parametrize(
    ("wrong", "fields"), [(found[0], list(found[1:])) for found in WRONG_MEMBERS.values()], ids=WRONG_MEMBERS
)
def test_members_that_are_wrong(wrong, fields):
    assert refused(make_integrator(), inquiry_body(**wrong)) == (None, fields)


def test_the_type_of_another_service():
    other = make_submission_type(make_service())
    assert refused(make_integrator(), inquiry_body(categoryId=other.pk)) == (None, [("category", "invalid")])


def test_the_attachment_of_another_service():
    integrator, other = make_integrator(), make_integrator(make_service())
    body = inquiry_body(attachments=[{"attachmentId": other.upload_id()}])
    assert refused(integrator, body) == (None, [("attachment", "invalid")])


def test_an_attachment_that_was_used():
    integrator = make_integrator()
    body = inquiry_body(attachments=[{"attachmentId": integrator.upload_id()}])
    assert integrator.create(body).status_code == 200
    assert refused(integrator, body) == (None, [("attachment", "invalid")])


def test_a_waiting_attachment_is_no_fault():
    integrator = make_integrator()
    body = inquiry_body(attachments=[{"attachmentId": integrator.upload_id()}], subject="")
    assert refused(integrator, body) == (None, [("subject", "required")])


def test_a_used_attachment_keeps_the_others_free():
    integrator = make_integrator()
    used, free = integrator.upload_id(), integrator.upload_id()
    assert integrator.create(inquiry_body(attachments=[{"attachmentId": used}])).status_code == 200
    both = inquiry_body(attachments=[{"attachmentId": free}, {"attachmentId": used}])
    assert refused(integrator, both) == (None, [("attachment", "invalid")])
    assert integrator.create(inquiry_body(attachments=[{"attachmentId": free}])).status_code == 200


@pytest.mark.parametrize("key", ["", " ", "k" * 256])
def test_an_idempotency_key_of_no_use(key):
    assert refused(make_integrator(), inquiry_body(), **{"Idempotency-Key": key}) == (
        "The Idempotency-Key header must have 1 to 255 characters.",
        [],
    )


def test_a_body_of_twenty_megabytes_is_not_kept():
    """It is read in small pieces and forgotten, so that the caller gets to read the answer."""
    integrator = make_integrator()
    before = traces()
    path = integrator.path("openapi/v1/ticket.json")
    stream = Endless()
    response = integrator.client.post(
        path,
        b"",
        content_type="application/json",
        headers=integrator.headers(path),
        CONTENT_LENGTH=str(20_000_000),
        **{"wsgi.input": stream},
    )
    assert (response.status_code, response.json()["header"]["resultMessage"]) == (400, "The body is larger than 1 MB.")
    assert (stream.given, stream.largest) == (20_000_000, 1 << 16)
    assert traces() == before


@pytest.mark.parametrize(
    ("headers", "read"), [({"Expect": "100-continue"}, 0), ({"Transfer-Encoding": "chunked"}, 64 * 1024 * 1024)]
)
def test_no_more_is_read_than_serves_the_caller(headers, read):
    integrator = make_integrator()
    path = integrator.path("openapi/v1/nothing.json")
    stream = Endless()
    length = "" if "Transfer-Encoding" in headers else "900000000"
    response = integrator.client.generic(
        "POST", path, b"", headers=headers, CONTENT_LENGTH=length, **{"wsgi.input": stream}
    )
    assert (response.status_code, stream.given) == (404, read)


@pytest.mark.parametrize("length", ["-1", "1e3", "٥", "9" * 500])
def test_a_length_that_is_none(length):
    integrator = make_integrator()
    path = integrator.path("openapi/v1/ticket.json")
    response = integrator.client.post(
        path,
        b"{}",
        content_type="application/json",
        headers=integrator.headers(path, b"{}"),
        CONTENT_LENGTH=length,
        **{"wsgi.input": BytesIO(b"{}")},
    )
    assert response.status_code == 400


def chunked(integrator, tail, stream, signed, content_type="application/json"):
    path = integrator.path(tail)
    return integrator.client.generic(
        "POST",
        path,
        b"",
        CONTENT_TYPE=content_type,
        headers={**integrator.headers(path, signed), "Transfer-Encoding": "chunked"},
        CONTENT_LENGTH="",
        **{"wsgi.input": stream},
    )


def test_a_chunked_body_beyond_the_limit_is_refused():
    integrator = make_integrator()
    stream = BytesIO(b" " * (MAXIMUM_BODY + 5_000_000))
    response = chunked(integrator, "openapi/v1/ticket.json", stream, b"")
    assert (response.status_code, response.json()["header"]["resultMessage"]) == (400, "The body is larger than 1 MB.")


def test_a_chunked_body_makes_a_ticket():
    integrator = make_integrator()
    body = json.dumps(inquiry_body()).encode()
    assert chunked(integrator, "openapi/v1/ticket.json", Dribble(body), body).status_code == 200


def test_a_chunked_upload_is_taken():
    integrator = make_integrator()
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + PNG + b"\r\n--b--\r\n"
    digest = hashlib.md5(PNG, usedforsecurity=False).hexdigest().encode()
    tail = "openapi/v1/ticket/attachments/upload.json"
    response = chunked(integrator, tail, Dribble(body), digest, "multipart/form-data; boundary=b")
    assert response.status_code == 200, response.content
    assert response.json()["result"]["content"]["size"] == len(PNG)


class Dribble:
    """A stream that gives a few bytes at a time, whatever is asked."""

    def __init__(self, content):
        self.content = BytesIO(content)

    def read(self, size=-1):
        return self.content.read(min(size, 7) if size >= 0 else 7)

    readline = read


class Endless:
    """A stream without an end, which counts what it gave."""

    given = 0
    largest = 0

    def read(self, size=-1):
        assert size > 0, "the whole body was asked for at once"
        self.given += size
        self.largest = max(self.largest, size)
        return b"x" * size

    readline = read


def test_a_multipart_inquiry():
    integrator = make_integrator()
    path = integrator.path("openapi/v1/ticket.json")
    before = traces()
    response = integrator.client.post(path, {"categoryId": "2542"}, headers=integrator.headers(path))
    assert response.status_code == 400
    assert traces() == before


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=5)
def test_too_many_parameters():
    integrator = make_integrator()
    path = integrator.path("openapi/v1/ticket/enduser/nobody/list.json")
    query = "&".join(f"p{number}=1" for number in range(6))
    response = integrator.client.get(f"{path}?{query}", headers=integrator.headers(path))
    assert (response.status_code, response.json()["header"]["resultCode"]) == (400, 400)
