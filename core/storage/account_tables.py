"""The tables of accounts: who may come in, how they proved it, and what was sent to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.domain.accounts import LinkPurpose, RegistrationStatus, SessionStage
from core.domain.people import Role
from core.storage.base import Base, one_of


class AccountRow(Base):
    """A person who may sign in.

    ``blocked_at``: more than five wrong passwords in a row (manual §1); known devices keep their way in.
    ``suspended_at``: an administrator's block, which ends every session and lets no device in.
    ``password_hash``: empty until the person has chosen one. ``totp_secret``: encrypted; null without one;
    it counts once ``totp_confirmed_at`` is set. ``totp_last_step``: the last time step that was used up.
    """

    __tablename__ = "account"
    __table_args__ = (Index("uq_account_oidc", "oidc_issuer", "oidc_subject", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    rfc: Mapped[str] = mapped_column(String(13), default="")
    email: Mapped[str] = mapped_column(String(254), default="", index=True)
    phone: Mapped[str] = mapped_column(String(10), default="")
    email_confirmed_at: Mapped[datetime | None]
    password_hash: Mapped[str] = mapped_column(String(200))
    password_changed_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    suspended_reason: Mapped[str] = mapped_column(Text, default="")
    totp_secret: Mapped[bytes | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    oidc_issuer: Mapped[str | None] = mapped_column(String(300))
    oidc_subject: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime]


class AccountRoleRow(Base):
    """A role that an account holds."""

    __tablename__ = "account_role"
    __table_args__ = (one_of("role", Role),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(16), primary_key=True)


class RecoveryCodeRow(Base):
    """A code that stands in for the second factor once. Only its SHA-256 is kept (128 random bits)."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_sha256: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class DeviceRow(Base):
    """A browser that signed in to an account before, known by the SHA-256 of a cookie of its own."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    wrong_tries: Mapped[int] = mapped_column(default=0)
    distrusted_at: Mapped[datetime | None]


class SessionRow(Base):
    """A signed-in browser. Only the SHA-256 of its token is kept.

    ``stage``: ``open`` lets in; the others lead to one page only, until the person has shown more.
    """

    __tablename__ = "session"
    __table_args__ = (one_of("stage", SessionStage),)

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    stage: Mapped[str] = mapped_column(String(16), default=SessionStage.OPEN)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(300))


class TallyRow(Base):
    """How many tries in a row went wrong under one key: a user name, an address, or everybody.

    ``key``: ``name:…`` and ``address:…`` hold a keyed digest, never what was typed.
    """

    __tablename__ = "tally"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int]
    first_failed_at: Mapped[datetime]
    last_failed_at: Mapped[datetime] = mapped_column(index=True)


class RegistrationRow(Base):
    """A filer's request for an account (the manual's SITEC registration)."""

    __tablename__ = "registration"
    __table_args__ = (
        one_of("status", RegistrationStatus),
        CheckConstraint(
            "(status IN ('approved', 'refused')) = (decided_at IS NOT NULL)", name="decided_once_closed"
        ),
        Index("ix_registration_status_created_at", "status", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(16))
    username: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(300))
    rfc: Mapped[str] = mapped_column(String(13))
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(10))
    privacy_version: Mapped[str] = mapped_column(String(32))
    address: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    email_confirmed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class LinkRow(Base):
    """A link that was sent to somebody: works once, until it expires. Only its token's SHA-256 is kept."""

    __tablename__ = "link"
    __table_args__ = (
        one_of("purpose", LinkPurpose),
        CheckConstraint("(account_id IS NULL) <> (registration_id IS NULL)", name="of_one_person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(32))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    facts: Mapped[dict[str, Any]]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class MailRow(Base):
    """A message to be sent: written in the transaction of what it tells (transactional outbox).

    ``facts`` fill the template that ``kind`` names; emptied once the message was delivered, since they
    may hold a link. ``next_try_at`` null: nothing more will be tried.
    """

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    to_address: Mapped[str] = mapped_column(String(254))
    facts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]
    last_problem: Mapped[str] = mapped_column(String(300), default="")


class PrivacyAcceptanceRow(Base):
    """That a person accepted a version of the privacy notice."""

    __tablename__ = "privacy_acceptance"
    __table_args__ = (UniqueConstraint("account_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    version: Mapped[str] = mapped_column(String(32))
    accepted_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64))
