"""The tables. Constraints that can be told from the domain's own tables are taken from there."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from core.domain.acuse import AcuseKind
from core.domain.people import Role
from core.domain.promocion import Caracter, TipoPromocion
from core.domain.workflow import Status


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC on both databases: SQLite has no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant: it would silently mean another one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware UTC instant."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Common naming of constraints, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, bytes: LargeBinary}  # noqa: RUF012 - SQLAlchemy's own form


def _one_of(column: str, values: type[StrEnum], *, or_empty: bool = False) -> CheckConstraint:
    options = [v.value for v in values] + ([""] if or_empty else [])
    listed = ", ".join(f"'{o}'" for o in options)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class AccountRow(Base):
    """A person who may sign in."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    rfc: Mapped[str] = mapped_column(String(13), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(10), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    wrong_tries: Mapped[int] = mapped_column(default=0)
    blocked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class AccountRoleRow(Base):
    """A role that an account holds."""

    __tablename__ = "account_role"
    __table_args__ = (_one_of("role", Role),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)


class SessionRow(Base):
    """A signed-in browser. Only the SHA-256 of its token is kept."""

    __tablename__ = "session"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(300))


class CounterRow(Base):
    """Consecutive numbers without gaps: taken in the transaction that uses them."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int]


class PromocionRow(Base):
    """A filing."""

    __tablename__ = "promocion"
    __table_args__ = (
        _one_of("status", Status),
        _one_of("tipo_promocion", TipoPromocion),
        _one_of("caracter", Caracter, or_empty=True),
        CheckConstraint(
            "(status IN ('accepted', 'rejected')) = (decided_at IS NOT NULL)", name="decided_once_closed"
        ),
        CheckConstraint(
            "(status = 'accepted') = (numero_oficialia IS NOT NULL)", name="numbered_once_accepted"
        ),
        CheckConstraint("(status IN ('draft', 'signed')) = (sent_at IS NULL)", name="sent_at_once_sent"),
        CheckConstraint("status = 'draft' OR signed_at IS NOT NULL", name="signed_before_sent"),
        Index("ix_promocion_status_filed_on", "status", "filed_on", "sent_at"),
        Index("ix_promocion_owner_id_created_at", "owner_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folio: Mapped[str] = mapped_column(String(32), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    owner_name: Mapped[str] = mapped_column(String(300))
    owner_rfc: Mapped[str] = mapped_column(String(13))
    status: Mapped[str] = mapped_column(String(16))
    procedimiento: Mapped[str] = mapped_column(String(300))
    tipo_promocion: Mapped[str] = mapped_column(String(16))
    tipo_procedimiento: Mapped[str] = mapped_column(String(16))
    expediente: Mapped[str] = mapped_column(String(60))
    oficialia_previa: Mapped[str] = mapped_column(String(60))
    caracter: Mapped[str] = mapped_column(String(16))
    promovente: Mapped[str] = mapped_column(String(300))
    agente_economico: Mapped[str] = mapped_column(String(300))
    descripcion: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    signed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    send_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    filed_on: Mapped[date | None]
    filed_reason: Mapped[str] = mapped_column(String(32), default="")
    filed_facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    firma_outcome: Mapped[str] = mapped_column(String(16), default="")
    integridad_outcome: Mapped[str] = mapped_column(String(16), default="")
    identidad_outcome: Mapped[str] = mapped_column(String(16), default="")
    revocation: Mapped[str] = mapped_column(String(16), default="")
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    claimed_at: Mapped[datetime | None]
    claim_expires_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    numero_oficialia: Mapped[str | None] = mapped_column(String(32), unique=True)
    ground: Mapped[str] = mapped_column(String(32), default="")
    ground_text: Mapped[str] = mapped_column(Text, default="")
    ground_document: Mapped[str] = mapped_column(String(300), default="")
    search_matter: Mapped[str] = mapped_column(Text, default="")
    search_people: Mapped[str] = mapped_column(Text, default="")


class DocumentRow(Base):
    """A document of a promoción; its bytes lie in the document store under their digest."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("promocion_id", "name_key"),
        CheckConstraint("size_bytes >= 0", name="size_bytes"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey("promocion.id"))
    name: Mapped[str] = mapped_column(String(255))
    name_key: Mapped[str] = mapped_column(String(1024))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(128))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    added_at: Mapped[datetime]


class SignatureRow(Base):
    """The evidence of one signing. A later change voids it; it is never deleted."""

    __tablename__ = "signature"

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey("promocion.id"), index=True)
    signed_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    certificate: Mapped[bytes]
    cms: Mapped[bytes]
    fields: Mapped[bytes]
    manifest: Mapped[bytes]
    manifest_sha256: Mapped[str] = mapped_column(String(64))


class VerdictRow(Base):
    """A verdict as it was given: at sending and at the decision."""

    __tablename__ = "verdict"

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey("promocion.id"), index=True)
    made_at: Mapped[datetime]
    content: Mapped[dict[str, Any]]


class AcuseRow(Base):
    """A receipt: its frozen record, and the digest of its sealed PDF once that is stored."""

    __tablename__ = "acuse"
    __table_args__ = (_one_of("kind", AcuseKind), UniqueConstraint("promocion_id", "kind"))

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey("promocion.id"))
    kind: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(32), unique=True)
    record: Mapped[dict[str, Any]]
    issued_at: Mapped[datetime]
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))


class EventRow(Base):
    """An act: append-only, written in the transaction of what it tells. Triggers refuse changes."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor_name: Mapped[str] = mapped_column(String(300))
    role: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))
    promocion_id: Mapped[int | None] = mapped_column(ForeignKey("promocion.id"), index=True)
    from_status: Mapped[str] = mapped_column(String(16), default="")
    to_status: Mapped[str] = mapped_column(String(16), default="")
    facts: Mapped[dict[str, Any]]
