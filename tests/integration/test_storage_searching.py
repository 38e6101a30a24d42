"""What the lists find: folded alike on both databases, and kept up with every change."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.queue import Tab
from core.storage.searching import fold, search_columns
from tests.offices import FIELDS, House, opened


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía on either database."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def _clerk_finds(house: House, search: str) -> set[int]:
    queue = house.oficialia.queue
    query = replace(queue.query(house.lucia, Tab.ALL), search=search)
    return {row.id for row in queue.page(house.lucia, query).rows}


def _filer_finds(house: House, search: str) -> set[int]:
    rows, _total = house.oficialia.filing.mine(house.ana, "todas", search)
    return {row.id for row in rows}


def test_case_and_accents_hide_nothing() -> None:
    """What a clerk types and what a certificate bears fold to the same, decomposed or not."""
    same = {
        fold(text) for text in ("Ñáñez Núñez", "ÑÁÑEZ NÚÑEZ", "nanez nunez", "N\u0303a\u0301n\u0303ez Núñez")
    }
    assert same == {"nanez nunez"}
    assert fold("OP-2026-000123 %_\\") == "op-2026-000123 %_\\"


def test_each_field_is_a_line_of_its_own() -> None:
    """The end of one field and the beginning of the next are no match; an empty field is no line."""
    columns = search_columns(
        {"folio": "PRO-1", "expediente": "", "procedimiento": "Denuncia", "owner_name": "Ana"}
    )
    assert columns == {"search_matter": "pro-1\ndenuncia", "search_people": "ana"}


def test_a_name_is_found_however_it_is_typed(house: House) -> None:
    """A filer whose certificate says ÑÁÑEZ is found by the clerk as «ñáñez», «Nanez» or by the RFC."""
    promocion_id = house.sent()
    house.sent("juan")
    for search in ("ñáñez", "Nanez", " ÑÁÑEZ ", "ñañe8001"):
        assert _clerk_finds(house, search) == {promocion_id}


def test_a_filer_searches_matters_not_their_own_name(house: House) -> None:
    """Manual §10: Procedimiento and numbers; the own name would find everything."""
    promocion_id = house.draft(procedimiento="Opinión sobre la LICITACIÓN")
    house.draft()
    assert _filer_finds(house, "licitacion") == {promocion_id}
    assert _filer_finds(house, "ñáñez") == set()


def test_marks_of_a_pattern_stand_for_themselves(house: House) -> None:
    """A per cent sign or an underscore is looked for, not obeyed."""
    promocion_id = house.draft(procedimiento="Rebaja de 50% a_b")
    house.draft()
    assert [_filer_finds(house, search) for search in ("50%", "a_b", "%%", "a%b")] == [
        {promocion_id},
        {promocion_id},
        set(),
        set(),
    ]


def test_an_endless_search_is_cut_instead_of_failing(house: House) -> None:
    """Its first 200 characters are looked for, by filer and clerk, on either database."""
    title = "Denuncia " + "x" * 200
    promocion_id = house.sent(procedimiento=title)
    for search in (title + "y" * 60_000, " " + title[:200] + "%" * 60_000):
        assert _filer_finds(house, search) == _clerk_finds(house, search) == {promocion_id}
    for search in ("%" * 60_000, "\ufdfa" * 60_000, "\\" * 60_000):
        assert _filer_finds(house, search) == _clerk_finds(house, search) == set()


def test_an_edit_is_found_and_what_it_replaced_is_not(house: House) -> None:
    """The folded text follows each change of the fields."""
    complementaria = replace(FIELDS, tipo_promocion="complementaria", expediente="EXP-01-2020")
    promocion_id = house.oficialia.filing.create(house.ana, complementaria)
    house.oficialia.filing.edit(house.ana, promocion_id, replace(complementaria, expediente="EXP-77-2021"))
    assert _filer_finds(house, "exp-77") == {promocion_id}
    assert _filer_finds(house, "exp-01") == set()


def test_the_number_is_found_from_the_acceptance_on(house: House) -> None:
    """Both the filer and the clerk look it up by the número de oficialía it was given."""
    promocion_id = house.taken()
    assert _clerk_finds(house, "op-2026-000001") == set()
    house.oficialia.deciding.accept(house.lucia, promocion_id)
    assert _clerk_finds(house, "op-2026-000001") == {promocion_id}
    assert _filer_finds(house, "OP-2026-000001") == {promocion_id}
