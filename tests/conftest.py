"""What every test stands on: a PostgreSQL server of the run, and Django set up against it.

`DATABASE_URL` names a server to use (`make test DATABASE_URL=...`); without it an embedded one is started once and
ended with the run. Under pytest-xdist the controller starts it and its workers inherit the address.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import complete_contexts

# All done while this file is imported, not in a hook: the folders' own conftest files import models right after it.
if "PYTEST_XDIST_WORKER" not in os.environ:
    # A developer's own settings and data are none of the tests' business.
    for name in [name for name in os.environ if name.startswith("SANGDAM_") or name == "EMAIL_URL"]:
        del os.environ[name]
    _folder = Path(tempfile.mkdtemp(prefix="sangdam-tests-"))
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    os.environ["SANGDAM_DATA"] = str(_folder / "data")

    if not os.environ.get("DATABASE_URL"):
        from sangdam.foundation import embedded

        _server = embedded.start(_folder, durable=False)
        atexit.register(_server.stop, 3)  # called before the folder is removed: the last registered is the first to run
        os.environ["DATABASE_URL"] = _server.url

else:
    # A data folder for each: what one test leaves there must not show in another's.
    os.environ["SANGDAM_DATA"] += f"-{os.environ['PYTEST_XDIST_WORKER']}"

os.environ["DJANGO_SETTINGS_MODULE"] = "sangdam.settings.testing"

import django

django.setup()

complete_contexts.watch()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Keep the tests' folders in the run's own.

    Where pytest puts them by itself, the next run on the machine closes the folder above them to other accounts, the
    embedded server's among them.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ and config.option.basetemp is None:
        config.option.basetemp = str(_folder / "tests")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test in which a template of ours named what its context lacks."""
    complete_contexts.take_missing()
    outcome = yield
    missing = complete_contexts.take_missing()
    assert not missing, f"A template names what its context lacks: {missing}"
    return outcome
