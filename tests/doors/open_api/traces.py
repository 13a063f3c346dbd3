"""What a call left behind: rows of every table of ours, jobs, files."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django_scopes import scopes_disabled
from procrastinate.contrib.django.models import ProcrastinateJob

from sangdam.security.models import RejectedCall


def traces(*, rejected_calls: bool = True) -> dict[str, Any]:
    """Count the rows of every table and list the files of the store; `rejected_calls` may be left out."""
    models = [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("sangdam.")
        for model in config.get_models()
    ]
    with scopes_disabled():
        rows = {
            model._meta.label: model._base_manager.count()
            for model in models
            if rejected_calls or model is not RejectedCall
        }
    folder = Path(default_storage.location)
    files = sorted(str(path) for path in folder.rglob("*") if path.is_file()) if folder.exists() else []
    return {**rows, "jobs": ProcrastinateJob.objects.count(), "files": files}
