"""The live process: tells the console's open screens what happens, see `foundation.live`."""

import os
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from sangdam.foundation.live.streaming import LiveApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sangdam.settings.project")


def make_application() -> "LiveApplication":
    """Wire the streams to the console's origin and to the agents, once Django is ready."""
    django.setup()
    from django.conf import settings

    from sangdam.doors.live.authorizer import AgentAuthorizer
    from sangdam.foundation.live.streaming import LiveApplication

    return LiveApplication(AgentAuthorizer(), settings.ENVIRONMENT.console_url)


application = make_application()
