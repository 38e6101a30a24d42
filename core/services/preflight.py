"""The rule book applied to a filing: before its filer signs it, frozen when it is sent, and when it is read."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from core.config import Settings
from core.documents.findings import FindingCode, Limit
from core.documents.reader import DocumentReader
from core.documents.rulebook import RULE_BOOK_VERSION, Examined, RuleBook
from core.domain.catalogs import Catalogs
from core.domain.checklist import (
    Checklist,
    FilingCode,
    RuleItem,
    RuleOutcome,
    RuleResult,
    checklist_from_json,
)
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Classification, Document, Promocion, TipoPromocion
from core.domain.visible_text import shows_something
from core.domain.workflow import RECEIVED
from core.errors import NotFound, Refusal
from core.services.changes import own_promocion
from core.services.current_catalogs import CurrentCatalogs
from core.storage.document_rows import documents_of, sent_elsewhere
from core.storage.document_store import BytesAreMissing, DocumentStore
from core.storage.engine import Database
from core.storage.preflights import is_own_number, preflight_of
from core.storage.promociones import load_promocion

_REMEMBERED = 4096
_OF_THE_ANTIVIRUS = frozenset({FindingCode.INFECTED.value, FindingCode.NOT_SCANNED.value})
"""Findings that no examination of ours renews."""
Documents = tuple[Document, ...]
Rows = tuple[Mapping[str, object], ...]


class ProblemsForbidSigning(Refusal):
    """A rule finds what gets filings rejected, and this Oficialía does not take such filings."""


@dataclass(frozen=True, slots=True)
class Received:
    """A received filing's checklist: as it was when sent (None before there was a rule book), and as of now."""

    at_sending: Checklist | None
    now: Checklist


class Preflight:
    """The use cases of the rule book."""

    def __init__(
        self,
        database: Database,
        store: DocumentStore,
        reader: DocumentReader,
        settings: Settings,
        catalogs: CurrentCatalogs,
    ) -> None:
        self._database = database
        self._store = store
        self._reader = reader
        self._catalogs = catalogs
        self._refuses = settings.refuse_problems
        self.book = RuleBook.load(settings.data / "catalogs" / "rules.toml")
        self._lock = threading.Lock()
        self._renewed: OrderedDict[tuple[str, str], tuple[str, Rows]] = OrderedDict()

    def check(self, actor: Actor, promocion_id: int) -> Checklist:
        """Return how a promoción of the actor's own stands with every rule, as it is now.

        Raises:
            NotAllowed, NotFound: as they say.
        """
        with self._database.read() as session:
            promocion = own_promocion(session, actor, promocion_id)
            documents = documents_of(session, promocion_id)
        return self.of(promocion, documents)

    def received(self, actor: Actor, promocion_id: int) -> Received:
        """Return how a received promoción stood when it was sent and how it stands now.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            promocion = load_promocion(session, promocion_id)
            if promocion.status not in RECEIVED:
                raise NotFound
            documents = documents_of(session, promocion_id)
            kept = preflight_of(session, promocion_id)
        return Received(checklist_from_json(kept), self.of(promocion, documents))

    def of(self, promocion: Promocion, documents: Documents) -> Checklist:
        """Return how a promoción with these documents stands; nobody is asked who wants to know.

        Documents examined with another version of the book are examined anew, which may take seconds each.
        """
        examined = [self._examined(document) for document in documents]
        with self._database.read() as session:
            found = tuple(_of_filing(session, self._catalogs.within(session), promocion, documents))
        by_rule = {result.rule: result for result in self.book.judge(examined)}
        results = (
            by_rule.get(rule.id)
            or RuleResult(rule.id, rule.version, tuple(i for i in found if rule.covers(i.code, i.facts)))
            for rule in self.book.rules
        )
        return Checklist(self.book.version, tuple(results))

    def require_no_problems(self, checklist: Checklist) -> None:
        """Refuse where this Oficialía does not take filings with problems.

        Raises:
            ProblemsForbidSigning: it does not, and there is one.
        """
        found = checklist.of(RuleOutcome.PROBLEM)
        if self._refuses and found:
            raise ProblemsForbidSigning(rules=", ".join(result.rule for result in found))

    def require_signable(self, promocion: Promocion, documents: Documents) -> None:
        """Look for problems and refuse them where this Oficialía does; look for nothing where it does not.

        Raises:
            ProblemsForbidSigning: as for :meth:`require_no_problems`.
        """
        if self._refuses:
            self.require_no_problems(self.of(promocion, documents))

    def _examined(self, document: Document) -> Examined:
        """Return what is known of a document, examined anew where the book has changed or no reader was free."""
        media_type, version = document.media_type, document.rules_version
        findings: Rows = document.findings
        is_current = version == RULE_BOOK_VERSION and not _met_busy_readers(findings)
        if not is_current and (renewed := self._renew(document)):
            media_type, fresh = renewed
            findings = (*fresh, *(f for f in findings if f["code"] in _OF_THE_ANTIVIRUS))
            version = RULE_BOOK_VERSION
        family = self._reader.media_types.by_media_type(media_type).family
        return Examined(document.name, family, findings, version, document.scan)

    def _renew(self, document: Document) -> tuple[str, Rows] | None:
        key = (document.sha256, PurePosixPath(document.name).suffix.lower())
        with self._lock:
            if known := self._renewed.get(key):
                return known
        try:
            inspection = self._reader.inspect(self._store.local_path(document.sha256), document.name)
        except (BytesAreMissing, OSError):  # the bytes are not there, which the verdict tells
            return None
        rows = tuple(finding.row() for finding in inspection.findings)
        if not _met_busy_readers(rows):
            with self._lock:
                self._renewed[key] = (inspection.media_type, rows)
                if len(self._renewed) > _REMEMBERED:
                    self._renewed.popitem(last=False)
        return inspection.media_type, rows


def _met_busy_readers(rows: Rows) -> bool:
    """Whether something was not examined because no reader was free: of the hour, not of the document."""
    facts = (row.get("facts") for row in rows if row["code"] == FindingCode.NOT_EXAMINED)
    return any(isinstance(told, Mapping) and told.get("limit") == Limit.BUSY for told in facts)


def _of_filing(
    session: Session, catalogs: Catalogs, promocion: Promocion, documents: Documents
) -> Iterator[RuleItem]:
    """Yield what there is to say of the filing as a whole."""
    if not documents:
        yield RuleItem(FilingCode.NO_DOCUMENTS, RuleOutcome.PROBLEM)
    yield from _duplicated(documents)
    yield from _sent_before(session, promocion, documents)
    yield from _other_system(catalogs, promocion)
    yield from _not_own_numbers(session, promocion)
    yield from _without_summary(documents)


def _duplicated(documents: Documents) -> Iterator[RuleItem]:
    first: dict[str, str] = {}
    for document in documents:
        other = first.setdefault(document.sha256, document.name)
        if other != document.name:
            yield RuleItem(FilingCode.DUPLICATED, RuleOutcome.WARNING, document.name, facts={"other": other})


def _sent_before(session: Session, promocion: Promocion, documents: Documents) -> Iterator[RuleItem]:
    places = sent_elsewhere(session, promocion.owner_id, promocion.id, {d.sha256 for d in documents})
    for document in documents:
        for place in places.get(document.sha256, ())[:1]:
            facts = {"other": place.name, "folio": place.folio}
            yield RuleItem(FilingCode.SAME_AS_SENT, RuleOutcome.PASSED, document.name, facts=facts)


def _other_system(catalogs: Catalogs, promocion: Promocion) -> Iterator[RuleItem]:
    chosen = catalogs.procedure_type(promocion.fields.tipo_procedimiento)
    if chosen and chosen.elsewhere:
        yield RuleItem(
            FilingCode.OTHER_SYSTEM,
            RuleOutcome.WARNING,
            form_field="tipo_procedimiento",
            facts={"system": chosen.system},
        )


def _not_own_numbers(session: Session, promocion: Promocion) -> Iterator[RuleItem]:
    """Tell that no number cited is of the filer's own filings; of anybody else's nothing is ever said."""
    value = promocion.fields
    if value.tipo_promocion != TipoPromocion.COMPLEMENTARIA:
        return
    cited = {name: number for name in ("oficialia_previa", "expediente") if (number := getattr(value, name))}
    if any(is_own_number(session, promocion.owner_id, promocion.id, number) for number in cited.values()):
        return
    for name, number in cited.items():
        facts = {"number_cited": number}
        yield RuleItem(FilingCode.NUMBER_NOT_OWN, RuleOutcome.PASSED, form_field=name, facts=facts)


def _without_summary(documents: Documents) -> Iterator[RuleItem]:
    for document in documents:
        if document.classification == Classification.CONFIDENCIAL and not shows_something(document.summary):
            yield RuleItem(FilingCode.CONFIDENTIAL_WITHOUT_SUMMARY, RuleOutcome.PROBLEM, document.name)
