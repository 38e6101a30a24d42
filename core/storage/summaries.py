"""Which summaries were posted, and who wishes to have them."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.domain.people import Role
from core.domain.summary import Period, SummaryKind
from core.storage.account_tables import AccountRoleRow, AccountRow
from core.storage.duty_tables import PostedSummaryRow
from core.storage.review_tables import PreferenceRow

WISH = "summary.mail"
"""The preference under which somebody keeps which summaries they wish: ``{"daily": bool, "weekly": bool}``."""


def last_posted(session: Session, kind: SummaryKind) -> date | None:
    """Return the first day of the newest period whose summary was posted."""
    return session.scalar(
        select(func.max(PostedSummaryRow.from_on)).where(PostedSummaryRow.kind == kind.value)
    )


def claim_period(session: Session, period: Period, at: datetime, recipients: int) -> bool:
    """Note that a period's summary is posted; return whether this transaction is the one that does it."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(PostedSummaryRow).values(
        kind=period.kind.value, from_on=period.since, posted_at=at, recipients=recipients
    )
    taken = session.scalar(statement.on_conflict_do_nothing().returning(PostedSummaryRow.kind))
    return taken is not None


def wishing(session: Session, kind: SummaryKind) -> list[AccountRow]:
    """Return the supervisors who can come in and wish a kind of summary."""
    found = session.execute(
        select(AccountRow, PreferenceRow.value)
        .join(PreferenceRow, PreferenceRow.account_id == AccountRow.id)
        .join(AccountRoleRow, AccountRoleRow.account_id == AccountRow.id)
        .where(
            PreferenceRow.name == WISH,
            AccountRoleRow.role == Role.SUPERVISOR,
            AccountRow.suspended_at.is_(None),
        )
        .order_by(AccountRow.id)
    )
    return [account for account, value in found if value.get(kind.value) is True]
