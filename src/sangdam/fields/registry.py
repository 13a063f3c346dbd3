"""The field types and what each accepts as an answer, in the formats of the Inquiry API ("Create Ticket")."""

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sangdam.fields.models import FieldType

INVALID, LENGTH, REQUIRED = "invalid", "length", "required"


class Unacceptable(Exception):
    """An answer does not fit its field: `validate` is `invalid`, `length` or `required`."""

    def __init__(self, validate: str) -> None:
        self.validate = validate
        super().__init__(validate)


@dataclass(frozen=True)
class FieldDefinition:
    """A field as forms, API and checks need it."""

    field_id: int
    code: str
    type: str
    is_system: bool
    names: dict[str, str]
    descriptions: dict[str, str]
    placeholders: dict[str, str]
    length: int
    is_required: bool
    is_encrypted: bool
    is_exposed: bool
    is_cleared_on_click: bool
    options: tuple[str, ...] | None


def is_plain_text(value: str) -> bool:
    """Return whether PostgreSQL and UTF-8 can keep this text: no NUL, no lone surrogate."""
    if "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(value: Any, field: FieldDefinition) -> str:
    if not isinstance(value, str) or not is_plain_text(value):
        raise Unacceptable(INVALID)
    if field.length and len(value) > field.length:
        raise Unacceptable(LENGTH)
    return value


def _option(value: Any, field: FieldDefinition) -> str:
    if not isinstance(value, str) or value not in (field.options or ()):
        raise Unacceptable(INVALID)
    return value


def _options(value: Any, field: FieldDefinition) -> list[str]:
    if not isinstance(value, list) or len(value) > len(field.options or ()):
        raise Unacceptable(INVALID)
    chosen = [_option(item, field) for item in value]
    if len(set(chosen)) != len(chosen):
        raise Unacceptable(INVALID)
    return chosen


def _moment(text: str, shape: re.Pattern[str]) -> datetime.datetime:
    # ISO 8601 knows many more ways to write a moment than the API, and one of them is the API's.
    if not shape.fullmatch(text):
        raise Unacceptable(INVALID)
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError as fault:
        raise Unacceptable(INVALID) from fault


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}")


def _single(shape: re.Pattern[str]) -> Callable[[Any, FieldDefinition], str]:
    def check(value: Any, field: FieldDefinition) -> str:
        if not isinstance(value, str):
            raise Unacceptable(INVALID)
        _moment(value, shape)
        return value

    return check


def _period(shape: re.Pattern[str]) -> Callable[[Any, FieldDefinition], str]:
    def check(value: Any, field: FieldDefinition) -> str:
        if not isinstance(value, str):
            raise Unacceptable(INVALID)
        begin, separator, end = value.partition(" ~ ")
        if not separator or _moment(begin, shape) > _moment(end, shape):
            raise Unacceptable(INVALID)
        return value

    return check


def _agreement(value: Any, field: FieldDefinition) -> bool:
    # The specification says boolean; its sample sends the string.
    if value is True or value == "true":
        return True
    if value is False or value == "false":
        return False
    raise Unacceptable(INVALID)


def _nothing(value: Any, field: FieldDefinition) -> None:
    # A caption is shown, not answered; files come as attachments.
    raise Unacceptable(INVALID)


_CHECKS: dict[str, Callable[[Any, FieldDefinition], Any]] = {
    FieldType.CAPTION: _nothing,
    FieldType.TEXT: _text,
    FieldType.TEXTAREA: _text,
    FieldType.CHECKBOX: _options,
    FieldType.DROPDOWN: _option,
    FieldType.RADIO: _option,
    FieldType.DATE: _single(_DATE),
    FieldType.DATETIME: _single(_DATETIME),
    FieldType.DATE_PERIOD: _period(_DATE),
    FieldType.DATETIME_PERIOD: _period(_DATETIME),
    FieldType.AGREE: _agreement,
    FieldType.FILE: _nothing,
}


def is_empty(value: Any) -> bool:
    """Return whether nothing was answered: nothing, or blank text."""
    return value is None or (isinstance(value, str) and not value.strip())


def check_answer(field: FieldDefinition, value: Any) -> Any:
    """Return the answer as it is stored, None when there is none.

    Raises `Unacceptable`: `required` when a required field has no answer or an agreement is declined, else `invalid` or
    `length`.
    """
    # An empty array is no option chosen; where a text is asked for, it is as wrong as any other array.
    if is_empty(value) or (value == [] and field.type == FieldType.CHECKBOX):
        if field.is_required and field.type != FieldType.CAPTION:
            raise Unacceptable(REQUIRED)
        return None
    checked = _CHECKS[field.type](value, field)
    if field.type == FieldType.AGREE and field.is_required and checked is False:
        raise Unacceptable(REQUIRED)
    return checked


_AGREEMENTS = {"true": True, "false": False}


def restore_answer(field: FieldDefinition, stored: Any) -> Any:
    """Return a stored answer in its field's type.

    Earlier versions encrypted an agreement as the text `true` or `false` and chosen options as one text, joined by
    commas. Such a text is taken apart along the field's options; one that does not come out of them stays one option.
    """
    if not isinstance(stored, str):
        return stored
    if field.type == FieldType.AGREE:
        return _AGREEMENTS.get(stored, stored)
    if field.type == FieldType.CHECKBOX:
        return _take_apart(stored.split(", "), field.options or ()) or [stored]
    return stored


def _take_apart(pieces: list[str], options: Sequence[str]) -> list[str] | None:
    """Find options that were joined to these pieces, the fewest from the beginning on; None if there are none."""
    # From the end on: what the rest comes from is known when a piece is looked at.
    known: list[list[str] | None] = [None] * len(pieces) + [[]]
    for begin in reversed(range(len(pieces))):
        for option in sorted(options, key=len, reverse=True):
            end = begin + option.count(", ") + 1
            rest = known[end] if end <= len(pieces) else None
            if rest is not None and option not in rest and ", ".join(pieces[begin:end]) == option:
                known[begin] = [option, *rest]
                break
    return known[0]
