"""What stands before Django, with real processes: strangers who send or read slowly hold nothing up."""

import contextlib
import http.client
import json
import socket
import time
from collections.abc import Iterator

import psutil
import pytest
from django.conf import settings

from sangdam.doors import front
from sangdam.settings.project import PACKAGE
from tests.factories.product import Product, await_true, running_product

pytestmark = pytest.mark.processes

THREADS = 2
MANY = 40
SIGNATURE = "A" * 43 + "="
HOST = "Host: localhost\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
DECLARED = "Content-Length: 9\r\n\r\n"
API = "POST /support/openapi/v1/ticket.json HTTP/1.1\r\n"
UPLOAD = "POST /support/openapi/v1/ticket/attachments/upload.json HTTP/1.1\r\n"
MULTIPART_TYPE = "multipart/form-data; boundary=b"
FORM = "POST /accounts/login/ HTTP/1.1\r\n"


def signed() -> str:
    return f"{HOST}Authorization: {SIGNATURE}\r\nX-TC-Timestamp: {time.time_ns() // 1_000_000}\r\n"


def largest_asset() -> str:
    """Return the path of a file that no socket takes whole."""
    assets = PACKAGE / "static" / "dist" / "assets"
    name = max((file for file in assets.iterdir() if file.suffix in {".js", ".css"}), key=lambda f: f.stat().st_size)
    return f"/static/dist/assets/{name.name}"


# What a stranger sends before falling silent.
SILENT = {
    "nothing": lambda: "",
    "half a head": lambda: "GET /healthz HTTP/1.1\r\nHo",
    "no form": lambda: f"{FORM}{HOST}{DECLARED}",
    "no end of a form": lambda: f"{FORM}{HOST}{CHUNKED}",
    "no inquiry": lambda: f"{API}{signed()}{DECLARED}",
    "no end of an inquiry": lambda: f"{API}{signed()}{CHUNKED}",
    "no file": lambda: f"{UPLOAD}{signed()}Content-Type: {MULTIPART_TYPE}\r\nContent-Length: 9000000\r\n\r\n--b",
    "unsigned": lambda: f"{API}{HOST}{DECLARED}",
    "unread": lambda: f"GET {largest_asset()} HTTP/1.1\r\n{HOST}\r\n" * 4,
}


@pytest.fixture(scope="module")
def product(tmp_path_factory) -> Iterator[Product]:
    """Run the product with deadlines so long that nothing ends by them."""
    with running_product(
        tmp_path_factory.mktemp("front"),
        SANGDAM_CLIENT_SECONDS="300",
        SANGDAM_WEB_PROCESSES="1",
        SANGDAM_WEB_THREADS=str(THREADS),
    ) as running:
        yield running


@pytest.fixture(scope="module")
def hasty(tmp_path_factory) -> Iterator[Product]:
    """Run the product with short deadlines."""
    with running_product(
        tmp_path_factory.mktemp("hasty"), SANGDAM_CLIENT_SECONDS="2", SANGDAM_WEB_PROCESSES="1"
    ) as running:
        yield running


def connect(product: Product, request: str, *, is_small: bool = False) -> socket.socket:
    connection = socket.socket()
    if is_small:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", product.port))
    connection.sendall(request.encode())
    return connection


def ask(product: Product, method: str, path: str, body=None, headers=None, **more) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("localhost", product.port, timeout=20)
    try:
        connection.request(method, path, body, headers or {}, **more)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def receive_all(connection: socket.socket) -> bytes:
    received = b""
    with contextlib.suppress(ConnectionError):
        while chunk := connection.recv(65536):
            received += chunk
    return received


def established(product: Product) -> int:
    (worker,) = product.parts("web")[1:]
    return sum(
        item.laddr.port == product.port and item.status == psutil.CONN_ESTABLISHED
        for item in worker.net_connections("tcp")
    )


@pytest.mark.parametrize("kind", SILENT)
def test_strangers_who_fall_silent_stop_nobody(product, kind):
    with contextlib.ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(connect(product, SILENT[kind](), is_small=True))
        assert ask(product, "GET", "/healthz") == (200, b"ok")
        assert ask(product, "GET", "/accounts/login/")[0] == 200
        assert ask(product, "GET", "/support/api/v2/service.json")[0] == 200


@pytest.mark.parametrize("kind", SILENT)
def test_silence_ends_by_a_deadline(hasty, kind):
    with contextlib.ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(connect(hasty, SILENT[kind](), is_small=True))
        await_true(lambda: established(hasty) >= 1, 5, hasty)
        await_true(lambda: established(hasty) == 0, 30, hasty)


@pytest.mark.parametrize(
    ("request_head", "piece"),
    [
        ("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "x"),
        (f"{FORM}{HOST}Content-Length: 60000\r\n\r\n", "x"),
        (f"{FORM}{HOST}Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
    ],
)
def test_a_byte_now_and_then_ends_by_the_same_deadline(hasty, request_head, piece):
    with connect(hasty, request_head) as connection, contextlib.suppress(ConnectionError):
        await_true(lambda: established(hasty) == 1, 5, hasty)
        deadline = time.monotonic() + 30
        while established(hasty):
            assert time.monotonic() < deadline
            connection.sendall(piece.encode())
            time.sleep(0.2)


def test_reading_a_byte_now_and_then_ends_by_a_deadline(hasty):
    with connect(hasty, SILENT["unread"](), is_small=True) as connection, contextlib.suppress(ConnectionError):
        await_true(lambda: established(hasty) == 1, 5, hasty)
        deadline = time.monotonic() + 40
        while established(hasty):
            assert time.monotonic() < deadline
            connection.recv(1)
            time.sleep(0.2)


def test_who_is_too_slow_is_told_so(hasty):
    with connect(hasty, SILENT["no form"]()) as connection:
        answer = receive_all(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert answer.endswith(b"The request did not come in time.")
    with connect(hasty, SILENT["no inquiry"]()) as connection:
        head, _, body = receive_all(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body)["header"]["resultCode"] == 400


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ("X-TC-Timestamp: {now}\r\n", "The Authorization header is missing."),
        ("X-TC-Timestamp: {now}\r\nAuthorization: Bearer x\r\n", "does not sign this request."),
        ("Authorization: {signature}\r\n", "The X-TC-Timestamp header is missing."),
        ("X-TC-Timestamp: 1658199661153\r\nAuthorization: {signature}\r\n", "more than 5 minutes away"),
    ],
)
@pytest.mark.parametrize("call", [API, UPLOAD])
@pytest.mark.parametrize("more", [DECLARED, CHUNKED, f"Expect: 100-continue\r\n{DECLARED}"])
def test_a_call_that_cannot_be_signed_is_answered_before_its_body_is_sent(product, call, headers, message, more):
    filled = headers.format(now=time.time_ns() // 1_000_000, signature=SIGNATURE)
    with connect(product, f"{call}{HOST}{filled}{more}") as connection:
        head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert message in json.loads(body)["header"]["resultMessage"]


def test_whoever_asks_first_is_told_to_go_on(product):
    with connect(product, f"{FORM}{HOST}Expect: 100-continue\r\nContent-Length: 3\r\n\r\n") as connection:
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"a=b")
        assert connection.recv(65536).startswith(b"HTTP/1.1 403 ")  # no token


@pytest.mark.parametrize("size", [70_000, 3_000_000])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_form_of_a_stranger_that_is_too_large_is_refused(product, size, is_chunked):
    body = (b"x" * 10_000 for _ in range(size // 10_000)) if is_chunked else b"x" * size
    status, answer = ask(
        product, "POST", "/accounts/login/", body, {"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert (status, answer) == (413, b"The request is too large.")


def test_large_files_arrive_whole_on_a_connection_that_goes_on(product):
    path = largest_asset()
    content = (PACKAGE / path[1:]).read_bytes()
    connection = http.client.HTTPConnection("localhost", product.port, timeout=20)
    with contextlib.closing(connection):
        for method, expected in (("GET", content), ("HEAD", b""), ("GET", content)):
            connection.request(method, path)
            response = connection.getresponse()
            assert response.read() == expected
            assert response.headers["Content-Length"] == str(len(content))


def test_requests_that_come_together_are_answered_in_their_order(product):
    together = (
        "".join(f"GET {path} HTTP/1.1\r\n{HOST}\r\n" for path in ("/healthz", "/support/api/x", "/healthz"))
        + "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    with connect(product, together) as connection:
        answers = receive_all(connection).split(b"HTTP/1.1 ")[1:]
    assert [answer[:3] for answer in answers] == [b"200", b"404", b"200", b"200"]


def test_more_connections_are_held_than_a_process_may_usually_have_files(product):
    (worker,) = product.parts("web")[1:]
    assert worker.rlimit(psutil.RLIMIT_NOFILE)[0] == worker.rlimit(psutil.RLIMIT_NOFILE)[1]


STRANGER, AGENT = {}, {b"cookie": f"{settings.SESSION_COOKIE_NAME}=x".encode()}
MULTIPART = {b"content-type": MULTIPART_TYPE.encode()}


@pytest.mark.parametrize(
    ("path", "head", "maximum"),
    [
        ("/accounts/login/", STRANGER, 64 * 1024),
        ("/accounts/login/", MULTIPART, 64 * 1024),
        ("/console/support/tickets/1/", AGENT, 1024 * 1024),
        ("/console/support/tickets/1/", AGENT | MULTIPART, 25 * 1024 * 1024),
        ("/support/api/v2/service.json", AGENT, 0),
        ("/support/openapi/v1/ticket.json", STRANGER, 0),
        ("/openapi/v1/ticket.json", STRANGER, 0),
    ],
)
def test_how_much_is_read_depends_on_who_asks_for_what(path, head, maximum):
    assert front.reading_of("POST", path, head).maximum == maximum


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/static/dist/assets/a.css", True),
        ("GET", f"/console/support/attachments/{'0' * 32}", True),
        ("GET", f"/support/api/v2/ticket/attachments/{'0' * 32}", True),
        ("POST", f"/console/support/attachments/{'0' * 32}", False),
        ("GET", f"/console/support/attachments/{'0' * 32}/remove/", False),
        ("GET", "/console/support/attachments/waiting/", False),
        ("GET", "/console/support/tickets/all/", False),
        ("GET", "/healthz", False),
        ("POST", "/support/openapi/v1/ticket/attachments/upload.json", False),
    ],
)
def test_files_have_a_way_of_their_own(method, path, expected):
    assert front.is_file(method, path) is expected


def test_a_plausible_call_is_read_as_far_as_its_kind_may_go():
    now = str(time.time_ns() // 1_000_000).encode()
    head = {b"authorization": SIGNATURE.encode(), b"x-tc-timestamp": now}
    assert front.reading_of("POST", "/support/openapi/v1/ticket.json", head).maximum == 1024 * 1024
    upload = front.reading_of("POST", "/support/openapi/v1/ticket/attachments/upload.json", head)
    assert upload.maximum == (10 * 1024 + 64) * 1024
    assert front.reading_of("POST", "/support/api/v2/ticket/attachments/upload.json", head).maximum == 0


@pytest.mark.parametrize(("status", "code"), [(400, 400), (408, 400), (503, 500)])
def test_a_call_that_is_not_received_is_refused_as_its_door_refuses(status, code):
    content_type, text = front.reading_of("POST", "/support/openapi/v1/ticket.json", STRANGER).refuse(status)
    assert content_type.startswith("application/json")
    assert json.loads(text)["header"]["resultCode"] == code


def test_a_database_that_answers_excuses_nobody(db):
    assert not front.is_database_away()


def test_a_database_that_is_away_excuses_waiting(monkeypatch):
    class Away:
        def get_connection_params(self):
            return {"host": "127.0.0.1", "port": "1"}

    monkeypatch.setattr(front, "connection", Away())
    assert front.is_database_away()
