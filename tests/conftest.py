"""What every test stands on: a PostgreSQL server of the run, and Django set up against it.

`DATABASE_URL` names a server to use (`make test DATABASE_URL=...`); without it an embedded one is started once and
ended with the run. Under pytest-xdist the controller starts it and its workers inherit the address.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Done while this file is imported, not in a hook: the folders' own conftest files import models right after it.
if "DATABASE_URL" not in os.environ:
    from sangdam.foundation import embedded

    _folder = Path(tempfile.mkdtemp(prefix="sangdam-tests-"))
    _server = embedded.start(_folder, durable=False)
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    atexit.register(_server.stop, 3)  # called first: the last registered is the first to run
    os.environ["DATABASE_URL"] = _server.url

if "SANGDAM_DATA" not in os.environ:
    os.environ["SANGDAM_DATA"] = tempfile.mkdtemp(prefix="sangdam-data-")
    atexit.register(shutil.rmtree, os.environ["SANGDAM_DATA"], ignore_errors=True)

os.environ["DJANGO_SETTINGS_MODULE"] = "sangdam.settings.testing"

import django

django.setup()
