from django.apps import AppConfig


class OpenApiConfig(AppConfig):
    name = "sangdam.doors.open_api"
    label = "open_api"
