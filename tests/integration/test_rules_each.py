"""Every finding has a file that causes it, and clean files that do not; no rule is there for nothing."""

from pathlib import Path

import pytest

from core.config import PROJECT
from core.documents.findings import FindingCode
from core.documents.reader import DocumentReader
from core.documents.rulebook import UNRULED, RuleBook
from tests.hostile.rules_each import CAUSES, CLEAN

BOOK = RuleBook.load(PROJECT / "data" / "catalogs" / "rules.toml")
ELSEWHERE = {"too_large", "infected", "not_scanned"}
"""Found by the command line and by the antivirus, and tried with them."""


def _codes(reader: DocumentReader, path: Path, name: str, data: bytes) -> set[str]:
    path.write_bytes(data)
    return {f.code for f in reader.inspect(path, name).findings}


def test_every_finding_has_a_file_that_causes_it() -> None:
    """A finding added without one is found here."""
    assert set(CAUSES) == {c.value for c in FindingCode if c not in UNRULED} - ELSEWHERE


@pytest.mark.parametrize("code", CAUSES)
def test_the_file_made_for_a_finding_causes_it(reader: DocumentReader, tmp_path: Path, code: str) -> None:
    """It is found, and belongs to a rule."""
    name, make = CAUSES[code]
    assert code in _codes(reader, tmp_path / "x", name, make())
    assert BOOK.rule_of(code, {"kind": "launch"})


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_file_causes_none(reader: DocumentReader, tmp_path: Path, name: str) -> None:
    """An ordinary file of each family has nothing to be told."""
    assert _codes(reader, tmp_path / "x", name, CLEAN[name]()) == set()
