"""The first tables, and the triggers that keep the audit log append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_SQLITE_TRIGGERS = [
    f"""CREATE TRIGGER event_refuses_{verb.lower()} BEFORE {verb} ON event
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"""
    for verb in ("UPDATE", "DELETE")
]
_POSTGRESQL_TRIGGERS = [
    """CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$""",
    """CREATE TRIGGER event_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event
       FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()""",
]


def _add_triggers() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_TRIGGERS if sqlite else _POSTGRESQL_TRIGGERS:
        op.execute(statement)


def _drop_triggers() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER event_refuses_change ON event")
        op.execute("DROP FUNCTION event_is_append_only()")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("rfc", sa.String(length=13), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=10), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "account_role",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.CheckConstraint("role IN ('filer', 'clerk', 'supervisor')", name=op.f("ck_account_role_role")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_role_account_id_account")
        ),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_role")),
    )
    op.create_table(
        "promocion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folio", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("owner_name", sa.String(length=300), nullable=False),
        sa.Column("owner_rfc", sa.String(length=13), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("procedimiento", sa.String(length=300), nullable=False),
        sa.Column("tipo_promocion", sa.String(length=16), nullable=False),
        sa.Column("tipo_procedimiento", sa.String(length=16), nullable=False),
        sa.Column("expediente", sa.String(length=60), nullable=False),
        sa.Column("oficialia_previa", sa.String(length=60), nullable=False),
        sa.Column("caracter", sa.String(length=16), nullable=False),
        sa.Column("promovente", sa.String(length=300), nullable=False),
        sa.Column("agente_economico", sa.String(length=300), nullable=False),
        sa.Column("descripcion", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("send_token", sa.String(length=64), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("filed_reason", sa.String(length=32), nullable=False),
        sa.Column("filed_facts", sa.JSON(), nullable=False),
        sa.Column("firma_outcome", sa.String(length=16), nullable=False),
        sa.Column("integridad_outcome", sa.String(length=16), nullable=False),
        sa.Column("identidad_outcome", sa.String(length=16), nullable=False),
        sa.Column("revocation", sa.String(length=16), nullable=False),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("numero_oficialia", sa.String(length=32), nullable=True),
        sa.Column("ground", sa.String(length=32), nullable=False),
        sa.Column("ground_text", sa.Text(), nullable=False),
        sa.Column("ground_document", sa.String(length=300), nullable=False),
        sa.Column("search_matter", sa.Text(), nullable=False),
        sa.Column("search_people", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(status = 'accepted') = (numero_oficialia IS NOT NULL)",
            name=op.f("ck_promocion_numbered_once_accepted"),
        ),
        sa.CheckConstraint(
            "(status IN ('accepted', 'rejected')) = (decided_at IS NOT NULL)",
            name=op.f("ck_promocion_decided_once_closed"),
        ),
        sa.CheckConstraint(
            "(status IN ('draft', 'signed')) = (sent_at IS NULL)", name=op.f("ck_promocion_sent_at_once_sent")
        ),
        sa.CheckConstraint(
            "caracter IN ('representante', 'autorizado', 'propio_derecho', '')",
            name=op.f("ck_promocion_caracter"),
        ),
        sa.CheckConstraint(
            "status = 'draft' OR signed_at IS NOT NULL", name=op.f("ck_promocion_signed_before_sent")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'signed', 'sent', 'under_review', 'accepted', 'rejected')",
            name=op.f("ck_promocion_status"),
        ),
        sa.CheckConstraint(
            "tipo_promocion IN ('inicial', 'complementaria')", name=op.f("ck_promocion_tipo_promocion")
        ),
        sa.ForeignKeyConstraint(["claimed_by"], ["account.id"], name=op.f("fk_promocion_claimed_by_account")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_promocion_decided_by_account")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_promocion_owner_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promocion")),
        sa.UniqueConstraint("folio", name=op.f("uq_promocion_folio")),
        sa.UniqueConstraint("numero_oficialia", name=op.f("uq_promocion_numero_oficialia")),
        sa.UniqueConstraint("send_token", name=op.f("uq_promocion_send_token")),
    )
    with op.batch_alter_table("promocion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promocion_decided_at"), ["decided_at"], unique=False)
        batch_op.create_index("ix_promocion_owner_id_created_at", ["owner_id", "created_at"], unique=False)
        batch_op.create_index("ix_promocion_status_filed_on", ["status", "filed_on", "sent_at"], unique=False)

    op.create_table(
        "session",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id_account")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "acuse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promocion_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=True),
        sa.CheckConstraint("kind IN ('envio', 'recepcion', 'rechazo')", name=op.f("ck_acuse_kind")),
        sa.ForeignKeyConstraint(
            ["promocion_id"], ["promocion.id"], name=op.f("fk_acuse_promocion_id_promocion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acuse")),
        sa.UniqueConstraint("code", name=op.f("uq_acuse_code")),
        sa.UniqueConstraint("promocion_id", "kind", name=op.f("uq_acuse_promocion_id_kind")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promocion_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("name_key", sa.String(length=1024), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=128), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_document_sha256")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_document_size_bytes")),
        sa.ForeignKeyConstraint(
            ["promocion_id"], ["promocion.id"], name=op.f("fk_document_promocion_id_promocion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("promocion_id", "name_key", name=op.f("uq_document_promocion_id_name_key")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_sha256"), ["sha256"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("promocion_id", sa.Integer(), nullable=True),
        sa.Column("from_status", sa.String(length=16), nullable=False),
        sa.Column("to_status", sa.String(length=16), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_event_actor_id_account")),
        sa.ForeignKeyConstraint(
            ["promocion_id"], ["promocion.id"], name=op.f("fk_event_promocion_id_promocion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_promocion_id"), ["promocion_id"], unique=False)

    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promocion_id", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("cms", sa.LargeBinary(), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["promocion_id"], ["promocion.id"], name=op.f("fk_signature_promocion_id_promocion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_promocion_id"), ["promocion_id"], unique=False)

    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promocion_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["promocion_id"], ["promocion.id"], name=op.f("fk_verdict_promocion_id_promocion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
    )
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdict_promocion_id"), ["promocion_id"], unique=False)
    _add_triggers()


def downgrade() -> None:
    _drop_triggers()
    with op.batch_alter_table("verdict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verdict_promocion_id"))

    op.drop_table("verdict")
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signature_promocion_id"))

    op.drop_table("signature")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_promocion_id"))
        batch_op.drop_index(batch_op.f("ix_event_at"))

    op.drop_table("event")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_sha256"))

    op.drop_table("document")
    op.drop_table("acuse")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_account_id"))

    op.drop_table("session")
    with op.batch_alter_table("promocion", schema=None) as batch_op:
        batch_op.drop_index("ix_promocion_status_filed_on")
        batch_op.drop_index("ix_promocion_owner_id_created_at")
        batch_op.drop_index(batch_op.f("ix_promocion_decided_at"))

    op.drop_table("promocion")
    op.drop_table("account_role")
    op.drop_table("counter")
    op.drop_table("account")
