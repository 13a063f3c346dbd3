"""Every route at once: who may call it, by which methods, and that no other service is reached through it."""

import pytest
from django_scopes import scope

from sangdam.categories.models import SubmissionType
from sangdam.foundation.events import Actor
from sangdam.organizations.models import Service
from sangdam.security.actions import disable_open_api
from tests.doors.open_api.routes import METHODS, ROUTES
from tests.doors.open_api.traces import traces
from tests.factories import make_service, make_submission_type
from tests.factories.integrator import inquiry_body, make_integrator

pytestmark = pytest.mark.django_db
NOT_FOUND = {"header": {"resultCode": 404, "resultMessage": "Not Data Found", "isSuccessful": False}, "result": None}
named = pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.tail}")


def test_the_table_is_whole():
    assert len(ROUTES) == 10
    assert sum(route.is_signed for route in ROUTES) == 6


@named
def test_a_service_that_is_not_there(client, route):
    response = client.generic(route.method, f"/nobody/{route.fill()}")
    assert (response.status_code, response.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    "service_id", ["a1", "a-b", "x" * 46, "%ED%95%9C%EA%B8%80", "a%00b", "a%0Ab", "%2F", "service/"]
)
def test_what_cannot_be_a_service(client, service_id):
    make_service()
    for tail in ("api/v2/service.json", "openapi/v1/ticket.json", "api/docs", "api/nothing"):
        response = client.get(f"/{service_id}/{tail}")
        assert (response.status_code, response.json()) == (404, NOT_FOUND)
    response = client.get("/api/v2/service.json")
    assert (response.status_code, response.json()) == (404, NOT_FOUND)


@named
def test_a_service_that_is_not_active(client, route):
    service = make_service()
    Service.objects.filter(pk=service.pk).update(is_active=False)
    response = client.generic(route.method, f"/{service.service_id}/{route.fill()}")
    assert (response.status_code, response.json()) == (404, NOT_FOUND)


@named
def test_unsigned_calls_get_no_further_than_the_door(client, route):
    integrator = make_integrator()
    before = traces(rejected_calls=False)
    response = integrator.client.generic(route.method, integrator.path(route.fill()))
    assert (response.status_code == 400 and "X-TC-Timestamp" in response.json()["header"]["resultMessage"]) == (
        route.is_signed
    )
    assert traces(rejected_calls=False) == before


@named
def test_a_closed_open_api(route):
    integrator = make_integrator()
    disable_open_api(service=integrator.service, actor=Actor.system())
    path = integrator.path(route.fill())
    response = integrator.client.generic(route.method, path, headers=integrator.headers(path))
    assert (response.status_code == 403) == route.is_signed


@named
def test_other_methods_are_named(client, route):
    service = make_service()
    allowed = {other.method for other in ROUTES if other.tail == route.tail}
    for method in set(METHODS) - allowed:
        response = client.generic(method, f"/{service.service_id}/{route.fill()}")
        assert response.status_code == 405
        assert set(response["Allow"].split(", ")) == allowed
    response = client.delete(f"/{service.service_id}/{route.fill()}")
    assert response.json()["header"]["resultCode"] == 400


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/openapi/",
        "/api/v2/",
        "/api/v2/nothing",
        "/api/v2/ticket/attachments/",
        "/api/v2/service.json/",
        "/api/v1/service.json",
        "/openapi/v1/ticket",
        "/openapi/v1/admin/service/add.json",
        "/openapi/v1/ticket/enduser//list.json",
        "/openapi/v1/ticket/enduser/a/b/c/list.json",
        "/api/v2/a%0Ab",
        "/api/%2e%2e/",
        "/api/v2/service.json%00",
        "/api/" + "x" * 5000,
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_paths_are_not_found(client, method, path):
    service = make_service()
    response = client.generic(method, f"/{service.service_id}{path}")
    assert (response.status_code, response.json()) == (404, NOT_FOUND)


@pytest.mark.parametrize(
    "host",
    ["localhost", "acme.localhost", "127.0.0.1:8000", "anything.localhost", "sangdam-web:8000", "192.0.2.7", "a b"],
)
def test_it_answers_on_every_host_without_a_cookie(client, host):
    service = make_service()
    response = client.get(f"/{service.service_id}/api/v2/service.json", HTTP_HOST=host)
    assert response.status_code == 200
    assert not response.cookies
    assert "Set-Cookie" not in response


def test_a_fault_is_told_without_details(client, monkeypatch, caplog):
    service = make_service()

    def fail(*_: object) -> None:
        raise RuntimeError("customer@example.com")

    monkeypatch.setattr("sangdam.doors.open_api.public.languages_of", fail)
    response = client.get(f"/{service.service_id}/api/v2/service.json")
    assert (response.status_code, response.json()["header"]) == (
        500,
        {"resultCode": 500, "resultMessage": "Server Error", "isSuccessful": False},
    )
    assert "RuntimeError" in caplog.text
    assert "customer@example.com" not in caplog.text


@pytest.fixture
def neighbours():
    """Two services with an inquiry each, under the same usercode."""
    one, other = make_integrator(), make_integrator(make_service())
    for integrator, category_id in ((one, 2542), (other, make_submission_type(other.service).pk)):
        body = inquiry_body(
            categoryId=category_id,
            userFields=[{"code": "textbox", "value": "x"}] if integrator is one else None,
            attachments=[{"attachmentId": integrator.upload_id()}],
        )
        content = integrator.create(body).json()["result"]["content"]
        integrator.ticket_id = content["ticketId"]
        integrator.category_id = category_id
        integrator.attachment_id = content["attachments"][0]["attachmentId"]
    return one, other


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if any(name in route.tail for name in ("{ticketId}", "{categoryId}", "{id}"))],
    ids=lambda route: f"{route.method} {route.tail}",
)
def test_ids_of_another_service_are_not_found(neighbours, route):
    one, other = neighbours
    values = {
        "usercode": "st18888",
        "ticketId": other.ticket_id,
        "categoryId": other.category_id,
        "id": other.attachment_id,
    }
    path = one.path(route.fill(**values))
    body = b'{"comment": "x"}'[: 100 * (route.method == "POST")]
    before = traces()
    response = one.client.generic(
        route.method, path, body, content_type="application/json", headers=one.headers(path, body)
    )
    assert (response.status_code, response.json()) == (404, NOT_FOUND)
    assert traces() == before


def test_lists_hold_only_the_services_own(neighbours):
    for integrator in neighbours:
        result = integrator.get("openapi/v1/ticket/enduser/st18888/list.json").json()["result"]
        assert [ticket["ticketId"] for ticket in result["contents"]] == [integrator.ticket_id]
        assert result["total"] == 1
        categories = integrator.client.get(integrator.path("api/v2/ticket/categories.json")).json()["result"][
            "contents"
        ]
        with scope(service=integrator.service):
            own = set(SubmissionType.objects.values_list("pk", flat=True))
        assert {category["categoryId"] for category in categories} == own
