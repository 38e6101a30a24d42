"""Tables of the reports of faults: the reports, their history, and the outages that they show."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.domain.fault_reports import FaultStatus, FaultSystem
from core.storage.account_tables import AccountRow
from core.storage.base import Base, one_of


class OutageRow(Base):
    """A time in which a system could not be used. ``edition``: of the calendar that suspends its days."""

    __tablename__ = "outage"
    __table_args__ = (
        one_of("system", FaultSystem),
        CheckConstraint("ended_at IS NULL OR ended_at > started_at", name="ends_after_it_starts"),
        CheckConstraint("(edition IS NULL) = (suspended_at IS NULL)", name="suspended_by_an_edition"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    system: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    description: Mapped[str] = mapped_column(Text)
    named_at: Mapped[datetime]
    named_by: Mapped[int] = mapped_column(ForeignKey(AccountRow.id))
    named_by_name: Mapped[str] = mapped_column(String(300))
    withdrawn_at: Mapped[datetime | None]
    suspension: Mapped[str] = mapped_column(Text, default="")
    edition: Mapped[int | None]
    suspended_at: Mapped[datetime | None]
    suspended_by_name: Mapped[str] = mapped_column(String(300), default="")


class FaultReportRow(Base):
    """A report of a fault.

    ``form_digest``: of the sealed form that it came with, which serves once. ``search``: what the list is
    searched for, folded. ``forgotten_at``: when the personal data were taken out, long after it was closed.
    """

    __tablename__ = "fault_report"
    __table_args__ = (
        one_of("system", FaultSystem),
        one_of("status", FaultStatus),
        CheckConstraint(
            "(status IN ('resolved', 'dismissed')) = (closed_at IS NOT NULL)", name="closed_once_it_is"
        ),
        Index("ix_fault_report_status_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folio: Mapped[str] = mapped_column(String(16), unique=True)
    form_digest: Mapped[str] = mapped_column(String(64), unique=True)
    system: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    username: Mapped[str] = mapped_column(String(64))
    given_names: Mapped[str] = mapped_column(String(100))
    first_surname: Mapped[str] = mapped_column(String(100))
    second_surname: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(254))
    title: Mapped[str] = mapped_column(String(150))
    problem: Mapped[str] = mapped_column(Text)
    promocion_folio: Mapped[str] = mapped_column(String(32), default="")
    error_code: Mapped[str] = mapped_column(String(64), default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey(AccountRow.id), index=True)
    address: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey(AccountRow.id), index=True)
    assigned_name: Mapped[str] = mapped_column(String(300), default="")
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    forgotten_at: Mapped[datetime | None]
    outage_id: Mapped[int | None] = mapped_column(ForeignKey(OutageRow.id), index=True)
    search: Mapped[str] = mapped_column(Text)


class FaultEntryRow(Base):
    """A line of a report's history; neither changed nor deleted. ``kind``: ``report`` or what was done."""

    __tablename__ = "fault_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey(FaultReportRow.id), index=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(AccountRow.id))
    author_name: Mapped[str] = mapped_column(String(300), default="")
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
