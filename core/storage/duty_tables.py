"""Tables of presence: who is on duty; and of the summaries that were posted."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.storage.account_tables import AccountRow
from core.storage.base import Base


class DutyRow(Base):
    """A clerk's presence. ``last_turn``: number of the turn in which a rule last gave them something, 0 for never."""

    __tablename__ = "duty"

    account_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id), primary_key=True, autoincrement=False)
    since: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    procedure_types: Mapped[list[str]] = mapped_column(JSON, default=list)
    last_turn: Mapped[int] = mapped_column(default=0)


class PostedSummaryRow(Base):
    """That the summary of a period was posted; its row keeps two replicas from posting it twice.

    ``kind``: a value of ``core.domain.summary.SummaryKind``; ``from_on``: the period's first day.
    """

    __tablename__ = "posted_summary"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    posted_at: Mapped[datetime]
    recipients: Mapped[int]
