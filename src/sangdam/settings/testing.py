"""Settings of the test run: the product's own, with cheap passwords and a data folder of the run."""

import os
import tempfile
from pathlib import Path

# tests/conftest.py names a folder of the run; only tools that read these settings (mypy) come without one.
os.environ.setdefault("SANGDAM_DATA", str(Path(tempfile.gettempdir()) / "sangdam-without-data"))
os.environ.setdefault("SANGDAM_SECRET_KEY", "only-for-tests")

from sangdam.settings.project import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
# A notifier's connection would outlive the test and keep its database from being dropped.
EVENTS_WAKE_READERS = False
