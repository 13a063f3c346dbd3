"""A backtracking matcher that counts its steps, as Python's own works but in the open.

Python's matcher tells no steps, and its time says little on a busy machine. This one takes a pattern as Python parsed
it and tries the same ways in the same order; Python's shortcuts only ever leave steps out.
"""

import re
from collections.abc import Callable
from typing import Any

from re import _constants as sre  # isort: skip
from re import _parser as parser  # isort: skip

CHARACTER, SPLIT, JUMP, SAVE, AT, SUB, BACK, MARK, MOVED = range(9)
_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    sre.CATEGORY_DIGIT: str.isdecimal,
    sre.CATEGORY_SPACE: lambda one: one.isspace(),
    sre.CATEGORY_WORD: lambda one: one.isalnum() or one == "_",
}
_NOT = {
    sre.CATEGORY_NOT_DIGIT: sre.CATEGORY_DIGIT,
    sre.CATEGORY_NOT_SPACE: sre.CATEGORY_SPACE,
    sre.CATEGORY_NOT_WORD: sre.CATEGORY_WORD,
}


def parsed(pattern: re.Pattern[Any]) -> Any:
    """Parse a compiled pattern again."""
    return parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)


class TooManySteps(AssertionError):
    """A pattern works for ever over a short text."""


class StepCounter:
    """A pattern ready to be run with its steps counted; `TooManySteps` ends what would never end."""

    limit = 100_000

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self.flags = pattern.flags
        self.marks = 0
        self.steps = 0
        self.program: list[tuple[Any, ...]] = []
        self._write(parsed(pattern), self.program)

    def find_all(self, text: str) -> list[tuple[int, int]]:
        """Find every match, as `finditer` does."""
        found, position = [], 0
        while position <= len(text):
            end = self._run(self.program, text, position, {})
            if end is None:
                position += 1
                continue
            found.append((position, end[0]))
            position = end[0] + (end[0] == position)
        return found

    def match(self, text: str, *, whole: bool) -> int | None:
        """Match at the beginning, as `match` and `fullmatch` do, and return the end."""
        program = [*self.program, (AT, sre.AT_END_STRING)] if whole else self.program
        end = self._run(program, text, 0, {})
        return None if end is None else end[0]

    # --- the program ---

    def _write(self, items: Any, program: list[tuple[Any, ...]]) -> None:
        for operator, value in items:
            if operator in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
                program.append((CHARACTER, self._one(operator, value)))
            elif operator == sre.AT:
                program.append((AT, value))
            elif operator == sre.BRANCH:
                self._write_branches(value[1], program)
            elif operator == sre.SUBPATTERN:
                group, _, _, inner = value
                if group is not None:
                    program.append((SAVE, 2 * group))
                self._write(inner, program)
                if group is not None:
                    program.append((SAVE, 2 * group + 1))
            elif operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
                self._write_repeat(operator, *value, program)
            elif operator == sre.ATOMIC_GROUP:
                program.append((SUB, "atomic", self._apart(value), 0))
            elif operator in (sre.ASSERT, sre.ASSERT_NOT):
                back = 0 if value[0] > 0 else value[1].getwidth()[0]
                program.append((SUB, "ahead" if operator == sre.ASSERT else "not ahead", self._apart(value[1]), back))
            elif operator == sre.GROUPREF:
                program.append((BACK, value))
            else:
                raise NotImplementedError(f"The step counter does not know {operator}.")

    def _apart(self, items: Any) -> list[tuple[Any, ...]]:
        program: list[tuple[Any, ...]] = []
        self._write(items, program)
        return program

    def _write_branches(self, branches: Any, program: list[tuple[Any, ...]]) -> None:
        ends = []
        for number, branch in enumerate(branches):
            if number < len(branches) - 1:
                place = len(program)
                program.append(())
                self._write(branch, program)
                ends.append(len(program))
                program.append(())
                program[place] = (SPLIT, place + 1, len(program))
            else:
                self._write(branch, program)
        for place in ends:
            program[place] = (JUMP, len(program))

    def _write_repeat(self, operator: Any, least: int, most: Any, items: Any, program: list[tuple[Any, ...]]) -> None:
        if operator == sre.POSSESSIVE_REPEAT:
            inner: list[tuple[Any, ...]] = []
            self._write_repeat(sre.MAX_REPEAT, least, most, items, inner)
            program.append((SUB, "atomic", inner, 0))
            return
        for _ in range(least):
            self._write(items, program)
        is_greedy = operator == sre.MAX_REPEAT
        if most == sre.MAXREPEAT:
            mark, self.marks = self.marks, self.marks + 1
            place = len(program)
            program += [(), (MARK, mark)]
            self._write(items, program)
            program += [(MOVED, mark), (JUMP, place)]
            program[place] = self._split(is_greedy, place + 1, len(program))
            return
        places = []
        for _ in range(int(most) - least):
            places.append(len(program))
            program.append(())
            self._write(items, program)
        for place in places:
            program[place] = self._split(is_greedy, place + 1, len(program))

    @staticmethod
    def _split(is_greedy: bool, inside: int, past: int) -> tuple[Any, ...]:
        return (SPLIT, inside, past) if is_greedy else (SPLIT, past, inside)

    def _one(self, operator: Any, value: Any) -> Callable[[str], bool]:
        if operator == sre.ANY:
            return (lambda one: True) if self.flags & re.DOTALL else (lambda one: one != "\n")
        items = [(sre.LITERAL, value)] if operator != sre.IN else value
        is_negative = operator == sre.NOT_LITERAL
        if items[0][0] == sre.NEGATE:
            is_negative, items = True, items[1:]
        is_ascii = not self.flags & re.UNICODE

        def is_among(one: str) -> bool:
            for kind, what in items:
                if kind == sre.LITERAL and ord(one) == what:
                    return True
                if kind == sre.RANGE and what[0] <= ord(one) <= what[1]:
                    return True
                if kind == sre.CATEGORY:
                    is_in = _CATEGORIES[_NOT.get(what, what)](one) and (not is_ascii or ord(one) < 128)
                    if is_in != (what in _NOT):
                        return True
            return False

        if self.flags & re.IGNORECASE:
            return lambda one: any(map(is_among, {one, one.lower()[:1], one.upper()[:1]})) != is_negative
        return lambda one: is_among(one) != is_negative

    # --- running it ---

    def _run(
        self, program: list[tuple[Any, ...]], text: str, start: int, groups: dict[int, int]
    ) -> tuple[int, dict[int, int]] | None:
        length = len(program)
        open_ways: list[tuple[int, int, dict[int, int]]] = [(0, start, groups)]
        while open_ways:
            place, position, saved = open_ways.pop()
            while True:
                if place == length:
                    return position, saved
                self.steps += 1
                if self.steps > self.limit:
                    raise TooManySteps(f"more than {self.limit} steps over {len(text)} characters")
                operation = program[place]
                kind = operation[0]
                place += 1
                if kind == CHARACTER:
                    if position == len(text) or not operation[1](text[position]):
                        break
                    position += 1
                elif kind == SPLIT:
                    open_ways.append((operation[2], position, saved))
                    place = operation[1]
                elif kind == JUMP:
                    place = operation[1]
                elif kind == SAVE:
                    saved = {**saved, operation[1]: position}
                elif kind == MARK:
                    saved = {**saved, -1 - operation[1]: position}
                elif kind == MOVED:
                    if saved[-1 - operation[1]] == position:
                        break
                elif kind == AT:
                    if not self._is_at(operation[1], text, position):
                        break
                elif kind == BACK:
                    captured = saved.get(2 * operation[1]), saved.get(2 * operation[1] + 1)
                    if None in captured or not text.startswith(again := text[slice(*captured)], position):
                        break
                    self.steps += len(again)
                    position += len(again)
                else:
                    begin = position - operation[3]
                    inner = self._run(operation[2], text, begin, saved) if begin >= 0 else None
                    if (inner is None) != (operation[1] == "not ahead"):
                        break
                    if operation[1] == "atomic" and inner is not None:
                        position, saved = inner
        return None

    def _is_at(self, where: Any, text: str, position: int) -> bool:
        if where in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
            return position == 0
        if where == sre.AT_END_STRING:
            return position == len(text)
        if where == sre.AT_END:
            return position == len(text) or text[position:] == "\n"
        is_word = _CATEGORIES[sre.CATEGORY_WORD]
        before = position > 0 and is_word(text[position - 1])
        after = position < len(text) and is_word(text[position])
        return (before != after) == (where == sre.AT_BOUNDARY)
