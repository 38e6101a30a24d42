"""Which promociones a list holds: its tab, its filters and its search as conditions."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select, true

from core.domain.people import Role
from core.domain.promocion import Scan
from core.domain.queue import DueFilter, Mark, QueueQuery, SignatureFilter, StateFilter, Tab, digest_in
from core.domain.verdict import Revocation
from core.domain.workflow import Action, Status
from core.storage.account_tables import AccountRoleRow, AccountRow
from core.storage.lookup import storable
from core.storage.review_tables import LabelRow, LookRow
from core.storage.searching import matches
from core.storage.tables import AcuseRow, DocumentRow, EventRow, PromocionRow

_LARGEST_ID = 2**31 - 1
UNREMARKABLE = (Action.CLAIM.value, Action.RELEASE.value, Action.SKIP.value)
"""Acts that leave nothing for the next reader to see."""


def conditions(query: QueueQuery) -> list[ColumnElement[bool]]:
    """Return what a promoción must meet to be on a list."""
    found = [in_tab(query.tab, query), *_filters(query), *_spans(query)]
    if query.search.strip():
        found.append(_searched(query.search))
    return found


def in_tab(tab: Tab, query: QueueQuery) -> ColumnElement[bool]:
    """Return the condition of a tab alone."""
    p = PromocionRow
    ready = and_(_undecided(), waiting(query.now), not_held(query.now))
    lists: dict[Tab, ColumnElement[bool]] = {
        Tab.TO_TAKE: and_(ready, _kept_for_nobody()),
        Tab.MINE: or_(
            and_(_live(query.now), p.claimed_by == query.clerk_id),
            and_(ready, p.assigned_to == query.clerk_id),
        ),
        Tab.HELD: _held(query.now),
        Tab.DECIDED_TODAY: p.decided_at >= query.today_since,
        # the same as the statuses, by two checks of the table; it leaves the index to the order
        Tab.CLOSED: p.decided_at.is_not(None),
        Tab.ALL: p.sent_at.is_not(None),
    }
    return lists[tab]


def _undecided() -> ColumnElement[bool]:
    """Return the condition of the two statuses that lead the index: few rows of a year have them."""
    return PromocionRow.status.in_([Status.SENT, Status.UNDER_REVIEW])


def _kept_for_nobody() -> ColumnElement[bool]:
    """Return the condition of what is kept for nobody who could take it.

    Not by the index, where nearly every row has none.
    """
    return func.coalesce(PromocionRow.assigned_to, 0).not_in(active_clerks())


def active_clerks() -> Select[int]:
    """Return the statement of the accounts that can come in and decide."""
    return (
        select(AccountRow.id)
        .join(AccountRoleRow, AccountRoleRow.account_id == AccountRow.id)
        .where(AccountRoleRow.role == Role.CLERK, AccountRow.suspended_at.is_(None))
    )


def waiting(now: datetime) -> ColumnElement[bool]:
    """Return the condition of what nobody has: a claim that ran out counts as given back."""
    p = PromocionRow
    return or_(p.status == Status.SENT, and_(p.status == Status.UNDER_REVIEW, p.claim_expires_at <= now))


def not_held(now: datetime) -> ColumnElement[bool]:
    """Return the condition of what does not wait for a later day."""
    return or_(PromocionRow.held_until.is_(None), PromocionRow.held_until <= now)


def remarkable(clerk_id: int) -> ColumnElement[bool]:
    """Return the condition of an event that changes what somebody else saw of its promoción."""
    by_others = or_(EventRow.actor_id.is_(None), EventRow.actor_id != clerk_id)
    return and_(EventRow.promocion_id == PromocionRow.id, by_others, EventRow.action.not_in(UNREMARKABLE))


def _live(now: datetime) -> ColumnElement[bool]:
    return and_(PromocionRow.status == Status.UNDER_REVIEW, PromocionRow.claim_expires_at > now)


def _held(now: datetime) -> ColumnElement[bool]:
    return and_(PromocionRow.status == Status.SENT, PromocionRow.held_until > now)


def _filters(query: QueueQuery) -> list[ColumnElement[bool]]:
    p = PromocionRow
    found = [_signature(query.signature), _state(query), _mark(query), _person(query.person)]
    if query.tipo:
        found.append(p.tipo_procedimiento == storable(query.tipo))
    if query.ground:
        found.append(p.ground == storable(query.ground))
    if query.label:
        borne = select(LabelRow.promocion_id).where(LabelRow.label == storable(query.label))
        found.append(p.id.in_(borne))
    return [condition for condition in found if condition is not None]


def _spans(query: QueueQuery) -> list[ColumnElement[bool]]:
    p = PromocionRow
    found: list[ColumnElement[bool]] = []
    if query.filed_from:
        found.append(p.filed_on >= query.filed_from)
    if query.filed_until:
        found.append(p.filed_on <= query.filed_until)
    found.extend(_due(query))
    if query.decided_since:
        found.append(p.decided_at >= query.decided_since)
    if query.decided_before:
        found.append(p.decided_at < query.decided_before)
    return found


def _due(query: QueueQuery) -> list[ColumnElement[bool]]:
    """Return the condition of what counts from so long ago: from its sending, or its day where that is later."""
    overdue, by_today = _started(query.overdue_start, within=False), _started(query.today_start, within=True)
    found = {
        DueFilter.OVERDUE: [overdue],
        DueFilter.BY_TODAY: [by_today],
        DueFilter.TODAY: [by_today, not_(overdue)],
    }.get(query.due)
    return [_undecided(), *found] if found else []


def _started(start: datetime | None, *, within: bool) -> ColumnElement[bool]:
    if start is None:
        return true()
    p = PromocionRow
    return and_(p.sent_at <= start if within else p.sent_at < start, p.filed_on <= start.date())


def holds_document(sha256: str) -> ColumnElement[bool]:
    """Return the condition that a promoción was filed with a document of this digest."""
    return PromocionRow.id.in_(select(DocumentRow.promocion_id).where(DocumentRow.sha256 == sha256))


def _searched(search: str) -> ColumnElement[bool]:
    digest = digest_in(search)
    if digest:
        return holds_document(digest)
    p = PromocionRow
    return matches(search, p.search_matter, p.search_people, p.search_documents)


def _person(account_id: int | None) -> ColumnElement[bool] | None:
    if account_id is None:
        return None
    p, wanted = PromocionRow, min(max(account_id, 0), _LARGEST_ID)
    return or_(p.claimed_by == wanted, p.assigned_to == wanted, p.decided_by == wanted)


def _state(query: QueueQuery) -> ColumnElement[bool] | None:
    p, now = PromocionRow, query.now
    ready = and_(waiting(now), not_held(now))
    states = {
        StateFilter.WAITING: and_(ready, _kept_for_nobody()),
        StateFilter.IN_REVIEW: _live(now),
        StateFilter.ASSIGNED: and_(ready, not_(_kept_for_nobody())),
        StateFilter.HELD: _held(now),
        StateFilter.ACCEPTED: p.status == Status.ACCEPTED,
        StateFilter.REJECTED: p.status == Status.REJECTED,
        StateFilter.REOPENED: p.reopened_at.is_not(None),
        StateFilter.TROUBLED: and_(_undecided(), _troubled()),
    }
    return states.get(query.state)


def _troubled() -> ColumnElement[bool]:
    """Return the condition of what waits for a source of revocation, the antivirus, or a receipt's PDF."""
    p = PromocionRow
    unscanned = exists().where(DocumentRow.promocion_id == p.id, DocumentRow.scan == Scan.NOT_SCANNED)
    unsealed = exists().where(AcuseRow.promocion_id == p.id, AcuseRow.pdf_sha256.is_(None))
    return or_(p.revocation == Revocation.NOT_CONSULTED, unscanned, unsealed)


def _mark(query: QueueQuery) -> ColumnElement[bool] | None:
    p = PromocionRow
    undecided = _undecided()
    own = and_(LookRow.promocion_id == p.id, LookRow.account_id == query.clerk_id)
    if query.mark is Mark.NEW:
        return and_(undecided, ~exists().where(own))
    if query.mark is Mark.CHANGED:
        later = exists().where(remarkable(query.clerk_id), EventRow.at > LookRow.at)
        later = later.correlate(p, LookRow)  # the promoción stands two queries out, and would be joined anew
        return and_(undecided, exists().where(own, later))
    return None


def _signature(wanted: SignatureFilter) -> ColumnElement[bool] | None:
    p = PromocionRow
    failed = {
        SignatureFilter.CRYPTO: p.firma_outcome == "failed",
        SignatureFilter.IDENTITY: p.identidad_outcome != "passed",
        SignatureFilter.INTEGRITY: p.integridad_outcome != "passed",
        SignatureFilter.REVOCATION: p.revocation == "no_consultado",
    }
    if wanted is SignatureFilter.VALID:
        return and_(
            p.firma_outcome == "passed", p.identidad_outcome == "passed", p.integridad_outcome == "passed"
        )
    return failed.get(wanted)
