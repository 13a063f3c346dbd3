"""Handlers that failed in the dispatcher, tried again."""

from django.db import transaction
from django_scopes import scope, scopes_disabled

from sangdam.foundation.events.models import Event
from sangdam.foundation.events.registry import handler_name, handlers_of
from sangdam.foundation.jobs import EVENTS, Retry, job


class HandlerGone(Exception):
    """No handler of this name follows the event's kind any more."""


# 2, 4, 8, ... seconds: a good day and a half in all, time enough to repair what a handler stumbles over.
@job("events.handle_again", retry=Retry(max_attempts=16, exponential_wait=2), queue=EVENTS)
def handle_again(*, event_id: int, handler: str) -> None:
    """Call one handler for one event, by its name."""
    with scopes_disabled():
        event = Event.objects.select_related("service__organization").get(pk=event_id)
    for candidate in handlers_of(event.kind):
        if handler_name(candidate) == handler:
            with transaction.atomic(), scope(service=event.service):
                candidate(event)
            return
    raise HandlerGone(handler)
