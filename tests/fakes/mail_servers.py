"""Fixtures: where Sangdam sends its mail during a test."""

import pytest

from tests.fakes.smtp import running_server


@pytest.fixture
def smtp(settings):
    """A mail server, and Sangdam told to use it."""
    with running_server() as server:
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"email_url": server.url})
        yield server


@pytest.fixture
def demo(settings, tmp_path):
    """No mail server, and a data folder of its own."""
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"email_url": None, "data": tmp_path})
    return tmp_path / "demo-mailbox"
