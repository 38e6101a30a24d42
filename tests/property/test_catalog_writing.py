"""Whatever catalogue is admitted, writing it and reading it again gives the same catalogue."""

import tomllib
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import PROJECT
from core.domain.announcements import Audience, Level
from core.domain.catalogs import Catalogs, FilingSystem
from core.domain.editions import CatalogName, changes_between
from core.domain.visible_text import is_invisible
from core.storage.catalog_entries import CatalogIsWrong, CatalogText
from core.storage.catalog_writing import write_document
from core.storage.catalogs import parse_catalogs, read_catalogs

SHIPPED = read_catalogs(PROJECT / "data" / "catalogs")
VISIBLE = st.characters(categories=("L", "N", "P", "S", "M", "Zs")).filter(lambda c: not is_invisible(c))
TEXTS = st.one_of(
    st.text(VISIBLE, max_size=60).map(lambda text: f"á{text}"),
    st.sampled_from(
        ['"""', "'''", "\\", '\\"', "Ñandú\nde dos renglones", "# no es comentario", "=1+1", "[[x]]"]
    ),
)
ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
DAYS = st.dates()
MOMENTS = st.one_of(DAYS, st.datetimes(), st.datetimes(timezones=st.just(UTC)))
CODES = st.lists(st.from_regex(r"[A-Z][A-Z0-9-]{0,14}", fullmatch=True), min_size=1, max_size=5, unique=True)
PLAIN = CatalogText(
    "calendar",
    "[hours]\nmonday = [09:00:00, 18:00:00]\n"
    '[[days]]\non = 2026-12-25\nkind = "inhabil"\nlegal_basis = "LFT"\nsource = "prueba"\n',
)
"""Names no type of procedure: those that are drawn are others."""
VALID = {"valid_from": DAYS, "retired_on": DAYS}
ENTRIES: dict[CatalogName, st.SearchStrategy[dict[str, Any]]] = {
    CatalogName.PROCEDURE_TYPES: st.fixed_dictionaries(
        {"name": TEXTS, "system": st.sampled_from([str(s) for s in FilingSystem]), "source": TEXTS},
        optional={
            "restricted": st.booleans(),
            "required_fields": st.lists(st.sampled_from(["caracter", "descripcion"]), unique=True),
            "advice": TEXTS,
            **VALID,
        },
    ),
    CatalogName.GROUNDS: st.fixed_dictionaries(
        {"title": TEXTS, "legal_basis": TEXTS, "advice": TEXTS, "source": TEXTS},
        optional={"needs_document": st.booleans(), **VALID},
    ),
    CatalogName.LABELS: st.fixed_dictionaries(
        {"name": TEXTS, "advice": TEXTS, "source": TEXTS}, optional={**VALID}
    ),
    CatalogName.NOTICES: st.fixed_dictionaries(
        {
            "text": TEXTS,
            "level": st.sampled_from([str(level) for level in Level]),
            "audience": st.sampled_from([str(audience) for audience in Audience]),
        },
        optional={"valid_from": MOMENTS, "valid_until": MOMENTS, "retired_on": DAYS},
    ),
}


def _read(name: CatalogName, content: str) -> Catalogs:
    return parse_catalogs({**SHIPPED, CatalogName.CALENDAR: PLAIN, name: CatalogText("drawn", content)})


@pytest.mark.parametrize("name", ENTRIES)
@given(data=st.data())
def test_what_is_written_is_read_again(name: CatalogName, data: st.DataObject) -> None:
    """Values, order and types; the parser admits both or neither."""
    rows = [{"code": code, **data.draw(ENTRIES[name])} for code in data.draw(CODES)]
    document: dict[str, Any] = {name.value: rows}
    content = write_document(document)
    again = tomllib.loads(content)
    assert again == document
    assert changes_between(document, again) == ()
    assert write_document(again) == content
    assert _read(name, content) == _read(name, write_document(again))
    read = {
        CatalogName.PROCEDURE_TYPES: lambda c: c.procedure_types,
        CatalogName.GROUNDS: lambda c: c.grounds,
        CatalogName.LABELS: lambda c: c.labels,
        CatalogName.NOTICES: lambda c: c.announcements,
    }[name](_read(name, content))
    assert [entry.code for entry in read] == [row["code"] for row in rows]
    for entry, row in zip(read, rows, strict=True):
        said = {key: getattr(entry, key) for key in row}
        said["required_fields"] = sorted(said.get("required_fields", ()))
        assert said == {**row, "required_fields": sorted(row.get("required_fields", ()))}


@given(st.sampled_from(list(SHIPPED)), ANY_TEXT, st.integers(0, 10_000), st.integers(0, 20))
def test_a_mutilated_document_is_refused_or_read_and_nothing_else(
    name: CatalogName, put: str, at: int, length: int
) -> None:
    """Whatever stands in a file, the parser's only answer beside a catalogue is its own complaint."""
    content = SHIPPED[name].content
    at %= len(content)
    mutilated = content[:at] + put + content[at + length :]
    with suppress(CatalogIsWrong):
        assert parse_catalogs({**SHIPPED, name: CatalogText("mutilated", mutilated)}).procedure_types


def test_the_shipped_catalogues_survive_being_written() -> None:
    """Each file, written again without its comments, says the same."""
    rewritten = {
        name: CatalogText("again", write_document(tomllib.loads(text.content)))
        for name, text in SHIPPED.items()
    }
    assert parse_catalogs(rewritten) == parse_catalogs(SHIPPED)


def test_a_moment_keeps_its_zone() -> None:
    """An instant with an offset comes back as the same instant, aware."""
    at = datetime(2026, 3, 13, 10, 0, tzinfo=UTC)
    assert tomllib.loads(write_document({"at": at}))["at"] == at
