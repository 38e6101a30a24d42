"""Editions of the catalogues; filed dates computed anew."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_CATALOGS = "'calendar', 'procedure_types', 'grounds', 'labels', 'institucion', 'notices'"
_SQLITE_TRIGGERS = [
    f"""CREATE TRIGGER catalog_edition_refuses_{verb.lower()} BEFORE {verb} ON catalog_edition
        BEGIN SELECT RAISE(ABORT, 'editions of catalogues are append-only'); END"""
    for verb in ("UPDATE", "DELETE")
]
_POSTGRESQL_TRIGGERS = [
    """CREATE FUNCTION catalog_edition_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'editions of catalogues are append-only'; END $$""",
    """CREATE TRIGGER catalog_edition_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON catalog_edition
       FOR EACH STATEMENT EXECUTE FUNCTION catalog_edition_is_append_only()""",
]


def upgrade() -> None:
    _catalog_edition()
    _filed_on_revision()
    op.add_column("promocion", sa.Column("calendar_edition", sa.Integer(), nullable=True))
    _ground(32, 64)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_TRIGGERS if sqlite else _POSTGRESQL_TRIGGERS:
        op.execute(statement)


def _ground(before: int, after: int) -> None:
    """Let it hold the longest code of the shipped catalogue; SQLite holds no text to its length."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ("promocion", "proposal"):
            op.alter_column(
                table,
                "ground",
                type_=sa.String(length=after),
                existing_type=sa.String(length=before),
                existing_nullable=False,
                postgresql_using=f"left(ground, {after})",
            )


def _catalog_edition() -> None:
    op.create_table(
        "catalog_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("catalog", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("saved_at", _INSTANT, nullable=False),
        sa.Column(
            "account_id",
            sa.Integer(),
            sa.ForeignKey("account.id", name=op.f("fk_catalog_edition_account_id_account")),
            nullable=True,
        ),
        sa.Column("saved_by", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(f"catalog IN ({_CATALOGS})", name=op.f("ck_catalog_edition_catalog")),
        sa.CheckConstraint("number >= 0", name=op.f("ck_catalog_edition_number")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_catalog_edition_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_edition")),
        sa.UniqueConstraint("catalog", "number", name=op.f("uq_catalog_edition_catalog_number")),
    )


def _filed_on_revision() -> None:
    op.create_table(
        "filed_on_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "promocion_id",
            sa.Integer(),
            sa.ForeignKey("promocion.id", name=op.f("fk_filed_on_revision_promocion_id_promocion")),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("calendar_edition", sa.Integer(), nullable=True),
        sa.Column("computed_at", _INSTANT, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filed_on_revision")),
        sa.UniqueConstraint("promocion_id", "number", name=op.f("uq_filed_on_revision_promocion_id_number")),
    )


def downgrade() -> None:
    _ground(64, 32)
    # not as a batch: on SQLite that makes the table anew, and others refer to it
    op.execute("ALTER TABLE promocion DROP COLUMN calendar_edition")
    op.drop_table("filed_on_revision")
    op.drop_table("catalog_edition")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION catalog_edition_is_append_only()")
