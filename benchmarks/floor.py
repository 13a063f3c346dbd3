"""The floor: what the database alone takes for the rows of one new ticket, measured with pgbench.

The script looks a customer up and writes the rows that "Create Ticket" writes, in one transaction, into the same tables
with the same indexes. Its values are those of a ticket the product has just made, so that rows are of the same size; a
test holds the tables and columns against what the product writes.
"""

import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sangdam.foundation import embedded

# How pgbench talks to the server. `simple` is its default: every statement as text. `extended` is what our own driver
# does: parsed and planned each time, values apart. `prepared` parses and plans once: the least a database can take.
PROTOCOLS = ("simple", "extended", "prepared")

# What differs from ticket to ticket; everything else is copied from the sample. None: the database's own default.
_TICKET_ID = "'T' || ((:n)::bigint * 16 + (:client_id)::bigint)::text"
TICKET_VALUES: dict[str, str | None] = {
    "id": None,
    "ticket_id": _TICKET_ID,
    "usercode": "'bench' || lpad((:c)::text, 5, '0')",
    "created_at": "now()",
    "updated_at": "now()",
}
EVENT_VALUES: dict[str, str | None] = {
    "id": None,
    "subject": _TICKET_ID,
    "created_at": "now()",
    "recorded_at": None,
    "transaction": None,
}


class PgbenchFailed(Exception):
    """pgbench could not run the script; the text is what it said."""


@dataclass(frozen=True)
class Floor:
    """The floor's script for one service of one installation, by protocol."""

    service_pk: int
    customers: int
    scripts: dict[str, str]

    def run(self, url: str, protocol: str, *, clients: int, seconds: int, folder: Path) -> float:
        """Run the script and return transactions a second. Raises `PgbenchFailed`."""
        script = folder / f"floor-{protocol}.sql"
        script.write_text(self.scripts[protocol], encoding="utf-8")
        command = [pgbench(), "--no-vacuum", "--protocol", protocol, "--file", str(script)]
        # A thread for each processor: one thread of pgbench would be what is measured with 16 clients.
        command += ["--client", str(clients), "--jobs", str(min(clients, len(os.sched_getaffinity(0))))]
        # Ids of later runs stand after those of earlier ones, as they do in the product.
        command += ["--time", str(seconds), "-D", f"n={time.time_ns() // 100}", url]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
        if done.returncode or found is None or "aborted" in done.stderr:
            raise PgbenchFailed(done.stderr[-2000:])
        return float(found[1])


def pgbench() -> str:
    """Return the path of pgbench: the one that came with the embedded server, else the system's."""
    own = embedded.programs_folder() / "pgbench"
    found = str(own) if own.exists() else shutil.which("pgbench")
    if found is None:
        raise PgbenchFailed("pgbench is neither in the embedded PostgreSQL nor on this machine.")
    return found


def prepare_floor(connection: psycopg.Connection[Any], *, service_pk: int, ticket_id: str, customers: int) -> Floor:
    """Make the floor's customers in a service and its scripts, after a ticket that the product has made.

    The customers are copies of the sample ticket's with blind indexes of their own. `connection` commits by itself.
    """
    ticket = _one(connection, "SELECT id, service_id, customer_id FROM tickets_ticket WHERE ticket_id = %s", ticket_id)
    event = _one(connection, "SELECT id FROM events_event WHERE subject = %s AND kind = 'ticket.created'", ticket_id)
    connection.execute(
        "INSERT INTO customers_customer"
        " (id, service_id, usercode, encrypted_email, email_index, encrypted_phone, phone_index, created_at)"
        " SELECT gen_random_uuid(), %s, 'bench' || lpad(number::text, 5, '0'), encrypted_email,"
        " decode(lpad(number::text, 32, '0'), 'hex'), encrypted_phone, decode(lpad(number::text, 32, '0'), 'hex'),"
        " now()"
        " FROM customers_customer, generate_series(0, %s) AS number WHERE id = %s",
        [service_pk, customers - 1, ticket["customer_id"]],
    )
    own = {"service_id": str(service_pk)}
    scripts = {}
    for protocol in PROTOCOLS:
        # With `simple`, pgbench puts a variable's text where its name stands; otherwise it is a value with a type.
        customer = "':customer'" if protocol == "simple" else ":customer"
        values = {**TICKET_VALUES, **own, "customer_id": customer}
        scripts[protocol] = _SCRIPT.format(
            last=customers - 1,
            service=service_pk,
            ticket=_copy(connection, "tickets_ticket", ticket["id"], values),
            event=_copy(connection, "events_event", event["id"], {**EVENT_VALUES, **own}),
        )
    return Floor(service_pk, customers, scripts)


_SCRIPT = """\\set n :n + 1
\\set c random(0, {last})
BEGIN;
SELECT id AS customer FROM customers_customer WHERE service_id = {service} \
AND email_index = decode(lpad((:c)::text, 32, '0'), 'hex') ORDER BY id LIMIT 1 \\gset
{ticket};
{event};
COMMIT;
"""


def _copy(connection: psycopg.Connection[Any], table: str, pk: int, values: dict[str, str | None]) -> str:
    """Write an INSERT of a row like the one with this key; the columns are those the product names."""
    columns = [
        row[0]
        for row in connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " ORDER BY attnum",
            [table],
        )
        if values.get(row[0], "") is not None
    ]
    quoted = sql.SQL(", ").join(
        sql.SQL("quote_nullable({}::text)").format(sql.Identifier(column)) for column in columns
    )
    query = sql.SQL("SELECT {} FROM {} WHERE id = %s").format(quoted, sql.Identifier(table))
    sample = connection.execute(query, [pk]).fetchone()
    assert sample is not None
    written = [values.get(column) or _hide_colons(literal) for column, literal in zip(columns, sample, strict=True)]
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(written)}) RETURNING id"


def _hide_colons(literal: str) -> str:
    """Write a literal without a colon: pgbench takes what follows one for a variable's name, even inside quotes."""
    if ":" not in literal:
        return literal
    return ("" if literal.startswith("E") else "E") + literal.replace(":", "\\072")


def _one(connection: psycopg.Connection[Any], query: str, *values: Any) -> dict[str, Any]:
    cursor = connection.execute(query, values)  # type: ignore[arg-type]
    row = cursor.fetchone()
    assert row is not None and cursor.description is not None, query
    return dict(zip([column.name for column in cursor.description], row, strict=True))
