"""Every text of the product in every language of its screens."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import sangdam

PACKAGE = Path(sangdam.__file__).parent
PLACES = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}|</?[a-z]+>")


def catalogue(path):
    with path.open("rb") as file:
        return read_po(file, locale="ko")


def taken_out_of_the_sources(folder):
    """Copy the sources and let gettext take the texts out of them, as `make messages` does."""
    copy = folder / "sangdam"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("static", "__pycache__", "*.mo", "locale"))
    (copy / "locale").mkdir()
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "ko", "--no-wrap"],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    return catalogue(copy / "locale" / "ko" / "LC_MESSAGES" / "django.po")


def texts_of(messages):
    return {(message.context or "", message.id) for message in messages if message.id}


def test_every_text_in_the_sources_is_translated_and_nothing_else_is(tmp_path):
    kept = catalogue(PACKAGE / "locale" / "ko" / "LC_MESSAGES" / "django.po")
    translated = {
        (message.context or "", message.id)
        for message in kept
        if message.id and (all(message.string) if isinstance(message.string, tuple) else message.string)
    }
    assert texts_of(taken_out_of_the_sources(tmp_path)) == translated
    assert [message.id for message in kept if message.fuzzy and message.id] == []


def test_translations_carry_the_same_values_as_the_texts():
    kept = catalogue(PACKAGE / "locale" / "ko" / "LC_MESSAGES" / "django.po")
    differing = [
        message.id
        for message in kept
        if message.id
        and isinstance(message.id, str)
        and sorted(PLACES.findall(message.id)) != sorted(PLACES.findall(message.string))
    ]
    assert differing == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_catalogues_can_be_compiled(language, tmp_path):
    source = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"
    done = subprocess.run(
        ["msgfmt", "--check-format", "-o", str(tmp_path / "django.mo"), str(source)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
