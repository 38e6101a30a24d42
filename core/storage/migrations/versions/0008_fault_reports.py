"""Reports of faults, their history, and the outages that they show."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_SYSTEMS = "system IN ('SINEC', 'SITEC', 'SISELO', 'OPE')"


def upgrade() -> None:
    _outage()
    _fault_report()
    _fault_entry()


def _number(name: str, table: str, of: str, *, nullable: bool = True) -> sa.Column[object]:
    reference = sa.ForeignKey(f"{of}.id", name=op.f(f"fk_{table}_{name}_{of}"))
    return sa.Column(name, sa.Integer(), reference, nullable=nullable)


def _text(name: str, length: int | None = None, *, empty: bool = False) -> sa.Column[object]:
    kind = sa.String(length=length) if length else sa.Text()
    return sa.Column(name, kind, nullable=False, server_default="" if empty else None)


def _outage() -> None:
    op.create_table(
        "outage",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("system", 16),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        _text("description"),
        sa.Column("named_at", _INSTANT, nullable=False),
        _number("named_by", "outage", "account", nullable=False),
        _text("named_by_name", 300),
        sa.Column("withdrawn_at", _INSTANT, nullable=True),
        _text("suspension", empty=True),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.Column("suspended_at", _INSTANT, nullable=True),
        _text("suspended_by_name", 300, empty=True),
        sa.CheckConstraint(_SYSTEMS, name=op.f("ck_outage_system")),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at > started_at", name=op.f("ck_outage_ends_after_it_starts")
        ),
        sa.CheckConstraint(
            "(edition IS NULL) = (suspended_at IS NULL)", name=op.f("ck_outage_suspended_by_an_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )


def _fault_report() -> None:
    op.create_table(
        "fault_report",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("folio", 16),
        _text("form_digest", 64),
        _text("system", 16),
        _text("status", 16),
        _text("username", 64),
        _text("given_names", 100),
        _text("first_surname", 100),
        _text("second_surname", 100, empty=True),
        _text("email", 254),
        _text("title", 150),
        _text("problem"),
        _text("promocion_folio", 32, empty=True),
        _text("error_code", 64, empty=True),
        _number("account_id", "fault_report", "account"),
        _text("address", 64),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        _number("assigned_to", "fault_report", "account"),
        _text("assigned_name", 300, empty=True),
        sa.Column("closed_at", _INSTANT, nullable=True),
        sa.Column("forgotten_at", _INSTANT, nullable=True),
        _number("outage_id", "fault_report", "outage"),
        _text("search"),
        sa.CheckConstraint(_SYSTEMS, name=op.f("ck_fault_report_system")),
        sa.CheckConstraint(
            "status IN ('new', 'in_progress', 'resolved', 'dismissed')", name=op.f("ck_fault_report_status")
        ),
        sa.CheckConstraint(
            "(status IN ('resolved', 'dismissed')) = (closed_at IS NOT NULL)",
            name=op.f("ck_fault_report_closed_once_it_is"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault_report")),
        sa.UniqueConstraint("folio", name=op.f("uq_fault_report_folio")),
        sa.UniqueConstraint("form_digest", name=op.f("uq_fault_report_form_digest")),
    )
    for column in ("account_id", "assigned_to", "closed_at", "outage_id"):
        op.create_index(op.f(f"ix_fault_report_{column}"), "fault_report", [column])
    op.create_index("ix_fault_report_status_id", "fault_report", ["status", "id"])


def _fault_entry() -> None:
    op.create_table(
        "fault_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        _number("report_id", "fault_entry", "fault_report", nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        _number("account_id", "fault_entry", "account"),
        _text("author_name", 300, empty=True),
        _text("kind", 16),
        _text("text", empty=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault_entry")),
    )
    op.create_index(op.f("ix_fault_entry_report_id"), "fault_entry", ["report_id"])


def downgrade() -> None:
    op.drop_table("fault_entry")
    op.drop_table("fault_report")
    op.drop_table("outage")
