"""docs/security.md names tests that exist, and leaves no row of the standard out."""

import re
from collections.abc import Iterator
from pathlib import Path

from core.config import PROJECT
from tests.architecture.source import functions, sources

PAGE = PROJECT / "docs" / "security.md"
ROWS = {
    "3.2": (1, 2), "3.3": (1, 2, 3, 4), "3.4": (1, 2, 3, 4, 5, 6), "3.5": (1, 2, 3, 4, 5), "3.7": (1, 2),
    "4.1": (1, 2, 3), "4.2": (1,), "4.3": (1, 2), "4.4": (1, 2, 3, 4),
    "6.1": (1, 2, 3), "6.2": tuple(range(1, 13)), "6.3": (1, 2, 3, 4), "6.4": (1, 2, 3, 4),
    "6.5": (1, 2, 3, 4, 5), "6.6": (1, 2, 3), "6.8": (1, 2, 3, 4),
    "7.1": (1, 2, 3), "7.2": (1, 2, 3, 4), "7.3": (1, 2), "7.4": (1, 2, 3, 4, 5), "7.5": (1, 2), "7.6": (1, 2),
    "8.1": (1, 2), "8.2": (1, 2, 3), "8.3": (1,), "8.4": (1,), "9.1": (1, 2, 3), "9.2": (1, 2, 3, 4),
    "10.1": (1, 2), "10.2": (1, 2), "10.3": (1, 2, 3, 4), "10.4": tuple(range(1, 12)), "10.5": (1, 2, 3, 4, 5),
    "10.6": (1, 2), "10.7": (1, 2, 3),
    "12.1": (1, 2, 3), "12.2": (1, 2), "12.3": (1, 2, 3, 4), "13.1": (1,), "13.2": (1, 2, 3, 4, 5),
    "13.3": (1, 2), "13.4": (1, 2, 3, 4, 5), "14.1": (1, 2), "14.2": (1, 2, 3, 4), "14.3": (1, 2, 3),
    "16.1": (1,), "16.2": (1, 2, 3, 4, 5), "16.3": (1, 2, 3, 4), "16.4": (1, 2, 3), "16.5": (1, 2, 3),
}  # fmt: skip
"""The rows of levels 1 and 2 of the chapters that are told row by row (OWASP ASVS 5.0.0)."""
STANDS = {"done", "partly", "not done", "operator", "n/a"}
_NAMED = re.compile(r"`(test_\w+)::(test_\w+)`")
_ROW = re.compile(r"^\| (\d+\.\d+)\.(\d+)(?:–\d+\.\d+\.(\d+))? \| [^|]+ \| ([^|]+) \|(.*)\|$", re.MULTILINE)


def _rows() -> Iterator[tuple[str, str, str]]:
    """Yield each row's number, how it stands and where."""
    for section, first, last, stands, where in _ROW.findall(PAGE.read_text(encoding="utf-8")):
        for number in range(int(first), int(last or first) + 1):
            yield f"{section}.{number}", stands, where


def _tests() -> set[tuple[str, str]]:
    return {(Path(s.path).stem, f.name) for s in sources("tests") for f in functions(s.tree)}


def test_every_named_test_exists() -> None:
    """No row and no attack rests on a test that was renamed or taken away."""
    named = set(_NAMED.findall(PAGE.read_text(encoding="utf-8")))
    assert len(named) > 100
    assert named - _tests() == set()


def test_no_row_is_left_out_or_told_twice() -> None:
    """Every row of levels 1 and 2 of those chapters stands there once, with one of the five words."""
    told = [(row, stands) for row, stands, _ in _rows()]
    assert len({row for row, _ in told}) == len(told)
    assert {f"{section}.{n}" for section, numbers in ROWS.items() for n in numbers} - {
        r for r, _ in told
    } == set()
    assert {stands for _, stands in told} <= STANDS


def test_what_is_done_is_shown_and_what_is_not_says_why() -> None:
    """Done names a test (or, of a documentation row, the page); partly and not done say what is missing."""
    documents = {"2.1.3"}
    unshown = [row for row, stands, where in _rows() if stands == "done" and not _NAMED.search(where)]
    assert set(unshown) <= documents
    assert [
        row for row, stands, where in _rows() if stands in {"partly", "not done"} and len(where) < 25
    ] == []


def test_its_links_lead_somewhere() -> None:
    """Files that the page links to are there."""
    targets = re.findall(r"\]\((?!#)([\w/.-]+)", PAGE.read_text(encoding="utf-8"))
    assert targets
    assert [t for t in targets if not (PAGE.parent / t).exists()] == []
