"""Which pages a member of the staff had before the eyes: kept for each person, united, told by the decision."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from core.domain.coverage import Progress, from_facts
from core.domain.people import Actor
from core.errors import NotAllowed, NotFound
from tests.concurrency import at_once
from tests.documents_samples import pdf
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
