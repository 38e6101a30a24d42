"""Who among the staff read what: written before anything is shown, once in a quarter of an hour."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

import pytest

from core.domain.exporting import USUAL_COLUMNS, Scope, Selection, SheetKind, TableStyle, TableWords
from core.domain.people import Actor
from core.domain.queue import Tab
from core.domain.reading import ReadingQuery, ReadingRecord, Thing
from core.errors import NotAllowed, NotFound
from core.storage.engine import Database
from tests.offices import House, opened

ALL = ReadingQuery()
STYLE = TableStyle(SheetKind.CSV, USUAL_COLUMNS, TableWords({}))


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine whose receipts take no time."""
    fast = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
    with opened(tmp_path / "home", database_url) as built, fast:
        yield built


def _record(house: House, query: ReadingQuery = ALL) -> list[tuple[str, Thing, str]]:
    lines = house.oficialia.readings.latest(house.actor("elena"), query)
    return [(line.actor_name, line.what, line.document) for line in lines]


def _read_everything(house: House, actor: Actor, promocion_id: int) -> None:
    o = house.oficialia
    document = o.filing.view(house.ana, promocion_id).documents[0]
    acuse = o.filing.view(house.ana, promocion_id).acuses[0]
    o.reading.preview(actor, document.id)
    b"".join(o.reading.stream(actor, document.id)[1])
    o.reading.acuse(actor, acuse.id)
    with patch("core.services.packaging.write_package"):
        o.packaging.write(o.packaging.prepare(actor, promocion_id), BytesIO())


def test_every_way_of_reading_leaves_a_line(house: House) -> None:
    """Opening, preview, original, receipt, package and list, with person, function, address and folio."""
    promocion_id = house.sent()
    house.oficialia.review.open(house.lucia, promocion_id)
    _read_everything(house, house.lucia, promocion_id)
    everything = Selection(Scope.LIST, house.oficialia.queue.query(house.lucia, Tab.ALL))
    house.oficialia.exporting.table(house.lucia, everything, STYLE, BytesIO())
    lines = house.oficialia.readings.latest(house.actor("elena"), ALL)
    assert [line.what for line in reversed(lines)] == [
        Thing.FILING,
        Thing.PREVIEW,
        Thing.ORIGINAL,
        Thing.ACUSE,
        Thing.PACKAGE,
        Thing.LIST,
    ]
    folio = house.load(promocion_id).folio
    assert {line.folio for line in lines} == {folio, ""}
    assert {line.document for line in lines} == {"escrito.txt", ""}
    assert {(line.actor_name, line.role, line.address) for line in lines} == {
        ("Lucía Ríos Peña", "clerk", house.lucia.address)
    }


def test_one_line_in_a_quarter_of_an_hour(house: House) -> None:
    """Reading on adds nothing; another person, and the same person later, do."""
    promocion_id = house.sent()
    for _ in range(3):
        house.oficialia.review.open(house.lucia, promocion_id)
    house.oficialia.review.open(house.mario, promocion_id)
    assert len(_record(house)) == 2
    house.clock.advance(minutes=14, seconds=59)
    house.oficialia.review.open(house.lucia, promocion_id)
    assert len(_record(house)) == 2
    house.clock.advance(seconds=1)
    house.oficialia.review.open(house.lucia, promocion_id)
    assert len(_record(house)) == 3


def test_pages_asked_for_at_once_are_one_reading(house: House) -> None:
    """The browser asks for several pages of a document together."""
    promocion_id = house.sent()
    document = house.oficialia.filing.view(house.ana, promocion_id).documents[0]
    readings = house.oficialia.readings

    def read(_: int) -> None:
        readings.record(house.lucia, Thing.PREVIEW, promocion_id, document.id)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(read, range(12)))
    assert _record(house) == [("Lucía Ríos Peña", Thing.PREVIEW, "escrito.txt")]


def test_what_filers_read_of_their_own_is_not_recorded(house: House) -> None:
    """Nor what was refused: nobody saw it."""
    promocion_id = house.sent()
    _read_everything(house, house.ana, promocion_id)
    draft = house.draft("ana")
    for act in (
        lambda: house.oficialia.review.open(house.lucia, draft),
        lambda: house.oficialia.reading.preview(house.lucia, 999_999),
        lambda: house.oficialia.reading.acuse(house.actor("juan"), 1),
    ):
        with pytest.raises(NotFound):
            act()
    assert _record(house) == []


def test_nothing_is_shown_that_could_not_be_recorded(house: House) -> None:
    """The line is evidence: where it cannot be written, no byte goes out."""
    promocion_id = house.sent()
    view = house.oficialia.filing.view(house.ana, promocion_id)
    acts: list[Callable[[], object]] = [
        lambda: house.oficialia.review.open(house.actor("elena"), promocion_id),
        lambda: house.oficialia.reading.stream(house.lucia, view.documents[0].id),
        lambda: house.oficialia.reading.acuse(house.lucia, view.acuses[0].id),
    ]
    with patch.object(Database, "write", side_effect=OSError("disk full")):
        for act in acts:
            with pytest.raises(OSError, match="disk full"):
                act()
    assert _record(house) == []


def test_the_record_is_read_by_supervisors_and_filtered(house: House) -> None:
    """By person, folio and day, page by page; hostile folios find nothing."""
    first, second = house.sent(), house.sent("pena")
    house.oficialia.review.open(house.lucia, first)
    house.clock.advance(days=1)
    house.oficialia.review.open(house.mario, second)
    elena, readings = house.actor("elena"), house.oficialia.readings

    def lines(**asked: object) -> list[ReadingRecord]:
        return list(readings.latest(elena, replace(ALL, **asked)))  # type: ignore[arg-type]  # fields of the query

    (newest, oldest) = lines()
    assert [line.actor_name for line in (newest, oldest)] == [house.mario.name, house.lucia.name]
    assert lines(actor_id=house.lucia.account_id) == [oldest]
    assert lines(folio=f" {newest.folio.lower()} ") == [newest]
    midnight = oldest.at + timedelta(hours=1)
    assert (lines(until=midnight), lines(since=midnight)) == ([oldest], [newest])
    assert (lines(limit=1), lines(before_id=newest.id)) == ([newest], [oldest])
    assert lines(folio="PRO-\x00\ud800%" * 1000) == []
    assert [name for _, name in readings.people(elena)] == [
        "Elena Paz Ruiz",
        "Lucía Ríos Peña",
        "Mario Gil Soto",
    ]
    for actor in (house.lucia, house.ana):
        with pytest.raises(NotAllowed):
            readings.latest(actor, ALL)
        with pytest.raises(NotAllowed):
            readings.people(actor)
