"""Which pages a member of the staff had before the eyes: kept for each person, united, told by the decision."""

import io
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pytest
from sqlalchemy import update

from core.documents.findings import Finding, FindingCode
from core.documents.previews import NoPreview
from core.documents.reader import DocumentReader
from core.domain.coverage import Progress, Unit, from_facts
from core.domain.people import Actor
from core.errors import NotAllowed, NotFound
from core.storage.tables import DocumentRow
from tests.concurrency import at_once
from tests.documents_samples import encrypted_pdf, pdf, picture
from tests.offices import REJECTION, House, opened


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine whose receipts take no time."""
    fast = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
    with opened(tmp_path / "home", database_url) as built, fast:
        yield built


def _sent(house: House) -> tuple[int, int]:
    """Send a PDF of five pages and a text; return the ids of the promoción and of the PDF."""
    promocion_id = house.draft()
    document = house.attach(promocion_id, "Escrito.pdf", pdf(5))
    house.attach(promocion_id, "nota.txt", b"Una nota.\n")
    house.sign(promocion_id)
    house.send(promocion_id)
    return promocion_id, document.id


def _book() -> bytes:
    """Return a workbook of two sheets."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].append(["uno"])
    book.create_sheet("Otra").append(["dos"])
    book.save(out)
    return out.getvalue()


def _seen(house: House, actor: Actor, promocion_id: int) -> list[tuple[str, tuple[int, ...], int | None]]:
    return [(c.name, c.pages, c.total) for c in house.oficialia.coverage.of(actor, promocion_id)]


def test_pages_seen_are_kept_for_each_person(house: House) -> None:
    """They add up over visits, what cannot be is left out, and a colleague's reading is their own."""
    promocion_id, document_id = _sent(house)
    coverage = house.oficialia.coverage
    assert _seen(house, house.lucia, promocion_id)[1] == ("nota.txt", (), 1)
    coverage.see(house.lucia, document_id, [2, 1])
    kept = coverage.see(house.lucia, document_id, [2, 4, 6, 0, "3", True])
    assert (kept.pages, kept.total, kept.progress) == ((1, 2, 4), 5, Progress.PARTLY)
    coverage.see(house.mario, document_id, [5])
    assert _seen(house, house.lucia, promocion_id) == [("Escrito.pdf", (1, 2, 4), 5), ("nota.txt", (), 1)]
    assert _seen(house, house.mario, promocion_id)[0] == ("Escrito.pdf", (5,), 5)
    assert coverage.see(house.lucia, document_id, [3, 5]).progress is Progress.FULL


def test_reports_at_the_same_moment_lose_no_page(house: House) -> None:
    """Several windows of one person, and several people, report on one document at once."""
    promocion_id, document_id = _sent(house)
    see = house.oficialia.coverage.see
    people = (house.lucia, house.mario)
    acts = [lambda a=a, p=p: see(a, document_id, [p]) for p in range(1, 6) for a in people]
    kept = at_once(acts)
    assert not [each for each in kept if isinstance(each, Exception)]
    for actor in people:
        assert _seen(house, actor, promocion_id)[0] == ("Escrito.pdf", (1, 2, 3, 4, 5), 5)


def test_the_decision_keeps_what_its_maker_had_read(house: House) -> None:
    """The act says it of whoever decides, also of documents never opened; the filer is not shown it."""
    promocion_id, document_id = _sent(house)
    house.oficialia.review.open(house.lucia, promocion_id)
    house.oficialia.coverage.see(house.lucia, document_id, [1, 2, 3])
    house.oficialia.coverage.see(house.mario, document_id, [4, 5])
    house.oficialia.deciding.reject(house.lucia, promocion_id, REJECTION)
    (act,) = [e for e in house.events(promocion_id) if e.action == "reject"]
    shares = [(s.name, s.seen, s.total) for s in from_facts(act.facts)]
    assert shares == [("Escrito.pdf", 3, 5), ("nota.txt", 0, 1)]
    told = house.oficialia.auditing.filer_history(house.ana, promocion_id)
    assert not [e for e in told if "coverage" in e.facts]


def test_reading_on_after_the_decision_leaves_its_act_alone(house: House) -> None:
    """What was read later is kept as reading, not as what the decision rested on."""
    promocion_id, document_id = _sent(house)
    house.oficialia.review.open(house.lucia, promocion_id)
    house.oficialia.deciding.accept(house.lucia, promocion_id)
    house.oficialia.coverage.see(house.lucia, document_id, [1])
    (act,) = [e for e in house.events(promocion_id) if e.action == "accept"]
    assert [s.seen for s in from_facts(act.facts)] == [0, 0]
    assert _seen(house, house.lucia, promocion_id)[0] == ("Escrito.pdf", (1,), 5)


def test_a_workbook_is_counted_in_sheets_and_a_picture_is_one_page(house: House) -> None:
    """How many there are is known once it was shown, to everybody from then on."""
    promocion_id = house.draft()
    book = house.attach(promocion_id, "libro.xlsx", _book())
    photo = house.attach(promocion_id, "foto.png", picture())
    house.sign(promocion_id)
    house.send(promocion_id)
    assert _seen(house, house.lucia, promocion_id)[0] == ("libro.xlsx", (), None)
    kept = house.oficialia.coverage.see(house.lucia, book.id, [2, 3])
    assert (kept.pages, kept.total, kept.unit, kept.progress) == ((2,), 2, Unit.SHEETS, Progress.PARTLY)
    kept = house.oficialia.coverage.see(house.mario, book.id, [1, 2])
    assert (kept.pages, kept.total, kept.progress) == ((1, 2), 2, Progress.FULL)
    kept = house.oficialia.coverage.see(house.lucia, photo.id, [1, 2])
    assert (kept.pages, kept.total, kept.progress) == ((1,), 1, Progress.FULL)


def test_what_nobody_can_show_is_one_piece(house: House) -> None:
    """Of a PDF that asks for a password there is nothing to see; that it was taken home is all that counts."""
    promocion_id = house.draft()
    locked = house.attach(promocion_id, "cerrado.pdf", encrypted_pdf("secreta"))
    house.sign(promocion_id)
    house.send(promocion_id)
    kept = house.oficialia.coverage.see(house.lucia, locked.id, [1, 2, 3])
    assert (kept.pages, kept.total, kept.progress) == ((1,), 1, Progress.FULL)


def test_pages_that_cannot_be_counted_now_are_counted_later(house: House) -> None:
    """A reader that has no time says nothing of how many pages there are, and nothing is made up."""
    _, document_id = _sent(house)
    with house.oficialia.database.write() as session:
        session.execute(update(DocumentRow).values(pages=None))
    busy = NoPreview(Finding.of(FindingCode.NOT_EXAMINED, step="preview", limit="time"))
    with patch.object(DocumentReader, "preview", return_value=busy):
        kept = house.oficialia.coverage.see(house.lucia, document_id, [1, 2])
    assert (kept.pages, kept.total, kept.progress) == ((1, 2), None, Progress.PARTLY)
    kept = house.oficialia.coverage.see(house.lucia, document_id, [])
    assert (kept.pages, kept.total) == ((1, 2), 5)


def test_only_staff_report_and_only_on_what_was_sent(house: House) -> None:
    """Filers may not; a draft looks to a clerk like nothing at all."""
    promocion_id, document_id = _sent(house)
    draft = house.attach(house.draft())
    coverage = house.oficialia.coverage
    with pytest.raises(NotAllowed):
        coverage.see(house.ana, document_id, [1])
    with pytest.raises(NotAllowed):
        coverage.of(house.ana, promocion_id)
    for hidden in (draft.id, 999_999, -1, 2**63):
        with pytest.raises(NotFound):
            coverage.see(house.lucia, hidden, [1])
