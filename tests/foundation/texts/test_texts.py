import pytest
from django.core.exceptions import ValidationError

from sangdam.foundation.texts import pick, validate_texts

TEXTS = {"ko": "배송", "en": "Delivery", "ja": ""}


@pytest.mark.parametrize(
    ("texts", "language", "default", "expected"),
    [
        (TEXTS, "en", "ko", "Delivery"),
        (TEXTS, "th", "ko", "배송"),
        (TEXTS, "ja", "en", "Delivery"),
        (TEXTS, None, "ko", "배송"),
        ({"en": "Delivery"}, "th", "ko", "Delivery"),
        ({}, "ko", "ko", ""),
        (None, "ko", "ko", ""),
    ],
)
def test_a_missing_text_falls_back_to_the_default_then_to_any(texts, language, default, expected):
    assert pick(texts, language, default) == expected


@pytest.mark.parametrize("value", ["text", [], {"ko": 1}, {1: "x"}, None])
def test_texts_map_codes_to_strings(value):
    with pytest.raises(ValidationError):
        validate_texts(value)
