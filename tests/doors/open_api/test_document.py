import json
from pathlib import Path

import pytest

from sangdam.doors.open_api.document import make_document
from sangdam.doors.open_api.urls import OPERATIONS
from tests.factories import make_service

SNAPSHOT = Path(__file__).parents[3] / "docs" / "openapi" / "open-api.json"


def test_the_document_in_the_repository_is_that_of_the_code():
    """`make openapi` writes it anew; what changed shows in review."""
    assert json.loads(SNAPSHOT.read_text(encoding="utf-8")) == make_document("{serviceId}")


def test_every_operation_has_a_description_and_says_how_it_is_refused():
    document = make_document("support")
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert len(document["paths"]) == len(OPERATIONS)
    assert len({operation["operationId"] for operation in operations}) == len(operations) == 10
    for operation in operations:
        assert operation["description"]
        assert {"200", "404", "405", "500"} <= set(operation["responses"])
        assert ("403" in operation["responses"]) == ("security" in operation)


@pytest.mark.django_db
def test_a_service_serves_its_own_document(client):
    service = make_service()
    response = client.get(f"/{service.service_id}/api/openapi.json", HTTP_HOST="acme.localhost")
    assert response.status_code == 200
    assert f"/{service.service_id}/openapi/v1/ticket.json" in response.json()["paths"]


@pytest.mark.django_db
def test_the_page_runs_only_scripts_of_this_server(client):
    service = make_service()
    response = client.get(f"/{service.service_id}/api/docs")
    assert response.status_code == 200
    assert "script-src 'self';" in response["Content-Security-Policy"]
    assert "img-src 'self' data: blob:;" in response["Content-Security-Policy"]  # an attachment opened on the page
    assert "<script>" not in response.content.decode()
    assert "//" not in response.content.decode().replace("<!DOCTYPE html>", "")
    for name in ("ninja/swagger-ui-bundle.js", "ninja/swagger-ui.css", "open_api/docs.js", "open_api/docs.css"):
        assert f"/static/{name}" in response.content.decode()
        assert client.get(f"/static/{name}").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("tail", ["api/openapi.json", "api/docs"])
def test_an_unknown_service_has_no_document(client, tail):
    assert client.get(f"/nobody/{tail}").status_code == 404
    assert client.post(f"/nobody/{tail}").status_code == 404
