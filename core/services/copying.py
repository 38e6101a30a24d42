"""The filer begins again from a rejected promoción: everything copied but the signature."""

import secrets
from dataclasses import replace

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.correction import Correction, compare
from core.domain.identifiers import FOLIO_ALPHABET, format_folio
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Promocion
from core.domain.workflow import Action, Status, StatusForbids
from core.services.accounts.privacy import Privacy
from core.services.changes import own_promocion
from core.storage.account_tables import AccountRow
from core.storage.copies import open_copy_of
from core.storage.document_rows import documents_of, insert_document
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.folder_rows import folders_of, insert_folder
from core.storage.promociones import insert_promocion, load_promocion, next_number


class Copying:
    """The use cases of correcting a rejected promoción."""

    def __init__(self, database: Database, clock: Clock, privacy: Privacy) -> None:
        self._database = database
        self._clock = clock
        self._privacy = privacy

    def correct(self, actor: Actor, promocion_id: int) -> Promocion:
        """Return a new draft with every field, folder and document of the actor's own rejected promoción.

        The documents' bytes are shared, not copied; nothing of the signature is. Whoever asks again gets the
        copy that they have not sent yet.

        Raises:
            NotAllowed, NotFound: as they say.
            StatusForbids: it was not rejected.
            PrivacyNoticeNotAccepted: as for any promoción that is begun.
        """
        require(actor, Permission.FILE)
        with self._database.write() as session:
            # whoever presses twice waits here, and then finds the first one's copy
            origin = own_promocion(session, actor, promocion_id, lock=True)
            if origin.status is not Status.REJECTED:
                raise StatusForbids(action=Action.CREATE, status=origin.status)
            self._privacy.require_accepted(session, actor)
            copy_id = open_copy_of(session, promocion_id) or self._copy(session, actor, origin)
            return load_promocion(session, copy_id)

    def begun(self, actor: Actor, promocion_id: int) -> Promocion | None:
        """Return the copy of a promoción of the actor's own that was not sent yet; None where there is none.

        Raises:
            NotAllowed, NotFound: as they say.
        """
        with self._database.read() as session:
            own_promocion(session, actor, promocion_id)
            copy_id = open_copy_of(session, promocion_id)
            return load_promocion(session, copy_id) if copy_id else None

    def correction(self, actor: Actor, promocion_id: int) -> Correction | None:
        """Return from what the actor's promoción was begun, and what is as it was; None where it began afresh.

        Raises:
            NotAllowed, NotFound: as they say.
        """
        with self._database.read() as session:
            promocion = own_promocion(session, actor, promocion_id)
            origin_id = promocion.standing.copied_from
            if origin_id is None:
                return None
            origin = own_promocion(session, actor, origin_id)
            return compare(origin, documents_of(session, origin_id), documents_of(session, promocion_id))

    def _copy(self, session: Session, actor: Actor, origin: Promocion) -> int:
        now = self._clock.now()
        suffix = "".join(secrets.choice(FOLIO_ALPHABET) for _ in range(4))
        folio = format_folio(next_number(session, "folio"), suffix)
        owner = session.get_one(AccountRow, actor.account_id)
        copy_id = insert_promocion(session, owner, folio, origin.fields, now, copied_from=origin.id)
        documents = documents_of(session, origin.id)
        for folder in folders_of(session, origin.id):
            insert_folder(session, copy_id, folder)
        for document in documents:
            insert_document(session, replace(document, promocion_id=copy_id, added_at=now))
        append_event(
            session,
            now,
            actor,
            Action.CREATE,
            promocion_id=copy_id,
            to_status=Status.DRAFT,
            copied_from=origin.folio,
            documents=len(documents),
        )
        return copy_id
