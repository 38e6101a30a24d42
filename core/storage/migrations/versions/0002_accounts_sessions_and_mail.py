"""Registrations, links, devices, second factors, mail, the privacy notice and the record of readings."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _account_columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("oidc_issuer", sa.String(length=300), nullable=True),
        sa.Column("oidc_subject", sa.String(length=255), nullable=True),
    )


_ROLES = {
    "0001": "role IN ('filer', 'clerk', 'supervisor')",
    "0002": "role IN ('filer', 'clerk', 'supervisor', 'administrator')",
}
_SQLITE_TRIGGERS = [
    f"""CREATE TRIGGER reading_refuses_{verb.lower()} BEFORE {verb} ON reading
        BEGIN SELECT RAISE(ABORT, 'the record of readings is append-only'); END"""
    for verb in ("UPDATE", "DELETE")
]
_POSTGRESQL_TRIGGERS = [
    """CREATE TRIGGER reading_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON reading
       FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()""",
]
_STAGES = "stage IN ('open', 'second_factor', 'enrolment')"


def _change_roles(to: str) -> None:
    with op.batch_alter_table("account_role") as batch_op:
        batch_op.drop_constraint(op.f("ck_account_role_role"), type_="check")
        batch_op.create_check_constraint(op.f("ck_account_role_role"), _ROLES[to])


def _change_account() -> None:
    # column by column, never in a batch: SQLite would make the table anew, which others refer to
    for column in _account_columns():
        op.add_column("account", column)
    op.drop_column("account", "wrong_tries")
    op.create_index(op.f("ix_account_email"), "account", ["email"], unique=False)
    op.create_index("uq_account_oidc", "account", ["oidc_issuer", "oidc_subject"], unique=True)


def upgrade() -> None:
    _change_roles("0002")
    _change_account()
    # not in a batch: SQLite would make the table anew and lose the triggers that keep it append-only
    op.add_column("event", sa.Column("subject_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_event_subject_id"), "event", ["subject_id"], unique=False)
    op.create_index("ix_event_actor_id_action", "event", ["actor_id", "action"], unique=False)
    with op.batch_alter_table("session") as batch_op:
        batch_op.add_column(sa.Column("stage", sa.String(length=16), nullable=False, server_default="open"))
        batch_op.create_check_constraint(op.f("ck_session_stage"), _STAGES)
    op.create_table(
        "tally",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("first_failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tally")),
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tally_last_failed_at"), ["last_failed_at"], unique=False)

    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("distrusted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_device_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_device_token_sha256")),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_account_id"), ["account_id"], unique=False)

    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_problem", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mail_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_next_try_at"), ["next_try_at"], unique=False)

    op.create_table(
        "privacy_acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_privacy_acceptance_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_acceptance")),
        sa.UniqueConstraint("account_id", "version", name=op.f("uq_privacy_acceptance_account_id_version")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_account_id"), ["account_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("rfc", sa.String(length=13), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=10), nullable=False),
        sa.Column("privacy_version", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(status IN ('approved', 'refused')) = (decided_at IS NOT NULL)",
            name=op.f("ck_registration_decided_once_closed"),
        ),
        sa.CheckConstraint(
            "status IN ('requested', 'confirmed', 'approved', 'refused')", name=op.f("ck_registration_status")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_registration_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_registration_decided_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index("ix_registration_status_created_at", ["status", "created_at"], unique=False)

    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('confirm_registration', 'confirm_email', 'choose_password', 'reset_password', 'unblock')",
            name=op.f("ck_link_purpose"),
        ),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (registration_id IS NULL)", name=op.f("ck_link_of_one_person")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_link_account_id_account")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_link_registration_id_registration")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_link_token_sha256")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_registration_id"), ["registration_id"], unique=False)

    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("promocion_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_reading_actor_id_account")),
        sa.ForeignKeyConstraint(
            ["promocion_id"], ["promocion.id"], name=op.f("fk_reading_promocion_id_promocion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_at"), ["at"], unique=False)
        batch_op.create_index("ix_reading_promocion_id_at", ["promocion_id", "at"], unique=False)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_TRIGGERS if sqlite else _POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("reading")
    op.drop_table("link")
    op.drop_table("registration")
    op.drop_table("recovery_code")
    op.drop_table("privacy_acceptance")
    op.drop_table("mail")
    op.drop_table("device")
    op.drop_table("tally")
    with op.batch_alter_table("session") as batch_op:
        batch_op.drop_constraint(op.f("ck_session_stage"), type_="check")
        batch_op.drop_column("stage")
    op.drop_index("ix_event_actor_id_action", table_name="event")
    op.drop_index(op.f("ix_event_subject_id"), table_name="event")
    op.drop_column("event", "subject_id")
    op.drop_index("uq_account_oidc", table_name="account")
    op.drop_index(op.f("ix_account_email"), table_name="account")
    for column in reversed(_account_columns()):
        op.drop_column("account", column.name)
    op.add_column("account", sa.Column("wrong_tries", sa.Integer(), nullable=False, server_default="0"))
    # the version before knows no administrators
    op.execute("DELETE FROM account_role WHERE role = 'administrator'")
    _change_roles("0001")
