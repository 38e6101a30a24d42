"""Who is on duty, and the summaries that were posted."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    account = sa.ForeignKey("account.id", name=op.f("fk_duty_account_id_account"))
    op.create_table(
        "duty",
        sa.Column("account_id", sa.Integer(), account, nullable=False, autoincrement=False),
        sa.Column("since", _INSTANT, nullable=True),
        sa.Column("ends_at", _INSTANT, nullable=True),
        sa.Column("procedure_types", sa.JSON(), nullable=False),
        sa.Column("last_turn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_duty")),
    )
    op.create_table(
        "posted_summary",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("posted_at", _INSTANT, nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "from_on", name=op.f("pk_posted_summary")),
    )


def downgrade() -> None:
    op.drop_table("posted_summary")
    op.drop_table("duty")
