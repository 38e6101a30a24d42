"""Sessions: who is behind a request, and when that ends."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.accounts import SessionLimits, SessionStage
from core.domain.people import Actor
from core.domain.second_factor import SIGN_IN_MINUTES
from core.errors import NotFound
from core.storage.account_tables import AccountRow, SessionRow
from core.storage.accounts import to_actor
from core.storage.engine import Database
from core.storage.events import append_account_event, append_event
from core.storage.sessions import (
    end_session,
    end_sessions_of,
    insert_session,
    live_among,
    live_session,
    sessions_of,
    touch_session,
)

_TOUCH_EVERY = timedelta(seconds=60)
_ASKED_AT_ONCE = 500
_TOKEN_BYTES = 32
"""256 bits: nobody guesses one (ASVS 7.2.3)."""
_HANDLE_DIGITS = 16
"""A session is named on screen by the first digits of its token's digest, which lead to no token."""


@dataclass(frozen=True, slots=True)
class SessionOrigin:
    """Where a browser signs in from."""

    address: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A new session: what the browser is given.

    Attributes:
        token: of the session; only the browser keeps it.
        stage: how far the sign-in has come.
        device_token: makes the browser a known device; empty where it has one, or no sign-in was finished.
    """

    token: str
    stage: SessionStage
    device_token: str = ""


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """When a session ends if nothing is done, and when it ends whatever is done (aware UTC)."""

    idle_at: datetime
    final_at: datetime


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One of a person's own open sessions. ``handle`` names it; ``is_current``: the one that asks."""

    handle: str
    is_current: bool
    started_at: datetime
    last_seen_at: datetime
    address: str
    user_agent: str


class Sessions:
    """The use cases of sessions."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._database = database
        self._clock = clock
        self._limits = session_limits(settings)
        self._touch_every = min(_TOUCH_EVERY, self._limits.idle / 10)

    def actor(self, token: str, address: str, *, touch: bool = True) -> Actor | None:
        """Return who holds an open session's token; None when it ended, idled out, or is not complete yet.

        Args:
            token: what the browser's cookie holds.
            address: where the request comes from.
            touch: count this as a sign of life, at most once a minute (or tenth of the time that may pass idle).
        """
        return self._holder(token, address, frozenset({SessionStage.OPEN}), touch=touch)

    def stage(self, token: str) -> SessionStage | None:
        """Return how far a live session's sign-in has come; None where there is no such session."""
        with self._database.read() as session:
            found = self._live(session, token, self._clock.now())
            return SessionStage(found[0].stage) if found else None

    def _holder(
        self, token: str, address: str, stages: frozenset[SessionStage], *, touch: bool
    ) -> Actor | None:
        now = self._clock.now()
        with self._database.read() as session:
            found = self._live(session, token, now)
            if found is None or found[0].stage not in stages:
                return None
            last_seen_at, actor = found[0].last_seen_at, to_actor(session, found[1], address)
        if touch and now - last_seen_at > self._touch_every:
            with self._database.write() as session:
                touch_session(session, digest(token), now)
        return actor

    def time_left(self, token: str) -> TimeLeft | None:
        """Return when a live session ends; None where there is none. Asking is no sign of life."""
        with self._database.read() as session:
            found = self._live(session, token, self._clock.now())
            if found is None:
                return None
            held, limits = found[0], self._limits
            return TimeLeft(held.last_seen_at + limits.idle, held.created_at + limits.lifetime)

    def _live(self, session: Session, token: str, now: datetime) -> tuple[SessionRow, AccountRow] | None:
        return live_session(session, digest(token), self._limits.at(now))

    def live_among(self, digests: Collection[str]) -> frozenset[str]:
        """Return those of these sessions' digests that are open and alive now. Asking is no sign of life.

        One query for each 500: what holds the console's open windows together asks for all of them at once.
        """
        within, listed = self._limits.at(self._clock.now()), list(digests)
        with self._database.read() as session:
            found = (
                live_among(session, some, within)
                for some in (listed[at : at + _ASKED_AT_ONCE] for at in range(0, len(listed), _ASKED_AT_ONCE))
            )
            return frozenset().union(*found)

    def sign_out(self, token: str, address: str) -> None:
        """End a session; unknown or ended ones change nothing."""
        actor = self._holder(token, address, frozenset(SessionStage), touch=False)
        with self._database.write() as session:
            end_session(session, digest(token), self._clock.now())
            if actor:
                append_event(session, self._clock.now(), actor, "sign_out")

    def own(self, actor: Actor, token: str) -> tuple[OwnSession, ...]:
        """Return the actor's own open sessions, the latest seen first (ASVS 7.5.2).

        Args:
            actor: whose.
            token: of the session that asks, which is marked.
        """
        with self._database.read() as session:
            rows = self._own(session, actor)
            return tuple(_to_own(row, digest(token)) for row in rows)

    def _own(self, session: Session, actor: Actor) -> tuple[SessionRow, ...]:
        return sessions_of(session, actor.account_id, self._limits.at(self._clock.now()))

    def end_others(self, actor: Actor, token: str) -> int:
        """End the actor's own sessions but the one that asks; return how many were still open."""
        with self._database.write() as session:
            count = len([row for row in self._own(session, actor) if row.token_sha256 != digest(token)])
            end_sessions_of(session, actor.account_id, self._clock.now(), but=digest(token))
            append_account_event(
                session, self._clock.now(), actor, "end_sessions", actor.account_id, ended=count
            )
        return count

    def end_one(self, actor: Actor, handle: str) -> None:
        """End one of the actor's own sessions.

        Raises:
            NotFound: none of the actor's open sessions has this handle.
        """
        with self._database.write() as session:
            rows = [row for row in self._own(session, actor) if _handle(row) == handle]
            if not rows:
                raise NotFound
            end_session(session, rows[0].token_sha256, self._clock.now())
            append_account_event(session, self._clock.now(), actor, "end_sessions", actor.account_id, ended=1)


def session_limits(settings: Settings) -> SessionLimits:
    """Return how long sessions live here."""
    return SessionLimits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        lifetime=timedelta(hours=settings.session_hours),
        half_way=timedelta(minutes=SIGN_IN_MINUTES),
    )


def _handle(row: SessionRow) -> str:
    return row.token_sha256[:_HANDLE_DIGITS]


def _to_own(row: SessionRow, current: str) -> OwnSession:
    return OwnSession(
        _handle(row),
        row.token_sha256 == current,
        row.created_at,
        row.last_seen_at,
        row.address,
        row.user_agent,
    )


def open_session(
    session: Session, account: AccountRow, origin: SessionOrigin, stage: SessionStage, at: datetime
) -> OpenedSession:
    """Open a session in the caller's transaction; the token is new at every sign-in (ASVS 7.2.4)."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    insert_session(
        session,
        account.id,
        digest(token),
        at,
        stage=stage,
        address=origin.address,
        user_agent=origin.user_agent,
    )
    if stage is SessionStage.OPEN:
        append_event(session, at, to_actor(session, account, origin.address), "sign_in")
    return OpenedSession(token, stage)


def digest(token: str) -> str:
    """Return what is stored of a token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
