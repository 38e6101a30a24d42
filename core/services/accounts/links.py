"""Links that are sent to somebody: signed, good once, and not for long."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from core.domain.accounts import LinkPurpose
from core.errors import Refusal
from core.server_key import ServerKey
from core.services.accounts.sessions import digest
from core.storage.account_tables import LinkRow
from core.storage.accounts import lock_account
from core.storage.links import insert_link, link_by_digest, retire_links

_LIFETIMES = {
    LinkPurpose.CONFIRM_REGISTRATION: timedelta(hours=48),
    LinkPurpose.CONFIRM_EMAIL: timedelta(hours=24),
    LinkPurpose.CHOOSE_PASSWORD: timedelta(days=7),
    LinkPurpose.RESET_PASSWORD: timedelta(minutes=30),
    LinkPurpose.UNBLOCK: timedelta(minutes=30),
}
_PATHS = {
    LinkPurpose.CONFIRM_REGISTRATION: "/solicitar-cuenta/confirmar?enlace=",
    LinkPurpose.CONFIRM_EMAIL: "/correo/confirmar?enlace=",
    LinkPurpose.CHOOSE_PASSWORD: "/contrasena?enlace=",
    LinkPurpose.RESET_PASSWORD: "/contrasena?enlace=",
    LinkPurpose.UNBLOCK: "/desbloquear/enlace?enlace=",
}
_LONGEST_TOKEN = 512


class LinkNotValid(Refusal):
    """The link is none of ours, was used, was replaced by a newer one, or is too old."""


class Links:
    """Makes links and takes them back, each in the caller's transaction.

    An account is locked before its links, as whoever suspends it or changes its password does: or two of
    them would wait for each other.
    """

    def __init__(self, key: ServerKey) -> None:
        self._box = key.box("link")

    def issue(
        self,
        session: Session,
        purpose: LinkPurpose,
        at: datetime,
        *,
        account_id: int | None = None,
        registration_id: int | None = None,
        **facts: Any,  # noqa: ANN401 - whatever the purpose needs, kept as JSON
    ) -> str:
        """Return the token of a new link; older ones of the same person and purpose end.

        Args:
            session: the caller's transaction.
            purpose: what it does.
            at: now.
            account_id: whose it is; or
            registration_id: of which request.
            facts: what using it needs, such as the address to be confirmed.
        """
        lock_account(session, account_id)
        retire_links(session, purpose, at, account_id=account_id, registration_id=registration_id)
        token = self._box.encrypt(f"{purpose} {secrets.token_urlsafe(16)}".encode()).decode("ascii")
        row = LinkRow(
            purpose=purpose,
            account_id=account_id,
            registration_id=registration_id,
            facts=facts,
            token_sha256=digest(token),
            created_at=at,
            expires_at=at + _LIFETIMES[purpose],
        )
        insert_link(session, row)
        return token

    def issue_for_mail(
        self,
        session: Session,
        purpose: LinkPurpose,
        at: datetime,
        *,
        account_id: int | None = None,
        registration_id: int | None = None,
        **facts: Any,  # noqa: ANN401 - as for issue
    ) -> dict[str, str]:
        """Issue a link likewise; return the two facts of a message that holds it: path and end."""
        token = self.issue(
            session, purpose, at, account_id=account_id, registration_id=registration_id, **facts
        )
        return {"link_path": _PATHS[purpose] + token, "expires_at": (at + _LIFETIMES[purpose]).isoformat()}

    def look(self, session: Session, purpose: LinkPurpose, token: str, at: datetime) -> LinkRow:
        """Return a link that could be used now, without using it: mail scanners open links too.

        Raises:
            LinkNotValid: whatever is wrong with it.
        """
        self._check_signature(purpose, token)
        row = link_by_digest(session, digest(token))
        if row is None or row.purpose != purpose or row.used_at is not None or row.expires_at <= at:
            raise LinkNotValid
        return row

    def use(self, session: Session, purpose: LinkPurpose, token: str, at: datetime) -> LinkRow:
        """Use a link up and return it; of two at the same time one wins.

        Raises:
            LinkNotValid: whatever is wrong with it.
        """
        lock_account(session, self.look(session, purpose, token, at).account_id)
        row = link_by_digest(session, digest(token), lock=True)
        if row is None or row.used_at is not None:
            raise LinkNotValid
        row.used_at = at
        return row

    def _check_signature(self, purpose: LinkPurpose, token: str) -> None:
        if len(token) > _LONGEST_TOKEN:
            raise LinkNotValid
        try:
            content = self._box.decrypt(token.encode("ascii", "replace"))
        except InvalidToken:
            raise LinkNotValid from None
        if not content.startswith(f"{purpose} ".encode()):
            raise LinkNotValid
