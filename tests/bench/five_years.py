"""Five years of an office by bulk copies: what the board reads, at a volume that services could not make in a night.

Arrivals follow the hours of a working week, decisions the calendar that ships and a long-tailed time of business,
so that a day's work is undecided at the end. Documents' bytes, signatures and verdicts are left out: no figure
reads them. Both databases get the same rows, as text.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text

from core.domain.calendar import BusinessCalendar
from core.domain.due import counts_from
from core.domain.people import Role
from core.storage.account_tables import AccountRoleRow, AccountRow
from core.storage.engine import Database
from core.storage.tables import EventRow, PromocionRow

CLERKS, FILERS = 12, 40
DAYS = 5 * 365 + 1
_TIPOS = (
    "DEN",
    "INV-A",
    "INV-R",
    "IEBC",
    "DC",
    "PSFJ",
    "DRM",
    "INM",
    "VER",
    "INC",
    "OF",
    "OG",
    "CNT",
    "OPN",
    "PRE",
)
_GROUNDS = (
    "FALTA-ANEXO",
    "CERT-VENCIDO",
    "FIRMANTE-DISTINTO",
    "CERT-REVOCADO",
    "EMPRESA-FIRMA-REPRESENTANTE",
)
_HOURS = (*(0.2,) * 7, 1, 3, 9, 12, 13, 12, 9, 7, 9, 11, 12, 8, 4, 2, 1.5, 1, 0.6)
_WEEK = (1, 1.05, 1, 1, 0.8, 0.06, 0.04)
_READ, _HALF = (json.dumps([["Escrito.pdf", seen, 12, "pages"]]) for seen in (12, 5))
_AT_ONCE = 5_000
_Row = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class _Filing:
    number: int
    sent_at: datetime
    tipo: str
    owner: int
    filed_on: date
    reason: str


@dataclass(slots=True)
class FiveYears:
    """What is made: ``count`` promociones until ``now``, by people whose accounts begin at ``first``."""

    database: Database
    calendar: BusinessCalendar
    zone: ZoneInfo
    now: datetime
    count: int
    first: int = 0
    numero: int = 0

    def fill(self, said: Callable[[int], None] = lambda _: None) -> None:
        """Fill migrated tables that hold no promoción; the acts wait for no tallying, only for a rebuilding.

        Args:
            said: told how many promociones are made, now and then.
        """
        dice = Random(2026)  # noqa: S311 - invented data
        self._people()
        rows: dict[str, list[_Row]] = {name: [] for name in _COLUMNS}
        with _Copying(self.database) as copying:
            for filing in self._filings(dice):
                self._add(rows, filing, dice)
                if filing.number % _AT_ONCE == 0 or filing.number == self.count:
                    for table, made in rows.items():
                        copying.write(table, made)
                        made.clear()
                    said(filing.number)
        self._settle()

    def _people(self) -> None:
        with self.database.write() as session:
            self.first = (session.scalar(select(func.max(AccountRow.id))) or 0) + 1
            for place in range(CLERKS + FILERS):
                session.add(_account(self.first + place, place, self.now))
            session.flush()
            for place in range(CLERKS + FILERS):
                role = Role.CLERK if place < CLERKS else Role.FILER
                session.add(AccountRoleRow(account_id=self.first + place, role=role))

    def _filings(self, dice: Random) -> Iterator[_Filing]:
        begin = (self.now - timedelta(days=DAYS)).astimezone(self.zone).date()
        days = [begin + timedelta(days=n) for n in range(DAYS)]
        chosen = dice.choices(days, [_WEEK[day.weekday()] for day in days], k=self.count)
        hours = dice.choices(range(24), _HOURS, k=self.count)
        instants = sorted(
            datetime.combine(day, time(hour, dice.randrange(60), dice.randrange(60)), self.zone).astimezone(
                UTC
            )
            for day, hour in zip(chosen, hours, strict=True)
        )
        for number, sent_at in enumerate(instants, 1):
            tipo = dice.choice(_TIPOS)
            filed = self.calendar.taken_as_filed(sent_at, tipo, self.zone)
            owner = self.first + CLERKS + dice.randrange(FILERS)
            yield _Filing(number, sent_at, tipo, owner, filed.on, filed.reason.value)

    def _add(self, rows: dict[str, list[_Row]], filing: _Filing, dice: Random) -> None:
        minutes = int(dice.lognormvariate(5.9, 0.9))
        start = counts_from(filing.sent_at, filing.filed_on, self.zone)
        at = self.calendar.business_moment_after(start, minutes, self.zone, filing.tipo)
        clerk = self.first + dice.randrange(CLERKS)
        accepted = dice.random() < 0.88
        sent = {"sent_at": filing.sent_at.isoformat(), "filed_reason": filing.reason}
        rows["event"].append(_event(filing, filing.sent_at, filing.owner, "send", sent))
        if at < self.now:
            self._decide(rows, filing, (at, clerk, minutes, accepted), dice)
        else:
            rows["promocion"].append(_promocion(filing))
        rows["acuse"].append(
            (filing.number, "envio", f"E{filing.number:09}", "{}", _at(filing.sent_at), "0" * 64, 1)
        )
        rows["document"].append(_document(filing))

    def _decide(
        self,
        rows: dict[str, list[_Row]],
        filing: _Filing,
        made: tuple[datetime, int, int, bool],
        dice: Random,
    ) -> None:
        at, clerk, minutes, accepted = made
        ground = "" if accepted else dice.choice(_GROUNDS)
        self.numero += accepted
        numero = f"OP-{at.year}-{self.numero:07}" if accepted else None
        told: dict[str, str | int] = {
            "coverage": _READ if dice.random() < 0.7 else _HALF,
            "business_minutes": minutes,
        }
        told |= {"ground": ground} if ground else {"numero_oficialia": numero or ""}
        act = "accept" if accepted else "reject"
        rows["event"].append(_event(filing, at - timedelta(minutes=4), clerk, "claim", {}))
        rows["event"].append(_event(filing, at, clerk, act, told))
        if dice.random() < 0.01:  # reopened, and decided again as before
            rows["event"].append(_event(filing, at + timedelta(minutes=5), clerk, "reopen", {}))
            rows["event"].append(
                _event(filing, at + timedelta(minutes=9), clerk, act, {**told, "business_minutes": 4})
            )
        rows["promocion"].append(_promocion(filing, f"{act}ed", at, clerk, numero, ground))
        kind = "recepcion" if accepted else "rechazo"
        rows["acuse"].append((filing.number, kind, f"D{filing.number:09}", "{}", _at(at), "0" * 64, 1))

    def _settle(self) -> None:
        """Bring a server to where it is a minute later: ids past the rows, statistics made."""
        with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if self.database.is_sqlite:
                connection.execute(text("ANALYZE"))
                return
            for table in ("account", "promocion", "document", "event", "acuse"):
                last = f"(SELECT max(id) FROM {table})"  # noqa: S608 - names from the line above
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"))
            connection.execute(text("VACUUM ANALYZE"))


_COLUMNS = {
    "promocion": (
        *("id", "folio", "owner_id", "owner_name", "owner_rfc", "status", "procedimiento", "tipo_promocion"),
        *(
            "tipo_procedimiento",
            "expediente",
            "oficialia_previa",
            "caracter",
            "promovente",
            "agente_economico",
        ),
        *("descripcion", "created_at", "updated_at", "version", "signed_at", "sent_at", "filed_on"),
        *("filed_reason", "filed_facts", "firma_outcome", "integridad_outcome", "identidad_outcome"),
        *("revocation", "decided_at", "decided_by", "numero_oficialia", "ground", "ground_text"),
        *("ground_document", "preflight", "risk", "held_reason", "search_matter", "search_people"),
        "search_documents",
    ),
    "event": (
        *("at", "actor_id", "actor_name", "role", "address", "action", "promocion_id", "from_status"),
        *("to_status", "facts"),
    ),
    "acuse": ("promocion_id", "kind", "code", "record", "issued_at", "pdf_sha256", "edition"),
    "document": (
        *("promocion_id", "name", "name_key", "size_bytes", "sha256", "media_type", "findings", "added_at"),
        *("position", "classification", "summary", "rules_version", "scan", "threat"),
    ),
}
assert set(_COLUMNS["promocion"]) <= {column.name for column in PromocionRow.__table__.columns}
assert set(_COLUMNS["event"]) <= {column.name for column in EventRow.__table__.columns}


def _at(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M:%S.000000")


def _account(number: int, place: int, now: datetime) -> AccountRow:
    return AccountRow(
        id=number,
        username=f"persona.{number}",
        name=f"Persona {place:02}",
        rfc=f"XAXX{number:06d}AB1",
        email=f"persona.{number}@example.org",
        phone="5555555555",
        password_hash="!",
        created_at=now - timedelta(days=DAYS),
    )


def _promocion(
    filing: _Filing,
    status: str = "sent",
    decided_at: datetime | None = None,
    clerk: int | None = None,
    numero: str | None = None,
    ground: str = "",
) -> _Row:
    n, sent = filing.number, _at(filing.sent_at)
    decided = _at(decided_at) if decided_at else None
    matter = f"Escrito {n} sobre el mercado de gas LP"
    revocation = "no_consultado" if n % 50 == 0 else "vigente"
    return (
        *(n, f"PRO-{n:07}-ABCD", filing.owner, "Persona", "XAXX010101AB1", status, matter, "inicial"),
        *(filing.tipo, "", "", "propio_derecho", "Persona", "", "", sent, decided or sent, 4, sent, sent),
        *(filing.filed_on.isoformat(), filing.reason, "{}", "passed", "passed", "passed", revocation),
        *(decided, clerk, numero, ground, "", "", "{}", 0, "", matter.lower(), "persona", "escrito.pdf"),
    )


def _event(filing: _Filing, at: datetime, actor: int, action: str, facts: Mapping[str, str | int]) -> _Row:
    told = json.dumps(facts)
    return (_at(at), actor, "Persona", "clerk", "192.0.2.11", action, filing.number, "", "", told)


def _document(filing: _Filing) -> _Row:
    digest = f"{filing.number:064x}"
    media = ("application/pdf", "[]", _at(filing.sent_at), 0, "publica", "", "", "clean", "")
    return (filing.number, "Escrito.pdf", "escrito.pdf", 120_000, digest, *media)


class _Copying:
    """The fastest way into each database: no check of keys, which the rows are known to meet."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.engine.raw_connection()

    def __enter__(self) -> Self:
        begin = ("PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF", "BEGIN")
        if not self._database.is_sqlite:
            begin = ("SET timezone TO 'UTC'", "SET session_replication_role TO replica", "SELECT 1")
        for statement in begin:
            self._connection.cursor().execute(statement)
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.commit()
        self._connection.invalidate()  # its settings go with it

    def write(self, table: str, rows: Sequence[_Row]) -> None:
        """Write rows of one table."""
        columns, cursor = _COLUMNS[table], self._connection.cursor()
        named = f"{table} ({', '.join(columns)})"
        if self._database.is_sqlite:
            marks = ", ".join("?" * len(columns))
            cursor.executemany(f"INSERT INTO {named} VALUES ({marks})", rows)  # noqa: S608 - our own names
            return
        with cursor.copy(f"COPY {named} FROM STDIN") as copy:
            copy.write("".join("\t".join(map(_copied, row)) + "\n" for row in rows))


def _copied(value: str | int | None) -> str:
    return r"\N" if value is None else str(value).replace("\\", "\\\\")
