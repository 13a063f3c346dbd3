"""Whether templates get everything they name: Django draws nothing for a name that is not there, and says nothing.

`string_if_invalid` sees `{{ name }}` only; `{% if %}`, `{% for %}`, `{% with %}` and tags swallow what is missing. So
the expressions themselves tell. A name that may be absent says so where it stands, `name|default:""`; of something
that may be None, `thing.name|default:""` does, but never a member that the thing has not.
"""

from pathlib import Path
from typing import Any

from django.template.base import FilterExpression, Parser, TokenType, VariableDoesNotExist
from django.template.defaultfilters import default, default_if_none
from django.templatetags.i18n import BlockTranslateNode

import sangdam

_OURS = str(Path(sangdam.__file__).parent)
_missing: list[str] = []


class _TellingExpression(FilterExpression):
    __slots__ = ("place",)

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        self.place = _place_of(parser)

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        if self.place and self.is_var:
            may_be_absent = any(function in {default, default_if_none} for function, _ in self.filters)
            arguments = [given for _, filled in self.filters for is_variable, given in filled if is_variable]
            for variable in (self.var, *arguments):
                try:
                    variable.resolve(context)
                except VariableDoesNotExist as fault:
                    is_first_or_of_none = "." not in variable.var or fault.params[1] is None
                    if not (may_be_absent and variable is self.var and is_first_or_of_none):
                        _missing.append(f"{self.place}: {variable.var}")
        return super().resolve(context, ignore_failures)


def _place_of(node_or_parser: Any) -> str:
    origin = getattr(node_or_parser, "origin", None)
    name = str(getattr(origin, "name", ""))
    return str(origin.template_name) if name.startswith(_OURS) else ""


def _render_telling(node: BlockTranslateNode, context: Any, nested: bool = False) -> str:
    known = {*node.extra_context, node.countervar}
    if place := _place_of(node):
        for token in [*node.singular, *(node.plural or [])]:
            if token.token_type == TokenType.VAR and token.contents not in known and token.contents not in context:
                _missing.append(f"{place}: {token.contents}")
    return _render(node, context, nested)


_render = BlockTranslateNode.render


def watch() -> None:
    """Let every template compiled from now on tell what it did not get."""
    Parser.compile_filter = lambda parser, token: _TellingExpression(token, parser)  # type: ignore[method-assign]
    BlockTranslateNode.render = _render_telling  # type: ignore[method-assign]


def take_missing() -> list[str]:
    """Return what templates named and did not get since the last time."""
    found = sorted(set(_missing))
    _missing.clear()
    return found
