"""The console's labels: every code of a room has one, and texts that count have the forms of their language."""

import json

import pytest
from django.utils.translation import override

from sangdam.doors.console.labels import SCRIPT_LABELS
from sangdam.doors.console.templatetags.console import labels


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", {"one": "{} character too many", "other": "{} characters too many"}),
        ("ko", {"one": "{}자 초과", "other": "{}자 초과"}),
    ],
)
def test_a_text_that_counts_reaches_the_scripts_with_its_forms(language, forms):
    with override(language):
        handed = json.loads(labels().partition(">")[2].rpartition("<")[0])
    assert handed["tooLong"] == forms
    assert set(handed) == set(SCRIPT_LABELS)
