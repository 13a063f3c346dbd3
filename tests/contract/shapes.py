"""Comparing an answer with a sample of the specification: members, their order and types; values aside."""

import json
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parent.parent / "data" / "inquiry_api"


def sample(name: str) -> Any:
    """Read a sample of the Inquiry API's specification."""
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def shape(value: Any) -> Any:
    """Return the members and types of a JSON value, in order, without its values; an element of a list once each."""
    if isinstance(value, dict):
        return {"members": [(name, shape(member)) for name, member in value.items()]}
    if isinstance(value, list):
        return {"elements": [shape(element) for element in value]}
    return type(value).__name__


def without(value: Any, *names: str) -> Any:
    """Return a JSON value without the members of these names, wherever they are."""
    if isinstance(value, dict):
        return {name: without(member, *names) for name, member in value.items() if name not in names}
    if isinstance(value, list):
        return [without(element, *names) for element in value]
    return value
