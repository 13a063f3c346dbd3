"""HTML and text written by strangers, made fit for a screen or a mail.

The raw stays stored; these functions run on the way out (docs/architecture.md). Nothing else in Sangdam may mark
strangers' HTML as safe.
"""

from sangdam.foundation.sanitizing.html import CLEANER_VERSION, BodyFormat, clean_html, looks_like_html, render_body
from sangdam.foundation.sanitizing.tables import box_tables
from sangdam.foundation.sanitizing.text import html_to_text, strip_tags, text_to_html

__all__ = [
    "CLEANER_VERSION",
    "BodyFormat",
    "box_tables",
    "clean_html",
    "html_to_text",
    "looks_like_html",
    "render_body",
    "strip_tags",
    "text_to_html",
]
