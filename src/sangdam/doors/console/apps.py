from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "sangdam.doors.console"
    label = "console"
