"""What sources of revocation answered, the occasion of each verdict, and timestamps of sendings."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OCCASIONS = "occasion IN ('sending', 'decision', 'revalidation')"


def upgrade() -> None:
    with op.batch_alter_table("verdict") as batch_op:
        column = sa.Column("occasion", sa.String(length=16), nullable=False, server_default="decision")
        batch_op.add_column(column)
        batch_op.add_column(sa.Column("by_name", sa.String(length=300), nullable=False, server_default=""))
        batch_op.create_check_constraint(op.f("ck_verdict_occasion"), _OCCASIONS)
    # the first verdict of each promoción was that of its sending
    op.execute(
        "UPDATE verdict SET occasion = 'sending' "
        "WHERE id IN (SELECT min(id) FROM verdict GROUP BY promocion_id)"
    )
    op.create_table(
        "revocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promocion_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("this_update", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_update", sa.DateTime(timezone=True), nullable=True),
        sa.Column("produced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(_OCCASIONS, name=op.f("ck_revocation_occasion")),
        sa.CheckConstraint(
            "value IN ('vigente', 'revocado', 'no_consultado')", name=op.f("ck_revocation_value")
        ),
        sa.ForeignKeyConstraint(
            ["promocion_id"], ["promocion.id"], name=op.f("fk_revocation_promocion_id_promocion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation")),
    )
    op.create_index(op.f("ix_revocation_promocion_id"), "revocation", ["promocion_id"], unique=False)
    op.create_table(
        "timestamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promocion_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("wanted_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authority", sa.String(length=300), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(token IS NULL) = (stamped_at IS NULL)", name=op.f("ck_timestamp_stamped_with_token")
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_timestamp_sha256")),
        sa.ForeignKeyConstraint(
            ["promocion_id"], ["promocion.id"], name=op.f("fk_timestamp_promocion_id_promocion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timestamp")),
        sa.UniqueConstraint("promocion_id", name=op.f("uq_timestamp_promocion_id")),
    )


def downgrade() -> None:
    op.drop_table("timestamp")
    op.drop_table("revocation")
    op.execute("DELETE FROM verdict WHERE occasion = 'revalidation'")
    with op.batch_alter_table("verdict") as batch_op:
        batch_op.drop_constraint(op.f("ck_verdict_occasion"), type_="check")
        batch_op.drop_column("by_name")
        batch_op.drop_column("occasion")
