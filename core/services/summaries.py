"""The board to take along: one table, a workbook, a paper; and by mail for who wishes it."""

import io
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.board import ALL_TYPES, BoardView
from core.domain.chart_tables import BoardWords, TableName, table_of
from core.domain.exporting import SheetKind
from core.domain.institucion import Institucion
from core.domain.mail import MailKind
from core.domain.people import Actor, Permission, Role, require
from core.domain.summary import Period, SummaryKind, outstanding
from core.mailing.message import Attachment
from core.receipts.summary import render_summary
from core.services.board import Board
from core.services.board_words import load_board_words
from core.services.current_catalogs import CurrentCatalogs
from core.services.spreadsheets import Outlet, write_book, write_sheet
from core.services.summary_content import headings, printed, sheets
from core.storage.account_tables import AccountRow
from core.storage.accounts import to_actor
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.outbox import post_mail
from core.storage.preferences import preference_of, put_preference
from core.storage.summaries import WISH, claim_period, last_posted, wishing

EXPORT_BOARD = "export_board"
"""Name of the audit event."""
POSTED_FROM = time(6)
"""A day's summary is posted from this hour of the next day on, by the office's clock."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPERATOR = Actor(0, "", "", None, frozenset({Role.SUPERVISOR}))
"""Reads the board at the command line, for whoever holds the server's files anyway."""


class Summaries:
    """The use cases of taking the board along."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: Settings,
        catalogs: CurrentCatalogs,
        institucion: Callable[[], Institucion],
        board: Board,
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._catalogs = catalogs
        self._institucion = institucion
        self._board = board
        self._words = load_board_words(settings.data)
        self._zone = ZoneInfo(settings.zone)

    def words(self) -> BoardWords:
        """Return the names of tables, columns and codes."""
        return self._words.with_catalogs(self._catalogs.now())

    def table(
        self, actor: Actor, name: TableName, kind: SheetKind, days: tuple[date, date], tipo: str, out: Outlet
    ) -> None:
        """Write one of the board's tables; audited.

        Args:
            actor: a supervisor.
            name: which.
            kind: CSV or XLSX.
            days: first and last local day.
            tipo: code of a type of procedure; ``ALL_TYPES`` for all.
            out: where to.

        Raises:
            NotAllowed: the actor does not read the board.
        """
        view, words = self._seen(actor, days, tipo, f"{name}.{kind}"), self.words()
        table = table_of(view, name)
        write_sheet(kind, out, headings(words, table), words.rows(table), self._zone)

    def workbook(self, actor: Actor, days: tuple[date, date], tipo: str, out: Outlet) -> None:
        """Write every table as a sheet of one workbook; audited.

        Raises:
            NotAllowed: the actor does not read the board.
        """
        view = self._seen(actor, days, tipo, "resumen.xlsx")
        write_book(out, sheets(self.words(), view), self._zone)

    def paper(self, actor: Actor, days: tuple[date, date], tipo: str) -> bytes:
        """Return the summary as PDF/A-2a; audited.

        Raises:
            NotAllowed: the actor does not read the board.
        """
        return self._paper(self._seen(actor, days, tipo, "resumen.pdf"))

    def by_operator(self, days: tuple[date, date]) -> tuple[bytes, bytes]:
        """Return paper and workbook at the command line; audited as the system's own."""
        view = self._board.figures(_OPERATOR, *days)
        self._record(None, days, ALL_TYPES, "resumen")
        return self._paper(view), self._book(view)

    def wishes(self, actor: Actor) -> Mapping[SummaryKind, bool]:
        """Return which summaries the actor wishes by mail.

        Raises:
            NotAllowed: the actor does not read the board.
        """
        require(actor, Permission.READ_BOARD)
        with self._database.read() as session:
            kept = preference_of(session, actor.account_id, WISH)
        return {kind: kept.get(kind.value) is True for kind in SummaryKind}

    def wish(self, actor: Actor, kind: SummaryKind, *, wished: bool) -> None:
        """Keep whether the actor wishes a summary by mail.

        Raises:
            NotAllowed: the actor does not read the board.
        """
        kept = {k.value: on for k, on in self.wishes(actor).items()} | {kind.value: wished}
        with self._database.write() as session:
            put_preference(session, actor.account_id, WISH, kept)

    def post_due(self) -> int:
        """Post the summaries of what is over to whoever wishes them; return how many messages.

        Each period's once, whatever the number of replicas; after a standstill, those that are missing. Days
        without business have none of their own.
        """
        local = self._clock.now().astimezone(self._zone)
        if not self._settings.mails or local.time() < POSTED_FROM:
            return 0
        with self._database.read() as session:
            due = [
                p for kind in SummaryKind for p in outstanding(kind, last_posted(session, kind), local.date())
            ]
        return sum(self._post(period) for period in due)

    def _post(self, period: Period) -> int:
        now = self._clock.now()
        with self._database.write() as session:
            calendar = self._catalogs.within(session).calendar
            told = period.kind is not SummaryKind.DAILY or calendar.hours_on(period.since) is not None
            recipients = wishing(session, period.kind) if told else []
            if not claim_period(session, period, now, len(recipients)):
                return 0
            for account in recipients:
                _post_to(session, account, period, now)
        return len(recipients)

    def attachments(
        self, kind: str, facts: Mapping[str, object], account_id: int | None
    ) -> tuple[Attachment, ...]:
        """Return what a message carries: of a summary both files, as its reader may see them now.

        Raises:
            LookupError, ValueError: the message names no period, or its reader reads the board no more.
        """
        if kind != MailKind.SUMMARY:
            return ()
        days = (date.fromisoformat(str(facts["since_on"])), date.fromisoformat(str(facts["until_on"])))
        with self._database.read() as session:
            account = session.get(AccountRow, account_id or 0)
            actor = to_actor(session, account, "") if account and account.suspended_at is None else None
        if actor is None or not actor.may(Permission.READ_BOARD):
            raise LookupError("its reader reads the board no more")
        view = self._board.figures(actor, *days)
        name = file_stem(days)
        return (
            Attachment(f"{name}.pdf", "application/pdf", self._paper(view)),
            Attachment(f"{name}.xlsx", _XLSX, self._book(view)),
        )

    def _paper(self, view: BoardView) -> bytes:
        return render_summary(
            printed(self.words(), view), self._institucion(), self._settings.data / "templates"
        )

    def _book(self, view: BoardView) -> bytes:
        out = io.BytesIO()
        write_book(out, sheets(self.words(), view), self._zone)
        return out.getvalue()

    def _seen(self, actor: Actor, days: tuple[date, date], tipo: str, what: str) -> BoardView:
        require(actor, Permission.READ_BOARD)
        self._record(actor, days, tipo, what)
        return self._board.figures(actor, *days, tipo)

    def _record(self, actor: Actor | None, days: tuple[date, date], tipo: str, what: str) -> None:
        facts = {"what": what, "since": days[0].isoformat(), "until": days[1].isoformat(), "tipo": tipo}
        with self._database.write() as session:
            told = {name: fact for name, fact in facts.items() if fact}
            append_event(session, self._clock.now(), actor, EXPORT_BOARD, **told)  # type: ignore[arg-type]  # texts


def file_stem(days: tuple[date, date]) -> str:
    """Return how a summary's file is called, without its ending."""
    since, until = days
    span = since.isoformat() if since == until else f"{since.isoformat()}-a-{until.isoformat()}"
    return f"resumen-{span}"


def _post_to(session: Session, account: AccountRow, period: Period, now: datetime) -> None:
    post_mail(
        session,
        MailKind.SUMMARY,
        account.email,
        now,
        account_id=account.id,
        name=account.name,
        since_on=period.since.isoformat(),
        until_on=period.until.isoformat(),
        link_path=f"/?desde={period.since.isoformat()}&hasta={period.until.isoformat()}",
    )
