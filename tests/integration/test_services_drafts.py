"""Half-written texts outlive the claim they were begun under, and end with the decision."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from core.domain.reviewing import LARGEST_DRAFT, DraftKind
from core.errors import NotAllowed, NotFound
from core.services.drafts import DraftNotAdmitted
from tests.concurrency import at_once
from tests.offices import REJECTION, House, opened

TEXT = {
    "ground": "FALTA-ANEXO",
    "text": "Falta el anexo  \nque menciona ",
    "page": 3,
    "seen": [1, None, True],
}


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def test_a_draft_comes_back_as_it_was_typed(house: House) -> None:
    """To whoever wrote it, form by form, the latest text only; to nobody else."""
    promocion_id = house.taken()
    drafts = house.oficialia.drafts
    assert drafts.load(house.lucia, promocion_id, DraftKind.REJECTION) is None
    drafts.save(house.lucia, promocion_id, DraftKind.REJECTION, {"text": "Falta"})
    house.clock.advance(seconds=20)
    drafts.save(house.lucia, promocion_id, DraftKind.REJECTION, TEXT)
    drafts.save(house.lucia, promocion_id, DraftKind.NOTE, {"text": "ojo"})
    kept = drafts.load(house.lucia, promocion_id, DraftKind.REJECTION)
    assert kept is not None
    assert (kept.content, kept.updated_at) == (TEXT, house.clock.at)
    assert drafts.load(house.mario, promocion_id, DraftKind.REJECTION) is None
    drafts.discard(house.lucia, promocion_id, DraftKind.REJECTION)
    assert drafts.load(house.lucia, promocion_id, DraftKind.REJECTION) is None
    assert drafts.load(house.lucia, promocion_id, DraftKind.NOTE) is not None


def test_a_lost_claim_costs_no_text(house: House) -> None:
    """Expired, taken over and given back, the words are still there, and more can be saved."""
    promocion_id = house.taken()
    drafts, claims = house.oficialia.drafts, house.oficialia.claims
    drafts.save(house.lucia, promocion_id, DraftKind.REJECTION, TEXT)
    house.clock.advance(minutes=20)
    claims.take_over(house.mario, promocion_id, "Salió a una audiencia.")
    drafts.save(house.lucia, promocion_id, DraftKind.REJECTION, {**TEXT, "page": 4})
    claims.release(house.mario, promocion_id)
    kept = drafts.load(house.lucia, promocion_id, DraftKind.REJECTION)
    assert kept is not None
    assert kept.content["page"] == 4


def test_a_decision_ends_drafts_but_not_notes(house: House) -> None:
    """Whoever decided and whoever else had begun: how to decide it is no question any more."""
    promocion_id = house.taken()
    drafts = house.oficialia.drafts
    for clerk in (house.lucia, house.mario):
        for kind in DraftKind:
            drafts.save(clerk, promocion_id, kind, TEXT)
    house.oficialia.deciding.reject(house.lucia, promocion_id, REJECTION)
    for clerk in (house.lucia, house.mario):
        left = [k for k in DraftKind if drafts.load(clerk, promocion_id, k)]
        assert left == [DraftKind.NOTE]


def test_two_windows_at_once_leave_one_text(house: House) -> None:
    """Neither fails; one of the texts stands whole."""
    promocion_id = house.taken()
    texts = [{"text": str(number) * 100} for number in range(8)]
    save = partial(house.oficialia.drafts.save, house.lucia, promocion_id, DraftKind.NOTE)
    assert at_once([partial(save, text) for text in texts]) == [None] * 8
    kept = house.oficialia.drafts.load(house.lucia, promocion_id, DraftKind.NOTE)
    assert kept is not None
    assert kept.content in texts


def test_what_no_database_keeps_is_replaced(house: House) -> None:
    """NUL and half of a pair become marks that can be seen; everything else stays as it was typed."""
    promocion_id = house.taken()
    drafts = house.oficialia.drafts
    drafts.save(house.lucia, promocion_id, DraftKind.NOTE, {"t\x00": ["a\x00b", "\ud800", "\\u0000 ñ😀"]})
    kept = drafts.load(house.lucia, promocion_id, DraftKind.NOTE)
    assert kept is not None
    assert kept.content == {"t\ufffd": ["a\ufffdb", "?", "\\u0000 ñ😀"]}


def test_what_is_no_draft_is_refused(house: House) -> None:
    """Too long, no JSON, about a draft of a filer's, or of nobody's: refused, and nothing is kept."""
    promocion_id = house.taken()
    drafts = house.oficialia.drafts
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    bad = ({"t": "x" * LARGEST_DRAFT}, {"t": float("nan")}, {"t": object()}, {"t": deep}, {("a", 1): 1})
    for content in bad:
        with pytest.raises(DraftNotAdmitted):
            drafts.save(house.lucia, promocion_id, DraftKind.NOTE, content)  # type: ignore[arg-type]  # hostile
    assert drafts.load(house.lucia, promocion_id, DraftKind.NOTE) is None
    for missing in (house.draft(), 999_999, 2**40):
        with pytest.raises(NotFound):
            drafts.save(house.lucia, missing, DraftKind.NOTE, TEXT)
    with pytest.raises(NotAllowed):
        drafts.save(house.ana, promocion_id, DraftKind.NOTE, TEXT)
