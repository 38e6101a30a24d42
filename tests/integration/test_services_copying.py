"""Beginning again from a rejected promoción, on both engines."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from core.domain.workflow import Status, StatusForbids
from core.errors import NotFound
from tests.concurrency import at_once
from tests.offices import REJECTION, House, opened


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine, whose papers are quickly drawn."""
    fast = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
    with fast, opened(tmp_path / "home", database_url) as built:
        yield built


def test_beginning_again_copies_all_but_the_signature(house: House) -> None:
    """Fields, folders, order, classes and bytes are there; no signature and no receipt; no byte is stored twice."""
    promocion_id = _rejected(house)
    stored = _stored(house)
    copy = house.oficialia.copying.correct(house.ana, promocion_id)
    before, after = (house.oficialia.filing.view(house.ana, i) for i in (promocion_id, copy.id))
    assert after.promocion.fields == before.promocion.fields
    assert (after.promocion.status, after.signature, after.acuses) == (Status.DRAFT, None, ())
    assert after.promocion.folio != before.promocion.folio
    assert [(d.name, d.sha256, d.classification, d.position) for d in after.documents] == [
        (d.name, d.sha256, d.classification, d.position) for d in before.documents
    ]
    assert set(house.oficialia.arranging.view(house.ana, copy.id).folders) >= {"anexos", "sin usar"}
    assert _stored(house) == stored
    act = house.events(copy.id)[0]
    assert (act.action, act.facts) == ("create", {"copied_from": before.promocion.folio, "documents": 2})


def test_a_correction_knows_its_grounds_and_what_stayed(house: House) -> None:
    """Until it is sent, and afterwards, it names the rejected one, and the documents that are as they were."""
    promocion_id, copying = _rejected(house), house.oficialia.copying
    copy = copying.correct(house.ana, promocion_id)
    correction = copying.correction(house.ana, copy.id)
    assert correction is not None
    assert correction.origin.decision is not None
    assert (correction.origin.id, correction.origin.decision.text) == (promocion_id, REJECTION.text)
    documents = house.oficialia.filing.view(house.ana, copy.id).documents
    assert (correction.unchanged, correction.gone) == (frozenset(d.id for d in documents), ())
    house.attach(copy.id, "escrito.txt", b"Escrito corregido.\n", if_exists="reemplazar")
    changed = copying.correction(house.ana, copy.id)
    assert changed is not None
    assert (len(changed.unchanged), changed.gone) == (1, ("escrito.txt",))
    house.sign(copy.id)
    assert house.send(copy.id).standing.copied_from == promocion_id


def _rejected(house: House) -> int:
    """Return a rejected promoción of two documents, one in a folder, and a folder without any."""
    promocion_id = house.draft(descripcion="Con anexos")
    house.attach(promocion_id)
    house.attach(promocion_id, "anexos/poder.txt", b"Poder.\n")
    house.oficialia.arranging.make_folder(house.ana, promocion_id, "sin usar")
    house.sign(promocion_id)
    house.send(promocion_id)
    _reject(house, promocion_id)
    return promocion_id


def _stored(house: House) -> list[str]:
    papers = house.oficialia.settings.home / "documents"
    return sorted(path.name for path in papers.rglob("*"))


def _reject(house: House, promocion_id: int) -> None:
    house.oficialia.review.open(house.lucia, promocion_id)
    house.oficialia.deciding.reject(house.lucia, promocion_id, REJECTION)


def test_beginning_again_twice_gives_one_draft(house: House) -> None:
    """Two presses at once, or later ones, lead to the copy that was not sent yet; after sending, to a new one."""
    promocion_id = house.sent()
    _reject(house, promocion_id)
    copying = house.oficialia.copying
    assert copying.begun(house.ana, promocion_id) is None
    copies = at_once([lambda: copying.correct(house.ana, promocion_id).id] * 4)
    assert len(set(copies)) == 1
    begun = copying.begun(house.ana, promocion_id)
    assert begun is not None
    assert begun.id == copies[0]
    house.sign(copies[0])
    house.send(copies[0])
    assert copying.correct(house.ana, promocion_id).id != copies[0]


def test_nobody_begins_again_from_what_is_not_their_rejected_one(house: House) -> None:
    """Another filer's looks like none; an accepted one is refused."""
    rejected, accepted = house.sent(), house.accepted()
    _reject(house, rejected)
    for ask in (
        house.oficialia.copying.correct,
        house.oficialia.copying.begun,
        house.oficialia.copying.correction,
    ):
        with pytest.raises(NotFound):
            ask(house.actor("juan"), rejected)
    with pytest.raises(StatusForbids):
        house.oficialia.copying.correct(house.ana, accepted)
    assert house.oficialia.copying.correction(house.ana, accepted) is None
