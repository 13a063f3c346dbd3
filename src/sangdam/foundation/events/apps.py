from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EventsConfig(AppConfig):
    name = "sangdam.foundation.events"
    label = "events"

    def ready(self) -> None:
        from sangdam.foundation.events.registry import load_handlers
        from sangdam.foundation.events.restoring import make_history_of_restored_events

        load_handlers()
        post_migrate.connect(make_history_of_restored_events, sender=self)
