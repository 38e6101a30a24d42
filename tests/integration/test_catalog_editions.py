"""Editions of the catalogues on both databases: who may save one, what is refused, and who follows it when."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from console.components.act_words import facts_in_words
from core.domain.editions import CatalogName, ChangeKind, Edition
from core.domain.people import Actor
from core.errors import NotFound, Refusal
from core.services.catalog_checks import (
    CatalogCodeChanged,
    CatalogEntryGone,
    CatalogNotAdmitted,
    CatalogSavedMeanwhile,
    CatalogUnchanged,
    CatalogUnreadable,
)
from core.services.catalog_keeping import CatalogKeeping
from core.services.claim_acts import ReasonTooShort
from core.services.current_catalogs import CurrentCatalogs
from core.services.labels import LabelNotInCatalogue
from core.services.rejections import GroundNotInCatalogue
from core.storage import migrate
from core.storage.engine import Database
from tests.offices import REJECTION, House, opened

GROUNDS, CALENDAR, LABELS = CatalogName.GROUNDS, CatalogName.CALENDAR, CatalogName.LABELS
REASON = "Acuerdo del comité"
TODAY_CLOSED = """
[[days]]
on = {on}
kind = "suspension"
legal_basis = "Acuerdo de prueba"
source = "prueba"
"""


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def _elena(house: House) -> Actor:
    return house.actor("elena")


def _content(house: House, name: CatalogName) -> str:
    return house.oficialia.catalog_keeping.export(_elena(house), name)


def _renamed(house: House, name: CatalogName, old: str, new: str, base: int = 0) -> Edition:
    content = _content(house, name)
    assert old in content
    keeping = house.oficialia.catalog_keeping
    return keeping.save(_elena(house), name, content.replace(old, new), base, REASON)


def _close(house: House, on: date, base: int = 0) -> Edition:
    content = _content(house, CALENDAR) + TODAY_CLOSED.format(on=on)
    return house.oficialia.catalog_keeping.save(_elena(house), CALENDAR, content, base, REASON)


def test_the_file_rules_until_an_edition_is_saved(house: House) -> None:
    """Number 0 is the file, kept whole when number 1 is saved; number 1 is in force at once."""
    keeping, elena = house.oficialia.catalog_keeping, _elena(house)
    (file,) = keeping.editions(elena, GROUNDS)
    assert (file.number, file.saved_at) == (0, None)
    saved = _renamed(house, GROUNDS, 'title = "Duplicada"', 'title = "Ya presentada"')
    now = house.oficialia.catalogs.now()
    assert now.edition(GROUNDS) == saved.number == 1
    found = now.ground("DUPLICADA")
    assert found is not None
    assert found.title == "Ya presentada"
    first, before = keeping.editions(elena, GROUNDS)
    assert (first.saved_by, first.reason) == (elena.name, REASON)
    assert (before.number, before.content) == (0, file.content)
    assert now.edition(LABELS) == 0


def test_a_saving_is_an_act_with_its_reason(house: House) -> None:
    """The audit log says who saved which edition, why, and what entries it changes."""
    _renamed(house, GROUNDS, 'title = "Duplicada"', 'title = "Ya presentada"')
    (event, *_) = house.oficialia.auditing.latest(_elena(house))
    assert (event.action, event.actor_name) == ("save_catalog", _elena(house).name)
    assert event.facts["catalog"] == "grounds"
    assert event.facts["edition"] == 1
    assert event.facts["reason"] == REASON
    assert event.facts["changed"] == "DUPLICADA"
    assert facts_in_words(event.facts).startswith("catálogo: Causas de rechazo · edición: 1")


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        ('title = "Duplicada"', 'title = "Duplicada"', CatalogUnchanged),
        ('code = "DUPLICADA"', 'code = "REPETIDA"', CatalogCodeChanged),
        ('code = "DUPLICADA"\ntitle = "Duplicada"', 'code = "OTRA"\ntitle = "Otra"', CatalogEntryGone),
        ('title = "Duplicada"', 'title = "a\u202eb"', CatalogNotAdmitted),
        ('title = "Duplicada"', 'title = "\\u0000b"', CatalogNotAdmitted),
        ('title = "Duplicada"', "title = 7", CatalogNotAdmitted),
        ('title = "Duplicada"', 'title = "x"\nnada = 1', CatalogNotAdmitted),
        ("[[grounds]]", "[[causas]]", CatalogNotAdmitted),
        ('title = "Duplicada"', "title = ", CatalogUnreadable),
        ('title = "Duplicada"', f'title = "{"x" * 1_000_001}"', CatalogUnreadable),
        ('title = "Duplicada"', f"a{'.a' * 200_000} = 1", CatalogUnreadable),
        ('title = "Duplicada"', f"title = {'[' * 5_000}", CatalogUnreadable),
    ],
)
def test_an_edition_that_cannot_be_is_refused(
    house: House, old: str, new: str, refusal: type[Refusal]
) -> None:
    """Nothing is saved, and what is in force stays; asking for its changes is refused alike."""
    content = _content(house, GROUNDS)
    assert old in content
    changed = content.replace(old, new)
    keeping, elena = house.oficialia.catalog_keeping, _elena(house)
    with pytest.raises(refusal):
        keeping.save(elena, GROUNDS, changed, 0, REASON)
    if refusal is not CatalogUnchanged:
        with pytest.raises(refusal):
            keeping.changes(elena, GROUNDS, changed)
    assert len(keeping.editions(elena, GROUNDS)) == 1
    assert house.oficialia.catalogs.now().edition(GROUNDS) == 0


def test_an_edition_made_from_one_that_never_was_is_refused(house: House) -> None:
    """Neither older nor newer than the one in force: whoever names another number has not seen it."""
    changed = _content(house, GROUNDS).replace("Duplicada", "Repetida")
    for base in (-1, 1, 7):
        with pytest.raises(CatalogSavedMeanwhile):
            house.oficialia.catalog_keeping.save(_elena(house), GROUNDS, changed, base, REASON)
    assert house.oficialia.catalogs.now().edition(GROUNDS) == 0


def test_a_code_that_no_column_holds_is_used_nowhere(house: House) -> None:
    """A draft's code is whatever a file said; what is no text of the database's is asked for like another."""
    uses = house.oficialia.catalog_uses
    for name in CatalogName:
        assert [uses.of(_elena(house), name, code) for code in ("\0", "\ud800", "x" * 100_000)] == [0, 0, 0]


def test_a_saving_without_reason_is_refused(house: House) -> None:
    """What changes the law of the house says why."""
    changed = _content(house, GROUNDS).replace("Duplicada", "Repetida")
    with pytest.raises(ReasonTooShort):
        house.oficialia.catalog_keeping.save(_elena(house), GROUNDS, changed, 0, " \u200b ")


def test_a_complaint_names_entry_and_key(house: House) -> None:
    """Whoever corrects it in Spanish is told where: the second label's name."""
    keeping, elena = house.oficialia.catalog_keeping, _elena(house)
    document = keeping.document(elena, LABELS)
    document["labels"][1]["name"] = " "
    with pytest.raises(CatalogNotAdmitted) as refused:
        keeping.save_document(elena, LABELS, document, 0, REASON)
    facts = refused.value.facts
    assert (facts["catalog_fault"], facts["catalog_entry"], facts["key"]) == ("text", 2, "name")


@pytest.mark.parametrize(
    ("name", "key"), [(CALENDAR, "days"), (CatalogName.INSTITUCION, "support"), (CALENDAR, "hours")]
)
def test_no_change_hides_behind_an_entry_of_the_same_name(house: House, name: CatalogName, key: str) -> None:
    """Of two days, hours or contacts that are called alike, a change in one would stand in no history."""
    keeping, elena = house.oficialia.catalog_keeping, _elena(house)
    document = keeping.document(elena, name)
    document[key].insert(0, {**document[key][0], "retired_on": date(2026, 1, 2)})
    if key == "support":
        document[key][0] = {**document[key][1], "email": "otro@example.mx"}
    with pytest.raises(CatalogNotAdmitted) as refused:
        keeping.save_document(elena, name, document, 0, REASON)
    facts = refused.value.facts
    assert (facts["catalog_fault"], facts["catalog_entry"], facts["key"]) == ("twice", 2, key)


def test_a_suspension_for_an_unknown_type_is_refused_whichever_is_saved(house: House) -> None:
    """A catalogue must fit those that are in force beside it."""
    keeping, elena = house.oficialia.catalog_keeping, _elena(house)
    content = _content(house, CALENDAR) + TODAY_CLOSED.format(on="2026-05-06")
    with pytest.raises(CatalogNotAdmitted) as refused:
        keeping.save(elena, CALENDAR, content + 'procedure_types = ["NUEVO"]\n', 0, REASON)
    assert refused.value.facts["detail"] == "NUEVO"
    document = keeping.document(elena, CatalogName.PROCEDURE_TYPES)
    document["procedure_types"].append(
        {"code": "NUEVO", "name": "Nuevo", "system": "OPE", "source": "prueba"}
    )
    keeping.save_document(elena, CatalogName.PROCEDURE_TYPES, document, 0, REASON)
    assert keeping.save(elena, CALENDAR, content + 'procedure_types = ["NUEVO"]\n', 0, REASON).number == 1


def test_changes_are_told_before_they_are_saved(house: House) -> None:
    """Added, edited, retired and moved entries, each once, by code."""
    keeping, elena = house.oficialia.catalog_keeping, _elena(house)
    document = keeping.document(elena, LABELS)
    first, second, *rest = document["labels"]
    second["name"] = "Otro nombre"
    rest[0]["retired_on"] = date(2026, 4, 1)
    new = {"code": "NUEVA", "name": "Nueva", "advice": "Nunca.", "source": "prueba"}
    document["labels"] = [second, first, *rest, new]
    from core.storage.catalog_writing import write_document  # noqa: PLC0415 - the screens' way of writing

    told = keeping.changes(elena, LABELS, write_document(document))
    kinds = {(change.kind, change.entry) for change in told}
    assert kinds == {
        (ChangeKind.EDITED, second["code"]),
        (ChangeKind.RETIRED, rest[0]["code"]),
        (ChangeKind.ADDED, "NUEVA"),
        (ChangeKind.MOVED, second["code"]),
        (ChangeKind.MOVED, first["code"]),
    }
    assert keeping.save_document(elena, LABELS, document, 0, REASON).number == 1


def test_of_two_editors_at_once_one_is_told_who_was_faster(house: House) -> None:
    """Both began from the file; one edition is saved, the other is refused with name and number."""
    content, elena = _content(house, GROUNDS), _elena(house)
    together = threading.Barrier(2)

    def save(title: str) -> Edition | CatalogSavedMeanwhile:
        together.wait()
        changed = content.replace('title = "Duplicada"', f'title = "{title}"')
        try:
            return house.oficialia.catalog_keeping.save(elena, GROUNDS, changed, 0, REASON)
        except CatalogSavedMeanwhile as refusal:
            return refusal

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(save, ["Una", "Otra"]))
    (saved,) = [o for o in outcomes if isinstance(o, Edition)]
    (refused,) = [o for o in outcomes if isinstance(o, CatalogSavedMeanwhile)]
    assert saved.number == 1
    assert refused.facts["number"] == 1
    assert refused.facts["saved_by"] == elena.name
    assert len(house.oficialia.catalog_keeping.editions(elena, GROUNDS)) == 2


def test_another_replica_follows_within_a_second(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was answered is asked anew once it is a second old; inside a transaction it is asked at once."""
    seconds = [100.0]
    monkeypatch.setattr("core.services.current_catalogs.monotonic", lambda: seconds[0])
    settings = house.oficialia.settings
    other = CurrentCatalogs(Database(settings.database_url), settings.data)
    assert other.now().edition(GROUNDS) == 0
    _renamed(house, GROUNDS, 'title = "Duplicada"', 'title = "Ya presentada"')
    assert other.now().edition(GROUNDS) == 0
    with house.oficialia.database.read() as session:
        assert other.within(session).edition(GROUNDS) == 1
    seconds[0] += 1.0
    assert other.now().edition(GROUNDS) == 1
    other._database.close()


def test_what_another_replica_retired_is_refused_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Screens may offer it for a second more; no rejection is made with it and no label of it is put."""
    monkeypatch.setattr("core.services.current_catalogs.monotonic", lambda: 100.0)
    o, taken = house.oficialia, house.taken()
    label = o.labels.offered()[0].code
    elsewhere = CurrentCatalogs(o.database, o.settings.data)
    there = CatalogKeeping(o.database, house.clock, o.settings, elsewhere)
    for name, code in ((GROUNDS, REJECTION.ground), (LABELS, label)):
        document = there.document(_elena(house), name)
        (entry,) = (row for row in document[name] if row["code"] == code)
        entry["retired_on"] = date(2026, 1, 1)
        there.save_document(_elena(house), name, document, 0, REASON)
    assert REJECTION.ground in {ground.code for ground in o.deciding.grounds()}
    assert label in {each.code for each in o.labels.offered()}
    with pytest.raises(GroundNotInCatalogue):
        o.deciding.reject(house.lucia, taken, REJECTION)
    with pytest.raises(LabelNotInCatalogue):
        o.labels.put(house.lucia, taken, label)
    assert (o.labels.of(house.lucia, taken), house.load(taken).decision) == ((), None)


def test_what_is_rolled_back_is_in_force_nowhere(house: House) -> None:
    """A listener that fails undoes the saving, also for whoever looked inside the transaction."""
    keeping, catalogs = house.oficialia.catalog_keeping, house.oficialia.catalogs

    class Failing:
        def saved(self, session: Session, _actor: Actor | None, _edition: Edition) -> None:
            assert catalogs.within(session).edition(GROUNDS) == 1
            raise RuntimeError("no")

        def committed(self, _edition: Edition) -> None:
            raise AssertionError

    keeping.listen(GROUNDS, Failing())
    with pytest.raises(RuntimeError):
        _renamed(house, GROUNDS, 'title = "Duplicada"', 'title = "Nunca"')
    keeping._listeners.clear()
    _renamed(house, GROUNDS, 'title = "Duplicada"', 'title = "Ya presentada"')
    found = catalogs.now().ground("DUPLICADA")
    assert found is not None
    assert found.title == "Ya presentada"


def test_a_sending_says_which_calendar_it_counted_by(house: House) -> None:
    """The file first, the edition afterwards; the day is that edition's."""
    by_file, by_edition = house.signed(), house.signed("pena")
    sent = house.send(by_file)
    _close(house, house.clock.at.date())
    later = house.send(by_edition, "pena")
    assert (sent.calendar_edition, later.calendar_edition) == (0, 1)
    assert sent.filed_reason == "within_hours"
    assert later.filed_reason == "closed_day"
    assert later.filed_facts["legal_basis"] == "Acuerdo de prueba"


def test_sendings_at_the_instant_of_an_edition_count_wholly_by_one(house: House) -> None:
    """Whatever the order, the day written is the one that the edition written gives."""
    promociones = [house.signed() for _ in range(4)]
    together = threading.Barrier(5)

    def send(promocion_id: int) -> None:
        together.wait()
        house.send(promocion_id)

    def close() -> None:
        together.wait()
        _close(house, house.clock.at.date())

    with ThreadPoolExecutor(5) as pool:
        done = [pool.submit(send, promocion_id) for promocion_id in promociones] + [pool.submit(close)]
        for future in done:
            future.result()
    for sent in map(house.load, promociones):
        expected = {0: "within_hours", 1: "closed_day"}[sent.calendar_edition or 0]
        assert sent.filed_reason == expected


def test_what_was_decided_reads_as_it_read(house: House) -> None:
    """A ground renamed later has its old title as of the decision, in the acuse's record and in the catalogue."""
    rejected = house.taken()
    house.oficialia.deciding.reject(house.lucia, rejected, REJECTION)
    decision = house.load(rejected).decision
    assert decision is not None
    title = house.oficialia.catalogs.now().ground(REJECTION.ground)
    assert title is not None
    house.clock.advance(days=1)
    _renamed(house, GROUNDS, f'title = "{title.title}"', 'title = "Se llama de otro modo"')
    house.clock.advance(days=1)
    _renamed(house, GROUNDS, 'title = "Se llama de otro modo"', 'title = "Y de otro"', base=1)
    now = house.oficialia.catalogs.now()
    asked = [None, decision.decided_at, house.clock.at.replace(hour=0), house.clock.at]
    found = [now.ground(REJECTION.ground, at) for at in asked]
    assert [g and g.title for g in found] == ["Y de otro", title.title, "Se llama de otro modo", "Y de otro"]
    with house.oficialia.database.read() as session:
        record = session.execute(text("SELECT record FROM acuse ORDER BY id DESC")).scalars().first()
    assert title.title in str(record)


def test_an_edition_of_before_comes_back_with_what_followed_it_retired(house: House) -> None:
    """Restoring the file keeps the label that was added since, retired as of today."""
    keeping, elena = house.oficialia.catalog_keeping, _elena(house)
    document = keeping.document(elena, LABELS)
    document["labels"][0]["name"] = "Otro nombre"
    document["labels"].append({"code": "NUEVA", "name": "Nueva", "advice": "Nunca.", "source": "prueba"})
    keeping.save_document(elena, LABELS, document, 0, REASON)
    assert keeping.restore(elena, LABELS, 0, 1, REASON).number == 2
    now, before = house.oficialia.catalogs.now(), keeping.document(elena, LABELS, 0)
    assert [e.code for e in now.labels] == [*(row["code"] for row in before["labels"]), "NUEVA"]
    assert now.labels[0].name == before["labels"][0]["name"]
    assert "NUEVA" not in {e.code for e in house.oficialia.labels.offered()}
    with pytest.raises(NotFound):
        keeping.restore(elena, LABELS, 9, 2, REASON)


def test_an_acuse_is_printed_with_the_institution_of_its_instant(house: House) -> None:
    """The record names the edition, whenever it is drawn; the screens follow the newest."""
    accepted = house.accepted()
    old_name = house.oficialia.institucion.name
    _renamed(house, CatalogName.INSTITUCION, f'name = "{old_name}"', 'name = "Comisión de Prueba"')
    assert house.oficialia.institucion.name == "Comisión de Prueba"
    assert house.oficialia.privacy.notice.version
    later = house.accepted("mario", "pena")
    with house.oficialia.database.read() as session:
        rows = session.execute(text("SELECT promocion_id, record FROM acuse ORDER BY id")).all()
        catalogs = house.oficialia.catalogs
        assert catalogs.institucion_of(session, 0).name == old_name
        assert catalogs.institucion_of(session, 1).name == "Comisión de Prueba"
    told = {promocion_id: str(record).replace('"', "'") for promocion_id, record in rows}
    assert "'institucion_edition': 0" in told[accepted]
    assert "'institucion_edition': 1" in told[later]


def test_editions_cannot_be_changed_by_any_statement(house: House) -> None:
    """Not even raw SQL rewrites what was in force."""
    _renamed(house, GROUNDS, 'title = "Duplicada"', 'title = "Ya presentada"')
    for statement in ("UPDATE catalog_edition SET content='x'", "DELETE FROM catalog_edition"):
        with pytest.raises(DBAPIError, match="append-only"), house.oficialia.database.write() as session:
            session.execute(text(statement))


def test_the_migration_goes_down_and_up_with_editions_in_it(house: House) -> None:
    """Down to the version before and up again: filings stay, editions are gone, and the files rule again."""
    _renamed(house, GROUNDS, 'title = "Duplicada"', 'title = "Ya presentada"')
    promocion_id = house.sent()
    database = house.oficialia.database
    migrate.downgrade(database, "0005")
    migrate.upgrade(database)
    assert migrate.differences(database) == []
    assert house.load(promocion_id).filed_on is not None
    assert house.load(promocion_id).calendar_edition is None
    house.oficialia.catalogs.look_again()
    assert house.oficialia.catalogs.now().edition(GROUNDS) == 0


def test_the_longest_code_of_the_shipped_grounds_can_be_used(house: House) -> None:
    """Every column that names a ground holds it, with four eyes too."""
    longest = max((g.code for g in house.oficialia.catalogs.now().grounds), key=len)
    promocion_id = house.taken()
    house.oficialia.deciding.reject(house.lucia, promocion_id, replace(REJECTION, ground=longest))
    decision = house.load(promocion_id).decision
    assert decision is not None
    assert decision.ground == longest


@pytest.mark.postgresql
def test_an_edition_waits_for_the_sendings_that_count_by_the_one_before(
    tmp_path: Path, postgresql_url: str
) -> None:
    """Saved only once they have ended, so that computing days anew finds each of them; SQLite has one writer."""
    waiting = text(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
        "WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"
    )
    with opened(tmp_path / "home", postgresql_url) as house, ThreadPoolExecutor(1) as pool:
        database = house.oficialia.database
        with database.write() as sending:
            assert house.oficialia.catalogs.held(sending).edition(CALENDAR) == 0
            saving = pool.submit(_close, house, house.clock.at.date())
            with database.engine.connect() as watching:
                while not watching.scalar(waiting):
                    assert not saving.done()
            assert house.oficialia.catalogs.held(sending).edition(CALENDAR) == 0
        assert saving.result().number == 1
