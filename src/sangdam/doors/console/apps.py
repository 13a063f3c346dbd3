from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "sangdam.doors.console"
    label = "console"

    def ready(self) -> None:
        from sangdam.doors.console import access

        access.listen_for_sign_in()
