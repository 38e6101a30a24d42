"""Tallies that the board is drawn from; what is in the log already is folded at the next start."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_WAITING = {
    "ix_acuse_unsealed": ("acuse", "promocion_id", "pdf_sha256 IS NULL"),
    "ix_timestamp_unstamped": ("timestamp", "tries", "token IS NULL"),
    "ix_mail_unsent": ("mail", "next_try_at", "sent_at IS NULL AND handed_over_at IS NULL"),
}


def upgrade() -> None:
    op.create_table(
        "board_pending",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_board_pending")),
    )
    _tally()
    _spread()
    _state()
    for name, (table, column, where) in _WAITING.items():
        op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _key(*columns: sa.Column[object]) -> tuple[sa.Column[object], ...]:
    return (sa.Column("grain", sa.String(length=8), nullable=False), *columns)


def _tally() -> None:
    op.create_table(
        "board_tally",
        *_key(
            sa.Column("starts_on", sa.Date(), nullable=False),
            sa.Column("measure", sa.String(length=16), nullable=False),
            sa.Column("tipo", sa.String(length=16), nullable=False),
            sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("detail", sa.String(length=64), nullable=False),
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("grain IN ('day', 'month')", name=op.f("ck_board_tally_grain")),
        sa.PrimaryKeyConstraint(
            "grain", "starts_on", "measure", "tipo", "hour", "detail", name=op.f("pk_board_tally")
        ),
    )


def _spread() -> None:
    op.create_table(
        "board_spread",
        *_key(
            sa.Column("tipo", sa.String(length=16), nullable=False),
            sa.Column("starts_on", sa.Date(), nullable=False),
            sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        ),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.CheckConstraint("grain IN ('day', 'month', 'year')", name=op.f("ck_board_spread_grain")),
        sa.PrimaryKeyConstraint("grain", "tipo", "starts_on", "account_id", name=op.f("pk_board_spread")),
    )


def _state() -> None:
    state = op.create_table(
        "board_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("rebuilding", sa.Boolean(), nullable=False),
        sa.Column("folded_through", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_state")),
    )
    # an office that begins now has nothing to fold
    some = op.get_bind().scalar(sa.text("SELECT 1 FROM event LIMIT 1")) is not None
    op.bulk_insert(state, [{"id": 1, "zone": "", "rebuilding": some, "folded_through": 0}])


def downgrade() -> None:
    for name, (table, _, _) in _WAITING.items():
        op.drop_index(name, table)
    for table in ("board_state", "board_spread", "board_tally", "board_pending"):
        op.drop_table(table)
