"""A dispatcher whose handler writes something and never returns: to be killed."""

import sys
import time

import django
from django.conf import settings

django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]

from sangdam.foundation.events import declare, subscribe  # noqa: E402
from sangdam.foundation.events.dispatching import dispatch_batch  # noqa: E402
from sangdam.organizations.models import ServiceLanguage  # noqa: E402


@subscribe(declare("ticket.probed", "Only for a test."))
def hang(event):
    """Write, tell, and hang."""
    ServiceLanguage.objects.create(service=event.service, code="ko", position=1)
    print(f"handling {event.pk}", flush=True)
    time.sleep(600)


dispatch_batch()
