"""The tables of filings. Constraints that can be told from the domain's own tables are taken from there."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.domain.acuse import AcuseKind
from core.domain.evidence import Occasion
from core.domain.promocion import Caracter, Classification, Scan, TipoPromocion
from core.domain.verdict import Revocation
from core.domain.workflow import Status
from core.storage.account_tables import AccountRow
from core.storage.base import Base as Base  # noqa: PLC0414 - whoever imports it from here knows every table
from core.storage.base import one_of


class CounterRow(Base):
    """Consecutive numbers without gaps: taken in the transaction that uses them."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int]


class PromocionRow(Base):
    """A filing.

    ``preflight``: what the rule book said when it was sent, and the book's version. ``assigned_to``: the account
    for whom it is kept. ``risk``: 0 where no check found anything, higher is riskier. ``numero_previo``: the
    número de oficialía of an acceptance that was reopened; a new acceptance takes it again.
    ``copied_from``: the rejected promoción it was begun from. ``calendar_edition``: of the calendar that says
    ``filed_on``; NULL until it is sent, and for what was sent before there were editions.
    """

    __tablename__ = "promocion"
    __table_args__ = (
        one_of("status", Status),
        one_of("tipo_promocion", TipoPromocion),
        one_of("caracter", Caracter, or_empty=True),
        CheckConstraint(
            "(status IN ('accepted', 'rejected')) = (decided_at IS NOT NULL)", name="decided_once_closed"
        ),
        CheckConstraint(
            "(status = 'accepted') = (numero_oficialia IS NOT NULL)", name="numbered_once_accepted"
        ),
        CheckConstraint("(status IN ('draft', 'signed')) = (sent_at IS NULL)", name="sent_at_once_sent"),
        CheckConstraint("status = 'draft' OR signed_at IS NOT NULL", name="signed_before_sent"),
        Index("ix_promocion_status_filed_on", "status", "filed_on", "sent_at"),
        Index("ix_promocion_filed_on_sent_at", "filed_on", "sent_at"),
        Index("ix_promocion_owner_id_created_at", "owner_id", "created_at"),
        Index("ix_promocion_numero_previo", "numero_previo", unique=True),
        Index("ix_promocion_assigned_to_status", "assigned_to", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folio: Mapped[str] = mapped_column(String(32), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id))
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
    calendar_edition: Mapped[int | None]
    firma_outcome: Mapped[str] = mapped_column(String(16), default="")
    integridad_outcome: Mapped[str] = mapped_column(String(16), default="")
    identidad_outcome: Mapped[str] = mapped_column(String(16), default="")
    revocation: Mapped[str] = mapped_column(String(16), default="")
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey(AccountRow.id))
    claimed_at: Mapped[datetime | None]
    claim_expires_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey(AccountRow.id))
    numero_oficialia: Mapped[str | None] = mapped_column(String(32), unique=True)
    ground: Mapped[str] = mapped_column(String(32).with_variant(String(64), "postgresql"), default="")
    ground_text: Mapped[str] = mapped_column(Text, default="")
    # as long as a document's path; SQLite holds no text to its length, and would have to make the table anew
    ground_document: Mapped[str] = mapped_column(
        String(300).with_variant(String(1024), "postgresql"), default=""
    )
    ground_page: Mapped[int | None]
    preflight: Mapped[dict[str, Any]] = mapped_column(default=dict)
    risk: Mapped[int] = mapped_column(default=0)
    held_until: Mapped[datetime | None]
    held_reason: Mapped[str] = mapped_column(Text, default="")
    # no foreign keys: SQLite would have to make the table anew for them, and accounts are never deleted
    assigned_to: Mapped[int | None]
    assigned_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]
    numero_previo: Mapped[str | None] = mapped_column(String(32))
    copied_from: Mapped[int | None]
    search_matter: Mapped[str] = mapped_column(Text, default="")
    search_people: Mapped[str] = mapped_column(Text, default="")
    search_documents: Mapped[str] = mapped_column(Text, default="")


class DocumentRow(Base):
    """A document of a promoción; its bytes lie in the document store under their digest."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("promocion_id", "name_key"),
        CheckConstraint("size_bytes >= 0", name="size_bytes"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        one_of("classification", Classification),
        one_of("scan", Scan, or_empty=True),
        Index("ix_document_scan", "scan"),
        # what browsers keep of an id is of the same bytes for ever: no later document gets it
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id))
    name: Mapped[str] = mapped_column(String(1024))
    name_key: Mapped[str] = mapped_column(String(1024))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(128))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    added_at: Mapped[datetime]
    position: Mapped[int] = mapped_column(default=0)
    classification: Mapped[str] = mapped_column(String(16), default=Classification.PUBLICA.value)
    summary: Mapped[str] = mapped_column(Text, default="")
    pages: Mapped[int | None]
    rules_version: Mapped[str] = mapped_column(String(16), default="")
    scan: Mapped[str] = mapped_column(String(16), default="")
    threat: Mapped[str] = mapped_column(String(128), default="")
    scanned_at: Mapped[datetime | None]


class SignatureRow(Base):
    """The evidence of one signing. A later change voids it; it is never deleted."""

    __tablename__ = "signature"

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), index=True)
    signed_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    certificate: Mapped[bytes]
    cms: Mapped[bytes]
    fields: Mapped[bytes]
    manifest: Mapped[bytes]
    manifest_sha256: Mapped[str] = mapped_column(String(64))


class VerdictRow(Base):
    """A verdict as it was given: at sending, at the decision, and when somebody asked to look again."""

    __tablename__ = "verdict"
    __table_args__ = (one_of("occasion", Occasion),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), index=True)
    made_at: Mapped[datetime]
    occasion: Mapped[str] = mapped_column(String(16))
    by_name: Mapped[str] = mapped_column(String(300), default="")
    content: Mapped[dict[str, Any]]


class RevocationRow(Base):
    """What a source answered about the signer's certificate, with the raw OCSP answer as evidence."""

    __tablename__ = "revocation"
    __table_args__ = (one_of("occasion", Occasion), one_of("value", Revocation))

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), index=True)
    occasion: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[datetime]
    value: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(8))
    this_update: Mapped[datetime | None]
    next_update: Mapped[datetime | None]
    produced_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    sha256: Mapped[str] = mapped_column(String(64))
    raw: Mapped[bytes]


class TimestampRow(Base):
    """The timestamp of a sending; wanted until there is a token."""

    __tablename__ = "timestamp"
    __table_args__ = (
        CheckConstraint("(token IS NULL) = (stamped_at IS NULL)", name="stamped_with_token"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    wanted_since: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(32), default="")
    stamped_at: Mapped[datetime | None]
    authority: Mapped[str] = mapped_column(String(300), default="")
    token: Mapped[bytes | None]


class AcuseRow(Base):
    """A receipt: its frozen record, and the digest of its sealed PDF once that is stored.

    ``edition``: from 1; a decision after a reopening issues the next. ``replaced_by``: the receipt of the later
    decision, which this one stands beside for ever.
    """

    __tablename__ = "acuse"
    __table_args__ = (one_of("kind", AcuseKind), UniqueConstraint("promocion_id", "kind", "edition"))

    id: Mapped[int] = mapped_column(primary_key=True)
    promocion_id: Mapped[int] = mapped_column(ForeignKey(PromocionRow.id))
    kind: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(32), unique=True)
    record: Mapped[dict[str, Any]]
    issued_at: Mapped[datetime]
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    edition: Mapped[int] = mapped_column(default=1)
    replaced_by: Mapped[int | None]


class EventRow(Base):
    """An act: append-only, written in the transaction of what it tells. Triggers refuse changes.

    ``subject_id``: the account that the act is about, where it is not (only) the actor's own. No foreign key:
    SQLite would have to make the table anew for it, and accounts are never deleted.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_actor_id_action", "actor_id", "action"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey(AccountRow.id))
    actor_name: Mapped[str] = mapped_column(String(300))
    role: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))
    promocion_id: Mapped[int | None] = mapped_column(ForeignKey(PromocionRow.id), index=True)
    subject_id: Mapped[int | None] = mapped_column(index=True)
    from_status: Mapped[str] = mapped_column(String(16), default="")
    to_status: Mapped[str] = mapped_column(String(16), default="")
    facts: Mapped[dict[str, Any]]


class ReadingRow(Base):
    """That a member of the staff read a filing, a document, a receipt or a package. Append-only."""

    __tablename__ = "reading"
    __table_args__ = (Index("ix_reading_promocion_id_at", "promocion_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey(AccountRow.id), index=True)
    actor_name: Mapped[str] = mapped_column(String(300))
    role: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(16))
    promocion_id: Mapped[int | None] = mapped_column(ForeignKey(PromocionRow.id))
    document_id: Mapped[int | None]
