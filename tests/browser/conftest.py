"""A real browser before real processes."""

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.console import Console
from tests.browser.customer import Customer
from tests.factories.product import running_product
from tests.fakes.smtp import running_server

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="module")
def mail_server():
    """A real SMTP server."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    """The product with its demo organization, and no mail server."""
    with running_product(tmp_path_factory.mktemp("product")) as running:
        yield running


@pytest.fixture(scope="module")
def mailing_product(tmp_path_factory, mail_server):
    """The product with its demo organization, sending mail."""
    with running_product(tmp_path_factory.mktemp("mailing"), EMAIL_URL=mail_server.url) as running:
        yield running


# Not longer than a module: while Playwright runs, Django takes this thread for an asynchronous one.
@pytest.fixture(scope="module")
def browser():
    """Debian's own Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_console(browser):
    """Open consoles, each in a browser profile of its own, and close them after the test."""
    opened = []

    def open_one(product, role, *, number=0, **profile):
        console = Console(browser, product, role, number=number, **profile)
        opened.append(console)
        return console

    yield open_one
    for console in opened:
        console.close()


@pytest.fixture
def customer(product):
    """A customer's programme that calls the Open API."""
    return Customer(product)
