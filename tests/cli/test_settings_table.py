"""The operator's page of settings tells what the code reads."""

import re
from pathlib import Path

from sangdam.cli import settings_table
from sangdam.settings.environment import Environment

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "operator"


def test_the_page_is_what_the_code_makes():
    assert (GUIDE / "settings.md").read_text(encoding="utf-8") == settings_table.page(), (
        "run: python -m sangdam.cli.settings_table > docs/guide/operator/settings.md"
    )


def test_every_variable_is_explained():
    assert [
        name for name, field in Environment.model_fields.items() if not (field.description or "").endswith(".")
    ] == []


def test_the_guide_names_no_variable_that_does_not_exist():
    known = {field.validation_alias or f"SANGDAM_{name.upper()}" for name, field in Environment.model_fields.items()}
    used = set(re.findall(r"\b(SANGDAM_[A-Z_]+|DATABASE_URL|EMAIL_URL)\b", (GUIDE / "README.md").read_text()))
    assert used - known == set()
