"""Replacement codes: `#{name}` in a text of a tenant, filled with values in one pass."""

from sangdam.foundation.templating.codes import codes_in, fill_html, fill_text

__all__ = ["codes_in", "fill_html", "fill_text"]
