"""Notes, labels, drafts, saved views, proposals; holds, assignments and reopening; editions of receipts."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in _of_a_promocion():
        op.add_column("promocion", column)
    op.create_index("ix_promocion_numero_previo", "promocion", ["numero_previo"], unique=True)
    op.create_index("ix_promocion_assigned_to_status", "promocion", ["assigned_to", "status"])
    op.create_index("ix_promocion_filed_on_sent_at", "promocion", ["filed_on", "sent_at"])
    with op.batch_alter_table("acuse") as batch_op:
        batch_op.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("replaced_by", sa.Integer(), nullable=True))
        batch_op.drop_constraint(op.f("uq_acuse_promocion_id_kind"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_acuse_promocion_id_kind_edition"), ["promocion_id", "kind", "edition"]
        )
    _note()
    _by_account_and_promocion()
    _by_account()
    _by_promocion()
    _search_documents()


def _of_a_promocion() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("ground_page", sa.Integer(), nullable=True),
        sa.Column("risk", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("held_until", _INSTANT, nullable=True),
        sa.Column("held_reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("assigned_to", sa.Integer(), nullable=True),
        sa.Column("assigned_at", _INSTANT, nullable=True),
        sa.Column("reopened_at", _INSTANT, nullable=True),
        sa.Column("numero_previo", sa.String(length=32), nullable=True),
        sa.Column("copied_from", sa.Integer(), nullable=True),
        sa.Column("search_documents", sa.Text(), nullable=False, server_default=""),
    )


def _account(table: str, *, key: bool = False) -> sa.Column[object]:
    name = op.f(f"fk_{table}_account_id_account")
    return sa.Column(
        "account_id", sa.Integer(), sa.ForeignKey("account.id", name=name), primary_key=key, nullable=False
    )


def _promocion(table: str, column: str = "promocion_id", *, key: bool = False) -> sa.Column[object]:
    name = op.f(f"fk_{table}_{column}_promocion")
    return sa.Column(
        column, sa.Integer(), sa.ForeignKey("promocion.id", name=name), primary_key=key, nullable=False
    )


def _note() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        _promocion("note"),
        _account("note"),
        sa.Column("author_name", sa.String(length=300), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_promocion_id"), "note", ["promocion_id"])


def _by_account_and_promocion() -> None:
    op.create_table(
        "draft",
        _account("draft", key=True),
        _promocion("draft", key=True),
        sa.Column("kind", sa.String(length=16), primary_key=True, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "promocion_id", "kind", name=op.f("pk_draft")),
    )
    for table, extra in (("skip", [sa.Column("reason", sa.Text(), nullable=False)]), ("look", [])):
        op.create_table(
            table,
            _account(table, key=True),
            _promocion(table, key=True),
            sa.Column("at", _INSTANT, nullable=False),
            *extra,
            sa.PrimaryKeyConstraint("account_id", "promocion_id", name=op.f(f"pk_{table}")),
        )


def _by_account() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        _account("saved_view"),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("account_id", "place", "name", name=op.f("uq_saved_view_account_id_place_name")),
    )
    op.create_table(
        "preference",
        _account("preference", key=True),
        sa.Column("name", sa.String(length=64), primary_key=True, nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "name", name=op.f("pk_preference")),
    )


def _by_promocion() -> None:
    op.create_table(
        "label",
        _promocion("label", key=True),
        sa.Column("label", sa.String(length=32), primary_key=True, nullable=False),
        _account("label"),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("promocion_id", "label", name=op.f("pk_label")),
    )
    op.create_table(
        "proposal",
        _promocion("proposal", key=True),
        _account("proposal"),
        sa.Column("account_name", sa.String(length=300), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("ground", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=1024), nullable=False, server_default=""),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("promocion_id", name=op.f("pk_proposal")),
    )
    op.create_table(
        "duplicate",
        _promocion("duplicate", key=True),
        _promocion("duplicate", "other_id", key=True),
        sa.Column("is_duplicate", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _account("duplicate"),
        sa.Column("account_name", sa.String(length=300), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.CheckConstraint("promocion_id < other_id", name=op.f("ck_duplicate_ordered")),
        sa.PrimaryKeyConstraint("promocion_id", "other_id", name=op.f("pk_duplicate")),
    )


def _search_documents() -> None:
    """Let what was filed before be found by its documents' names."""
    documents = sa.table("document", sa.column("promocion_id"), sa.column("name"))
    promociones = sa.table("promocion", sa.column("id"), sa.column("search_documents"))
    names: dict[int, list[str]] = {}
    bind = op.get_bind()
    for promocion_id, name in bind.execute(sa.select(documents.c.promocion_id, documents.c.name)):
        names.setdefault(promocion_id, []).append(_fold(name))
    rows = [{"of": promocion_id, "held": "\n".join(found)} for promocion_id, found in names.items()]
    if rows:
        statement = sa.update(promociones).where(promociones.c.id == sa.bindparam("of"))
        bind.execute(statement.values(search_documents=sa.bindparam("held")), rows)


def _fold(text: str) -> str:
    """As ``core.storage.searching.fold`` did when this was written."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def downgrade() -> None:
    for table in (
        "duplicate",
        "proposal",
        "label",
        "preference",
        "saved_view",
        "look",
        "skip",
        "draft",
        "note",
    ):
        op.drop_table(table)
    with op.batch_alter_table("acuse") as batch_op:
        batch_op.drop_constraint(op.f("uq_acuse_promocion_id_kind_edition"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_acuse_promocion_id_kind"), ["promocion_id", "kind"])
        batch_op.drop_column("replaced_by")
        batch_op.drop_column("edition")
    for index in (
        "ix_promocion_filed_on_sent_at",
        "ix_promocion_assigned_to_status",
        "ix_promocion_numero_previo",
    ):
        op.drop_index(index, "promocion")
    # not as a batch: on SQLite that makes the table anew, and others refer to it
    for column in _of_a_promocion():
        op.execute(f"ALTER TABLE promocion DROP COLUMN {column.name}")
