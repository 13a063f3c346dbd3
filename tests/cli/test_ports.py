"""One port, one Sangdam: whoever takes it first, and the servers it starts."""

import contextlib
import socket
import threading

import pytest

from sangdam.cli.ports import PortInUse, hold_port
from tests.factories.product import free_port


@pytest.fixture
def port():
    return free_port()


def serve(port: int, *options: int) -> socket.socket:
    server = socket.socket()
    for option in options:
        server.setsockopt(socket.SOL_SOCKET, option, 1)
    server.bind(("127.0.0.1", port))
    server.listen()
    return server


def test_a_held_port_is_refused_to_others(port):
    with hold_port("127.0.0.1", port, seconds=0):
        with pytest.raises(PortInUse, match="SANGDAM_PORT"):
            hold_port("127.0.0.1", port, seconds=0)
        for options in ((), (socket.SO_REUSEADDR,)):
            with pytest.raises(OSError, match="in use"):
                serve(port, *options)


def test_the_servers_that_share_it_get_all_connections(port):
    with (
        hold_port("127.0.0.1", port, seconds=0),
        serve(port, socket.SO_REUSEADDR, socket.SO_REUSEPORT) as server,
        contextlib.ExitStack() as stack,
    ):
        server.settimeout(5)
        for _ in range(20):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            stack.enter_context(server.accept()[0])
        with pytest.raises(PortInUse):
            hold_port("127.0.0.1", port, seconds=0)


def test_nobody_listens_while_it_is_only_held(port):
    with hold_port("127.0.0.1", port, seconds=0), pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_it_is_free_again_afterwards_whatever_is_still_closing(port):
    holder = hold_port("127.0.0.1", port, seconds=0)
    with serve(port, socket.SO_REUSEADDR, socket.SO_REUSEPORT) as server:
        client = socket.create_connection(("127.0.0.1", port), timeout=5)
        server.accept()[0].close()  # closed on this side first: the kernel keeps a trace of it
        client.close()
    holder.close()
    hold_port("127.0.0.1", port, seconds=0).close()


def test_of_those_who_come_together_at_most_one_gets_it(port):
    for _ in range(50):
        held, together = [], threading.Barrier(3)

        def take(held=held, together=together):
            together.wait()
            with contextlib.suppress(PortInUse):
                held.append(hold_port("127.0.0.1", port, seconds=0))

        takers = [threading.Thread(target=take) for _ in range(3)]
        for taker in takers:
            taker.start()
        for taker in takers:
            taker.join()
        for holder in held:
            holder.close()
        assert len(held) <= 1


def test_a_port_that_becomes_free_is_waited_for(port):
    first = hold_port("127.0.0.1", port, seconds=0)
    threading.Timer(0.5, first.close).start()
    hold_port("127.0.0.1", port, seconds=10).close()
