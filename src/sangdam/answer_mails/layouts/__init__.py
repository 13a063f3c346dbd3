"""The layouts around answers: the built-in one, and how a layout is made ready for mail programmes."""

import re
from functools import cache, lru_cache
from pathlib import Path

import css_inline

from sangdam.answer_mails.labels import labels_in
from sangdam.foundation.templating import codes_in, fill_html

CONTENT = "content"
MAXIMUM_LENGTH = 200_000

# Nothing is fetched: a style sheet named by a tenant's layout could be any address of our network.
_inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)

# Mail programmes drop these anyway; a preview in the console should not have to.
_UNSAFE = re.compile(
    r"<[\s/]*+(script|iframe|frame|object|embed|form|input|button|base|link|svg|math)\b"
    r"|\s(on[a-z]+)\s*=|(javascript|vbscript)\s*:|http-equiv\s*=\s*[\"']?(refresh)",
    re.IGNORECASE,
)
_OWN_ADDRESS = re.compile(r"(\s(?:src|href|background)=\")(/(?!/))", re.IGNORECASE)


@cache
def _source() -> str:
    return (Path(__file__).parent / "default.html").read_text(encoding="utf-8")


@lru_cache(maxsize=100)
def built_in_layout(purpose: str, language: str, default_language: str) -> str:
    """Return the built-in layout for a purpose in a language, its replacement codes still open."""
    code, labels = labels_in(language, default_language)
    filled = {
        "=language": code,
        "=greeting": labels.greeting,
        "=opening": labels.opening(purpose),
        "=question": labels.question,
        "=number": labels.number,
    }
    html = _source()
    for name, label in filled.items():
        html = html.replace(f"#{{{name}}}", label)
    return html


@lru_cache(maxsize=500)
def ready_for_mail(layout: str, site_url: str) -> str:
    """Put a layout's styles where mail programmes look for them, and make its own addresses absolute.

    Done once per layout: the answer that is filled in later inherits the styles of the place it stands in.
    """
    return _OWN_ADDRESS.sub(rf"\g<1>{site_url}\g<2>", _inliner.inline(layout))


def fill_layout(layout: str, *, values: dict[str, str], markup: dict[str, str], site_url: str) -> str:
    """Fill a layout: `values` are escaped, `markup` is safe HTML."""
    return fill_html(ready_for_mail(layout, site_url), values, markup=markup)


def find_unsafe(layout: str) -> str | None:
    """Return what makes a layout unsafe to show, or None."""
    match = _UNSAFE.search(layout)
    return next(filter(None, match.groups())).lower() if match else None


def has_content(layout: str) -> bool:
    """Return whether the answer has a place in the layout (docs/product.md, "Replacement codes")."""
    return CONTENT in codes_in(layout)
