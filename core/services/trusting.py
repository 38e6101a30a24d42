"""The operator's changes to whom we believe: a file and an audit event, both or neither."""

from pathlib import Path

from sqlalchemy.orm import Session

from core.clock import Clock
from core.signatures.anchor_files import AnchorFile, anchor_files, fingerprint, place
from core.signatures.certificate import Certificate
from core.signatures.responder import RESPONDERS_FOLDER, load_responders
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.lookup import storable

_LONGEST_NAME = 300


class Trusting:
    """The use cases of the command line; a running server reads the folder when it starts."""

    def __init__(self, database: Database, clock: Clock, folder: Path) -> None:
        self._database = database
        self._clock = clock
        self._folder = folder

    def add(self, authority: Certificate) -> Path | None:
        """Believe an authority from the next start on; return its file, None where it was there already.

        Raises:
            OSError: the folder cannot be written; then nothing is recorded.
        """
        known = {f.certificate.der for f in anchor_files(self._folder) if f.certificate and not f.is_test}
        return None if authority.der in known else self._place("trust_add", self._folder, authority)

    def add_responder(self, responder: Certificate) -> Path | None:
        """Believe what an OCSP responder signs, whichever authority it speaks for; return as :meth:`add`."""
        known = {r.der for r in load_responders(self._folder)}
        folder = self._folder / RESPONDERS_FOLDER
        return None if responder.der in known else self._place("trust_add", folder, responder)

    def _place(self, act: str, folder: Path, certificate: Certificate) -> Path:
        with self._database.write() as session:
            self._record(session, act, certificate)
            return place(folder, certificate)

    def remove(self, files: tuple[AnchorFile, ...]) -> None:
        """Believe an authority no more, from the next start on.

        Raises:
            OSError: a file cannot be deleted; then nothing is recorded.
        """
        for each in files:
            if each.certificate:
                with self._database.write() as session:
                    self._record(session, "trust_remove", each.certificate)
                    each.path.unlink()

    def _record(self, session: Session, act: str, certificate: Certificate) -> None:
        append_event(
            session,
            self._clock.now(),
            None,
            act,
            sha256=fingerprint(certificate),
            holder=storable(certificate.holder[:_LONGEST_NAME]),
            serial=certificate.serial,
        )
        session.flush()
