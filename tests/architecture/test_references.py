"""What our texts refer to is in the repository: sections of the page on the product, by their titles."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
TITLES = HEADING.findall((ROOT / "docs" / "product.md").read_text(encoding="utf-8"))
REFERENCE = re.compile(r'docs/product\.md`?((?:(?:,| and) "[^"]+")+)')
BARE = re.compile(r'docs/product\.md(?!`?, ")')
LINE_END = re.compile(r"\s*\n\s*(?:#:?|//)?\s*")
# A document that the repository does not contain.
ELSEWHERE = re.compile(r"product\s+facts|\bfacts\s+\d", re.IGNORECASE)

TEXTS = {
    path.relative_to(ROOT).as_posix(): LINE_END.sub(" ", path.read_text(encoding="utf-8"))
    for folder in ("src", "docs", "tests", "benchmarks")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".md", ".html"}
}


def test_titles_of_the_page_on_the_product_are_unique():
    assert len(TITLES) == len(set(TITLES))


def test_references_name_sections_of_the_page_on_the_product():
    named = [
        (path, title)
        for path, text in TEXTS.items()
        for titles in REFERENCE.findall(text)
        for title in re.findall(r'"([^"]+)"', titles)
    ]
    assert named
    assert [(path, title) for path, title in named if title not in TITLES] == []


def test_code_refers_to_the_page_on_the_product_by_title():
    assert [path for path, text in TEXTS.items() if path.startswith("src/") and BARE.search(text)] == []


def test_sections_of_the_page_on_the_product_refer_to_each_other():
    text = TEXTS["docs/product.md"]
    assert [title for title in re.findall(r'\bsee "([^"]+)"', text) if title not in TITLES] == []


def test_nothing_refers_to_a_document_elsewhere():
    assert [path for path, text in TEXTS.items() if ELSEWHERE.search(text)] == []
