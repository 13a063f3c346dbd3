"""While the database or a disk cannot: 503, when to come again, and the envelope."""

import errno

import psycopg
import pytest
from django.db import connection, transaction

from sangdam.foundation.storage.durable import DurableFolder
from tests.doors.open_api.traces import traces
from tests.factories.integrator import PNG, inquiry_body, make_integrator

pytestmark = pytest.mark.django_db


def told(response):
    answer = response.json()
    assert answer == {
        "header": {
            "resultCode": 500,
            "resultMessage": "The service is temporarily unavailable. Please try again in a moment.",
            "isSuccessful": False,
        },
        "result": None,
    }
    return response.status_code, response["Retry-After"]


def saying(state):
    """Let the database answer every statement with an error."""

    def execute(run, sql, parameters, many, context):
        with connection.wrap_database_errors:
            raise psycopg.errors.lookup(state)("the database says no")

    return connection.execute_wrapper(execute)


CALLS = {
    "create": lambda integrator: integrator.create(inquiry_body()),
    "list": lambda integrator: integrator.get("openapi/v1/ticket/enduser/user1/list.json"),
    "detail": lambda integrator: integrator.get("openapi/v1/ticket/enduser/user1/T0000000000000AAAAA/detail.json"),
    "upload": lambda integrator: integrator.upload(PNG),
    "unsigned": lambda integrator: integrator.client.get(integrator.path("api/v2/service.json")),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("state", ["57P01", "53100", "08006"])
def test_a_database_that_is_away_is_told(call, state):
    integrator = make_integrator()
    with saying(state):
        assert told(CALLS[call](integrator)) == (503, "5")


def test_a_mistake_of_ours_is_still_told_as_such():
    integrator = make_integrator()
    with saying("42P01"):
        response = integrator.create(inquiry_body())
    assert (response.status_code, response.json()["header"]["resultMessage"]) == (500, "Server Error")


def test_a_database_that_takes_no_writes_still_answers_what_it_can():
    integrator = make_integrator()
    integrator.create(inquiry_body())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_read_only = on")
        assert told(integrator.create(inquiry_body())) == (503, "5")
        assert integrator.get("openapi/v1/ticket/enduser/st18888/list.json").json()["result"]["total"] == 1
        transaction.set_rollback(True)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_an_upload_to_a_full_disk_is_told_and_leaves_nothing(monkeypatch, number):
    integrator = make_integrator()
    before = traces()

    def refuse(folder, name, content):
        raise OSError(number, "no space")

    monkeypatch.setattr(DurableFolder, "_save", refuse)
    assert told(integrator.upload(PNG)) == (503, "5")
    assert traces() == before
