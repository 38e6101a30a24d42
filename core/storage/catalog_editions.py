"""Editions of the catalogues in the database: what is in force, what was, and the next one."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select, text, tuple_
from sqlalchemy.orm import Session

from core.domain.editions import CatalogName, Edition
from core.domain.people import Actor
from core.storage.catalog_tables import CatalogEditionRow

_LOCK = 0x0F1C1A11A
"""Key of PostgreSQL's advisory lock of the catalogues; any number that nothing else uses."""
_LARGEST_NUMBER = 2**31 - 1


def newest(session: Session) -> Mapping[CatalogName, tuple[int, str]]:
    """Return number and digest of each catalogue's last edition; one that was never saved is absent."""
    last = select(CatalogEditionRow.catalog, func.max(CatalogEditionRow.number)).group_by(
        CatalogEditionRow.catalog
    )
    row = CatalogEditionRow
    found = session.execute(
        select(row.catalog, row.number, row.digest).where(tuple_(row.catalog, row.number).in_(last))
    )
    return {CatalogName(catalog): (number, digest) for catalog, number, digest in found}


def edition_of(session: Session, catalog: CatalogName, number: int) -> Edition | None:
    """Return one edition; None where it was never stored, also for numbers that overflow the column."""
    if not 0 <= number <= _LARGEST_NUMBER:
        return None
    row = session.scalar(
        select(CatalogEditionRow).where(
            CatalogEditionRow.catalog == catalog, CatalogEditionRow.number == number
        )
    )
    return _edition(row) if row else None


def editions_of(session: Session, catalog: CatalogName) -> tuple[Edition, ...]:
    """Return every stored edition of a catalogue, newest first."""
    rows = session.scalars(
        select(CatalogEditionRow)
        .where(CatalogEditionRow.catalog == catalog)
        .order_by(CatalogEditionRow.number.desc())
    )
    return tuple(_edition(row) for row in rows)


def insert_edition(session: Session, edition: Edition, actor: Actor | None, at: datetime) -> None:
    """Store an edition into the caller's transaction; ``actor`` None is the file or the command line."""
    session.add(
        CatalogEditionRow(
            catalog=edition.catalog,
            number=edition.number,
            content=edition.content,
            digest=edition.digest,
            saved_at=at,
            account_id=actor.account_id if actor else None,
            saved_by=edition.saved_by,
            reason=edition.reason,
        )
    )
    session.flush()


def keep_editions(session: Session) -> None:
    """Let no edition be saved until the transaction ends: what it computes by them holds when it commits.

    Those who only need this do not wait for each other. On SQLite a writer is alone anyway.
    """
    _lock(session, "pg_advisory_xact_lock_shared")


def keep_others_out(session: Session) -> None:
    """Wait for every transaction that uses the editions of now, and let none begin until this one ends."""
    _lock(session, "pg_advisory_xact_lock")


def _lock(session: Session, function: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT {function}(:key)"), {"key": _LOCK})


def _edition(row: CatalogEditionRow) -> Edition:
    return Edition(
        CatalogName(row.catalog),
        row.number,
        row.content,
        row.digest,
        row.saved_at,
        row.saved_by,
        row.reason,
    )
