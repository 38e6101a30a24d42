"""Every code that the documents' side can return has its sentences, and every placeholder its fact."""

import string
import tomllib
from pathlib import Path
from typing import Any

import pytest

from console import texts
from core.config import PROJECT
from core.documents import refusals
from core.documents.findings import ActiveKind, FindingCode, Limit
from core.documents.media_types import UNKNOWN, MediaTypes
from core.domain.checklist import FilingCode
from core.errors import Refusal

TEXTS: dict[str, Any] = tomllib.loads((PROJECT / "data/texts/documents.toml").read_text("utf-8"))
CATALOGUE = MediaTypes.load(PROJECT / "data/catalogs/media_types.toml")
NUMBERS = {"size_mib", "pages", "most", "megapixels", "pdfium", "pypdf", "page"}
TYPES = {"detected", "first", "second"}


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_finding_has_both_sentences() -> None:
    """No finding without a sentence for each reader, no sentence without a finding."""
    written = texts._content()["findings"]
    assert set(written) == {code.value for code in (*FindingCode, *FilingCode)}
    assert all(set(entry) == {"filer", "clerk"} for entry in written.values())


def test_every_refusal_has_its_three_sentences() -> None:
    """What happened, what it means, what to do."""
    classes = [c for c in vars(refusals).values() if isinstance(c, type) and issubclass(c, Refusal)]
    ours = {c.code for c in classes if c.__module__ == refusals.__name__}
    assert set(TEXTS["refusals"]) == ours
    assert all(set(entry) == {"what", "means", "do"} for entry in TEXTS["refusals"].values())


@pytest.mark.parametrize(("fact", "codes"), [("kind", ActiveKind), ("limit", Limit)])
def test_every_value_of_a_fact_can_be_said(fact: str, codes: type[ActiveKind] | type[Limit]) -> None:
    """A code never reaches a person's screen."""
    assert set(TEXTS["values"][fact]) == {code.value for code in codes}


def test_every_placeholder_is_a_number_a_type_or_a_value() -> None:
    """Whoever fills in a sentence knows where each word comes from."""
    entries = [*TEXTS["findings"].values(), *TEXTS["refusals"].values()]
    used = {name for entry in entries for sentence in entry.values() for name in _placeholders(sentence)}
    assert used <= NUMBERS | TYPES | {"extension"} | set(TEXTS["values"])


def test_the_catalogue_holds_together() -> None:
    """Codes and media types are unique, and every admitted type has somebody to examine it."""
    assert len({e.code for e in CATALOGUE.entries}) == len(CATALOGUE.entries)
    assert len({e.media_type for e in CATALOGUE.entries}) == len(CATALOGUE.entries)
    assert all(x == x.lower() and x.startswith(".") for e in CATALOGUE.entries for x in e.extensions)
    assert all(bool(e.family) == e.admitted for e in CATALOGUE.entries)
    assert all(e.label for e in CATALOGUE.entries)


def test_what_the_catalogue_does_not_know_is_unknown() -> None:
    """Any other code, media type or extension gets the unknown type, which is not admitted."""
    unknown = CATALOGUE.by_code(UNKNOWN)
    assert CATALOGUE.by_code("x") == CATALOGUE.by_media_type("x/y") == CATALOGUE.by_extension(".x") == unknown
    assert not unknown.admitted
    assert CATALOGUE.by_extension(".jpeg").media_type == "image/jpeg"
    assert ".pdf" in CATALOGUE.admitted_extensions
    assert ".zip" not in CATALOGUE.admitted_extensions


@pytest.mark.parametrize(
    "content",
    [
        "",
        '[[media_types]]\ncode = "pdf"\n',
        '[[media_types]]\ncode = "unknown"\nextensions = []\nexplained = "nowhere"\n',
    ],
)
def test_a_broken_catalogue_is_refused_at_the_start(tmp_path: Path, content: str) -> None:
    """An operator's mistake is found when the catalogue is read, not when a filing arrives."""
    path = tmp_path / "media_types.toml"
    path.write_text(content)
    with pytest.raises(ValueError, match="media_types"):
        MediaTypes.load(path)
