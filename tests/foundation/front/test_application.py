"""The front around a small WSGI application, in an event loop of its own."""

import asyncio
import contextlib
import queue
import threading
from io import BytesIO
from pathlib import Path

import pytest

from sangdam.foundation.front import UNREAD, Front, Reading, application
from sangdam.foundation.front.application import WATCHED_FROM, Ends, Job, environ_of
from sangdam.foundation.front.bodies import Bodies, Body


def scope_of(path="/", *headers, method="POST"):
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"q=1",
        "server": ("127.0.0.1", "8000"),
        "client": ("192.0.2.7", "4711"),
        "headers": list(headers),
    }


def test_a_request_is_written_as_wsgi_has_it():
    body = Body()
    body.add(b"abc")
    environ = environ_of(
        scope_of(
            "/a%20b/%ED%95%9C",
            (b"host", b"localhost"),
            (b"content-type", b"text/plain"),
            (b"content-length", b"3"),
            (b"x-one", b"1"),
            (b"x-one", b"2"),
            (b"cookie", b"a=1"),
            (b"cookie", b"b=2"),
        ),
        body,
    )
    assert environ["REQUEST_METHOD"] == "POST"
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/a b/한"
    assert (environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == ("text/plain", "3")
    assert (environ["HTTP_X_ONE"], environ["HTTP_COOKIE"]) == ("1,2", "a=1; b=2")
    assert environ["REMOTE_ADDR"] == "192.0.2.7"
    assert environ["wsgi.input"].read() == b"abc"


@pytest.mark.parametrize("name", [b"x_forwarded_for", b"x-forwarded_for"])
def test_an_underscore_does_not_pass_for_a_hyphen(name):
    assert "HTTP_X_FORWARDED_FOR" not in environ_of(scope_of("/", (name, b"192.0.2.1")), None)


def test_a_chunked_body_has_a_length_once_it_is_there():
    body = Body()
    body.add(b"abc")
    environ = environ_of(scope_of("/", (b"transfer-encoding", b"chunked")), body)
    assert environ["CONTENT_LENGTH"] == "3"
    assert "HTTP_TRANSFER_ENCODING" not in environ


def test_a_body_that_was_too_large_has_the_length_that_came():
    body = Body()
    body.add(b"abc")
    environ = environ_of({**scope_of("/", (b"transfer-encoding", b"chunked")), UNREAD: True}, body)
    assert (environ["CONTENT_LENGTH"], environ[UNREAD]) == ("3", True)


class Done:
    """What a server's `send` returns to whoever cares to wait, in any thread."""

    def __await__(self):
        return iter(())


def answered(handler, scope, *pieces, maximum=100):
    """Let a front answer one request whose body comes in these pieces; return what it sent."""
    waiting = list(pieces)
    sent = []

    async def receive():
        body = waiting.pop(0) if waiting else b""
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    def send(message):
        sent.append(message)
        return Done()

    async def run():
        front = Front(
            handler, lambda *_: Reading(maximum, lambda status: ("text/plain", b"no")), threads=1, seconds=0.2
        )
        told, started = asyncio.Queue(), asyncio.Event()

        async def say(message):
            started.set()

        live = asyncio.create_task(front({"type": "lifespan"}, told.get, say))
        await told.put({"type": "lifespan.startup"})
        await started.wait()
        await front(scope, receive, send)
        await told.put({"type": "lifespan.shutdown"})
        await live

    asyncio.run(run())
    assert not waiting
    return sent


def content_of(sent):
    return b"".join(message.get("body", b"") for message in sent)


def echo(environ, start_response):
    start_response("201 Created", [("X-Unread", str(UNREAD in environ))])
    return [environ["wsgi.input"].read()]


def test_a_whole_request_reaches_the_handler_and_its_answer_the_client():
    sent = answered(echo, scope_of("/", (b"transfer-encoding", b"chunked")), b"abc", b"def")
    assert sent[0] == {"type": "http.response.start", "status": 201, "headers": [(b"x-unread", b"False")]}
    assert content_of(sent) == b"abcdef"


@pytest.mark.parametrize(("length", "expected"), [(b"6", b"abcdef"), (b"101", b"")])
def test_a_body_that_is_announced_too_large_is_not_read_for_the_handler(length, expected):
    sent = answered(echo, scope_of("/", (b"content-length", length)), b"abcdef")
    assert sent[0]["headers"] == [(b"x-unread", str(not expected).encode())]
    assert content_of(sent) == expected


def test_a_body_may_have_just_the_maximum():
    sent = answered(echo, scope_of("/", (b"content-length", b"6")), b"abcdef", maximum=6)
    assert content_of(sent) == b"abcdef"


def test_a_chunked_body_is_read_until_it_is_too_large():
    sent = answered(echo, scope_of("/", (b"transfer-encoding", b"chunked")), b"x" * 60, b"y" * 60, b"z" * 60)
    assert sent[0]["headers"] == [(b"x-unread", b"True")]
    assert content_of(sent) == b"x" * 60 + b"y" * 60


def test_a_body_that_nobody_wants_is_not_waited_for():
    sent = answered(echo, scope_of("/", (b"content-length", b"6")), b"abcdef", maximum=0)
    assert content_of(sent) == b""


def test_a_body_that_breaks_off_is_refused():
    async def receive():
        return {"type": "http.disconnect"}

    sent = []

    def send(message):
        sent.append(message)
        return Done()

    front = Front(echo, lambda *_: Reading(100, lambda status: ("text/plain", b"no")), threads=1, seconds=0.2)
    asyncio.run(front(scope_of("/", (b"transfer-encoding", b"chunked")), receive, send))
    assert (sent[0]["status"], content_of(sent)) == (400, b"no")


@pytest.mark.parametrize(("status", "memory", "headers"), [(408, 100, []), (503, 2, [(b"retry-after", b"5")])])
def test_a_body_that_does_not_come_or_has_no_room_is_refused(status, memory, headers):
    pieces = [{"type": "http.request", "body": b"abc", "more_body": True}]

    async def receive():
        if not pieces:
            await asyncio.sleep(60)
        return pieces.pop()

    sent = []

    def send(message):
        sent.append(message)
        return Done()

    front = Front(echo, lambda *_: Reading(100, lambda status: ("text/plain", b"no")), threads=1, seconds=0.2)
    front.bodies = Bodies(0.05, memory=memory)
    asyncio.run(front(scope_of("/", (b"content-length", b"6")), receive, send))
    assert (sent[0]["status"], content_of(sent)) == (status, b"no")
    assert sent[0]["headers"] == [
        (b"content-type", b"text/plain"),
        (b"content-length", b"2"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
        *headers,
    ]


@contextlib.asynccontextmanager
async def running(front):
    told, started = asyncio.Queue(), asyncio.Event()

    async def say(message):
        started.set()

    live = asyncio.create_task(front({"type": "lifespan"}, told.get, say))
    await told.put({"type": "lifespan.startup"})
    await started.wait()
    yield
    await told.put({"type": "lifespan.shutdown"})
    await live


def front_of(handler, maximum=100):
    return Front(handler, lambda *_: Reading(maximum, lambda status: ("text/plain", b"no")), threads=1, seconds=0.2)


def test_bodies_make_room_for_the_next_once_they_are_answered():
    statuses = []

    async def receive():
        return {"type": "http.request", "body": b"abcdef", "more_body": False}

    def send(message):
        statuses.extend([message["status"]] if "status" in message else [])
        return Done()

    async def run():
        front = front_of(echo)
        front.bodies = Bodies(5, memory=10)
        async with running(front):
            for _ in range(3):
                await front(scope_of("/", (b"content-length", b"6")), receive, send)

    asyncio.run(run())
    assert statuses == [201] * 3


def test_a_handler_that_fails_leaves_its_thread_to_the_next():
    sent = []

    def handler(environ, start_response):
        if environ["PATH_INFO"] == "/wrong":
            raise ZeroDivisionError
        return echo(environ, start_response)

    async def receive():
        await asyncio.sleep(60)

    def send(message):
        sent.append(message)
        return Done()

    async def run():
        front = front_of(handler)
        async with running(front):
            with pytest.raises(ZeroDivisionError):
                await asyncio.wait_for(front(scope_of("/wrong", method="GET"), receive, send), 5)
            await asyncio.wait_for(front(scope_of("/", method="GET"), receive, send), 5)

    asyncio.run(run())
    assert sent[0]["status"] == 201


def test_a_connection_is_watched_from_its_answer_until_it_asks_again():
    was_watched = []

    async def receive():
        await asyncio.sleep(60)

    def send(message):
        return Done()

    async def run():
        scope = scope_of(method="GET")

        def handler(environ, start_response):
            was_watched.append(scope["client"] in front.connections._answered)
            return echo(environ, start_response)

        front = front_of(handler)
        async with running(front):
            for _ in range(2):
                await front(scope, receive, send)
                was_watched.append(scope["client"] in front.connections._answered)

    asyncio.run(run())
    assert was_watched == [False, True] * 2


def test_who_waits_to_be_asked_for_a_body_that_nobody_wants_is_not_asked_for_it():
    asked, sent = [], []

    async def receive():
        asked.append(True)
        return {"type": "http.request", "body": b"abcdef", "more_body": False}

    def send(message):
        sent.append(message)
        return Done()

    async def run():
        front = front_of(echo, maximum=0)
        async with running(front):
            await front(scope_of("/", LENGTH, (b"expect", b"100-continue")), receive, send)

    asyncio.run(run())
    assert sent[0]["status"] == 201
    assert not asked


def test_threads_end_with_the_process():
    before = set(threading.enumerate())

    async def run():
        async with running(front_of(echo)):
            return [each for each in threading.enumerate() if each not in before and each.name.startswith("web-")]

    started = asyncio.run(run())
    assert len(started) == 2
    for thread in started:
        thread.join(5)
        assert not thread.is_alive()


def test_a_request_that_takes_long_is_found_to_be_over_and_then_nothing_is_looked_for(monkeypatch):
    monkeypatch.setattr(application, "MOMENT", 0.01)

    async def run():
        ends = Ends()
        over = ends.begin(asyncio.get_running_loop())
        await asyncio.sleep(0.05)
        ends.settle_later(over, "value")
        value = await asyncio.wait_for(over, 5)
        ends.end()
        for _ in range(500):
            if not ends._is_looking:
                return value
            await asyncio.sleep(0.01)
        raise AssertionError("It still looks.")

    assert asyncio.run(run()) == "value"


def test_a_request_that_is_no_longer_waited_for_harms_no_other():
    faults = []

    def large(environ, start_response):
        start_response("200 OK", [])
        return [b"x" * 100_000]

    async def run():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda loop, context: faults.append(context))
        ends = Ends()
        gone, other = ends.begin(loop), ends.begin(loop)
        gone.cancel()
        ends.settle_later(gone, None)
        ends.settle_later(other, None)
        ends.settle()
        job = Job(scope_of(method="GET"), None, lambda message: Done(), loop, ends)
        job.answer.cancel()
        await asyncio.to_thread(job.run, large)
        await asyncio.sleep(0)
        return other.done()

    assert asyncio.run(run())
    assert faults == []


LEFT, STAYED = "left", "stayed"


def handled_of_a_crowd(*clients, threads=1):
    """Let clients queue behind requests that take long, let some leave meanwhile; return whom the handler got to."""
    busy, go_on = threading.Semaphore(0), threading.Event()
    handled, asked = [], []

    def handler(environ, start_response):
        if environ["PATH_INFO"] == "/long":
            busy.release()
            go_on.wait(5)
        else:
            handled.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return []

    def receiver(path, kind):
        messages = [{"type": "http.request", "body": b"x" * 6, "more_body": False}]
        if kind != STAYED:
            messages.append({"type": "http.disconnect"})

        async def receive():
            asked.append(path)
            if not messages:
                await asyncio.sleep(60)
            return messages.pop(0)

        return receive

    async def run():
        reading = Reading(0, lambda status: ("text/plain", b"no"))
        front = Front(handler, lambda *_: reading, threads=threads, seconds=0.2)
        told, started = asyncio.Queue(), asyncio.Event()

        async def say(message):
            started.set()

        def send(message):
            return Done()

        live = asyncio.create_task(front({"type": "lifespan"}, told.get, say))
        await told.put({"type": "lifespan.startup"})
        await started.wait()
        others = asyncio.all_tasks()
        waiting = []
        for _ in range(threads):
            waiting.append(asyncio.create_task(front(scope_of("/long", method="GET"), receiver("/long", STAYED), send)))
            await asyncio.to_thread(busy.acquire, timeout=5)
        for number, (kind, headers) in enumerate(clients):
            path = f"/{number}"
            waiting.append(asyncio.create_task(front(scope_of(path, *headers), receiver(path, kind), send)))
        await asyncio.sleep(0.05)
        before = set(asked)
        go_on.set()
        await asyncio.gather(*waiting)
        await asyncio.sleep(0)
        assert asyncio.all_tasks() <= others
        await told.put({"type": "lifespan.shutdown"})
        await live
        return before

    before = asyncio.run(run())
    return handled, before


LENGTH = (b"content-length", b"6")


def test_who_left_before_their_turn_take_no_thread():
    crowd = [(STAYED, ())] * WATCHED_FROM
    handled, _ = handled_of_a_crowd(*crowd, (LEFT, ()), (STAYED, ()), (LEFT, (LENGTH,)), (STAYED, (LENGTH,)))
    assert handled == [f"/{number}" for number in (*range(WATCHED_FROM), WATCHED_FROM + 1, WATCHED_FROM + 3)]


@pytest.mark.parametrize("threads", [1, 2])
def test_where_few_wait_nobody_is_watched(threads):
    crowd = [(LEFT, ())] * (WATCHED_FROM * threads)
    handled, asked = handled_of_a_crowd(*crowd, threads=threads)
    assert sorted(handled) == [f"/{number}" for number in range(len(crowd))]
    assert asked == set()


def test_who_waits_to_be_asked_for_a_body_is_not_asked_by_being_watched():
    crowd = [(STAYED, ())] * WATCHED_FROM
    _, asked = handled_of_a_crowd(*crowd, (LEFT, (LENGTH, (b"expect", b"100-continue"))))
    assert f"/{WATCHED_FROM}" not in asked


def test_the_loop_is_not_woken_for_who_was_answered_but_goes_on_with_the_next(monkeypatch):
    monkeypatch.setattr(application, "MOMENT", 60)
    sent = queue.Queue()

    async def receive():
        await asyncio.sleep(60)

    def send(message):
        sent.put(message)
        return Done()

    async def run():
        front = Front(echo, lambda *_: Reading(0, lambda status: ("text/plain", b"no")), threads=1, seconds=0.2)
        told, started = asyncio.Queue(), asyncio.Event()

        async def say(message):
            started.set()

        live = asyncio.create_task(front({"type": "lifespan"}, told.get, say))
        await told.put({"type": "lifespan.startup"})
        await started.wait()
        first = asyncio.create_task(front(scope_of(method="GET"), receive, send))
        for _ in range(2):  # head and body: it is answered
            await asyncio.to_thread(sent.get, timeout=5)
        await asyncio.sleep(0.05)
        is_woken = first.done()
        second = asyncio.create_task(front(scope_of(method="GET"), receive, send))
        await asyncio.wait_for(first, 5)
        second.cancel()
        await told.put({"type": "lifespan.shutdown"})
        await live
        return is_woken

    assert not asyncio.run(run())


def test_requests_of_files_keep_nobody_from_a_page():
    go_on = threading.Event()

    def handler(environ, start_response):
        if environ["PATH_INFO"] == "/file":
            go_on.wait(5)
        start_response("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    async def receive():
        await asyncio.sleep(60)

    def send(message):
        return Done()

    async def run():
        front = Front(
            handler,
            lambda *_: Reading(0, lambda status: ("text/plain", b"no")),
            threads=1,
            seconds=0.2,
            is_file=lambda method, path: (method, path) == ("GET", "/file"),
        )
        told, started = asyncio.Queue(), asyncio.Event()

        async def say(message):
            started.set()

        live = asyncio.create_task(front({"type": "lifespan"}, told.get, say))
        await told.put({"type": "lifespan.startup"})
        await started.wait()
        files = [asyncio.create_task(front(scope_of("/file", method="GET"), receive, send)) for _ in range(5)]
        await asyncio.sleep(0.05)
        await asyncio.wait_for(front(scope_of("/page", method="GET"), receive, send), 3)
        are_waiting = not any(task.done() for task in files)
        go_on.set()
        await asyncio.gather(*files)
        await told.put({"type": "lifespan.shutdown"})
        await live
        return are_waiting

    assert asyncio.run(run())


def test_a_large_answer_is_sent_in_pieces():
    closed = []

    class Content(list):
        def close(self):
            closed.append(True)

    def handler(environ, start_response):
        start_response("200 OK", [])
        return Content([b"a" * 100_000, b"b" * 100_000])

    sent = answered(handler, scope_of(method="GET"))
    assert content_of(sent) == b"a" * 100_000 + b"b" * 100_000
    assert max(len(message.get("body", b"")) for message in sent) < 20_000
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}
    assert closed == [True]


def test_a_file_is_sent_from_where_it_stands(tmp_path):
    (tmp_path / "file").write_bytes(b"head" + b"x" * 50_000)

    def handler(environ, start_response):
        start_response("200 OK", [])
        file = (tmp_path / "file").open("rb")
        file.seek(4)
        return environ["wsgi.file_wrapper"](file, 8192)

    sent = answered(handler, scope_of(method="GET"))
    assert sent[0]["headers"] == [(b"content-length", b"50000")]
    assert content_of(sent) == b"x" * 50_000
    assert str(tmp_path / "file") not in open_files()


def open_files():
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            yield str(descriptor.readlink())


def test_the_length_that_a_handler_tells_of_a_file_is_told_once(tmp_path):
    (tmp_path / "file").write_bytes(b"content")

    def handler(environ, start_response):
        start_response("200 OK", [("Content-Length", "7")])
        return environ["wsgi.file_wrapper"]((tmp_path / "file").open("rb"))

    sent = answered(handler, scope_of(method="GET"))
    assert sent[0]["headers"] == [(b"content-length", b"7")]


def test_a_file_in_memory_is_sent_too():
    def handler(environ, start_response):
        start_response("200 OK", [])
        return environ["wsgi.file_wrapper"](BytesIO(b"content"))

    assert content_of(answered(handler, scope_of(method="GET"))) == b"content"


def test_the_answer_to_head_has_no_body():
    def handler(environ, start_response):
        start_response("200 OK", [("Content-Length", "7")])
        return [b"content"]

    sent = answered(handler, scope_of(method="HEAD"))
    assert sent[0]["headers"] == [(b"content-length", b"7")]
    assert content_of(sent) == b""
