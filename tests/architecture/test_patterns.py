"""No text of a stranger makes a regular expression work more than its length explains.

Every pattern of the product is run by a matcher that counts its steps (`steps.py`), over texts that are made to hurt:
those of the table, and mixtures of the pattern's own characters. Twice the text may take twice the steps, and a little.
"""

import ast
import functools
import importlib
import pkgutil
import random
import re
from pathlib import Path

import pytest
from django.core.validators import EmailValidator, RegexValidator

import sangdam
from sangdam.doors.console import converters
from tests.architecture.steps import StepCounter, parsed, sre

SEARCHING = {"search", "finditer", "findall", "sub", "subn", "split"}
SHORT, MIXTURES = 96, 90
# A quadratic pattern takes four times the steps for twice the text.
GROWTH = 2.6
# A pattern that looks further ahead than this from everywhere is as good as quadratic; a long list of words takes one
# step for each of them.
STEPS_A_CHARACTER = 100


def modules():
    """Import every module of the product that can be imported beside a server."""
    for found in pkgutil.walk_packages(sangdam.__path__, "sangdam."):
        if ".migrations" not in found.name and not found.name.endswith((".__main__", ".wsgi", ".asgi")):
            yield importlib.import_module(found.name)


def patterns():
    """Find every pattern by name, and whether it is searched for or matched from the beginning only."""
    found = {}
    for module in modules():
        source = Path(module.__file__).read_text(encoding="utf-8")
        for name, value in vars(module).items():
            items = value if isinstance(value, dict) else {"": value}
            for key, item in items.items():
                if isinstance(item, RegexValidator):
                    found[f"{module.__name__}.{name}"] = (item.regex, True)  # Django searches
                elif isinstance(item, EmailValidator):
                    found[f"{module.__name__}.{name}.user"] = (item.user_regex, False)
                    found[f"{module.__name__}.{name}.domain"] = (item.domain_regex, False)
                elif isinstance(item, re.Pattern):
                    is_searched = isinstance(value, dict) or any(f"{name}.{verb}(" in source for verb in SEARCHING)
                    found[f"{module.__name__}.{name}{key and '.' + str(key)}"] = (item, is_searched)
    for name, part in vars(converters).items():
        if isinstance(getattr(part, "regex", None), str):
            found[f"{converters.__name__}.{name}"] = (re.compile(part.regex), False)
    return found


PATTERNS = patterns()

# Prefix, what is repeated, end: how each of these was or could have been made to work for hours.
PAINFUL = {
    "sangdam.doors.open_api.calls._TEXT_OR_NO_BREAK_SPACE": [
        ("\xa0", '"\\', ""),
        ("\xa0", '"\\', "x"),
        ("", '"\\"', ""),
        ("", '"a', "\xa0"),
        ("", '\\"', "\xa0"),
        ('"', "\xa0", ""),
        ('"', "\\\\", '"'),
    ],
    "sangdam.foundation.sanitizing.html._FORMATTING_WITH_ATTRIBUTES": [("", "<b ", ""), ("", "<b <", ">")],
    "sangdam.foundation.sanitizing.html._KNOWN_TAG": [("", "<p ", ""), ("<p", " ", "!"), ("<p", " /", "!")],
    "sangdam.foundation.sanitizing.html._BLOCK": [("", "<p ", ""), ("<p", " ", "<")],
    "sangdam.foundation.sanitizing.html._WRITTEN_TAG": [("", '<a b="', ""), ("<a", ' b=""', "!"), ("", '<a b="" ', "")],
    "sangdam.foundation.sanitizing.html._WRITTEN_ATTRIBUTE": [("", ' a="', ""), ("", " a", "")],
    "sangdam.foundation.sanitizing.text._UNSPOKEN": [
        ("", "<script", ""),
        ("", "<script>", ""),
        ("<script>", "</script ", ""),
        ("<script>", "</style>", ""),
        ("", "<script ", ">"),
    ],
    "sangdam.foundation.sanitizing.text._COMMENT": [("", "<!--", ""), ("<!--", "-", ""), ("<!--", "--!", "")],
    "sangdam.foundation.sanitizing.text._TAG": [("", "<a ", ""), ("", "<!", ""), ("", "<?", "")],
    "sangdam.foundation.sanitizing.text._LINK": [("", "http://a", ""), ("", "http://", ""), ("", "https", "")],
    "sangdam.foundation.sanitizing.text._LINK_TWICE": [
        ("", "[http:", ""),
        ("", "[http:a](http:", ""),
        ("[http:", "a", "](http:"),
        ("", "[tel:a](tel:a", ""),
    ],
    "sangdam.foundation.sanitizing.text._EMPTY_LINE": [("\n", " ", "x"), ("", "\n ", "x"), ("\n", "\t ", "")],
    "sangdam.foundation.sanitizing.weight._DATA": [("", "data:", ""), ("", "data:a", '"'), ("data:", "x", "")],
    "sangdam.foundation.sanitizing.weight._TOKEN": [
        ("", "<!--", ""),
        ("", "<!-", ""),
        ("", '<a b="', ""),
        ("", "<a b='", '"'),
        ("<a", " b=", '"'),
        ("<a ", "b= ", ""),
        ("<a", " /", "!"),
        ("", "<a ", ""),
        ("", "</", ""),
        ("", "<?", ""),
    ],
    "sangdam.answer_mails.layouts._UNSAFE": [("<", " ", "!"), ("", "< /", "!"), (" on", "a", "!"), (" ona", " ", "!")],
    "sangdam.tickets.inquiry._is_phone": [("+1", "-", ""), ("1", " ", "x"), ("(", ".", "")],
    "sangdam.tickets.inquiry._is_email.user": [("a", ".a", ""), ("", "a.", "!"), ('"', "\\a", ""), ('"', "a", "")],
    "sangdam.tickets.inquiry._is_email.domain": [("a", "-a", "."), ("", "a.", "!"), ("", "a-", ".a")],
    "sangdam.foundation.outbound.mail._LOCAL_PART": [("", "a.", ""), ("a", ".a", "@")],
    "sangdam.foundation.outbound.mail._DOMAIN": [("a", "-", ""), ("a", ".", "!"), ("", "a-", "")],
    "sangdam.foundation.storage.formats._MARKUP_START": [("", " ", "x"), ("", "\n<", "")],
    "sangdam.foundation.storage.checking._RESERVED": [("con.", ".", "\n"), ("con", ".a", "\n")],
    "sangdam.doors.hosts.OPEN_API_PATH": [("", "/", "x"), ("/", "a", ""), ("/a", "/", "ap"), ("", "/a", "")],
    "sangdam.foundation.events.reading._TEXT": [("1:1:", "1,", ""), ("1:1:1", ",1", "x"), ("", "1", ":")],
    "sangdam.deliveries.message_ids._OWN": [("<", "0", ""), ("", "T0", "@"), ("<", "a.", ">")],
    "sangdam.foundation.templating.codes._CODE": [("", "#{", ""), ("", "#{a", ""), ("#{", "a", "")],
    "sangdam.answer_mails.composing._ANSWERED": [("", " ", "re"), ("re", " ", ""), ("", "re ", "")],
}


ready = functools.cache(StepCounter)


def count(counter, text, *, is_searched):
    """Return the steps over a text, in the way the product uses the pattern."""
    counter.steps = 0
    if is_searched:
        counter.find_all(text)
    else:
        counter.match(text, whole=False)
        counter.match(text, whole=True)
    return counter.steps


def assert_linear(pattern, begin, repeated, end, *, is_searched):
    """Take as many steps for each further character, whatever stands before it."""
    counter = ready(pattern)
    once, twice = (
        count(counter, begin + repeated * (times * SHORT // len(repeated)) + end, is_searched=is_searched)
        for times in (1, 2)
    )
    told = f"{pattern.pattern!r} over {begin!r} + {repeated!r} * n + {end!r}: {once} steps, {twice} for twice as much"
    assert twice <= once * GROWTH + 50, told
    assert twice - once <= STEPS_A_CHARACTER * SHORT, told


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in PAINFUL.items() for text in texts], ids=lambda value: repr(value)
)
def test_a_text_made_to_hurt_takes_no_more_than_its_length(name, text):
    pattern, is_searched = PATTERNS[name]
    assert_linear(pattern, *text, is_searched=is_searched)


def characters_of(items):
    """Yield texts out of a pattern's own pieces: its words, and a character of each of its sets."""
    word = ""
    for operator, value in items:
        if operator == sre.LITERAL:
            word += chr(value)
            continue
        if word:
            yield word
        word = ""
        if operator == sre.IN:
            yield from (chr(what if kind == sre.LITERAL else what[0]) for kind, what in value[:3] if kind in RANGES)
        elif operator == sre.BRANCH:
            for branch in value[1]:
                yield from characters_of(branch)
        elif operator == sre.SUBPATTERN:
            yield from characters_of(value[3])
        elif operator in REPEATS:
            yield from characters_of(value[2])
        elif operator == sre.ATOMIC_GROUP:
            yield from characters_of(value)
        elif operator in (sre.ASSERT, sre.ASSERT_NOT):
            yield from characters_of(value[1])
    if word:
        yield word


RANGES = {sre.LITERAL, sre.RANGE}
REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_mixture_of_its_own_characters_makes_a_pattern_work_more(name):
    pattern, is_searched = PATTERNS[name]
    chance = random.Random(name)
    pieces = sorted({*characters_of(parsed(pattern)), " ", "a", "0", "<", '"', "\\", "\n"})
    for _ in range(MIXTURES):
        begin = chance.choice(["", "".join(chance.choices(pieces, k=chance.randint(1, 2)))])
        repeated = "".join(chance.choices(pieces, k=chance.randint(1, 3)))[:SHORT]
        end = chance.choice(["", "!", "\n", chance.choice(pieces)])
        assert_linear(pattern, begin, repeated, end, is_searched=is_searched)


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_the_counting_matcher_finds_what_pythons_own_finds(name):
    pattern, _ = PATTERNS[name]
    chance = random.Random(name)
    pieces = sorted({*characters_of(parsed(pattern)), " ", "a", "0", ">", '"', "\\", "\n", "]", ":"})
    counter = StepCounter(pattern)
    for _ in range(40):
        text = "".join(chance.choices(pieces, k=chance.randint(0, 12)))
        subject = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
        decoded = subject.decode("latin-1") if isinstance(subject, bytes) else subject
        assert counter.find_all(decoded) == [found.span() for found in pattern.finditer(subject)]
        for whole in (False, True):
            found = pattern.fullmatch(subject) if whole else pattern.match(subject)
            assert counter.match(decoded, whole=whole) == (found.end() if found else None)


def test_every_pattern_has_a_name_under_which_it_is_looked_at():
    unnamed = []
    for path in sorted(Path(sangdam.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in {*SEARCHING, "match", "fullmatch"}
                and not isinstance(node.args[0], ast.Attribute)
            ):
                unnamed.append(f"{path}:{node.lineno}")
    assert unnamed == []


@pytest.mark.parametrize(
    "pattern",
    [r"(?:a|a)*b", r"(?:a+)+b", r"a*a*b", r"\s+$", r"<(b)\s[^>]*>", r'("(?:[^"\\]|\\.)*")|x', r"x[^>]{500}>"],
)
def test_a_pattern_that_works_too_much_is_noticed(pattern):
    compiled = re.compile(pattern)
    with pytest.raises(AssertionError):
        for repeated in ("a", " ", "<b ", '"\\', "x"):
            assert_linear(compiled, "", repeated, "!", is_searched=True)
