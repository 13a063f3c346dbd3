"""Tables of strangers on a screen: each outermost one in a box that scrolls, so that its cells may keep words whole."""

import html as entities
import re

# The form in which nh3 writes tags (`html.py`): walked tag by tag, a `<table` inside an attribute's value is no tag.
_WRITTEN_TAG = re.compile(r"<(/?[a-z][a-z0-9]*)(?: [a-z-]+=\"[^\"]*\")*>")


def box_tables(cleaned: str, *, name: str) -> str:
    """Put every table that stands in no other into a box that the keyboard can scroll, called `name`.

    `cleaned` is what `render_body` returned; the result may be marked safe like it. Without a box a wide table would
    have to fit the width of the page, one letter a line.
    """
    if "<table" not in cleaned:
        return cleaned
    opening = f'<div class="table-box" role="region" tabindex="0" aria-label="{entities.escape(name)}">'
    pieces: list[str] = []
    depth = end = 0
    for match in _WRITTEN_TAG.finditer(cleaned):
        if match[1] == "table":
            if not depth:
                pieces += cleaned[end : match.start()], opening
                end = match.start()
            depth += 1
        elif match[1] == "/table":
            depth -= 1
            if not depth:
                pieces += cleaned[end : match.end()], "</div>"
                end = match.end()
    return "".join((*pieces, cleaned[end:]))
