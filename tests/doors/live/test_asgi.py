import contextlib
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from sangdam.foundation.events.reading import current_cursor
from sangdam.tickets.events import TICKET_CREATED
from tests.factories.events import publish_event
from tests.factories.product import free_port
from tests.factories.tenants import make_agent, make_service, sign_in

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("transactional_db")]


def await_true(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


def ask(port, path, headers):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path, headers=headers)
    return line.getresponse()


def is_healthy(port):
    with contextlib.suppress(OSError, http.client.HTTPException):
        return ask(port, "/healthz", {}).status == 200
    return False


@contextlib.contextmanager
def live_process(port):
    """Run `sangdam live` on the test's database until the test is done with it."""
    name = connection.settings_dict["NAME"]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "sangdam.settings.project",
        "SANGDAM_SECRET_KEY": "only-for-tests",
        "SANGDAM_PORT": str(port - 1),
        "DATABASE_URL": urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}")),
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "sangdam.cli.main", "live"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        await_true(lambda: is_healthy(port))
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        finally:
            process.kill()


class Reader:
    """Reads a stream in a thread, as a browser would."""

    def __init__(self, port, agent, key, after=None):
        query = f"?after={after}" if after else ""
        self.answer = ask(port, f"/{agent.service.service_id}/events{query}", {"Cookie": f"sangdam_console={key}"})
        self.text = ""
        self.is_ended = False
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            while chunk := self.answer.read1(65_536):
                self.text += chunk.decode()
        self.is_ended = True

    def has(self, event):
        return f'"id":{event.pk},' in self.text

    @property
    def cursor(self):
        return self.text.rpartition("id: ")[2].partition("\n")[0]


def test_screens_get_events_and_go_on_after_the_process_was_killed():
    agent = make_agent(make_service())
    key = sign_in(agent.member)
    port = free_port() + 1
    start = current_cursor()
    with live_process(port) as process:
        reader = Reader(port, agent, key, after=start)
        first = publish_event(TICKET_CREATED, agent.service)
        await_true(lambda: reader.has(first))
        process.kill()
        process.wait()
        await_true(lambda: reader.is_ended)
    missed = publish_event(TICKET_CREATED, agent.service)
    with live_process(port):
        again = Reader(port, agent, key, after=reader.cursor)
        await_true(lambda: again.has(missed))
        later = publish_event(TICKET_CREATED, agent.service)
        await_true(lambda: again.has(later))

        assert not again.has(first)
        assert ask(port, f"/{agent.service.service_id}/events", {}).status == 401
        assert ask(port, f"/{make_service().service_id}/events", {"Cookie": f"sangdam_console={key}"}).status == 404


def test_a_process_told_to_stop_ends_its_streams_and_itself():
    agent = make_agent(make_service())
    key = sign_in(agent.member)
    port = free_port() + 1
    with live_process(port) as process:
        readers = [Reader(port, agent, key) for _ in range(5)]
        await_true(lambda: all("heartbeat" in reader.text for reader in readers))
        process.send_signal(signal.SIGTERM)

        assert process.wait(60) == 0
        await_true(lambda: all(reader.is_ended for reader in readers))
