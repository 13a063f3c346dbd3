import logging
import pkgutil
import runpy
import sys

from sangdam.settings import project
from sangdam.settings.log_lines import LinesWithoutMessages

ADDRESS = "kim@example.org"


def stumble():
    try:
        raise KeyError(ADDRESS)
    except KeyError as fault:
        raise ValueError(f"a value of {ADDRESS}") from fault


def test_an_error_is_told_by_its_kind_and_place_and_never_by_its_message(settings):
    try:
        stumble()
    except ValueError:
        record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "It failed", None, sys.exc_info())
    text = LinesWithoutMessages(settings.LOGGING["formatters"]["line"]["format"]).format(record)
    assert "ERROR django.request It failed\n" in text
    assert text.index("builtins.KeyError") < text.index("led to") < text.index("builtins.ValueError")
    assert ", in stumble" in text
    assert ADDRESS not in text


def test_the_log_is_written_so():
    # Read anew: whoever set up the log has taken the name out of the settings.
    formatter = runpy.run_path(project.__file__)["LOGGING"]["formatters"]["line"]
    assert pkgutil.resolve_name(formatter["()"]) is LinesWithoutMessages
