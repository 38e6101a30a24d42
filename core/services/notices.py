"""Notices about a promoción, posted in the transaction of what they tell. They hold nothing of the filing."""

from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from core.domain.mail import MailKind
from core.domain.promocion import Promocion
from core.domain.workflow import Action
from core.storage.account_tables import AccountRow
from core.storage.outbox import post_mail

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


def _post(session: Session, promocion: Promocion, kind: MailKind, at: datetime, **facts: str) -> None:
    owner = session.get(AccountRow, promocion.owner_id)
    if owner is None:  # a promoción always has one
        return
    post_mail(
        session,
        kind,
        owner.email,
        at,
        account_id=owner.id,
        name=owner.name,
        folio=promocion.folio,
        link_path="/promocion?" + urlencode({"folio": promocion.folio}),
        **facts,
    )
