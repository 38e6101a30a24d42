"""Folders, order, classes and replaced versions of documents, on both databases."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.domain.classes import ClassNotKnown, SummaryMissing, SummaryNotAdmitted
from core.domain.document_names import NameNotAdmitted, SameName
from core.domain.document_tree import FolderIntoItself, FolderIsADocument, NameIsAFolder
from core.domain.workflow import Status, StatusForbids
from core.errors import Refusal
from core.services.arranging import FolderNotEmpty, FolderNotThere, NoEarlierVersion, TooManyFolders
from core.services.room import KEPT_FREE_BYTES, Announced, DigestDiffers, DiskIsFull, FilingTooLarge
from core.storage.named_bytes import named_digests
from core.storage.promociones import ChangedMeanwhile
from tests.offices import REJECTION, House, opened


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each database."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def _names(house: House, promocion_id: int) -> list[str]:
    return [d.name for d in house.oficialia.filing.view(house.ana, promocion_id).documents]


def _folders(house: House, promocion_id: int) -> tuple[str, ...]:
    return house.oficialia.arranging.view(house.ana, promocion_id).folders


def _named(house: House) -> frozenset[str]:
    with house.oficialia.database.read() as session:
        return named_digests(session)


def test_folders_come_with_names_and_stay_until_deleted(house: House) -> None:
    """Folders that differ in case are one; a folder that becomes empty stays, and only an empty one is deleted."""
    arranging, promocion_id = house.oficialia.arranging, house.draft()
    first = house.attach(promocion_id, "Anexos/Poder/uno.txt")
    second = house.attach(promocion_id, "anexos/dos.txt")
    assert (first.name, second.name) == ("Anexos/Poder/uno.txt", "Anexos/dos.txt")
    assert _folders(house, promocion_id) == ("Anexos", "Anexos/Poder")
    arranging.move(house.ana, first.id, "uno.txt")
    assert _folders(house, promocion_id) == ("Anexos", "Anexos/Poder")
    with pytest.raises(FolderNotEmpty):
        arranging.delete_folder(house.ana, promocion_id, "anexos")
    arranging.delete_folder(house.ana, promocion_id, "ANEXOS/poder")
    house.oficialia.attaching.delete_document(house.ana, second.id)
    assert (_folders(house, promocion_id), _names(house, promocion_id)) == (("Anexos",), ["uno.txt"])
    arranging.delete_folder(house.ana, promocion_id, "Anexos")
    assert _folders(house, promocion_id) == ()


def test_a_folder_is_moved_with_everything_in_it(house: House) -> None:
    """Documents, empty folders and replaced versions go with it; the folder that it leaves stays."""
    arranging, promocion_id = house.oficialia.arranging, house.draft()
    house.attach(promocion_id, "a/b/uno.txt", b"1")
    house.attach(promocion_id, "a/b/uno.txt", b"2", if_exists="reemplazar")
    arranging.make_folder(house.ana, promocion_id, "a/b/vacía")
    assert arranging.move_folder(house.ana, promocion_id, "a/b", "C/d") == "C/d"
    assert _names(house, promocion_id) == ["C/d/uno.txt"]
    view = arranging.view(house.ana, promocion_id)
    assert (view.folders, list(view.replaced)) == (("a", "C", "C/d", "C/d/vacía"), ["C/d/uno.txt"])
    assert arranging.move_folder(house.ana, promocion_id, "c/D", "c/D") == "C/D"
    assert _names(house, promocion_id) == ["C/D/uno.txt"]
    event = house.events(promocion_id)[-1]
    assert (event.action, event.facts) == ("move_folder", {"folder": "C/D", "old": "C/d"})


WRONG: dict[str, tuple[Callable[[House, int, int], object], type[Refusal]]] = {
    "a document named as a folder": (lambda h, p, _: h.attach(p, "ANEXOS"), NameIsAFolder),
    "a folder named as a document": (lambda h, p, _: h.attach(p, "Uno.txt/dos.txt"), FolderIsADocument),
    "an empty folder named as a document": (
        lambda h, p, _: h.oficialia.arranging.make_folder(h.ana, p, "UNO.txt"),
        FolderIsADocument,
    ),
    "a folder twice": (lambda h, p, _: h.oficialia.arranging.make_folder(h.ana, p, "ANEXOS"), NameIsAFolder),
    "a folder into itself": (
        lambda h, p, _: h.oficialia.arranging.move_folder(h.ana, p, "anexos", "anexos/más"),
        FolderIntoItself,
    ),
    "a folder onto another": (
        lambda h, p, _: h.oficialia.arranging.move_folder(h.ana, p, "anexos", "otros"),
        NameIsAFolder,
    ),
    "a folder that is not there": (
        lambda h, p, _: h.oficialia.arranging.move_folder(h.ana, p, "nada", "algo"),
        FolderNotThere,
    ),
    "a name that is taken": (
        lambda h, _, d: h.oficialia.arranging.move(h.ana, d, "Anexos/Tres.txt"),
        SameName,
    ),
    "a hostile name": (
        lambda h, _, d: h.oficialia.arranging.move(h.ana, d, "a/../b.txt"),
        NameNotAdmitted,
    ),
    "a way that is too deep": (
        lambda h, p, _: h.oficialia.arranging.make_folder(h.ana, p, "/".join("abcdefghijk")),
        NameNotAdmitted,
    ),
    "a class that is none": (
        lambda h, _, d: h.oficialia.arranging.classify(h.ana, d, "secreta"),
        ClassNotKnown,
    ),
    "a summary that is too long": (
        lambda h, _, d: h.oficialia.arranging.classify(h.ana, d, None, "x" * 1001),
        SummaryNotAdmitted,
    ),
    "a summary with hidden characters": (
        lambda h, _, d: h.oficialia.arranging.classify(h.ana, d, None, "a\u202eb\x00"),
        SummaryNotAdmitted,
    ),
    "an order of other documents": (
        lambda h, p, d: h.oficialia.arranging.order(h.ana, p, [d]),
        ChangedMeanwhile,
    ),
    "an order with one twice": (
        lambda h, p, d: h.oficialia.arranging.order(h.ana, p, [d, d]),
        ChangedMeanwhile,
    ),
    "a version that never was": (
        lambda h, _, d: h.oficialia.arranging.restore(h.ana, d),
        NoEarlierVersion,
    ),
}


def test_what_cannot_be_is_refused_and_changes_nothing(house: House) -> None:
    """Every clash, hostile name and stale list has its refusal, and leaves neither change nor event."""
    promocion_id = house.draft()
    document = house.attach(promocion_id, "uno.txt")
    house.attach(promocion_id, "anexos/tres.txt")
    house.oficialia.arranging.make_folder(house.ana, promocion_id, "otros")
    before = (house.load(promocion_id), _names(house, promocion_id), len(house.events(promocion_id)))
    for act, refusal in WRONG.values():
        with pytest.raises(refusal):
            act(house, promocion_id, document.id)
    assert (house.load(promocion_id), _names(house, promocion_id), len(house.events(promocion_id))) == before


def test_renaming_to_the_same_name_in_another_spelling_is_free(house: House) -> None:
    """A document is not in its own way, another ending is examined anew, and nothing done is no event."""
    arranging, promocion_id = house.oficialia.arranging, house.draft()
    document = house.attach(promocion_id, "escrito.pdf", b"Solo texto.\n")
    assert [f["code"] for f in document.findings] == ["damaged"]
    assert arranging.move(house.ana, document.id, "Escrito.PDF").name == "Escrito.PDF"
    mended = arranging.move(house.ana, document.id, "Escrito.txt")
    assert (mended.name, [f for f in mended.findings if f["severity"] == "refused"]) == ("Escrito.txt", [])
    events = len(house.events(promocion_id))
    arranging.move(house.ana, document.id, "Escrito.txt")
    arranging.classify(house.ana, document.id, "publica", "")
    arranging.order(house.ana, promocion_id, [document.id])
    assert len(house.events(promocion_id)) == events


def test_a_replaced_version_comes_back_until_it_is_signed(house: House) -> None:
    """One version for each name, swapped with the other; place, class and summary stay; signing forgets it."""
    arranging, promocion_id = house.oficialia.arranging, house.draft()
    document = house.attach(promocion_id, "uno.txt", b"1")
    house.attach(promocion_id, "dos.txt", b"x")
    arranging.classify(house.ana, document.id, "confidencial", "Qué dice")
    second = house.attach(promocion_id, "UNO.txt", b"2", if_exists="reemplazar")
    third = house.attach(promocion_id, "UNO.txt", b"3", if_exists="reemplazar")
    assert document.sha256 not in _named(house)
    back = arranging.restore(house.ana, third.id)
    assert (back.sha256, back.name, back.id in {third.id, second.id}) == (second.sha256, "UNO.txt", False)
    assert (back.classification, back.summary) == ("confidencial", "Qué dice")
    assert _names(house, promocion_id) == ["UNO.txt", "dos.txt"]
    assert third.sha256 in _named(house)
    again = arranging.restore(house.ana, back.id)
    assert again.sha256 == third.sha256
    house.sign(promocion_id)
    assert arranging.view(house.ana, promocion_id).replaced == {}
    assert second.sha256 not in _named(house)
    with pytest.raises(NoEarlierVersion):
        arranging.restore(house.ana, again.id)
    assert house.load(promocion_id).status is Status.SIGNED


def test_order_class_and_summary_are_signed_and_printed(house: House) -> None:
    """They stand in data/promocion.json and on the receipt; a confidential document without summary stops it."""
    arranging, promocion_id = house.oficialia.arranging, house.draft()
    first = house.attach(promocion_id, "uno.txt", b"1")
    second = house.attach(promocion_id, "anexos/dos.txt", b"2")
    arranging.order(house.ana, promocion_id, [second.id, first.id])
    arranging.classify(house.ana, second.id, "confidencial")
    arranging.classify(house.ana, first.id, "reservada", "No se firma")
    with pytest.raises(SummaryMissing) as refused:
        house.sign(promocion_id)
    assert refused.value.facts == {"documents": "«anexos/dos.txt»", "count": 1}
    arranging.classify(house.ana, second.id, None, "  Contrato\r\n ")
    house.sign(promocion_id)
    house.send(promocion_id)
    view = house.oficialia.filing.view(house.ana, promocion_id)
    assert view.signature is not None
    assert json.loads(view.signature.fields)["documentos"] == [
        {"orden": 1, "nombre": "anexos/dos.txt", "clasificacion": "confidencial", "resumen": "Contrato"},
        {"orden": 2, "nombre": "uno.txt", "clasificacion": "reservada"},
    ]
    told = [(d["name"], d["classification"], d["summary"]) for d in view.acuses[0].record["documents"]]
    assert told == [("anexos/dos.txt", "Confidencial", "Contrato"), ("uno.txt", "Reservada", "")]
    with pytest.raises(StatusForbids):
        arranging.move(house.ana, first.id, "otro.txt")


def test_every_act_of_arranging_voids_the_signature(house: House) -> None:
    """Whatever is arranged after signing, it is signed again; the event says so."""
    promocion_id = house.draft()
    document = house.attach(promocion_id, "uno.txt", b"1")
    other = house.attach(promocion_id, "dos.txt", b"2")
    arranging, ana = house.oficialia.arranging, house.ana
    acts: tuple[Callable[[], object], ...] = (
        lambda: arranging.move(ana, document.id, "a/uno.txt"),
        lambda: arranging.classify(ana, document.id, "reservada"),
        lambda: arranging.order(ana, promocion_id, [other.id, document.id]),
        lambda: arranging.make_folder(ana, promocion_id, "b"),
        lambda: arranging.move_folder(ana, promocion_id, "b", "c"),
        lambda: arranging.delete_folder(ana, promocion_id, "c"),
    )
    for act in acts:
        house.sign(promocion_id)
        act()
        assert house.load(promocion_id).status is Status.DRAFT
        assert house.events(promocion_id)[-1].facts["signature"] == "voided"


def test_what_was_sent_before_is_told_to_its_filer_alone(house: House) -> None:
    """The same bytes in a filing that this very filer has sent; never a draft's, and never anybody else's."""
    view = house.oficialia.arranging.view
    house.attach(house.draft(), "borrador.txt", b"lo mismo")
    mine, theirs = house.draft(), house.draft("pena")
    document = house.attach(mine, "copia.txt", b"lo mismo")
    house.attach(theirs, "copia.txt", b"lo mismo", filer="pena")
    assert (view(house.ana, mine).sent, view(house.actor("pena"), theirs).sent) == ({}, {})
    sent = house.draft()
    house.attach(sent, "anexos/original.txt", b"lo mismo")
    house.sign(sent)
    house.send(sent)
    (found,) = view(house.ana, mine).sent[document.sha256]
    assert (found.folio, found.name) == (house.load(sent).folio, "anexos/original.txt")
    assert (view(house.actor("pena"), theirs).sent, view(house.ana, sent).sent) == ({}, {})


def test_a_rejection_names_a_document_whose_path_is_long(house: House) -> None:
    """A path of a thousand bytes fits into the decision, on both databases."""
    promocion_id = house.draft()
    name = "/".join(["n" * 240] * 4) + "/a.txt"
    house.attach(promocion_id, name)
    house.sign(promocion_id)
    house.send(promocion_id)
    house.oficialia.review.open(house.lucia, promocion_id)
    decided = house.oficialia.deciding.reject(
        house.lucia, promocion_id, REJECTION.__class__(REJECTION.ground, REJECTION.text, name)
    )
    assert decided.decision is not None
    assert decided.decision.document == name


@pytest.fixture
def small(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía whose filings hold ten bytes."""
    with opened(tmp_path / "small", max_filing_bytes=10) as built:
        yield built


def test_a_filing_holds_no_more_than_its_limit(small: House) -> None:
    """The limit is inclusive, counts without what is replaced, and is asked before, meanwhile and afterwards."""
    attaching, promocion_id = small.oficialia.attaching, small.draft()
    small.attach(promocion_id, "uno.txt", b"12345")
    small.attach(promocion_id, "dos.txt", b"12345")
    with pytest.raises(FilingTooLarge):
        small.attach(promocion_id, "tres.txt", b"1")
    small.attach(promocion_id, "dos.txt", b"54321", if_exists="reemplazar")
    with pytest.raises(FilingTooLarge):
        attaching.begin_document(small.ana, promocion_id, "tres.txt", "preguntar", Announced(1))
    writer = attaching.begin_document(small.ana, promocion_id, "dos.txt", "reemplazar")
    with pytest.raises(FilingTooLarge):
        writer.write(b"123456")
    writer.discard()


def test_versions_that_are_kept_are_no_way_around_the_limit(small: House) -> None:
    """Ten bytes of documents and ten of what they replaced; what does not fit any more is not brought back."""
    promocion_id = small.draft()
    small.attach(promocion_id, "uno.txt", b"1234567890")
    one = small.attach(promocion_id, "uno.txt", b"1", if_exists="reemplazar")
    small.attach(promocion_id, "dos.txt", b"123456789")
    with pytest.raises(FilingTooLarge):
        small.attach(promocion_id, "dos.txt", b"2", if_exists="reemplazar")
    with pytest.raises(FilingTooLarge):
        small.oficialia.arranging.restore(small.ana, one.id)
    assert sorted(_names(small, promocion_id)) == ["dos.txt", "uno.txt"]


def test_another_digest_and_a_full_disk_store_nothing(small: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was announced is what must arrive; the last GiB of the disk is kept for what was already filed."""
    attaching, promocion_id = small.oficialia.attaching, small.draft()
    before = small.oficialia.store.stored()
    announced = Announced(3, "0" * 64)
    writer = attaching.begin_document(small.ana, promocion_id, "dos.txt", "preguntar", announced)
    writer.write(b"abc")
    with pytest.raises(DigestDiffers):
        writer.commit()
    writer.discard()
    assert small.oficialia.store.stored() == before
    full = SimpleNamespace(free=KEPT_FREE_BYTES + 2)
    monkeypatch.setattr("core.services.room.shutil.disk_usage", lambda _: full)
    attaching.begin_document(small.ana, promocion_id, "dos.txt", "preguntar", Announced(2)).discard()
    with pytest.raises(DiskIsFull):
        attaching.begin_document(small.ana, promocion_id, "dos.txt", "preguntar", Announced(3))


def test_folders_have_a_limit(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A filer cannot fill the database with empty folders."""
    monkeypatch.setattr("core.services.arranging.MOST_FOLDERS", 2)
    promocion_id = house.draft()
    for path in ("a", "b/c"):
        house.oficialia.arranging.make_folder(house.ana, promocion_id, path)
    with pytest.raises(TooManyFolders):
        house.oficialia.arranging.make_folder(house.ana, promocion_id, "d")


def test_no_document_gets_the_id_of_one_that_was_deleted(house: House) -> None:
    """Browsers keep pages of a document by its id for minutes: they must not be shown for another's."""
    promocion_id = house.draft()
    first = house.attach(promocion_id, "uno.txt")
    house.oficialia.attaching.delete_document(house.ana, first.id)
    assert house.attach(promocion_id, "uno.txt").id > first.id
