"""What the staff writes beside a promoción: notes, judgements of duplicates, preferences, what happened meanwhile."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from core.domain.remarks import MOST_NOTE
from core.domain.workflow import Action, Status
from core.errors import NotAllowed, NotFound
from core.services.claim_acts import ReasonTooShort
from core.services.notes import NoteEmpty
from core.services.preferences import MOST_BYTES, PreferenceNotAdmitted
from tests.concurrency import at_once
from tests.offices import REJECTION, House, opened

REASON = "Llegó dos veces el mismo día."


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine whose receipts take no time."""
    fast = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
    with opened(tmp_path / "home", database_url) as built, fast:
        yield built


def _sent(house: House, filer: str = "ana", **documents: bytes) -> int:
    """Send a promoción with these documents (name without ending → bytes)."""
    promocion_id = house.draft(filer, procedimiento=f"Asunto de {filer} {len(documents)}")
    for name, data in documents.items():
        house.attach(promocion_id, f"{name}.txt", data, filer=filer)
    house.sign(promocion_id, filer)
    house.send(promocion_id, filer)
    return promocion_id


def test_a_note_stands_for_its_colleagues_and_not_in_its_act(house: House) -> None:
    """Whoever reads the queue reads it as written; its act holds no word of it."""
    promocion_id = house.taken()
    written = house.oficialia.notes.add(
        house.mario, promocion_id, "  Falta el poder.\r\nSegunda línea\u202e "
    )
    house.oficialia.notes.add(house.actor("elena"), promocion_id, "De acuerdo.")
    notes = house.oficialia.notes.of(house.lucia, promocion_id)
    assert [(n.author_name, n.text) for n in notes] == [
        ("Mario Gil Soto", "Falta el poder.\nSegunda línea"),
        ("Elena Paz Ruiz", "De acuerdo."),
    ]
    assert notes[0] == written
    acts = [e for e in house.events(promocion_id) if e.action == Action.NOTE]
    assert [(e.actor_name, dict(e.facts), e.from_status, e.to_status) for e in acts] == [
        (name, {}, "under_review", "under_review") for name in ("Mario Gil Soto", "Elena Paz Ruiz")
    ]


@pytest.mark.parametrize("text", ["", "  \n\t ", "\u200b\u202e", "\x00", "a" * (MOST_NOTE + 1)])
def test_a_note_that_says_nothing_is_refused(house: House, text: str) -> None:
    """Nothing is kept of a note that is empty, cannot be seen or is too long."""
    promocion_id = house.sent()
    before = len(house.events(promocion_id))
    with pytest.raises(NoteEmpty):
        house.oficialia.notes.add(house.lucia, promocion_id, text)
    assert house.oficialia.notes.of(house.lucia, promocion_id) == ()
    assert len(house.events(promocion_id)) == before


def test_filers_read_no_note(house: House) -> None:
    """Not even of their own filing; and nobody writes beside what was not sent."""
    promocion_id, draft_id = house.sent(), house.draft()
    for ask in (house.oficialia.notes.of, house.oficialia.duplicates.of):
        with pytest.raises(NotAllowed):
            ask(house.ana, promocion_id)
        with pytest.raises(NotFound):
            ask(house.lucia, draft_id)
    with pytest.raises(NotFound):
        house.oficialia.notes.add(house.lucia, draft_id, "Antes de tiempo.")


def test_candidates_hold_the_same_bytes_or_the_same_matter(house: House) -> None:
    """Those with most bytes in common come first; a draft, and what is alike in nothing, are no candidates."""
    here = _sent(house, escrito=b"uno", anexo=b"dos", poder=b"poder")
    twin = _sent(house, "pena", copia=b"uno", otra=b"dos")
    power = _sent(house, "juan", carta=b"poder")
    _sent(house, "juan", nada=b"distinto")
    same_matter = _sent(house, corregido=b"tres", anexo=b"cuatro", final=b"cinco")
    house.attach(house.draft("pena"), "borrador.txt", b"uno", filer="pena")
    found = house.oficialia.duplicates.of(house.lucia, here)
    assert [c.id for c in found.found] == [twin, power, same_matter]
    assert found.total == 3
    assert [c.id for c in found.likely] == [twin, same_matter]
    assert [c.id for c in found.others] == [power]
    assert {(s.name, s.other_name) for s in found.found[0].shared} == {
        ("escrito.txt", "copia.txt"),
        ("anexo.txt", "otra.txt"),
    }
    assert found.here.documents == ("escrito.txt", "anexo.txt", "poder.txt")
    assert found.found[0].other.folio == house.load(twin).folio


def test_a_judgement_stands_on_both_sides_and_may_be_changed(house: House) -> None:
    """Each time it is an act of both promociones, which stay where they are."""
    first, second = house.taken(), house.sent()
    judge = house.oficialia.duplicates.judge
    judge(house.lucia, second, first, is_duplicate=True, reason=f" {REASON} ")
    judge(house.mario, first, second, is_duplicate=False, reason="Son de años distintos.")
    for one, other in ((first, second), (second, first)):
        (candidate,) = house.oficialia.duplicates.of(house.lucia, one).found
        said = candidate.judgement
        assert candidate.id == other
        assert said is not None
        assert (said.is_duplicate, said.reason, said.account_name) == (
            False,
            "Son de años distintos.",
            "Mario Gil Soto",
        )
        acts = [e for e in house.events(one) if e.action == Action.JUDGE_DUPLICATE]
        assert [e.facts["judgement"] for e in acts] == ["duplicate", "distinct"]
        assert {e.facts["other_folio"] for e in acts} == {house.load(other).folio}
    assert house.load(first).status is Status.UNDER_REVIEW


def test_a_judgement_needs_a_reason_and_two_that_are_alike(house: House) -> None:
    """Neither a filing itself, nor one that has nothing in common, nor a supervisor's word."""
    here, twin = house.sent(), house.sent()
    stranger = _sent(house, "juan", otro=b"nada que ver")
    duplicates = house.oficialia.duplicates
    with pytest.raises(ReasonTooShort):
        duplicates.judge(house.lucia, here, twin, is_duplicate=True, reason=" \u200b ")
    for other in (here, stranger, 999_999, 2**40):
        with pytest.raises(NotFound):
            duplicates.judge(house.lucia, here, other, is_duplicate=True, reason=REASON)
    with pytest.raises(NotAllowed):
        duplicates.judge(house.actor("elena"), here, twin, is_duplicate=True, reason=REASON)
    assert duplicates.of(house.lucia, here).found[0].judgement is None


def test_two_clerks_judge_at_once(house: House) -> None:
    """One judgement stands, and both acts are written."""
    here, twin = house.sent(), house.sent()
    judge = house.oficialia.duplicates.judge
    at_once(
        [
            lambda: judge(house.lucia, here, twin, is_duplicate=True, reason=REASON),
            lambda: judge(house.mario, twin, here, is_duplicate=False, reason=REASON),
        ]
    )
    (candidate,) = house.oficialia.duplicates.of(house.lucia, here).found
    assert candidate.judgement is not None
    assert len([e for e in house.events(here) if e.action == Action.JUDGE_DUPLICATE]) == 2


def test_documents_that_changed_since_the_rejection_are_told(house: House) -> None:
    """Of a filing begun from a rejected one, those with other bytes; of any other, none."""
    rejected = house.taken()
    house.oficialia.deciding.reject(house.lucia, rejected, REJECTION)
    again = house.oficialia.copying.correct(house.ana, rejected).id
    new = house.attach(again, "nuevo.txt", b"Lo que faltaba.\n")
    house.sign(again)
    house.send(again)
    changed = house.oficialia.duplicates.changed
    assert changed(house.lucia, again) == {new.id}
    assert changed(house.lucia, rejected) == frozenset()


def test_preferences_are_each_persons_own(house: House) -> None:
    """The last value stands, nobody reads another's, and what is no preference is refused."""
    preferences = house.oficialia.preferences
    assert preferences.get(house.lucia, "revision.secciones") == {}
    preferences.set(house.lucia, "revision.secciones", {"datos": False})
    preferences.set(house.lucia, "revision.secciones", {"datos": True, "notas": False})
    assert preferences.get(house.lucia, "revision.secciones") == {"datos": True, "notas": False}
    assert preferences.get(house.mario, "revision.secciones") == {}
    for name, value in (("", {}), ("Con Espacio", {}), ("a" * 65, {}), ("bien", {"x": "a" * MOST_BYTES})):
        with pytest.raises(PreferenceNotAdmitted):
            preferences.set(house.lucia, name, value)
        assert preferences.get(house.lucia, name) == {}
    with pytest.raises(NotAllowed):
        preferences.get(house.ana, "revision.secciones")


def test_a_screen_learns_what_happened_since_it_was_drawn(house: House) -> None:
    """What others did is told, what one wrote oneself is not; and whether one still has it."""
    promocion_id = house.taken()
    watching, known = house.oficialia.watching, house.events(promocion_id)[-1].id
    house.oficialia.notes.add(house.lucia, promocion_id, "Mía.")
    calm = watching.since(house.lucia, promocion_id, known)
    assert (calm.held, calm.news) == (True, ())
    house.oficialia.notes.add(house.mario, promocion_id, "De un colega.")
    house.oficialia.claims.take_over(house.mario, promocion_id, "Lucía salió")
    after = watching.since(house.lucia, promocion_id, known)
    assert not after.held
    assert [(e.action, e.actor_name) for e in after.news] == [
        (Action.NOTE, "Mario Gil Soto"),
        (Action.TAKE_OVER, "Mario Gil Soto"),
    ]
    assert watching.since(house.mario, promocion_id, known).held
    with pytest.raises(NotFound):
        watching.since(house.lucia, house.draft(), 0)
