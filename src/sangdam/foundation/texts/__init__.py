"""Texts in several languages: JSON keyed by language code, with one fallback rule.

A text that customers see is stored as `{"ko": "...", "en": "..."}`. The languages are those of the service, chosen at
run time, so they cannot be columns.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

Texts = Mapping[str, str]


def pick(texts: Texts | None, language: str | None, default_language: str) -> str:
    """Return the text in `language`, else in the service's default language, else in any language, else "".

    An empty text counts as missing: an administrator who clears a translation wants the default to show.
    """
    if not texts:
        return ""
    for code in (language, default_language):
        if code and texts.get(code):
            return texts[code]
    return next((text for text in texts.values() if text), "")


def validate_texts(value: Any) -> None:
    """Raise `ValidationError` unless `value` maps language codes to strings."""
    if not isinstance(value, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        raise ValidationError("Texts map a language code to a string.", code="invalid")


class TextsField(models.JSONField):
    """A text per language, see `pick`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
        if validate_texts not in self.validators:
            self.validators = [*self.validators, validate_texts]
