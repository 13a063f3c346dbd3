from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "sangdam.foundation.events"
    label = "events"

    def ready(self) -> None:
        from sangdam.foundation.events.registry import load_handlers

        load_handlers()
