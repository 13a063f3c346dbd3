"""Web processes that live and do not answer: each is replaced by itself, unless it only waits for the database."""

import contextlib
import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator

import psutil
import psycopg
import pytest

from tests.factories.product import Product, await_true, empty_database, running_product

pytestmark = pytest.mark.processes

SILENCE = 4
THREADS = 2
WITH_SESSION = f"GET /console/ HTTP/1.1\r\nHost: localhost\r\nCookie: sangdam_console={'x' * 32}\r\n\r\n"


def settings(**more: str) -> dict[str, str]:
    return {"SANGDAM_WEB_SILENCE": str(SILENCE), "SANGDAM_WEB_THREADS": str(THREADS), **more}


def workers(product: Product) -> list[psutil.Process]:
    return product.parts("web")[1:]


def status_of_healthz(product: Product) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=2)
    with contextlib.closing(connection), contextlib.suppress(OSError):
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    return None


@contextlib.contextmanager
def requests(product: Product, count: int) -> Iterator[None]:
    """Send requests that need the database and let their answers wait."""
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", product.port), timeout=20))
            connection.sendall(WITH_SESSION.encode())
        yield


def test_a_held_process_is_replaced_and_the_other_goes_on(tmp_path):
    with running_product(tmp_path / "data", **settings()) as product:
        await_true(lambda: len(workers(product)) == 2, 20, product)
        held, other = workers(product)
        held.send_signal(signal.SIGSTOP)
        await_true(lambda: not held.is_running() or held.status() == psutil.STATUS_ZOMBIE, 60, product)
        assert (
            f"The web process {held.pid} has not answered for {SILENCE} seconds; it is replaced." in product.printed()
        )
        await_true(lambda: len(workers(product)) == 2 and held not in workers(product), 60, product)
        assert other in workers(product)
        for _ in range(8):  # whichever of the two it comes to
            await_true(lambda: status_of_healthz(product) == 200, 60, product)


def test_a_process_whose_threads_are_all_stuck_is_replaced(tmp_path):
    with (
        empty_database() as database,
        running_product(
            tmp_path / "data",
            **settings(DATABASE_URL=database, SANGDAM_WEB_PROCESSES="1", SANGDAM_STATEMENT_TIMEOUT="0"),
        ) as product,
        psycopg.connect(database) as connection,
    ):
        (stuck,) = workers(product)
        connection.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
        with requests(product, THREADS):
            await_true(lambda: "has not answered for" in product.printed(), 60, product)
        connection.rollback()
        await_true(lambda: workers(product) and stuck not in workers(product), 60, product)
        await_true(lambda: status_of_healthz(product) == 200, 60, product)


def test_a_database_that_is_away_replaces_nobody(tmp_path):
    with running_product(tmp_path / "data", **settings(DATABASE_URL="")) as product:
        await_true(lambda: len(workers(product)) == 2, 20, product)
        before = workers(product)
        servers = [process for process in product.everything() if process.name().startswith("postgres")]
        for server in servers:
            server.send_signal(signal.SIGSTOP)
        try:
            with requests(product, 6 * THREADS):
                time.sleep(3 * SILENCE)
                assert workers(product) == before
        finally:
            for server in servers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(server.pid, signal.SIGCONT)
        await_true(lambda: status_of_healthz(product) == 200, 60, product)
        assert workers(product) == before
