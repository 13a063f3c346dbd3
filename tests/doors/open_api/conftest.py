from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def file_store(settings: Any, tmp_path: Path) -> Path:
    """Give each test a file store of its own, to tell what a call left behind: a run's workers share the other."""
    folder = tmp_path / "files"
    store = settings.STORAGES["default"]
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**store, "OPTIONS": {**store["OPTIONS"], "location": folder}},
    }
    return folder
