"""Folders, order, classes and scans of documents, replaced versions, pages seen, the rule book's answers."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_CLASSES = "classification IN ('publica', 'confidencial', 'reservada')"
_SCANS = "scan IN ('clean', 'infected', 'not_scanned', '')"


def upgrade() -> None:
    op.add_column("promocion", sa.Column("preflight", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("document", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.alter_column("name", type_=sa.String(length=1024), existing_type=sa.String(length=255))
        for column in _described():
            batch_op.add_column(column)
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_check_constraint(op.f("ck_document_classification"), _CLASSES)
        batch_op.create_check_constraint(op.f("ck_document_scan"), _SCANS)
        batch_op.create_index("ix_document_scan", ["scan"])
    _ground_document(300, 1024)
    _folder()
    _replaced_document()
    _pages_seen()


def _ground_document(before: int, after: int) -> None:
    """Let it hold a document's path; SQLite holds no text to its length."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(
            "promocion",
            "ground_document",
            type_=sa.String(length=after),
            existing_type=sa.String(length=before),
            existing_nullable=False,
        )


def _described() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("classification", sa.String(length=16), nullable=False, server_default="publica"),
        sa.Column("summary", sa.Text(), nullable=False, server_default=""),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("rules_version", sa.String(length=16), nullable=False, server_default=""),
        sa.Column("scan", sa.String(length=16), nullable=False, server_default=""),
        sa.Column("threat", sa.String(length=128), nullable=False, server_default=""),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
    )


def _folder() -> None:
    op.create_table(
        "folder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promocion_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=1024), nullable=False),
        sa.Column("path_key", sa.String(length=1024), nullable=False),
        sa.ForeignKeyConstraint(
            ["promocion_id"], ["promocion.id"], name=op.f("fk_folder_promocion_id_promocion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_folder")),
        sa.UniqueConstraint("promocion_id", "path_key", name=op.f("uq_folder_promocion_id_path_key")),
    )


def _replaced_document() -> None:
    op.create_table(
        "replaced_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promocion_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=1024), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=128), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        *_described(),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_replaced_document_sha256")),
        sa.ForeignKeyConstraint(
            ["promocion_id"], ["promocion.id"], name=op.f("fk_replaced_document_promocion_id_promocion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replaced_document")),
    )
    for column in ("promocion_id", "sha256"):
        op.create_index(op.f(f"ix_replaced_document_{column}"), "replaced_document", [column])


def _pages_seen() -> None:
    op.create_table(
        "pages_seen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promocion_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["promocion_id"], ["promocion.id"], name=op.f("fk_pages_seen_promocion_id_promocion")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_pages_seen_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages_seen")),
        sa.UniqueConstraint("document_id", "account_id", name=op.f("uq_pages_seen_document_id_account_id")),
    )
    op.create_index(op.f("ix_pages_seen_promocion_id"), "pages_seen", ["promocion_id"])


def downgrade() -> None:
    _ground_document(1024, 300)
    for table in ("pages_seen", "replaced_document", "folder"):
        op.drop_table(table)
    with op.batch_alter_table("document") as batch_op:
        batch_op.drop_index("ix_document_scan")
        for name in ("ck_document_classification", "ck_document_scan"):
            batch_op.drop_constraint(op.f(name), type_="check")
        for column in ("position", *(column.name for column in _described())):
            batch_op.drop_column(column)
        batch_op.alter_column("name", type_=sa.String(length=255), existing_type=sa.String(length=1024))
    # not as a batch: on SQLite that makes the table anew, and others refer to it
    op.execute("ALTER TABLE promocion DROP COLUMN preflight")
