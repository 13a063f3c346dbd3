"""How much work a document would make the HTML parsers do.

Their time grows with tags times depth and with the square of a tag's attributes: 100,000 nested `<div>` took nh3 15 s,
100,000 attributes took lxml 25 s. These bounds keep any document to a fraction of a second.
"""

import re

#: More opening tags than this are too many (20,000 links are not).
TAG_LIMIT = 25_000
#: More levels than this are too deep; newsletters of nested tables have some 50.
DEPTH_LIMIT = 512
#: Characters of a whole document.
LENGTH_LIMIT = 2_000_000
#: Characters between one `<tag` and the next `>`.
LONG_TAG_LIMIT = 16_000
#: Characters of a `data:` address that is a pasted file rather than words about one.
LONG_DATA = 1_000

_OPENING = re.compile(r"<[A-Za-z]")
_DATA = re.compile(r"\bdata:[^\s\"'<>]*+", re.IGNORECASE)

# A tag or comment as the HTML standard cuts them out: a `</div>` in a comment or a quoted value ends nothing.
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*+|</[^A-Za-z][^>]*+"
    r"|<(/?)([A-Za-z][^\t\n\f\r />]*+)"
    r"(?:[\t\n\f\r /]++|[^\t\n\f\r />][^\t\n\f\r />=]*+"
    r"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?+)?+)*+>?",
    re.DOTALL,
)
# In a document with one of these the rules below do not tell what an end tag ends.
_EXOTIC = re.compile(
    r"<(?:svg|math|script|noscript|template|select|plaintext|xmp|iframe|noembed|noframes|frameset|object|applet"
    r"|marquee|!\[CDATA\[)",
    re.IGNORECASE,
)
_RAW = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in ("style", "title", "textarea")}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _names("area base basefont bgsound br embed frame hr img input keygen link meta param source track wbr")
# They stand in a table only, at most four of them around each other, or nowhere.
_OF_TABLES = _names("caption col colgroup tbody td tfoot th thead tr html head body")
_CELLS = _names("caption td th")
_TABLE_LEVELS = 5
# Ended by their own end tag alone: an unclosed one is opened again in whatever follows.
_FORMATTING = _names("a b big code em font i nobr s small strike strong tt u")
# Their end tag ends what was left open inside.
_BLOCKS = _names(
    "address article aside blockquote center details div dl fieldset figcaption figure footer header main nav ol pre"
    " section summary table ul"
)
_SIBLINGS = {"p": {"p"}, "li": {"li"}, "dd": {"dd", "dt"}, "dt": {"dd", "dt"}, "option": {"option"}, "a": {"a"}}
# Their start tag may end another of their kind, with whatever is open inside.
_KINDS = {name: (name,) for name in ("a", "button", "li", "nobr", "p")} | {
    name: kind for kind in (("dd", "dt"), ("h1", "h2", "h3", "h4", "h5", "h6")) for name in kind
}
_LOOKED_THROUGH = 20


def without_pasted_data(html: str) -> str:
    """Empty the `data:` addresses of pasted pictures, which are never shown and would make their tags long."""
    return _DATA.sub(lambda found: "data:" if len(found[0]) > LONG_DATA else found[0], html)


def is_heavy(html: str) -> bool:
    """Return whether parsing this document would take long. Takes linear time itself."""
    if len(html) > LENGTH_LIMIT:
        return True
    tags = sum(1 for _ in _OPENING.finditer(html))
    if tags > TAG_LIMIT or (tags > DEPTH_LIMIT and depth_of(html, tags) > DEPTH_LIMIT):
        return True
    for piece in html.split(">"):
        if len(piece) > LONG_TAG_LIMIT:
            opening = _OPENING.search(piece)
            if opening is not None and len(piece) - opening.start() > LONG_TAG_LIMIT:
                return True
    return False


def depth_of(html: str, tags: int) -> int:
    """Return how many levels a document of that many opening tags has at most, up to a little above `DEPTH_LIMIT`.

    An end tag counts only where it surely ends something in a browser as well: what is deep cannot look flat. Sloppy
    documents look deeper than they are.
    """
    if _EXOTIC.search(html):
        return tags
    levels = _Levels()
    position = 0
    while levels.deepest <= DEPTH_LIMIT and (token := _TOKEN.search(html, position)):
        position = token.end()
        name = (token[2] or "").lower()
        if not name or name in _VOID:
            continue
        if token[1]:
            levels.end(name)
            continue
        levels.begin(name)
        if name in _RAW:
            end = _RAW[name].search(html, position)
            position = end.start() if end else len(html)
    return levels.deepest


class _Levels:
    """The elements that may be open."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.tables = 0
        self.deepest = 0
        # From these on what is open here is open in a browser as well; below, it may have been ended meanwhile.
        self.certain = 0
        self.certain_tables = 0
        self.is_in_cell = True

    def begin(self, name: str) -> None:
        names = self.names
        if name in _OF_TABLES:
            self.certain = len(names)
            self.is_in_cell = self.is_in_cell or name in _CELLS
            return
        if names and (names[-1] in _SIBLINGS.get(name, ()) or (names[-1] == "p" and name in _BLOCKS)):
            self._take_off_last()
        elif any(other in names for other in _KINDS.get(name, ())) or (name in _BLOCKS and "p" in names):
            self.certain = len(names)
        if name == "table":
            if not self.is_in_cell:
                self.certain_tables = self.certain = len(names)
            self.is_in_cell = False
            self.tables += 1
        names.append(name)
        self.deepest = max(self.deepest, len(names) + self.tables * (_TABLE_LEVELS - 1))

    def end(self, name: str) -> None:
        names = self.names
        if names and names[-1] == name:
            self._take_off_last()
        elif name in _BLOCKS and self._end_block(name):
            pass
        else:
            self.certain = len(names)
            self.is_in_cell = self.is_in_cell and name not in _OF_TABLES
            return
        self.is_in_cell = self.is_in_cell or name == "table"

    def _end_block(self, name: str) -> bool:
        """Take off a block with what was left open inside, formatting excepted; tell whether it was there."""
        names = self.names
        certain = self.certain_tables if name == "table" else self.certain
        # At most so many are looked through: each end tag costs the same.
        for place in range(len(names) - 1, max(certain, len(names) - _LOOKED_THROUGH) - 1, -1):
            if names[place] == name:
                names[place:] = [inner for inner in names[place:] if inner in _FORMATTING]
                self.tables -= name == "table"
                self._lower_certain()
                return True
            if names[place] == "table":
                break
        return False

    def _take_off_last(self) -> None:
        self.tables -= self.names.pop() == "table"
        self._lower_certain()

    def _lower_certain(self) -> None:
        self.certain = min(self.certain, len(self.names))
        self.certain_tables = min(self.certain_tables, len(self.names))
