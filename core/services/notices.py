"""Notices about a promoción, posted in the transaction of what they tell. They hold nothing of the filing."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.mail import MailKind
from core.domain.people import Actor
from core.domain.promocion import Promocion
from core.domain.refiling import Moved
from core.domain.workflow import Action
from core.storage.account_tables import AccountRow
from core.storage.outbox import post_mail, post_mails

_TAKEN = {Action.TAKE_OVER: MailKind.PROMOCION_TAKEN_OVER, Action.ASSIGN: MailKind.PROMOCION_REASSIGNED}
_DECIDED = {Action.ACCEPT: MailKind.PROMOCION_ACCEPTED, Action.REJECT: MailKind.PROMOCION_REJECTED}


def notify_sent(session: Session, promocion: Promocion, at: datetime) -> None:
    """Tell the filer that a promoción arrived, and on which day it counts."""
    day = promocion.filed_on.isoformat() if promocion.filed_on else ""
    _post(session, promocion, MailKind.PROMOCION_SENT, at, filed_on=day)


def notify_decided(session: Session, promocion: Promocion, action: Action, at: datetime) -> None:
    """Tell the filer that a promoción was accepted, with its number, or rejected."""
    number = promocion.decision.numero_oficialia if promocion.decision else ""
    facts = {"numero": number} if action is Action.ACCEPT else {}
    _post(session, promocion, _DECIDED[action], at, **facts)


def notify_reopened(session: Session, promocion: Promocion, at: datetime) -> None:
    """Tell the filer that the decision on a promoción was undone and another one will follow."""
    _post(session, promocion, MailKind.PROMOCION_REOPENED, at)


def notify_refiled(session: Session, moved: Sequence[Moved], at: datetime, cause: str) -> None:
    """Tell filers that the day on which promociones are taken as filed was computed anew, and why."""
    owners = {one.received.owner_id for one in moved}
    found = session.scalars(select(AccountRow).where(AccountRow.id.in_(owners)))
    accounts = {account.id: account for account in found}
    letters = [(account, one) for one in moved if (account := accounts.get(one.received.owner_id))]
    told = [
        (account.id, account.email, {"name": account.name, "reason": cause, **_moved_facts(one)})
        for account, one in letters
    ]
    post_mails(session, MailKind.PROMOCION_REFILED, at, told)


def _moved_facts(moved: Moved) -> dict[str, str]:
    folio = moved.received.folio
    return {
        "folio": folio,
        "before_on": moved.before.on.isoformat(),
        "filed_on": moved.after.on.isoformat(),
        "link_path": "/promocion?" + urlencode({"folio": folio}),
    }


def notify_taken(
    session: Session, account_id: int, before: Promocion, action: Action, by: Actor, at: datetime, reason: str
) -> None:
    """Tell a colleague that a promoción is no longer theirs, who took it and why.

    Args:
        session: the transaction that takes it from them.
        account_id: who had it, or for whom it was kept.
        before: the promoción as they had it.
        action: ``TAKE_OVER`` or ``ASSIGN``.
        by: who takes or gives it.
        at: now.
        reason: as it was given; empty where none was needed.
    """
    told = {"by_name": by.name, "at": at.isoformat(), "reason": reason}
    _post_to(session, account_id, before.folio, _TAKEN[action], at, "/revision", **told)


def _post(session: Session, promocion: Promocion, kind: MailKind, at: datetime, **facts: str) -> None:
    _post_to(session, promocion.owner_id, promocion.folio, kind, at, "/promocion", **facts)


def _post_to(
    session: Session,
    account_id: int,
    folio: str,
    kind: MailKind,
    at: datetime,
    page: str,
    /,
    **facts: str,
) -> None:
    account = session.get(AccountRow, account_id)
    if account is None:  # accounts are never deleted
        return
    post_mail(
        session,
        kind,
        account.email,
        at,
        account_id=account.id,
        name=account.name,
        folio=folio,
        link_path=f"{page}?" + urlencode({"folio": folio}),
        **facts,
    )
