from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "sangdam.foundation.jobs"
    label = "jobs"
