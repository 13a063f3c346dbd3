import socket
import threading

import pytest

from sangdam.foundation.outbound.deadline import Deadline


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def test_a_line_that_is_waited_on_is_shut_down_when_the_time_is_over(server):
    with Deadline(0.1) as deadline:
        line = deadline.connect(*server.getsockname(), 30)
        assert line.recv(1) == b""
        assert deadline.is_over


def test_a_part_with_a_time_of_its_own_goes_on(server):
    with Deadline(2) as deadline:
        line = deadline.connect(*server.getsockname(), 30)
        deadline.renew(60)
        other, _ = server.accept()
        threading.Timer(2.5, other.sendall, [b"late"]).start()
        assert line.recv(4) == b"late"
        assert not deadline.is_over


def test_a_shorter_time_counts_at_once(server):
    with Deadline(60) as deadline:
        line = deadline.connect(*server.getsockname(), 30)
        deadline.renew(0.1)
        assert line.recv(1) == b""


def test_who_is_late_does_not_begin(server):
    with Deadline(0) as deadline, pytest.raises(TimeoutError):
        deadline.connect(*server.getsockname(), 30)


def test_a_line_that_came_too_late_is_not_left_unwatched(server):
    with Deadline(60) as deadline, socket.create_connection(server.getsockname()) as line:
        deadline.is_over = True
        with pytest.raises(TimeoutError):
            deadline._watch_over(line)


def test_after_the_conversation_nothing_is_left(server):
    with Deadline(60) as deadline:
        line = deadline.connect(*server.getsockname(), 30)
        watcher = next(thread for thread in threading.enumerate() if thread.name == "deadline")
    watcher.join(10)
    assert not watcher.is_alive()
    line.close()
    other, _ = server.accept()
    assert other.recv(1) == b""
    assert not deadline.is_over
