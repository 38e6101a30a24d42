"""Fills a database with received promociones by bulk inserts: a year of an office, without a signature.

What the lists read is plausible (states, days, documents, verdicts, claims, names); signatures, verdicts
and receipts are left out, since no list reads them, so these promociones cannot be opened for review.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from core.domain.document_names import name_key
from core.domain.people import Role
from core.domain.workflow import CLOSED, Action, Status
from core.storage.account_tables import AccountRoleRow, AccountRow
from core.storage.engine import Database
from core.storage.searching import document_column, search_columns
from core.storage.tables import CounterRow, DocumentRow, EventRow, PromocionRow

STATES = {Status.ACCEPTED: 75, Status.REJECTED: 15, Status.SENT: 9, Status.UNDER_REVIEW: 1}
"""Per cent of the received."""
FILERS, CLERKS = 300, 8
_SURNAMES = ("Ñáñez", "Núñez", "Peña", "Ugarte", "Hernández", "López", "Ibáñez", "Ríos", "Treviño", "Zúñiga")
_MATTERS = (
    "Denuncia por prácticas monopólicas en el mercado de {}",
    "Respuesta al requerimiento de información sobre {}",
    "Notificación relacionada con la adquisición de activos en {}",
    "Solicitud de copias certificadas del expediente de {}",
    "Manifestaciones sobre las condiciones de competencia en {}",
)
_MARKETS = ("gas LP", "autotransporte", "tortilla de maíz", "medicamentos", "crédito de nómina", "cemento")
_TIPOS = ("DEN", "INV-A", "INV-R", "IEBC", "DC", "PSFJ", "DRM", "VER", "INC", "OF")
_FILES = ("Escrito inicial {}.pdf", "Anexo {} – poder notarial.pdf", "Estados {}.xlsx", "Prueba {}.docx")
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Volume:
    """How much to make: ``received`` promociones in all, of which one filer alone holds ``of_one_filer``."""

    received: int = 10_000
    of_one_filer: int = 1_000


@dataclass(slots=True)
class _Office:
    """The people, the dice and the rows made so far."""

    now: datetime
    volume: Volume
    first_account: int
    dice: Random
    promociones: list[dict[str, Any]] = field(default_factory=list)
    documents: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    def person(self, account_id: int) -> tuple[str, str]:
        """Return name and RFC; the same for the same account."""
        one, two = _SURNAMES[account_id % 10], _SURNAMES[account_id // 10 % 10]
        return f"María José {one} {two}", f"XAXX{account_id:06d}AB1"

    def clerk(self) -> int:
        """Return any clerk's account."""
        return self.first_account + FILERS + self.dice.randrange(CLERKS)

    def owner(self, number: int) -> int:
        """Return the first filer for as many as they are to hold, then any other."""
        if number <= self.volume.of_one_filer:
            return self.first_account
        return self.first_account + self.dice.randrange(1, FILERS)


def fill(database: Database, now: datetime, volume: Volume | None = None, *, seed: int = 2026) -> int:
    """Fill migrated tables that hold no promoción yet; return the account of the filer with many.

    The same seed makes the same rows. The accounts have no password that could be entered.
    """
    with database.write() as session:
        first = (session.scalar(select(func.max(AccountRow.id))) or 0) + 1
        office = _Office(now, volume or Volume(), first, Random(seed))  # noqa: S311 - invented data
        _insert(session, AccountRow, list(_accounts(office)))
        _insert(session, AccountRoleRow, list(_roles(office)))
        for number in range(1, office.volume.received + 1):
            _make(office, number)
        _insert(session, PromocionRow, office.promociones)
        _insert(session, DocumentRow, office.documents)
        _insert(session, EventRow, office.events)
        counters = ("folio", f"oficialia-{now.year}")
        _insert(session, CounterRow, [{"name": c, "value": office.volume.received} for c in counters])
    _settle(database)
    return first


def _insert(session: Session, table: type[Any], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert(table), rows[start : start + _AT_ONCE])


def _settle(database: Database) -> None:
    """Bring a server to where it is a minute later: ids past the rows, autovacuum's statistics made."""
    if database.is_sqlite:
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in ("account", "promocion", "document", "event"):
            last = f"(SELECT max(id) FROM {table})"  # noqa: S608 - names from the line above
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"))
        connection.execute(text("VACUUM ANALYZE"))


def _accounts(office: _Office) -> Iterator[dict[str, Any]]:
    for account_id in range(office.first_account, office.first_account + FILERS + CLERKS):
        name, rfc = office.person(account_id)
        yield {
            "id": account_id,
            "username": f"persona.{account_id}",
            "name": name,
            "rfc": rfc,
            "email": f"persona.{account_id}@example.org",
            "phone": "5555555555",
            "password_hash": "!",
            "wrong_tries": 0,
            "created_at": office.now - timedelta(days=500),
        }


def _roles(office: _Office) -> Iterator[dict[str, Any]]:
    for place in range(FILERS + CLERKS):
        role = Role.FILER if place < FILERS else Role.CLERK
        yield {"account_id": office.first_account + place, "role": role}


def _make(office: _Office, number: int) -> None:
    dice = office.dice
    (status,) = dice.choices(list(STATES), list(STATES.values()))
    owner = office.owner(number)
    name, rfc = office.person(owner)
    sent_at = _sent_at(office, status)
    matter = dice.choice(_MATTERS).format(dice.choice(_MARKETS))
    row = {
        "id": number,
        "folio": f"PRO-{number:05d}-{dice.choice('ABCDEFGH')}{dice.randrange(100, 999)}",
        "owner_id": owner,
        "owner_name": name,
        "owner_rfc": rfc,
        "status": status,
        "procedimiento": f"{matter}, escrito {number}",
        "tipo_promocion": dice.choice(("inicial", "complementaria")),
        "tipo_procedimiento": dice.choice(_TIPOS),
        "expediente": f"EXP-{dice.randrange(1, 900):03d}-2026",
        "oficialia_previa": "",
        "caracter": "propio_derecho",
        "promovente": name,
        "agente_economico": "",
        "descripcion": "Se exhiben los documentos que se indican en el escrito. " * dice.randrange(1, 8),
        "created_at": sent_at - timedelta(hours=3),
        "version": 4,
        "signed_at": sent_at - timedelta(minutes=2),
        "sent_at": sent_at,
        "send_token": f"token-{number}",
        "filed_on": (sent_at + timedelta(hours=dice.choice((0, 0, 0, 15)))).date(),
        "filed_reason": "within_hours",
        "filed_facts": {},
        **_verdict(dice),
        **_claim(office, status),
        **_decision(office, status, sent_at, number),
        **_standing(office, status),
    }
    names = _attach(office, number, sent_at)
    office.promociones.append({**row, **search_columns(row), **document_column(names)})
    _record(office, number, status, sent_at)


def _sent_at(office: _Office, status: Status) -> datetime:
    """Waiting ones are of these days; the decided ones spread over the year, a few of today."""
    days = office.dice.expovariate(1 / 2) if status not in CLOSED else office.dice.uniform(0.1, 365)
    return office.now - timedelta(days=min(days, 365), minutes=5)


def _verdict(dice: Random) -> dict[str, str]:
    firma, identidad, integridad = (dice.choices(("passed", "failed"), (98, 2))[0] for _ in range(3))
    revocation = dice.choices(("vigente", "no_consultado"), (94, 6))[0]
    return {
        "firma_outcome": firma,
        "identidad_outcome": identidad,
        "integridad_outcome": integridad,
        "revocation": revocation,
    }


def _claim(office: _Office, status: Status) -> dict[str, Any]:
    if status is not Status.UNDER_REVIEW:
        return {"claimed_by": None, "claimed_at": None, "claim_expires_at": None}
    at = office.now - timedelta(minutes=office.dice.uniform(0, 18))  # one of six has run out
    return {"claimed_by": office.clerk(), "claimed_at": at, "claim_expires_at": at + timedelta(minutes=15)}


def _decision(office: _Office, status: Status, sent_at: datetime, number: int) -> dict[str, Any]:
    closed = status in CLOSED
    at = min(sent_at + timedelta(days=office.dice.expovariate(1 / 2)), office.now) if closed else None
    rejected = status is Status.REJECTED
    return {
        "updated_at": at or sent_at,
        "decided_at": at,
        "decided_by": office.clerk() if closed else None,
        "numero_oficialia": f"OP-2026-{number:06d}" if status is Status.ACCEPTED else None,
        "ground": "R-07" if rejected else "",
        "ground_text": "El poder notarial no es legible en su segunda página." if rejected else "",
        "ground_document": "",
    }


def _standing(office: _Office, status: Status) -> dict[str, Any]:
    """Some of those that wait are kept for a clerk, some wait for a later day; few are risky."""
    (risk,) = office.dice.choices((0, 1, 2, 3), (85, 10, 4, 1))
    (how,) = office.dice.choices(("free", "kept", "held"), (88, 8, 4))
    waits = status is Status.SENT
    held = office.now + timedelta(hours=office.dice.uniform(1, 72)) if waits and how == "held" else None
    return {
        "risk": risk,
        "held_until": held,
        "assigned_to": office.clerk() if waits and how != "free" else None,
    }


def _attach(office: _Office, number: int, sent_at: datetime) -> list[str]:
    names = []
    for place in range(office.dice.randint(3, 8)):
        name = office.dice.choice(_FILES).format(place)
        names.append(name)
        office.documents.append(
            {
                "promocion_id": number,
                "name": name,
                "name_key": name_key(name),
                "size_bytes": office.dice.randrange(20_000, 5_000_000),
                "sha256": hashlib.sha256(f"{number}/{place}".encode()).hexdigest(),
                "media_type": "application/pdf",
                "findings": [],
                "added_at": sent_at - timedelta(minutes=30),
            }
        )
    return names


def _record(office: _Office, number: int, status: Status, sent_at: datetime) -> None:
    acts = [Action.CREATE, Action.ADD_DOCUMENT, Action.SIGN, Action.SEND]
    acts += [Action.CLAIM] if status is not Status.SENT else []
    acts += [Action.ACCEPT] if status is Status.ACCEPTED else [Action.REJECT] * (status is Status.REJECTED)
    for place, act in enumerate(acts):
        office.events.append(
            {
                "at": sent_at + timedelta(minutes=place - 3),
                "actor_id": office.first_account,
                "actor_name": "María José Ñáñez",
                "role": Role.FILER if place < 4 else Role.CLERK,
                "address": "192.0.2.11",
                "action": act,
                "promocion_id": number,
                "from_status": "",
                "to_status": "",
                "facts": {},
            }
        )
