"""What every style sheet of ours keeps to."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "frontend" / "console"
WEIGHT = re.compile(
    r"font-weight\s*:(?!\s*(?:var\(--(?:regular|medium|bold)\)|inherit))[^;}]+|\bfont\s*:\s*\d{3}\b[^;}]*"
)


@pytest.mark.parametrize("sheet", sorted(FOLDER.glob("*.css")), ids=lambda sheet: sheet.name)
def test_letters_have_one_of_three_weights(sheet):
    # Name them: var(--regular), var(--medium), var(--bold) (tokens.css).
    assert WEIGHT.findall(sheet.read_text(encoding="utf-8")) == []
