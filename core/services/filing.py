"""The filer's job: create a promoción, edit it until it is sent, and read it afterwards."""

import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.calendar import FiledOn
from core.domain.catalogs import Catalogs, ProcedureType
from core.domain.editions import CatalogName
from core.domain.evidence import Signature, StoredAcuse
from core.domain.identifiers import FOLIO_ALPHABET, format_folio
from core.domain.people import Actor, Permission, require
from core.domain.promocion import (
    Document,
    FieldProblem,
    FieldsNotAdmitted,
    Promocion,
    PromocionFields,
    check_fields,
)
from core.domain.required_fields import RequiredFieldsMissing, missing_for_type
from core.domain.workflow import Action
from core.errors import Refusal
from core.services.accounts.privacy import Privacy
from core.services.changes import changing, own_promocion
from core.services.current_catalogs import CurrentCatalogs
from core.storage.account_tables import AccountRow
from core.storage.document_rows import documents_of
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.evidence import acuses_of, current_signature
from core.storage.promociones import filer_promociones, insert_promocion, next_number, promocion_id_of


class ProcedimientoIsFixed(Refusal):
    """Procedimiento can be set only at creation, never edited (manual §4)."""


@dataclass(frozen=True, slots=True)
class FilerView:
    """A promoción as its filer sees it."""

    promocion: Promocion
    documents: tuple[Document, ...]
    signature: Signature | None
    acuses: tuple[StoredAcuse, ...]


class Filing:
    """The use cases of a promoción before it is sent, and its filer's view of it afterwards."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: Settings,
        catalogs: CurrentCatalogs,
        privacy: Privacy,
    ) -> None:
        self._database = database
        self._clock = clock
        self._privacy = privacy
        self._catalogs = catalogs
        self._zone = ZoneInfo(settings.zone)

    def create(self, actor: Actor, fields: PromocionFields) -> int:
        """Save a new draft under the next folio; return its id.

        Raises:
            NotAllowed: the actor does not file.
            FieldsNotAdmitted: with every problem of every field.
            PrivacyNoticeNotAccepted: the version in force, before the first promoción and whenever it changes.
        """
        require(actor, Permission.FILE)
        value = self._checked(fields)
        now = self._clock.now()
        with self._database.write() as session:
            self._privacy.require_accepted(session, actor)
            suffix = "".join(secrets.choice(FOLIO_ALPHABET) for _ in range(4))
            folio = format_folio(next_number(session, "folio"), suffix)
            owner = session.get_one(AccountRow, actor.account_id)
            promocion_id = insert_promocion(session, owner, folio, value, now)
            append_event(session, now, actor, Action.CREATE, promocion_id=promocion_id, to_status="draft")
        return promocion_id

    def edit(
        self, actor: Actor, promocion_id: int, fields: PromocionFields, *, version: int | None = None
    ) -> None:
        """Replace every field but Procedimiento; a signature made before is void from now on.

        Args:
            actor: the filer.
            promocion_id: which promoción.
            fields: the new values.
            version: the version the form was opened with, to find out a lost update; None skips that.

        Raises:
            NotFound: there is none, or it is somebody else's.
            StatusForbids: it was sent.
            ProcedimientoIsFixed: the procedimiento differs.
            FieldsNotAdmitted: with every problem of every field.
            ChangedMeanwhile: another window changed it first.
        """
        value = self._checked(fields)
        with changing(
            self._database, self._clock, actor, promocion_id, Action.EDIT, version=version
        ) as change:
            if value.procedimiento != change.promocion.fields.procedimiento:
                raise ProcedimientoIsFixed
            change.apply(Action.EDIT, {}, asdict(value))

    def check(self, fields: PromocionFields) -> tuple[FieldProblem, ...]:
        """Return every problem of the fields, for the form to show beside each."""
        offered = self.procedure_types()
        value = self.normalised(fields)
        required = _required(self._catalogs.now(), value)
        problems = check_fields(value, frozenset(t.code for t in offered))
        told = {problem.field for problem in problems}
        return (*problems, *(p for p in missing_for_type(value, required) if p.field not in told))

    def normalised(self, fields: PromocionFields) -> PromocionFields:
        """Return the fields as they are kept, by what their type of procedure demands now."""
        return fields.normalised(_required(self._catalogs.now(), fields))

    def _checked(self, fields: PromocionFields) -> PromocionFields:
        problems = self.check(fields)
        if problems:
            raise FieldsNotAdmitted(problems)
        return self.normalised(fields)

    def view(self, actor: Actor, promocion_id: int) -> FilerView:
        """Return a promoción of the actor's own.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        with self._database.read() as session:
            promocion = own_promocion(session, actor, promocion_id)
            return FilerView(
                promocion,
                documents_of(session, promocion_id),
                current_signature(session, promocion_id),
                acuses_of(session, promocion_id),
            )

    def find(self, actor: Actor, folio: str) -> FilerView:
        """Return a promoción of the actor's own by its folio.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        require(actor, Permission.FILE)
        with self._database.read() as session:
            promocion_id = promocion_id_of(session, folio)
        return self.view(actor, promocion_id)

    def procedure_types(self) -> tuple[ProcedureType, ...]:
        """Return the types of procedure that can be chosen today."""
        return self._catalogs.now().procedure_types_offered(self._today())

    def mine(
        self, actor: Actor, view: str = "abiertas", search: str = "", *, limit: int = 20, offset: int = 0
    ) -> tuple[tuple[Promocion, ...], int]:
        """Return one page of the actor's promociones and how many there are in all (manual §10)."""
        require(actor, Permission.FILE)
        with self._database.read() as session:
            return filer_promociones(
                session, actor.account_id, view=view, search=search, limit=limit, offset=offset
            )

    def filed_on(self, promocion: Promocion, sent_at: datetime | None = None) -> FiledOn:
        """Return the day on which it is taken as filed if it is sent then, by default now (domain.md §3)."""
        return self._filed(self._catalogs.now(), promocion, sent_at or self._clock.now())

    def file(self, session: Session, promocion: Promocion, sent_at: datetime) -> tuple[FiledOn, int]:
        """Return the day on which it is taken as filed, and the number of the calendar's edition that says so.

        Args:
            session: the transaction that sends it; no other edition is saved before it ends.
            promocion: which.
            sent_at: aware instant.

        Raises:
            RequiredFieldsMissing: its type demands what it does not have.
        """
        catalogs = self._catalogs.held(session)
        _require_complete(catalogs, promocion)
        return self._filed(catalogs, promocion, sent_at), catalogs.edition(CatalogName.CALENDAR)

    def require_complete(self, session: Session, promocion: Promocion) -> None:
        """Check that a promoción has what its type of procedure demands now: nobody signs in vain.

        Raises:
            RequiredFieldsMissing: its type demands what it does not have.
        """
        _require_complete(self._catalogs.within(session), promocion)

    def _filed(self, catalogs: Catalogs, promocion: Promocion, sent_at: datetime) -> FiledOn:
        return catalogs.calendar.taken_as_filed(sent_at, promocion.fields.tipo_procedimiento, self._zone)

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()


def _required(catalogs: Catalogs, fields: PromocionFields) -> tuple[str, ...]:
    chosen = catalogs.procedure_type(fields.tipo_procedimiento.strip())
    return chosen.required_fields if chosen else ()


def _require_complete(catalogs: Catalogs, promocion: Promocion) -> None:
    missing = missing_for_type(promocion.fields, _required(catalogs, promocion.fields))
    if missing:
        raise RequiredFieldsMissing(missing)
