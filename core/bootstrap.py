"""The composition root: builds every part from the settings, once for each process."""

from dataclasses import dataclass, fields

from core.bootstrap_accounts import AccountServices, Office, account_services
from core.bootstrap_board import board_services
from core.bootstrap_calendar import calendar_services
from core.bootstrap_sources import load_labels, revocation_sources, timestamp_authority
from core.clock import Clock, SystemClock
from core.config import Settings
from core.documents.antivirus import Antivirus
from core.documents.reader import DocumentReader
from core.domain.institucion import Institucion
from core.mailing.smtp import SmtpTransport
from core.mailing.stationery import CurrentStationery
from core.receipts.seal import Seal
from core.server_key import ServerKey
from core.services.acuse_records import AcuseRecords
from core.services.acuses import Acuses
from core.services.arranging import Arranging
from core.services.assigning import Assigning
from core.services.attaching import Attaching
from core.services.auditing import Auditing
from core.services.board import Board
from core.services.board_tallying import BoardTallying
from core.services.bulk import Bulk
from core.services.bundling import Bundling
from core.services.calendar_desk import CalendarDesk
from core.services.catalog_keeping import CatalogKeeping
from core.services.catalog_uses import CatalogUses
from core.services.claims import Claims
from core.services.closed import Closed
from core.services.copying import Copying
from core.services.coverage import Coverage
from core.services.current_catalogs import CurrentCatalogs
from core.services.deciding import Deciding
from core.services.drafts import Drafts
from core.services.duplicates import Duplicates
from core.services.duty import Presence
from core.services.evidence_files import EvidenceFiles
from core.services.examining import Examining
from core.services.exporting import Exporting
from core.services.fault_desk import FaultDesk
from core.services.fault_reporting import FaultReporting
from core.services.filer_home import FilerHome
from core.services.filing import Filing
from core.services.housekeeping import Housekeeping
from core.services.labels import Labels
from core.services.mailing import Mailing
from core.services.notes import Notes
from core.services.outages import Outages
from core.services.packaging import Packaging
from core.services.policies import DecisionPolicies
from core.services.preferences import Preferences
from core.services.preflight import Preflight
from core.services.previews import Previews
from core.services.queue import Queue
from core.services.reading import Reading
from core.services.readings import Readings
from core.services.refiling import Refiling
from core.services.reopening import Reopening
from core.services.reporting import Reporting
from core.services.retrying import Retrying, Sources
from core.services.revalidating import Revalidating
from core.services.review import Review
from core.services.rule_assigning import Arrivals, RuleAssigning
from core.services.saved_views import SavedViews
from core.services.scanning import Scanning
from core.services.sending import Sending
from core.services.stamping import Stamping
from core.services.summaries import Summaries
from core.services.verification import Verification
from core.services.watching import Watching
from core.signatures.revocation import CrlFolder
from core.signatures.trust import TrustAnchors
from core.storage.document_store import LocalDocumentStore
from core.storage.engine import Database
from core.storage.migrate import require_current


@dataclass(frozen=True, slots=True)
class Oficialia(AccountServices):
    """Everything the console needs, ready to use."""

    settings: Settings
    clock: Clock
    database: Database
    store: LocalDocumentStore
    reader: DocumentReader
    catalogs: CurrentCatalogs
    catalog_keeping: CatalogKeeping
    refiling: Refiling
    calendar_desk: CalendarDesk
    catalog_uses: CatalogUses
    anchors: TrustAnchors
    seal: Seal
    server_key: ServerKey
    fault_reporting: FaultReporting
    fault_desk: FaultDesk
    outages: Outages
    filing: Filing
    filer_home: FilerHome
    attaching: Attaching
    preflight: Preflight
    arranging: Arranging
    sending: Sending
    queue: Queue
    labels: Labels
    bulk: Bulk
    saved_views: SavedViews
    claims: Claims
    assigning: Assigning
    presence: Presence
    retrying: Retrying
    summaries: Summaries
    drafts: Drafts
    review: Review
    deciding: Deciding
    previews: Previews
    reopening: Reopening
    copying: Copying
    notes: Notes
    duplicates: Duplicates
    preferences: Preferences
    watching: Watching
    revalidating: Revalidating
    scanning: Scanning
    stamping: Stamping
    reading: Reading
    readings: Readings
    coverage: Coverage
    evidence_files: EvidenceFiles
    packaging: Packaging
    closed: Closed
    exporting: Exporting
    bundling: Bundling
    auditing: Auditing
    acuses: Acuses
    housekeeping: Housekeeping
    mailing: Mailing
    board: Board
    board_tallying: BoardTallying
    reporting: Reporting

    @property
    def institucion(self) -> Institucion:
        """The institution's data as they are in force."""
        return self.catalogs.institucion()

    def close(self) -> None:
        """Stop the worker and close the database."""
        self.reader.close()
        self.database.close()


def build(settings: Settings, clock: Clock | None = None) -> Oficialia:
    """Build every part.

    Raises:
        DatabaseIsNotCurrent: run ``oficialia migrate`` first.
        SealNotFound: no seal is installed.
        ServerKeyIsSpoilt: the file of the server's key holds something else.
    """
    ticking = clock or SystemClock()
    database = Database(settings.database_url)
    require_current(database)
    store = LocalDocumentStore(settings.home / "documents")
    catalogs = CurrentCatalogs(database, settings.data)
    anchors = TrustAnchors.load(settings.trust, allow_tests=settings.allow_test_anchors)
    seal, reader = Seal.load(settings.seal_folder), DocumentReader(settings, settings.home / "previews")
    lists = CrlFolder.load(settings.trust, anchors, allow_tests=settings.allow_test_anchors)
    verification = Verification(store, ticking, anchors, revocation_sources(settings, anchors, lists), lists)
    server_key = ServerKey.load(settings.server_key_file)
    claims = Claims(database, ticking, settings, catalogs)
    people = account_services(Office(database, ticking, settings, server_key, catalogs), verification)
    privacy, legal_time = people.privacy, calendar_services(database, ticking, settings, catalogs)
    filing = Filing(database, ticking, settings, catalogs, privacy)
    records = AcuseRecords(settings, load_labels(settings))
    acuses = Acuses(database, store, ticking, settings, records, catalogs, seal)
    readings, coverage = Readings(database, ticking), Coverage(database, ticking, store, reader)
    scanning, stamping = (
        Scanning(database, store, ticking, settings, Antivirus.of(settings)),
        Stamping(database, ticking, timestamp_authority(settings)),
    )
    review = Review(database, verification, readings, claims)
    reading, preflight = (
        Reading(database, store, reader, acuses, readings),
        Preflight(database, store, reader, settings, catalogs),
    )
    queue, assigning, labels, deciding = (
        Queue(database, ticking, settings, catalogs),
        Assigning(database, ticking),
        Labels(database, ticking, settings, catalogs),
        Deciding(
            database,
            ticking,
            catalogs,
            verification,
            claims,
            acuses,
            DecisionPolicies(settings, coverage),
            scanning,
        ),
    )
    revalidating = Revalidating(database, ticking, verification)
    sources = Sources(revalidating, scanning, acuses, stamping)
    boards = board_services(database, ticking, settings, catalogs, queue, sources)
    return Oficialia(
        **{part.name: getattr(people, part.name) for part in fields(people)},
        **{part.name: getattr(legal_time, part.name) for part in fields(legal_time)},
        settings=settings,
        clock=ticking,
        database=database,
        store=store,
        reader=reader,
        catalogs=catalogs,
        catalog_uses=CatalogUses(database),
        anchors=anchors,
        seal=seal,
        server_key=server_key,
        fault_reporting=FaultReporting(
            database, ticking, settings, server_key, lambda: catalogs.institucion().support
        ),
        fault_desk=FaultDesk(database, ticking, settings),
        filing=filing,
        filer_home=FilerHome(database, ticking, filing),
        attaching=Attaching(database, store, ticking, settings, Examining(store, reader, scanning)),
        arranging=Arranging(database, ticking, settings, Examining(store, reader, scanning)),
        preflight=preflight,
        sending=Sending(
            database,
            ticking,
            filing,
            verification,
            acuses,
            privacy,
            Arrivals(stamping, RuleAssigning(ticking, settings)),
            preflight,
        ),
        **{part.name: getattr(boards, part.name) for part in fields(boards)},
        board_tallying=BoardTallying(database, settings),
        reporting=Reporting(database, ticking, settings),
        queue=queue,
        labels=labels,
        bulk=Bulk(ticking, queue, claims, assigning, labels, deciding),
        saved_views=SavedViews(database),
        claims=claims,
        assigning=assigning,
        drafts=Drafts(database, ticking),
        review=review,
        deciding=deciding,
        previews=Previews(database, ticking, claims, acuses),
        reopening=Reopening(database, ticking),
        copying=Copying(database, ticking, privacy),
        notes=Notes(database, ticking),
        duplicates=Duplicates(database, ticking),
        preferences=Preferences(database),
        watching=Watching(database),
        scanning=scanning,
        stamping=stamping,
        revalidating=revalidating,
        reading=reading,
        readings=readings,
        coverage=coverage,
        evidence_files=EvidenceFiles(database, readings),
        packaging=Packaging(database, store, settings, catalogs, reading, anchors),
        closed=Closed(database),
        exporting=Exporting(database, ticking, settings, catalogs, readings),
        bundling=Bundling(database, store, ticking, acuses),
        auditing=Auditing(database),
        acuses=acuses,
        housekeeping=Housekeeping(database, store, ticking),
        mailing=Mailing(
            database,
            ticking,
            settings,
            CurrentStationery(settings, catalogs.institucion),
            SmtpTransport(settings),
            server_key,
            boards.summaries.attachments,
        ),
    )
