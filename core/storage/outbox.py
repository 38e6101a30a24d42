"""The outbox: messages wait here, written in the transaction of what they tell.

Several processes share it. Whoever wants to deliver a message first moves its ``next_try_at`` by
compare-and-set: of two at the same time one wins. A process that dies between the mail server's answer
and the commit leaves the message to be delivered once more: twice at worst, never not at all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from core.domain.mail import CARRIES_LINK, FACTS, MailBox, MailEntry, MailKind, expired, link_ends
from core.storage.account_tables import AccountRow, MailRow
from core.storage.lookup import storable

_EXPIRED, _STALE = "expired", "stale"
_OPEN = and_(MailRow.sent_at.is_(None), MailRow.handed_over_at.is_(None))
_TO_BE_TRIED = and_(_OPEN, MailRow.next_try_at.is_not(None))
_LINKS = MailRow.kind.in_(sorted(CARRIES_LINK))
_BOXES: Mapping[MailBox, ColumnElement[bool]] = {
    MailBox.LINKS: and_(_TO_BE_TRIED, _LINKS),
    MailBox.NOTICES: and_(_TO_BE_TRIED, ~_LINKS),
    MailBox.STOPPED: and_(_OPEN, MailRow.next_try_at.is_(None)),
    MailBox.SENT: MailRow.sent_at.is_not(None),
    MailBox.HANDED_OVER: and_(MailRow.sent_at.is_(None), MailRow.handed_over_at.is_not(None)),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is this process's to deliver until ``until``."""

    id: int
    kind: str
    account_id: int | None
    to_address: str
    facts: Mapping[str, Any]
    created_at: datetime
    tries: int
    until: datetime


def post_mail(
    session: Session,
    kind: str,
    to_address: str,
    at: datetime,
    /,
    *,
    account_id: int | None = None,
    **facts: Any,  # noqa: ANN401 - what the template needs, kept as JSON
) -> int | None:
    """Put a message into the outbox; return its id, or None where there is no address to send it to.

    Args:
        session: the transaction of what the message tells.
        kind: names the template.
        to_address: where to.
        at: now.
        account_id: to whom, if the person has an account.
        facts: what the template needs; ``link_path`` is an address of ours, starting with ``/``.

    Raises:
        ValueError: there is no such kind, or a fact that it needs is not given.
    """
    lacking = FACTS[MailKind(kind)] - set(facts)
    if lacking:
        raise ValueError(f"a message of the kind {kind} needs {', '.join(sorted(lacking))}")
    if not to_address:
        return None
    row = MailRow(
        kind=kind,
        account_id=account_id,
        to_address=storable(to_address)[:254],
        facts={name: storable(fact) if isinstance(fact, str) else fact for name, fact in facts.items()},
        created_at=at,
        next_try_at=at,
    )
    session.add(row)
    session.flush()
    return row.id


def post_mails(
    session: Session, kind: str, at: datetime, letters: Sequence[tuple[int, str, Mapping[str, str]]]
) -> None:
    """Put many messages of a kind into the outbox at once: account, address and facts of each.

    Raises:
        ValueError: there is no such kind, or a fact that it needs is not given.
    """
    for _, _, facts in letters:
        if lacking := FACTS[MailKind(kind)] - set(facts):
            raise ValueError(f"a message of the kind {kind} needs {', '.join(sorted(lacking))}")
    rows = [
        {
            "kind": kind,
            "account_id": account_id,
            "to_address": storable(to_address)[:254],
            "facts": {name: storable(fact) for name, fact in facts.items()},
            "created_at": at,
            "next_try_at": at,
        }
        for account_id, to_address, facts in letters
        if to_address
    ]
    if rows:
        session.execute(insert(MailRow), rows)


def due_mail(session: Session, at: datetime) -> tuple[int, datetime] | None:
    """Return the message that has been due longest and when it was, or None."""
    found = session.execute(
        select(MailRow.id, MailRow.next_try_at)
        .where(_OPEN, MailRow.next_try_at <= at)
        .order_by(MailRow.next_try_at, MailRow.id)
        .limit(1)
    ).first()
    return (found[0], found[1]) if found and found[1] else None


def claim_mail(session: Session, mail_id: int, due_at: datetime, until: datetime) -> Claim | None:
    """Take a message seen by :func:`due_mail`; None where somebody else did. Counts as a try."""
    taken = session.execute(
        update(MailRow)
        .where(MailRow.id == mail_id, MailRow.next_try_at == due_at, _OPEN)
        .values(next_try_at=until, tries=MailRow.tries + 1)
        .returning(
            MailRow.kind,
            MailRow.account_id,
            MailRow.to_address,
            MailRow.facts,
            MailRow.created_at,
            MailRow.tries,
        )
    ).first()
    if taken is None:
        return None
    kind, account_id, to_address, facts, created_at, tries = taken
    return Claim(mail_id, kind, account_id, to_address, facts, created_at, tries, until)


def record_sent(session: Session, mail_id: int, at: datetime) -> None:
    """Note that the mail server took a message, and forget what it said: it may hold a link."""
    session.execute(
        update(MailRow)
        .where(MailRow.id == mail_id, MailRow.sent_at.is_(None))
        .values(sent_at=at, next_try_at=None, facts={}, last_problem="")
    )


def record_problem(session: Session, claim: Claim, problem: str, next_try_at: datetime | None) -> None:
    """Note what went wrong and when to try again, None for never; nothing where the claim lapsed."""
    session.execute(
        update(MailRow)
        .where(MailRow.id == claim.id, MailRow.next_try_at == claim.until, _OPEN)
        .values(next_try_at=next_try_at, last_problem=problem[:300])
    )


def drop_outdated(session: Session, at: datetime, stale_before: datetime | None) -> int:
    """Stop what is no longer worth sending; return how many messages were changed.

    Links that expired are forgotten, handed over or not. A message that has been due since before
    ``stale_before`` waited for a mail server that was not there: an administrator may still send it. None:
    there is no server yet, and it goes on waiting.
    """
    held = session.scalars(
        select(MailRow)
        .where(_LINKS, MailRow.sent_at.is_(None), MailRow.last_problem != _EXPIRED)
        .with_for_update(skip_locked=True)
    )
    gone = [row for row in held if expired(row.facts, at)]
    for row in gone:
        row.facts, row.next_try_at, row.last_problem = {}, None, _EXPIRED
    session.flush()
    if stale_before is None:
        return len(gone)
    stale = session.execute(
        update(MailRow)
        .where(_OPEN, MailRow.next_try_at < stale_before)
        .values(next_try_at=None, last_problem=_STALE)
        .returning(MailRow.id)
    )
    return len(gone) + len(stale.all())


def list_mail(session: Session, boxes: Collection[MailBox], *, limit: int) -> tuple[MailEntry, ...]:
    """Return the newest messages of some boxes, newest first."""
    rows = session.execute(
        select(MailRow, AccountRow.name)
        .outerjoin(AccountRow, AccountRow.id == MailRow.account_id)
        .where(or_(*(_BOXES[box] for box in boxes)))
        .order_by(MailRow.id.desc())
        .limit(limit)
    )
    return tuple(_entry(row, name or "") for row, name in rows)


def count_mail(session: Session) -> dict[MailBox, int]:
    """Return how many messages each box holds."""
    columns = [func.count().filter(condition) for condition in _BOXES.values()]
    counts = session.execute(select(*columns).select_from(MailRow)).one()
    return dict(zip(_BOXES, counts, strict=True))


def _entry(row: MailRow, name: str) -> MailEntry:
    return MailEntry(
        row.id,
        row.kind,
        _box(row),
        row.to_address,
        name,
        row.created_at,
        row.next_try_at,
        row.tries,
        row.sent_at,
        row.handed_over_at,
        row.last_problem,
        bool(row.facts),
        link_ends(row.facts),
    )


def _box(row: MailRow) -> MailBox:
    if row.sent_at:
        return MailBox.SENT
    if row.handed_over_at:
        return MailBox.HANDED_OVER
    if row.next_try_at is None:
        return MailBox.STOPPED
    return MailBox.LINKS if row.kind in CARRIES_LINK else MailBox.NOTICES
