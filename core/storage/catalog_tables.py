"""Tables of the catalogues' editions, and of filed dates that were computed anew."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.domain.editions import CatalogName
from core.storage.account_tables import AccountRow
from core.storage.base import Base as Base  # noqa: PLC0414 - whoever imports it from here knows every table
from core.storage.base import one_of
from core.storage.tables import PromocionRow


class CatalogEditionRow(Base):
    """A whole catalogue as it was saved. Append-only; triggers refuse changes.

    ``number``: 0 is the file that ruled before. ``account_id``: NULL where nobody signed in, as for number 0.
    """

    __tablename__ = "catalog_edition"
    __table_args__ = (
        UniqueConstraint("catalog", "number"),
        one_of("catalog", CatalogName),
        CheckConstraint("number >= 0", name="number"),
        CheckConstraint("length(digest) = 64", name="digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    catalog: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(AccountRow.id))
    saved_by: Mapped[str] = mapped_column(String(300), default="")
    reason: Mapped[str] = mapped_column(Text, default="")


class FiledOnRevisionRow(Base):
    """The day on which a promoción is taken as filed, as it was computed; the last number counts.

    ``number``: from 0 within the promoción; 0 is what stood since the sending, kept at the first recomputation.
    ``calendar_edition``: of the calendar it was computed by; NULL where nobody wrote that down.
    ``cause``: why it was computed, in the words of whoever saved the calendar.
    """

    __tablename__ = "filed_on_revision"
    __table_args__ = (UniqueConstraint("promocion_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id))
    number: Mapped[int]
    filed_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(32))
    facts: Mapped[dict[str, Any]]
    calendar_edition: Mapped[int | None]
    computed_at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(Text, default="")
