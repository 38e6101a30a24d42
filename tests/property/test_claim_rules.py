"""Any order of acts by two clerks and a supervisor, and any lapse of time: the database agrees with the rules.

The rules are told a second time here, over plain values, and every answer of the services is compared with
what they foresee: whether it is refused, who has what afterwards, and which one *Siguiente* takes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from core.domain.people import Actor
from core.domain.workflow import Status
from core.errors import Refusal
from core.storage.base import Base
from core.storage.tables import DocumentRow, PromocionRow, SignatureRow
from tests.offices import REJECTION, House, opened

LEASE = timedelta(minutes=15)
DAY = timedelta(days=1)
FILINGS = 3
WHY = "Salió a una audiencia."
clerks = st.sampled_from(["lucia", "mario"])
filings = st.integers(0, FILINGS - 1)


@dataclass(slots=True)
class Filing:
    """What the rules know of a promoción."""

    id: int
    folio: str
    filed_on: date
    risk: int
    status: Status = Status.SENT
    holder: str = ""
    until: datetime | None = None
    kept_for: str = ""
    held_until: datetime | None = None
    skipped: dict[str, datetime] = field(default_factory=dict)
    news: list[tuple[str, datetime]] = field(default_factory=list)

    def is_held(self, now: datetime) -> bool:
        """Whether it waits for a later moment."""
        return self.status is Status.SENT and self.held_until is not None and self.held_until > now

    def waits(self, now: datetime) -> bool:
        """Whether nobody has it."""
        lapsed = self.status is Status.UNDER_REVIEW and self.until is not None and self.until <= now
        return (self.status is Status.SENT and not self.is_held(now)) or lapsed

    def is_free_for(self, clerk: str, now: datetime) -> bool:
        """Whether the clerk may take it."""
        return self.waits(now) and self.kept_for in {"", clerk}

    def is_offered(self, clerk: str, now: datetime) -> bool:
        """Whether *Siguiente* may lead the clerk to it."""
        at = self.skipped.get(clerk)
        fresh = at is not None and now - at < DAY
        happened = any(who != clerk and at is not None and when > at for who, when in self.news)
        return self.is_free_for(clerk, now) and (not fresh or happened)

    def taken_by(self, clerk: str, now: datetime) -> None:
        """Put it under a clerk's review."""
        self.status, self.holder, self.until, self.kept_for = Status.UNDER_REVIEW, clerk, now + LEASE, ""

    def back(self, status: Status = Status.SENT) -> None:
        """Put it where nobody has it."""
        self.status, self.holder, self.until, self.kept_for, self.held_until = status, "", None, "", None


@dataclass(frozen=True, slots=True)
class Origin:
    """The rows of a promoción that was really sent."""

    promocion: dict[str, object]
    document: dict[str, object]
    signature: dict[str, object]


class ClaimRules(RuleBasedStateMachine):
    """The clerks' acts, compared with the rules after each."""

    house: House
    origin: Origin
    made = 0

    def __init__(self) -> None:
        super().__init__()
        self.filings: list[Filing] = []

    @property
    def now(self) -> datetime:
        """The instant."""
        return self.house.clock.at

    def actor(self, name: str) -> Actor:
        """Return a person by user name."""
        return self.house.actor(name)

    @initialize(
        days=st.lists(st.integers(0, 1), min_size=FILINGS, max_size=FILINGS),
        risks=st.permutations(range(FILINGS)),
    )
    def file(self, days: list[int], risks: list[int]) -> None:
        """Begin with promociones of their own; those of the example before are decided."""
        house = self.house
        with house.oficialia.database.write() as session:
            session.execute(
                update(PromocionRow).values(
                    status=Status.REJECTED, decided_at=house.clock.at, claimed_by=None, assigned_to=None
                )
            )
        for day, risk in zip(days, risks, strict=True):
            self.filings.append(self._cloned(house.clock.at.date() + timedelta(days=day), risk))

    def _cloned(self, filed_on: date, risk: int) -> Filing:
        """Return another promoción like the one that was really sent. Its signature is not this one's: no matter."""
        type(self).made += 1
        folio = f"PRO-{type(self).made:05d}-TEST"
        changed = {"folio": folio, "send_token": folio, "filed_on": filed_on, "risk": risk}
        with self.house.oficialia.database.write() as session:
            made = insert(PromocionRow).values(**self.origin.promocion | changed)
            new_id = session.execute(made.returning(PromocionRow.id)).scalar_one()
            for table, row in ((DocumentRow, self.origin.document), (SignatureRow, self.origin.signature)):
                session.execute(insert(table).values(**row, promocion_id=new_id))
        return Filing(new_id, folio, filed_on, risk)

    @rule(minutes=st.sampled_from([1, 5, 14, 16, 61, 25 * 60]))
    def wait(self, minutes: int) -> None:
        """Let time pass."""
        self.house.clock.advance(minutes=minutes)

    @rule(clerk=clerks, number=filings)
    def take(self, clerk: str, number: int) -> None:
        """Take one by opening it."""
        one, now = self.filings[number], self.now
        mine = one.status is Status.UNDER_REVIEW and one.holder == clerk
        free = one.is_free_for(clerk, now)
        assert self.house.oficialia.claims.take(self.actor(clerk), one.id) is (mine or free)
        if mine:
            one.until = now + LEASE
        elif free:
            one.taken_by(clerk, now)

    @rule(clerk=clerks)
    def pull(self, clerk: str) -> None:
        """Take the next."""
        now = self.now
        offered = [one for one in self.filings if one.is_offered(clerk, now)]
        offered.sort(key=lambda one: (clerk not in {one.kept_for, one.holder}, one.filed_on, -one.risk))
        folio = self.house.oficialia.claims.take_next(self.actor(clerk))
        assert folio == (offered[0].folio if offered else "")
        if offered:
            offered[0].taken_by(clerk, now)

    @rule(clerk=clerks, number=filings)
    def keep(self, clerk: str, number: int) -> None:
        """Show a sign of life."""
        one = self.filings[number]
        mine = one.status is Status.UNDER_REVIEW and one.holder == clerk
        assert self.house.oficialia.claims.keep(self.actor(clerk), one.id) is mine
        if mine:
            one.until = self.now + LEASE

    @rule(
        clerk=clerks,
        number=filings,
        how=st.sampled_from(["release", "skip", "hold"]),
        minutes=st.integers(1, 90),
    )
    def put_back(self, clerk: str, number: int, how: str, minutes: int) -> None:
        """Give one back, in any of three ways."""
        one, now, who = self.filings[number], self.now, self.actor(clerk)
        claims = self.house.oficialia.claims
        until = now + timedelta(minutes=minutes)
        acts: dict[str, Callable[[], None]] = {
            "release": lambda: claims.release(who, one.id),
            "skip": lambda: claims.skip(who, one.id, WHY),
            "hold": lambda: claims.hold(who, one.id, until, WHY),
        }
        if self._done(acts[how], one.status is Status.UNDER_REVIEW and one.holder == clerk):
            one.back()
            if how == "skip":
                one.skipped[clerk] = now
                return
            one.news.append((clerk, now))
            if how == "hold":
                one.kept_for, one.held_until = clerk, until

    @rule(clerk=clerks, number=filings)
    def decide(self, clerk: str, number: int) -> None:
        """Reject one."""
        one, reject = self.filings[number], self.house.oficialia.deciding.reject
        possible = one.status is Status.UNDER_REVIEW and one.holder == clerk
        if self._done(lambda: reject(self.actor(clerk), one.id, REJECTION), possible):
            held = one.held_until
            one.back(Status.REJECTED)
            one.held_until = held

    @rule(clerk=clerks, number=filings)
    def take_over(self, clerk: str, number: int) -> None:
        """Take one whoever has it."""
        one, now = self.filings[number], self.now
        possible = one.status is not Status.REJECTED
        if self._done(
            lambda: self.house.oficialia.claims.take_over(self.actor(clerk), one.id, WHY), possible
        ):
            if one.holder != clerk:
                one.held_until = None
            one.taken_by(clerk, now)

    @rule(clerk=clerks, number=filings)
    def resume(self, clerk: str, number: int) -> None:
        """End a wait."""
        one, now = self.filings[number], self.now
        possible = one.is_held(now) and one.kept_for in {"", clerk}
        if self._done(lambda: self.house.oficialia.claims.resume(self.actor(clerk), one.id), possible):
            one.held_until = None
            one.news.append((clerk, now))

    @rule(clerk=clerks, number=filings)
    def assign(self, clerk: str, number: int) -> None:
        """Let the supervisor give one to a clerk."""
        one, now = self.filings[number], self.now
        live = one.status is Status.UNDER_REVIEW and not one.waits(now)
        has = (live and one.holder == clerk) or (one.status is Status.SENT and one.kept_for == clerk)
        account_id = self.actor(clerk).account_id
        assign = self.house.oficialia.assigning.assign
        possible = one.status is not Status.REJECTED
        act = lambda: assign(self.actor("elena"), one.id, account_id, WHY)  # noqa: E731 - of this rule alone
        if self._done(act, possible or has) and not has:
            one.status, one.holder, one.until, one.kept_for = Status.SENT, "", None, clerk
            one.news.append(("elena", now))

    @rule(number=filings)
    def give_up(self, number: int) -> None:
        """Let the supervisor keep one for nobody."""
        one, now = self.filings[number], self.now
        unassign = self.house.oficialia.assigning.unassign
        possible = one.status is not Status.REJECTED
        had = bool(one.holder or one.kept_for)
        if self._done(lambda: unassign(self.actor("elena"), one.id, WHY), possible) and had:
            one.status, one.holder, one.until, one.kept_for = Status.SENT, "", None, ""
            one.news.append(("elena", now))

    @invariant()
    def the_database_agrees(self) -> None:
        """Who has what, for whom it is kept and until when it waits are as the rules say."""
        names = {self.actor(name).account_id: name for name in ("lucia", "mario")}
        with self.house.oficialia.database.read() as session:
            for one in self.filings:
                row = session.get_one(PromocionRow, one.id)
                found = (
                    Status(row.status),
                    names.get(row.claimed_by or 0, ""),
                    row.claim_expires_at,
                    names.get(row.assigned_to or 0, ""),
                    row.held_until,
                )
                assert found == (one.status, one.holder, one.until, one.kept_for, one.held_until)

    @staticmethod
    def _done(act: Callable[[], object], possible: bool) -> bool:
        """Do it; check that it is refused exactly where it is not possible."""
        try:
            act()
        except Refusal:
            assert not possible
            return False
        assert possible
        return True


def _row(session: Session, kind: type[Base], **where: object) -> dict[str, object]:
    row = session.scalars(select(kind).filter_by(**where)).one()
    left_out = {"id", "promocion_id"}
    return {c.name: getattr(row, c.name) for c in kind.__table__.columns if c.name not in left_out}


def test_the_services_keep_the_rules(tmp_path: Path, database_url: str) -> None:
    """On each engine, some hundreds of acts in orders that nobody chose."""
    fast = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
    with opened(tmp_path / "home", database_url) as house, fast:
        sent = house.sent()
        with house.oficialia.database.read() as session:
            rows = (
                _row(session, PromocionRow, id=sent),
                _row(session, DocumentRow, promocion_id=sent),
                _row(session, SignatureRow, promocion_id=sent),
            )
        ClaimRules.house, ClaimRules.origin = house, Origin(*rows)
        few = settings(max_examples=12, stateful_step_count=25)
        run_state_machine_as_test(ClaimRules, settings=few)
        assert ClaimRules.made >= FILINGS
