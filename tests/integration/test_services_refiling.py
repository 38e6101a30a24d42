"""A calendar that changes after the sending: the day moves, old and new are kept, the filer is told."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from core.domain.calendar import BusinessCalendar
from core.domain.calendar_changes import DaySpan
from core.domain.calendar_edits import with_closure
from core.domain.closures import Closure, ClosureKind
from core.domain.editions import CatalogName, ChangeKind
from core.domain.refiling import Effect
from core.errors import NotAllowed, NotFound
from core.services.catalog_keeping import CatalogKeeping
from core.services.refiling import Refiling
from core.storage.account_tables import AccountRow, MailRow
from core.storage.calendar_writing import calendar_document
from core.storage.evidence import acuses_of
from core.storage.promociones import change_promocion
from core.storage.refilings import possibly_concerned
from core.storage.tables import EventRow
from tests.offices import House, opened

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
CAUSE = "Acuerdo 12/2026: falla del sistema."
DECREE = (ClosureKind.SUSPENSION, "Acuerdo 14/2026", "DOF")


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on either database, at ten o'clock on a Monday."""
    with opened(tmp_path, database_url) as house:
        house.clock.at = datetime(2026, 11, 23, 16, tzinfo=UTC)
        yield house


def refiling(house: House) -> Refiling:
    """Return the service on the house's parts."""
    office = house.oficialia
    return Refiling(office.database, house.clock, office.settings, office.catalogs)


def suspended(*days: date, types: frozenset[str] = frozenset()) -> list[Closure]:
    """Return a suspension of each day."""
    return [Closure(on, ClosureKind.SUSPENSION, "Acuerdo 12/2026", "DOF", types) for on in days]


def save(house: House, calendar: BusinessCalendar, number: int = 1, who: str = "elena") -> int:
    """Save an edition of the calendar; return how many days moved."""
    office = house.oficialia
    keeping = CatalogKeeping(office.database, house.clock, office.settings, office.catalogs)
    keeping.listen(CatalogName.CALENDAR, refiling(house))
    content = calendar_document(calendar)
    before = len(refilings(house))
    keeping.save_document(house.actor(who), CatalogName.CALENDAR, content, number - 1, CAUSE)
    return len(refilings(house)) - before


def refilings(house: House) -> list[EventRow]:
    """Return every act of computing a day anew."""
    with house.oficialia.database.read() as session:
        return list(session.scalars(select(EventRow).where(EventRow.action == "refile")))


def calendar_of(house: House) -> BusinessCalendar:
    """Return the calendar in force."""
    return house.oficialia.catalogs.now().calendar


def mails(house: House) -> list[MailRow]:
    """Return the messages about days that moved, oldest first."""
    with house.oficialia.database.read() as session:
        return list(
            session.scalars(select(MailRow).where(MailRow.kind == "promocion_refiled").order_by(MailRow.id))
        )


def give_address(house: House, username: str, address: str) -> None:
    """Let an account have an address, so that it can be written to."""
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.actor(username).account_id).email = address


def test_a_suspension_decreed_afterwards_moves_the_day_and_keeps_the_old_one(house: House) -> None:
    """The day, its reason, the edition, both revisions and the act are written; the four instants stay."""
    promocion_id = house.sent()
    before = house.load(promocion_id)
    assert (before.filed_on, before.calendar_edition) == (MONDAY, 0)
    house.clock.advance(days=1)
    assert save(house, calendar_of(house).with_closures(suspended(MONDAY, TUESDAY))) == 1
    after = house.load(promocion_id)
    assert (after.filed_on, after.filed_reason, after.calendar_edition) == (WEDNESDAY, "closed_day", 1)
    assert after.filed_facts["legal_basis"] == "Acuerdo 12/2026"
    assert (after.sent_at, after.signed_at, after.status) == (before.sent_at, before.signed_at, before.status)
    assert after.version == before.version + 1
    old, new = refiling(house).revisions(house.ana, promocion_id)
    rows = house.oficialia.queue.rows(house.lucia, [promocion_id, house.sent()])
    assert [(row.id == promocion_id, row.refiled) for row in rows] == [(True, True), (False, False)]
    assert (old.number, old.filed_on, old.calendar_edition, old.cause) == (0, MONDAY, 0, "")
    assert (new.number, new.filed_on, new.calendar_edition, new.cause) == (1, WEDNESDAY, 1, CAUSE)
    act = house.events(promocion_id)[-1]
    assert (act.action, act.actor_name, act.from_status) == ("refile", house.actor("elena").name, "sent")
    assert act.facts == {
        "filed_before": "2026-11-23",
        "filed_on": "2026-11-25",
        "calendar_edition": 1,
        "reason": CAUSE,
    }


def test_what_is_retired_moves_the_day_back(house: House) -> None:
    """Dated earlier or later alike: withdrawing the suspension gives the first day again, as a third revision."""
    promocion_id = house.sent()
    decreed = calendar_of(house).with_closures(suspended(MONDAY))
    save(house, decreed)
    assert house.load(promocion_id).filed_on == TUESDAY
    closures = (*decreed.closures[:-1], replace(decreed.closures[-1], retired_on=TUESDAY))
    assert save(house, replace(decreed, closures=closures), 2) == 1
    assert house.load(promocion_id).filed_on == MONDAY
    kept = refiling(house).revisions(house.actor("lucia"), promocion_id)
    assert [(r.number, r.filed_on, r.calendar_edition) for r in kept] == [
        (0, MONDAY, 0),
        (1, TUESDAY, 1),
        (2, MONDAY, 2),
    ]


def test_the_paper_of_the_decision_says_both_days(house: House) -> None:
    """Frozen with it: the day that the acuse de envío prints and why it moved; nothing where it moved back."""
    moved, stayed = house.sent(), house.sent()
    decreed = calendar_of(house).with_closures(suspended(MONDAY))
    save(house, decreed)
    house.oficialia.claims.take(house.lucia, moved)
    house.oficialia.deciding.accept(house.lucia, moved)
    closures = (*decreed.closures[:-1], replace(decreed.closures[-1], retired_on=TUESDAY))
    save(house, replace(decreed, closures=closures), 2)
    house.oficialia.claims.take(house.lucia, stayed)
    house.oficialia.deciding.accept(house.lucia, stayed)
    records = [_records(house, promocion_id) for promocion_id in (moved, stayed)]
    assert [r["moved"] for r in records[1]] == [None, None]
    envio, recepcion = records[0]
    assert (envio["filed_on"], envio["moved"]) == ("2026-11-23", None)
    computed_at = house.clock.at.isoformat()
    assert recepcion["filed_on"] == "2026-11-24"
    assert recepcion["moved"] == {"before_on": "2026-11-23", "computed_at": computed_at, "cause": CAUSE}


def _records(house: House, promocion_id: int) -> list[Mapping[str, Any]]:
    with house.oficialia.database.read() as session:
        return [acuse.record for acuse in acuses_of(session, promocion_id)]


def test_an_edition_of_before_in_force_again_moves_days_back(house: House) -> None:
    """What restoring would save is shown with whose day it moves, then saved: the suspension stays, retired."""
    office, elena = house.oficialia, house.actor("elena")
    promocion_id = house.sent()
    save(house, with_closure(calendar_of(house), suspended(MONDAY)[0]))
    text = office.catalog_keeping.as_restored(elena, CatalogName.CALENDAR, 0)
    found = office.calendar_desk.prospect_of(elena, text)
    assert [(c.kind, c.entry) for c in found.changes] == [(ChangeKind.RETIRED, "2026-11-23 suspension")]
    assert [(m.received.id, m.after.on) for m in found.effect.first] == [(promocion_id, MONDAY)]
    assert house.load(promocion_id).filed_on == TUESDAY
    office.catalog_keeping.restore(elena, CatalogName.CALENDAR, 0, 1, CAUSE)
    assert house.load(promocion_id).filed_on == MONDAY
    assert calendar_of(house).closures[-1].retired_on == MONDAY
    assert office.catalog_keeping.edition(elena, CatalogName.CALENDAR).content == text
    with pytest.raises(NotFound):
        office.catalog_keeping.as_restored(elena, CatalogName.CALENDAR, 9)


def test_a_day_that_stays_for_another_reason_says_the_new_one(house: House) -> None:
    """A decree cited anew is kept beside the old words with its edition and act; nobody is told that a day moved."""
    give_address(house, "ana", "ana@correo.example")
    promocion_id = house.sent()
    decreed = with_closure(calendar_of(house), suspended(MONDAY)[0])
    save(house, decreed)
    told = len(mails(house))
    corrected = with_closure(decreed, replace(suspended(MONDAY)[0], legal_basis="Acuerdo 13/2026"))
    effect = refiling(house).effect(house.actor("elena"), corrected)
    assert (effect.total, effect.first, effect.reasons) == (0, (), 1)
    assert save(house, corrected, 2) == 1
    after = house.load(promocion_id)
    assert (after.filed_on, after.calendar_edition) == (TUESDAY, 2)
    assert after.filed_facts["legal_basis"] == "Acuerdo 13/2026"
    kept = refiling(house).revisions(house.ana, promocion_id)
    assert [(r.number, r.filed_on, r.facts.get("legal_basis", "")) for r in kept] == [
        (0, MONDAY, ""),
        (1, TUESDAY, "Acuerdo 12/2026"),
        (2, TUESDAY, "Acuerdo 13/2026"),
    ]
    assert len(mails(house)) == told == 1
    news = house.oficialia.filer_home.view(house.ana).news
    assert [(one.action, one.filed_on) for one in news] == [("refile", TUESDAY)]
    assert all(one.agrees for one in refiling(house).recompute(after.folio))


def test_what_was_sent_in_the_evening_is_of_that_day(house: House) -> None:
    """By the office's clock, while it is the next day in UTC already; each revision says when it was computed."""
    house.clock.at = datetime(2026, 11, 24, 2, tzinfo=UTC)  # Monday, eight o'clock in the evening
    promocion_id = house.sent()
    sent_at = house.clock.at
    assert house.load(promocion_id).filed_reason == "out_of_hours"
    house.clock.advance(days=1)
    save(house, calendar_of(house).with_closures(suspended(MONDAY)))
    after = house.load(promocion_id)
    assert (after.filed_on, after.filed_reason) == (TUESDAY, "closed_day")
    kept = refiling(house).revisions(house.ana, promocion_id)
    assert [(r.reason, r.computed_at) for r in kept] == [
        ("out_of_hours", sent_at),
        ("closed_day", house.clock.at),
    ]


def test_of_very_many_changed_days_none_is_forgotten(house: House) -> None:
    """More than one question can hold: the days between the first and the last are looked at, and the ends of time."""
    moved, later = house.sent(), house.sent(tipo_procedimiento="DRM")
    far = [Closure(date(2027, 1, 4 + n % 25) + timedelta(days=31 * (n // 25)), *DECREE) for n in range(75)]
    calendar = calendar_of(house).with_closures([*far, *suspended(MONDAY, types=frozenset({"DEN"}))])
    assert save(house, calendar) == 1
    assert (house.load(moved).filed_on, house.load(later).filed_on) == (TUESDAY, MONDAY)
    past = [DaySpan(on, on) for on in (date(2020, 1, 1) + timedelta(days=2 * n) for n in range(75))]
    zone = ZoneInfo(house.oficialia.settings.zone)
    with house.oficialia.database.read() as session:
        assert list(possibly_concerned(session, past, zone)) == []
        found = possibly_concerned(session, [*past, DaySpan(date(2026, 1, 1), None)], zone)
        assert [received.id for received in found] == [moved, later]


def test_only_a_day_that_moved_is_marked_in_the_queue(house: House) -> None:
    """«Fecha recalculada» is for who counts days; a decree cited anew moves none."""
    house.clock.at = datetime(2026, 11, 23, 2, tzinfo=UTC)  # a Sunday evening: it counts from Monday
    promocion_id = house.sent()
    sunday = Closure(date(2026, 11, 22), ClosureKind.SUSPENSION, "Acuerdo 12/2026", "DOF")

    def marked() -> bool:
        return house.oficialia.queue.rows(house.lucia, [promocion_id])[0].refiled

    decreed = with_closure(calendar_of(house), sunday)
    assert save(house, decreed) == 1
    assert (house.load(promocion_id).filed_on, marked()) == (MONDAY, False)
    assert save(house, with_closure(decreed, suspended(MONDAY)[0]), 2) == 1
    assert (house.load(promocion_id).filed_on, marked()) == (TUESDAY, True)


def test_only_what_the_change_concerns_moves(house: House) -> None:
    """Another type, another day, a draft and what was sent out of hours to a day that stays keep their dates."""
    other_type, draft = house.sent(tipo_procedimiento="DRM"), house.draft()
    house.clock.advance(days=2)
    later = house.sent()
    assert save(house, calendar_of(house).with_closures(suspended(MONDAY, types=frozenset({"DEN"})))) == 0
    assert house.load(other_type).filed_on == MONDAY
    assert house.load(later).filed_on == WEDNESDAY
    assert house.load(draft).filed_on is None
    assert refiling(house).revisions(house.ana, other_type) == ()


def test_a_decided_promocion_moves_too_and_its_receipt_stays(house: House) -> None:
    """What was accepted is computed anew like the rest; the paper goes on saying what it said."""
    promocion_id = house.accepted()
    view = house.oficialia.filing.view(house.ana, promocion_id)
    assert save(house, calendar_of(house).with_closures(suspended(MONDAY))) == 1
    after = house.oficialia.filing.view(house.ana, promocion_id)
    assert after.promocion.filed_on == TUESDAY
    assert [a.record for a in after.acuses] == [a.record for a in view.acuses]
    assert {a.record["filed_on"] for a in after.acuses} == {"2026-11-23"}


def test_the_filer_is_told_before_after_and_why(house: House) -> None:
    """One message for each promoción, in the transaction that moves it."""
    give_address(house, "ana", "ana@correo.example")
    promocion_id = house.sent()
    save(house, calendar_of(house).with_closures(suspended(MONDAY)))
    (mail,) = mails(house)
    assert mail.to_address == "ana@correo.example"
    told = {name: mail.facts[name] for name in ("folio", "before_on", "filed_on", "reason")}
    assert told == {
        "folio": house.load(promocion_id).folio,
        "before_on": "2026-11-23",
        "filed_on": "2026-11-24",
        "reason": CAUSE,
    }


def test_what_a_change_would_do_is_told_before_it_is_saved(house: House) -> None:
    """How many, and the first ones with both days; nothing is written, and clerks and filers may not ask."""
    promocion_id = house.sent()
    calendar = calendar_of(house).with_closures(suspended(MONDAY))
    found = refiling(house).effect(house.actor("elena"), calendar)
    assert found.total == 1
    assert [(m.received.id, m.before.on, m.after.on) for m in found.first] == [
        (promocion_id, MONDAY, TUESDAY)
    ]
    assert refiling(house).effect(house.actor("elena"), calendar_of(house)) == Effect(0, ())
    assert house.load(promocion_id).filed_on == MONDAY
    for who in ("ana", "lucia"):
        with pytest.raises(NotAllowed):
            refiling(house).effect(house.actor(who), calendar)
        with pytest.raises(NotAllowed):
            save(house, calendar, who=who)
    assert house.load(promocion_id).filed_on == MONDAY


def test_revisions_are_read_by_who_reads_the_promocion(house: House) -> None:
    """Its filer and the staff; to another filer it does not exist, nor a draft to the staff."""
    promocion_id, draft = house.sent(), house.draft()
    save(house, calendar_of(house).with_closures(suspended(MONDAY)))
    assert len(refiling(house).revisions(house.actor("elena"), promocion_id)) == 2
    for who, what in (("juan", promocion_id), ("lucia", draft), ("ana", 10**12)):
        with pytest.raises(NotFound):
            refiling(house).revisions(house.actor(who), what)


def test_every_day_follows_from_the_kept_editions_alone(house: House) -> None:
    """Each revision is derived again from the edition that said it, the closed days with their basis."""
    promocion_id = house.sent()
    folio = house.load(promocion_id).folio
    (first,) = refiling(house).recompute(folio)
    assert (first.agrees, first.edition, first.derivation.filed.on) == (True, 0, MONDAY)
    save(house, calendar_of(house).with_closures(suspended(MONDAY)))
    old, new = refiling(house).recompute(folio)
    assert (old.agrees, new.agrees) == (True, True)
    assert [(d.on, d.legal_basis) for d in new.derivation.closed_days] == [(MONDAY, "Acuerdo 12/2026")]
    assert old.derivation.closed_days == ()
    with pytest.raises(NotFound):
        refiling(house).recompute(house.load(house.draft()).folio)


def test_a_stored_day_that_does_not_follow_is_found(house: House) -> None:
    """A date that somebody changed behind the console's back is told from one that the calendar gives."""
    promocion_id = house.sent()
    with house.oficialia.database.write() as session:
        change_promocion(session, house.load(promocion_id), filed_on=WEDNESDAY)
    (found,) = refiling(house).recompute(house.load(promocion_id).folio)
    assert (found.agrees, found.stored.filed_on, found.derivation.filed.on) == (False, WEDNESDAY, MONDAY)
