"""Tables around a promoción's documents: folders, versions that were replaced, pages that a clerk saw."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.storage.account_tables import AccountRow
from core.storage.base import Base as Base  # noqa: PLC0414 - whoever imports it from here knows every table
from core.storage.tables import PromocionRow


class FolderRow(Base):
    """A folder that the filer made; documents carry their folders in their names, so it may be empty."""

    __tablename__ = "folder"
    __table_args__ = (UniqueConstraint("promocion_id", "path_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id))
    path: Mapped[str] = mapped_column(String(1024))
    path_key: Mapped[str] = mapped_column(String(1024))


class ReplacedDocumentRow(Base):
    """A document that another of its name replaced; kept until the promoción is signed."""

    __tablename__ = "replaced_document"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), index=True)
    name: Mapped[str] = mapped_column(String(1024))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(128))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    classification: Mapped[str] = mapped_column(String(16))
    summary: Mapped[str] = mapped_column(Text, default="")
    pages: Mapped[int | None]
    rules_version: Mapped[str] = mapped_column(String(16), default="")
    scan: Mapped[str] = mapped_column(String(16), default="")
    threat: Mapped[str] = mapped_column(String(128), default="")
    scanned_at: Mapped[datetime | None]
    added_at: Mapped[datetime]
    replaced_at: Mapped[datetime]


class PagesSeenRow(Base):
    """Which pages of a document a member of the staff had before the eyes. ``pages``: numbers, ascending."""

    __tablename__ = "pages_seen"
    __table_args__ = (UniqueConstraint("document_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), index=True)
    document_id: Mapped[int] = mapped_column()
    account_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id))
    pages: Mapped[list[int]] = mapped_column(JSON)
    total: Mapped[int | None]
    updated_at: Mapped[datetime]
