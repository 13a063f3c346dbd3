"""What the console's tests look at screens with."""

from typing import Any

from django.test import Client
from lxml import html

from sangdam.agents.models import Agent

HTMX = {"HX-Request": "true"}


def signed_in(agent: Agent) -> Client:
    """Return a browser in which this agent is signed in."""
    client = Client()
    client.force_login(agent.member)
    return client


def page_of(response: Any) -> html.HtmlElement:
    """Parse a screen."""
    return html.fromstring(response.content.decode())


def texts(page: html.HtmlElement, path: str) -> list[str]:
    """Return the words of every element an XPath finds, spaces folded."""
    return [" ".join(found.text_content().split()) for found in page.xpath(path)]


def address(service_id: str, rest: str = "") -> str:
    """Write a console address of a service."""
    return f"/console/{service_id}/{rest}"
