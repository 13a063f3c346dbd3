"""Fixtures of the command line's tests."""

import socket
from collections.abc import Iterator

import pytest

from tests.factories.product import free_port


@pytest.fixture
def socket_server() -> Iterator[int]:
    """Use a port on loopback and give its number."""
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        yield port
