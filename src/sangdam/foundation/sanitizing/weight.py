"""How much work a document would make the HTML parsers do.

Their time grows with tags times depth and with the square of a tag's attributes: 100,000 nested `<div>` took nh3 15 s,
100,000 attributes took lxml 25 s. These bounds keep any document to about a second.
"""

import re

#: More opening tags than this are too many (20,000 links are not).
TAG_LIMIT = 25_000
#: Characters of a whole document.
LENGTH_LIMIT = 2_000_000
#: Characters between one `<tag` and the next `>`.
LONG_TAG_LIMIT = 16_000

_OPENING = re.compile(r"<[A-Za-z]")
_LONG_DATA = re.compile(r"\bdata:[^\s\"'<>]{1000,}", re.IGNORECASE)


def without_pasted_data(html: str) -> str:
    """Empty the `data:` addresses of pasted pictures, which are never shown and would make their tags long."""
    return _LONG_DATA.sub("data:", html)


def is_heavy(html: str) -> bool:
    """Tell whether parsing this document would take longer than about a second. Takes linear time itself."""
    if len(html) > LENGTH_LIMIT or sum(1 for _ in _OPENING.finditer(html)) > TAG_LIMIT:
        return True
    for piece in html.split(">"):
        if len(piece) > LONG_TAG_LIMIT:
            opening = _OPENING.search(piece)
            if opening is not None and len(piece) - opening.start() > LONG_TAG_LIMIT:
                return True
    return False
