"""`sangdam up` with the real parts: what a newcomer sees, what a crash leaves, how it ends."""

import contextlib
import http.cookiejar
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator

import psutil
import psycopg
import pytest

from sangdam.foundation import embedded
from tests.factories.product import (
    Product,
    await_ended,
    await_true,
    empty_database,
    free_port,
    launch,
    running_product,
)

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def product(tmp_path_factory) -> Iterator[Product]:
    """Run the product as `make up` does: with the embedded PostgreSQL and the demo."""
    with running_product(tmp_path_factory.mktemp("up") / "data", DATABASE_URL="") as running:
        yield running


def healthz(port: int) -> int | None:
    with contextlib.suppress(OSError):
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).status
    return None


def answers(product: Product) -> bool:
    return healthz(product.port) == 200 and healthz(product.port + 1) == 200


def count(product: Product, table: str) -> int:
    with psycopg.connect(embedded.address(product.data)) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return number


def sangdam(product: Product, *command: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SANGDAM_", "DATABASE_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-P", "-m", "sangdam.cli.main", *command],
        env=kept | {"SANGDAM_DATA": str(product.data), "SANGDAM_PORT": str(product.port)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_prints_addresses_logins_and_at_last_ready(product):
    printed = product.printed()
    demo = product.demo
    assert f"Console    {product.url}\n" in printed
    assert f"Site       http://acme.localhost:{product.port}\n" in printed
    for member in demo["members"]:
        assert re.search(rf"{re.escape(member['email'])} +{re.escape(member['password'])}", printed)
    assert f"\nReady  http://localhost:{product.port}" in printed
    assert answers(product)


def test_the_demo_file_has_its_shape_and_is_its_owners(product):
    demo = product.demo
    assert stat.S_IMODE((product.data / "demo.json").stat().st_mode) == 0o600
    assert demo.keys() == {"console_url", "site_url", "api_url", "live_url", "organization", "service", "members"}
    assert demo["console_url"] == product.url
    assert demo["site_url"] == f"http://acme.localhost:{product.port}"
    assert demo["live_url"] == f"http://localhost:{product.port + 1}"
    assert demo["organization"].keys() == {"id", "name", "domain", "key"}
    assert re.fullmatch("[A-Za-z0-9]{16}", demo["organization"]["id"])
    assert re.fullmatch("[0-9a-f]{32}", demo["organization"]["key"])
    assert demo["service"].keys() == {"id", "key"}
    assert demo["service"]["id"] == "support"
    assert sorted(member["role"] for member in demo["members"]) == [
        "administrator",
        "agent",
        "agent",
        "organization_administrator",
    ]
    assert {frozenset(member) for member in demo["members"]} == {frozenset({"role", "email", "password", "name"})}


def test_the_open_api_answers_where_the_demo_file_says(product):
    url = f"{product.demo['api_url']}/support/api/v2/service.json"
    with urllib.request.urlopen(url, timeout=10) as response:
        assert response.status == 200


def test_secrets_are_their_owners(product):
    for name in ("secret_key", "keyset.json", "lock"):
        assert stat.S_IMODE((product.data / name).stat().st_mode) == 0o600


def test_a_second_one_on_the_same_data_is_refused(product):
    second = launch(product.data, DATABASE_URL="")
    assert second.process.wait(20) == 2
    await_true(lambda: "already running" in second.printed(), 5, second)
    assert product.process.poll() is None


@pytest.mark.parametrize("part", ["web", "live", "worker"])
def test_a_killed_part_comes_back(product, part):
    before = product.parts(part)
    os.kill(before[0].pid, signal.SIGKILL)
    await_ended(before, 3)
    await_true(lambda: product.parts(part) and product.parts(part)[0].pid != before[0].pid, 15, product)
    await_true(lambda: answers(product), 20, product)


def test_a_killed_web_worker_is_replaced_without_the_others_noticing(product):
    await_true(lambda: len(product.parts("web")) == 3, 20, product)
    parent, first, second = product.parts("web")
    first.kill()
    await_true(lambda: len(product.parts("web")) == 3 and first not in product.parts("web"), 10, product)
    assert product.parts("web")[0] == parent
    assert second in product.parts("web")
    await_true(lambda: answers(product), 10, product)


def test_a_killed_database_comes_back_with_what_was_committed(product):
    members = count(product, "accounts_member")
    postmaster = next(
        process for process in psutil.Process(product.process.pid).children() if process.name().startswith("postgres")
    )
    postmaster.kill()
    postmaster.wait(5)
    await_true(lambda: answers(product), 30, product)
    assert count(product, "accounts_member") == members
    await_true(lambda: "ended; it is started again" in product.printed(), 5, product)


def test_commands_use_the_database_of_the_one_that_runs(product):
    made = sangdam(product, "create-organization", "--domain", "umbrella", "--name", "Umbrella")
    assert made.returncode == 0, made.stderr
    assert "domain umbrella" in made.stdout
    again = sangdam(product, "create-organization", "--domain", "umbrella", "--name", "Umbrella")
    assert again.returncode == 1
    assert again.stderr.strip() == "Another organization has this domain."
    checked = sangdam(product, "doctor")
    assert "The web process answers on port" in checked.stdout
    # One that was killed a moment ago, by another test, is not known to be dead yet.
    assert re.search(r"A worker is at work\.|\d workers are at work\.", checked.stdout)
    assert "The encryption keys open what the database holds." in checked.stdout


def test_it_stops_in_time_keeps_everything_and_goes_on_where_it_was(tmp_path):
    with running_product(tmp_path / "data", DATABASE_URL="") as first:
        demo = first.demo
        members = count(first, "accounts_member")
        processes = first.everything()
        before = time.monotonic()
        assert first.stop() == 0
        assert time.monotonic() - before < 10
        await_ended(processes, 3)
    with running_product(tmp_path / "data", DATABASE_URL="") as second:
        assert second.demo["members"] == demo["members"]
        assert second.demo["organization"] == demo["organization"]
        assert second.demo["service"] == demo["service"]
        assert second.demo["live_url"] == f"http://localhost:{second.port + 1}"
        assert demo["members"][0]["password"] in second.printed()
        assert count(second, "accounts_member") == members


def test_nothing_outlives_a_kill_and_the_next_start_is_undisturbed(tmp_path):
    with running_product(tmp_path / "data", DATABASE_URL="") as first:
        processes = first.everything()
        first.process.kill()
        await_ended(processes, 8)
        again = launch(tmp_path / "data", port=first.port)
        try:
            again.await_line("Ready  ")
        finally:
            assert again.stop() == 0


def test_a_stop_while_it_starts_leaves_nothing(tmp_path):
    starting = launch(tmp_path / "data")
    await_true(lambda: (tmp_path / "data" / "database" / "created").exists(), 30, starting)
    processes = starting.everything()
    before = time.monotonic()
    assert starting.stop() == 0
    assert time.monotonic() - before < 10
    await_ended(processes, 3)


def test_an_empty_start_says_how_to_begin_and_what_it_says_works(tmp_path):
    with running_product(tmp_path / "data", "--no-demo", DATABASE_URL="") as empty:
        assert not (tmp_path / "data" / "demo.json").exists()
        assert count(empty, "organizations_organization") == 0
        lines = [line.split("sangdam ", 1)[1] for line in empty.lines if "sangdam create-" in line]
        assert len(lines) == 3
        for line in lines:
            command = [part.strip("'") for part in re.findall(r"'[^']*'|\S+", line)]
            if command[0] == "create-member":
                command.append("--generate-password")
            done = sangdam(empty, *command)
            assert done.returncode == 0, done.stderr
        password = done.stdout.strip().rsplit(" ", 1)[1]
        path, _ = sign_in(empty, "you@example.com", password)
        assert path.startswith("/console/support/")


def sign_in(product: Product, email: str, password: str) -> tuple[str, str]:
    """Sign in at the console as a browser does; return the path that leads to, and the cookies."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    # By address: not every resolver knows localhost, and the cookie belongs to the host that was asked.
    login = f"http://127.0.0.1:{product.port}/accounts/login/"
    page = browser.open(login, timeout=10).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None, page
    form = {"csrfmiddlewaretoken": token.group(1), "login": email, "password": password}
    response = browser.open(login, urllib.parse.urlencode(form).encode(), timeout=10)
    return urllib.parse.urlsplit(response.url).path, "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def send(port: int, request: str) -> socket.socket:
    """Send a request and leave its connection open."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall(request.replace("\n", "\r\n").encode())
    return connection


def test_open_screens_and_slow_callers_do_not_hold_up_a_stop(tmp_path):
    with running_product(tmp_path / "data") as product, contextlib.ExitStack() as stack:
        agent = product.demo["members"][2]
        _, cookies = sign_in(product, agent["email"], agent["password"])
        origin = f"Origin: http://localhost:{product.port}\nCookie: {cookies}"
        screen = stack.enter_context(
            send(product.port + 1, f"GET /support/events HTTP/1.1\nHost: localhost:{product.port + 1}\n{origin}\n\n")
        )
        assert screen.recv(100).startswith(b"HTTP/1.1 200")
        idle = stack.enter_context(send(product.port, "GET /healthz HTTP/1.1\nHost: localhost\n\n"))
        assert idle.recv(100).startswith(b"HTTP/1.1 200")
        stack.enter_context(
            send(product.port, "POST /accounts/login/ HTTP/1.1\nHost: localhost\nContent-Length: 1000\n\nlogin=")
        )
        before = time.monotonic()
        assert product.stop() == 0
        assert time.monotonic() - before < 10


def test_of_two_that_start_at_once_on_one_port_one_is_refused_with_a_sentence(tmp_path):
    port = free_port()
    with empty_database() as first_database, empty_database() as second_database:
        databases = {"first": first_database, "second": second_database}
        both = [launch(tmp_path / name, port=port, DATABASE_URL=url) for name, url in databases.items()]
        await_true(lambda: any(one.process.poll() is not None for one in both), 60)
        refused, running = sorted(both, key=lambda one: one.process.poll() is None)
        try:
            assert refused.process.wait(5) == 1
            await_true(lambda: f"Port {port} on 127.0.0.1 cannot be used" in refused.printed(), 5, refused)
            assert "Ready" not in refused.printed()
            assert not (refused.data / "demo.json").exists()
            running.await_line("Ready  ")
        finally:
            assert running.stop() == 0


@pytest.mark.parametrize(("part", "offset"), [("web", 0), ("live", 1)])
def test_a_part_alone_does_not_share_its_port(product, part, offset, tmp_path):
    refused = subprocess.run(
        [sys.executable, "-P", "-m", "sangdam.cli.main", part],
        env=os.environ | {"SANGDAM_DATA": str(tmp_path), "SANGDAM_PORT": str(product.port)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert refused.returncode == 1
    assert f"Port {product.port + offset} on 127.0.0.1 cannot be used" in refused.stderr


def test_two_that_start_at_once_on_one_database_migrate_one_after_the_other(tmp_path):
    with empty_database() as url:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SANGDAM_", "DJANGO_"))}
        both = [
            subprocess.Popen(
                [sys.executable, "-P", "-m", "sangdam.cli.main", "demo"],
                env=kept | {"SANGDAM_DATA": str(tmp_path / name), "DATABASE_URL": url, "SANGDAM_KEYSET": keyset()},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for name in ("one", "two")
        ]
        outputs = [process.communicate(timeout=120)[0] for process in both]
        assert sorted(process.returncode for process in both) == [0, 2], outputs
        with psycopg.connect(url) as connection:
            rows = connection.execute("SELECT domain FROM organizations_organization ORDER BY 1").fetchall()
        assert rows == [("acme",), ("globex",)]


def keyset() -> str:
    from sangdam.foundation.crypto import make_keyset

    return json.dumps(json.loads(make_keyset()))


def test_a_database_that_is_away_is_told_in_a_sentence(tmp_path):
    lost = launch(tmp_path / "data", DATABASE_URL=f"postgresql://sangdam:hush-hush@127.0.0.1:1/{tmp_path.name}")
    assert lost.process.wait(30) == 1
    await_true(lambda: "could not be prepared" in lost.printed(), 5, lost)
    assert "The database cannot be used: " in lost.printed()
    assert "hush-hush" not in lost.printed()
    assert "Traceback" not in lost.printed()


def test_it_does_not_go_on_without_the_keys_of_its_database(tmp_path):
    data = tmp_path / "data"
    first = launch(data)
    await_true(lambda: answers(first), 60, first)
    assert first.stop() == 0
    (data / "keyset.json").rename(tmp_path / "kept.json")
    second = launch(data)
    assert second.process.wait(30) == 1
    await_true(lambda: "could not be prepared" in second.printed(), 5, second)
    assert "keyset.json is not there" in second.printed()
    assert not (data / "keyset.json").exists()
