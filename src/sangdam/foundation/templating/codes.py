"""Plain substitution of `#{name}`; no expressions, no loops, nothing to attack.

Source: docs/product.md, "Replacement codes".
"""

import html
import re
from collections.abc import Mapping

# Letters and digits with dots, as in `#{field.CODE}`; the length bound keeps scanning linear.
_CODE = re.compile(r"#\{([A-Za-z][A-Za-z0-9_.\-]{0,99})\}")


def codes_in(template: str) -> set[str]:
    """List the names of the replacement codes in a template."""
    return set(_CODE.findall(template))


def fill_text(template: str, values: Mapping[str, str]) -> str:
    """Fill the codes of a plain text.

    The values are not looked at again: a code inside a customer's words stays what the customer wrote. A code without
    a value stays as it stands, so that a typing error shows in the preview.
    """
    return _CODE.sub(lambda match: values.get(match[1], match[0]), template)


def fill_html(template: str, values: Mapping[str, str], *, markup: Mapping[str, str] | None = None) -> str:
    """Fill the codes of an HTML template, each value escaped so that it stays words, in a text or a quoted attribute.

    `markup` are values that are HTML already and safe, such as `#{content}`; they enter as they are.
    """
    ready = {name: html.escape(value) for name, value in values.items()} | dict(markup or {})
    return fill_text(template, ready)
