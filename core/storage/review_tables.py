"""Tables of the review: notes, labels, half-written texts, looks, skips, saved views, proposals."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.storage.account_tables import AccountRow
from core.storage.base import Base as Base  # noqa: PLC0414 - whoever imports it from here knows every table
from core.storage.tables import PromocionRow


class NoteRow(Base):
    """A note among the staff; neither changed nor deleted, and never shown to the filer."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id))
    author_name: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


class LabelRow(Base):
    """A label of the catalogue on a promoción. ``label``: its code."""

    __tablename__ = "label"

    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), primary_key=True)
    label: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id))
    at: Mapped[datetime]


class DraftRow(Base):
    """What a clerk began to write about a promoción. ``kind``: a value of ``core.domain.reviewing.DraftKind``."""

    __tablename__ = "draft"

    account_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id), primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    content: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]


class SkipRow(Base):
    """That a clerk let a promoción pass: *Siguiente* offers it to them no more, to others still."""

    __tablename__ = "skip"

    account_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id), primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), primary_key=True)
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


class LookRow(Base):
    """When a member of the staff last had a promoción open: what happened since is marked as changed."""

    __tablename__ = "look"

    account_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id), primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), primary_key=True)
    at: Mapped[datetime]


class SavedViewRow(Base):
    """A list that somebody named. ``place``: which screen's; ``query``: its filters; ``columns``: headings."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("account_id", "place", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id))
    place: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[dict[str, Any]]
    columns: Mapped[list[str]] = mapped_column(JSON)
    position: Mapped[int] = mapped_column(default=0)


class PreferenceRow(Base):
    """How somebody likes a screen: sections folded, columns shown, where a decision leads."""

    __tablename__ = "preference"

    account_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[dict[str, Any]]


class ProposalRow(Base):
    """A rejection that waits for a second clerk, where the office asks for four eyes."""

    __tablename__ = "proposal"

    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id))
    account_name: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    ground: Mapped[str] = mapped_column(String(32).with_variant(String(64), "postgresql"))
    text: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(String(1024), default="")
    page: Mapped[int | None] = mapped_column(Integer)


class DuplicateRow(Base):
    """Whether somebody judged two promociones to be the same filing. ``promocion_id`` < ``other_id``."""

    __tablename__ = "duplicate"
    __table_args__ = (CheckConstraint("promocion_id < other_id", name="ordered"),)

    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), primary_key=True)
    is_duplicate: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id))
    account_name: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
