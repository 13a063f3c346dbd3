"""The floor writes what the product writes: the same tables, the same columns, rows of the same size."""

import re
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg.conninfo import make_conninfo

from benchmarks.calls import inquiry_of
from benchmarks.floor import PROTOCOLS, Floor, PgbenchFailed, prepare_floor
from sangdam.foundation.events.notifier import connection_parameters
from tests.factories.integrator import Integrator, make_integrator

pytestmark = pytest.mark.django_db(transaction=True)

INSERT = re.compile(r'INSERT INTO "?(\w+)"? \(([^)]*)\)')
CUSTOMERS = 5


@pytest.fixture
def address() -> str:
    known = connection_parameters()
    names = [name for name in ("host", "port", "user", "password", "dbname") if known.get(name)]
    return make_conninfo(**{name: known[name] for name in names})


@pytest.fixture
def database(address) -> Iterator[psycopg.Connection]:
    with psycopg.connect(address, autocommit=True) as own:
        yield own


@pytest.fixture
def integrator() -> Integrator:
    return make_integrator()


@pytest.fixture
def floor(integrator, database) -> Floor:
    ticket_id = create(integrator, 1)
    return prepare_floor(database, service_pk=integrator.service.pk, ticket_id=ticket_id, customers=CUSTOMERS)


def create(integrator: Integrator, number: int) -> str:
    response = integrator.create(inquiry_of(1, number))
    assert response.status_code == 200, response.content
    return response.json()["result"]["content"]["ticketId"]


def written(statements: str) -> dict[str, set[str]]:
    """List the columns that statements write, by table."""
    return {table: set(re.findall(r"\w+", columns)) for table, columns in INSERT.findall(statements)}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_it_writes_the_tables_and_columns_that_a_creation_writes(integrator, floor, protocol):
    with CaptureQueriesContext(connection) as queries:
        create(integrator, 2)
    of_product = written("\n".join(query["sql"] for query in queries))
    assert set(of_product) == {"tickets_ticket", "events_event"}
    assert written(floor.scripts[protocol]) == of_product


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_its_rows_have_the_size_of_the_products(floor, database, address, protocol, tmp_path):
    rate = floor.run(address, protocol, clients=2, seconds=1, folder=tmp_path)
    assert rate > 0
    for table, condition in (("tickets_ticket", "true"), ("events_event", "kind = 'ticket.created'")):
        (sizes, rows, services) = database.execute(
            f"SELECT array_agg(DISTINCT pg_column_size(row)), count(*), count(DISTINCT row.service_id)"
            f" FROM {table} AS row WHERE {condition}"
        ).fetchone()
        assert rows > 1
        assert services == 1
        assert len(sizes) == 1


def test_it_spreads_over_its_customers(floor, database, address, tmp_path):
    floor.run(address, "prepared", clients=2, seconds=1, folder=tmp_path)
    (customers,) = database.execute("SELECT count(DISTINCT customer_id) FROM tickets_ticket").fetchone()
    assert customers == CUSTOMERS + 1


def test_a_script_that_fails_is_no_figure(floor, address, tmp_path):
    broken = Floor(floor.service_pk, CUSTOMERS, {"simple": "SELECT no_such_column;"})
    with pytest.raises(PgbenchFailed, match="no_such_column"):
        broken.run(address, "simple", clients=1, seconds=1, folder=tmp_path)
