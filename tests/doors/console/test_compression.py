"""What travels compressed, for whom."""

import gzip

import pytest
from django.http import FileResponse, HttpResponse, JsonResponse
from django.test import RequestFactory

from sangdam.doors.console.compression import WORTH_BYTES, CompressedPages
from sangdam.settings.environment import environment
from tests.doors.console.screens import address, signed_in
from tests.factories import make_agent, make_service, make_ticket

LONG = "<p>상담</p>" * WORTH_BYTES
OWN = {"Accept-Encoding": "br, gzip", "Sec-Fetch-Site": "same-origin"}


def answered(response, **headers):
    return CompressedPages(lambda request: response)(RequestFactory().get("/", headers={**OWN, **headers}))


@pytest.mark.parametrize(
    "make", [lambda: HttpResponse(LONG), lambda: JsonResponse({"html": LONG})], ids=["page", "json"]
)
@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_what_the_console_or_the_person_asked_for_is_compressed(make, site):
    plain = make().content
    sent = answered(make(), **{"Sec-Fetch-Site": site})
    assert sent["Content-Encoding"] == "gzip"
    assert gzip.decompress(sent.content) == plain
    assert int(sent["Content-Length"]) == len(sent.content) < len(plain) / 4
    assert {"Accept-Encoding", "Sec-Fetch-Site"} <= set(sent["Vary"].split(", "))


@pytest.mark.parametrize("site", ["cross-site", "same-site", "something-new"])
def test_what_another_page_makes_the_browser_ask_for_tells_nothing_by_its_length(site):
    sent = answered(HttpResponse(LONG), **{"Sec-Fetch-Site": site})
    assert "Content-Encoding" not in sent
    assert "Sec-Fetch-Site" in sent["Vary"]


@pytest.mark.parametrize(("scheme", "is_compressed"), [("http", True), ("https", False)])
def test_who_does_not_say_gets_it_plain_where_lengths_are_all_a_listener_sees(settings, scheme, is_compressed):
    settings.ENVIRONMENT = environment().model_copy(update={"scheme": scheme})
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    assert ("Content-Encoding" in CompressedPages(lambda _: HttpResponse(LONG))(request)) == is_compressed


def test_the_same_page_has_not_the_same_length_twice():
    lengths = {len(answered(HttpResponse(LONG)).content) for _ in range(50)}
    assert len(lengths) > 5


@pytest.mark.parametrize(
    ("response", "accepted"),
    [
        (HttpResponse(LONG), "br"),
        (HttpResponse("x" * (WORTH_BYTES - 1)), "gzip"),
        (HttpResponse(LONG.encode(), content_type="image/png"), "gzip"),
        (HttpResponse(LONG, headers={"Content-Encoding": "br"}), "gzip"),
        (FileResponse([LONG.encode()], content_type="text/html"), "gzip"),
    ],
    ids=["nobody can unpack it", "tiny", "a picture", "packed already", "a stream"],
)
def test_the_rest_is_left_as_it_is(response, accepted):
    before = response.get("Content-Encoding")
    sent = answered(response, **{"Accept-Encoding": accepted})
    assert sent.get("Content-Encoding") == before
    assert b"".join(sent) == b"".join([sent.content] if not sent.streaming else [LONG.encode()])


def test_a_weak_tag_says_that_the_bytes_differ():
    assert answered(HttpResponse(LONG, headers={"ETag": '"1"'}))["ETag"] == 'W/"1"'


@pytest.mark.django_db
def test_a_list_of_fifty_comes_in_a_few_packets():
    service = make_service()
    for number in range(50):
        make_ticket(service, subject=f"주문 {number}의 배송은 언제 되나요?", username=f"고객 {number}")
    client = signed_in(make_agent(service))
    list_address = address(service.service_id, "tickets/all/")
    plain = len(client.get(list_address).content)
    page = client.get(list_address, headers=OWN)
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) < 12_000 < plain
