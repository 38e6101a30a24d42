"""The privacy notice: accepted before the first promoción, and again when it changes (manual §2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.institucion import AvisoPrivacidad
from core.domain.people import Actor, Permission, require
from core.errors import Refusal
from core.services.current_catalogs import CurrentCatalogs
from core.storage.engine import Database
from core.storage.events import append_account_event
from core.storage.privacy import accepted_at, insert_acceptance


class PrivacyNoticeNotAccepted(Refusal):
    """The filer has not accepted the privacy notice in force."""


class PrivacyNoticeChanged(Refusal):
    """The version that the person read is not, or no longer, the one in force."""


class Privacy:
    """The use cases of the privacy notice."""

    def __init__(self, database: Database, clock: Clock, catalogs: CurrentCatalogs) -> None:
        self._database = database
        self._clock = clock
        self._catalogs = catalogs

    @property
    def notice(self) -> AvisoPrivacidad:
        """The notice in force."""
        return self._catalogs.institucion().privacy

    @property
    def current_version(self) -> str:
        """The version in force."""
        return self.notice.version

    def accepted(self, actor: Actor) -> datetime | None:
        """Return when the actor accepted the version in force; None where they did not."""
        with self._database.read() as session:
            return accepted_at(session, actor.account_id, self.current_version)

    def accept(self, actor: Actor, version: str) -> None:
        """Record that the actor read and accepted a version; accepting it again changes nothing.

        Raises:
            NotAllowed: the actor does not file.
            PrivacyNoticeChanged: another version is in force.
        """
        require(actor, Permission.FILE)
        if version != self.current_version:
            raise PrivacyNoticeChanged(version=self.current_version)
        now = self._clock.now()
        with self._database.write() as session:
            if insert_acceptance(session, actor.account_id, version, now, actor.address):
                append_account_event(session, now, actor, "accept_privacy", actor.account_id, version=version)

    def require_accepted(self, session: Session, actor: Actor) -> None:
        """Ask, inside the transaction of what needs it, whether the version in force was accepted.

        Raises:
            PrivacyNoticeNotAccepted: it was not.
        """
        if accepted_at(session, actor.account_id, self.current_version) is None:
            raise PrivacyNoticeNotAccepted(version=self.current_version)
