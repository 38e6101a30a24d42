"""Tables of the board: acts that are not in the tallies yet, the tallies, exact durations, and how they stand.

They hold nothing that the audit log does not, and can be emptied and folded from it again at any time.
"""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.storage.account_tables import MailRow
from core.storage.review_tables import Base
from core.storage.tables import AcuseRow, TimestampRow

DAY, MONTH, YEAR = "day", "month", "year"
"""The grains: each count stands once under its day and once under the first of its month.

A histogram of one account stands under the first of its year too.
"""


class BoardPendingRow(Base):
    """An act that counts and is not in the tallies yet: written with the act, gone with its tallying.

    No foreign key: with one, the log's own trigger would no longer be what keeps it from being emptied.
    """

    __tablename__ = "board_pending"

    event_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class BoardTallyRow(Base):
    """How often something was counted: see :class:`core.domain.board_fold.Key`."""

    __tablename__ = "board_tally"
    __table_args__ = (CheckConstraint("grain IN ('day', 'month')", name="grain"),)

    grain: Mapped[str] = mapped_column(String(8), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    tipo: Mapped[str] = mapped_column(String(16), primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    detail: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]


class BoardSpreadRow(Base):
    """How long decisions took: an exact histogram, minutes of business (as text) → how many decisions.

    ``tipo`` empty: of every type together. ``account_id`` 0: of everybody together. One row instead of one for
    each minute: five years of a whole office are read as some hundreds of rows.
    """

    __tablename__ = "board_spread"
    __table_args__ = (CheckConstraint("grain IN ('day', 'month', 'year')", name="grain"),)

    grain: Mapped[str] = mapped_column(String(8), primary_key=True)
    tipo: Mapped[str] = mapped_column(String(16), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)


class BoardStateRow(Base):
    """How the tallies stand; one row, which whoever tallies keeps locked.

    ``zone``: in whose days and hours they are; empty while there are none. ``rebuilding``: they are being folded
    from the log again, and ``folded_through`` is the last event's number that was looked at.
    """

    __tablename__ = "board_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    zone: Mapped[str] = mapped_column(String(64))
    rebuilding: Mapped[bool]
    folded_through: Mapped[int]


_UNSEALED = AcuseRow.pdf_sha256.is_(None)
_UNSTAMPED = TimestampRow.token.is_(None)
_UNSENT = MailRow.sent_at.is_(None) & MailRow.handed_over_at.is_(None)
# what is finished soon is looked for among millions that are: these indexes hold the few that wait
Index("ix_acuse_unsealed", AcuseRow.promocion_id, sqlite_where=_UNSEALED, postgresql_where=_UNSEALED)
Index("ix_timestamp_unstamped", TimestampRow.tries, sqlite_where=_UNSTAMPED, postgresql_where=_UNSTAMPED)
Index("ix_mail_unsent", MailRow.next_try_at, sqlite_where=_UNSENT, postgresql_where=_UNSENT)
