"""Signing in: argon2id is slow on purpose, and as slow for a name that nobody has."""

from contextlib import suppress
from pathlib import Path

from argon2 import PasswordHasher

from core.bootstrap import Oficialia
from core.domain.people import Role
from core.services.accounts.sessions import SessionOrigin
from core.services.accounts.sign_in import MAX_WRONG_TRIES, WrongCredentials
from tests.bench.timing import sample, say, show
from tests.bench.workplace import PASSWORD, person_with, workplace

_ORIGIN = SessionOrigin("192.0.2.11", "bench")


def _fail(oficialia: Oficialia, username: str) -> None:
    with suppress(WrongCredentials):
        oficialia.sign_in.with_password(username, "otra contraseña", _ORIGIN)


def test_signing_in(tmp_path: Path) -> None:
    """Right password, wrong password, nobody's name; and who is behind a request that is signed in."""
    with workplace(tmp_path / "home", "") as oficialia:
        person_with(oficialia, "clerk", Role.CLERK)
        sign_in, sessions = oficialia.sign_in.with_password, oficialia.sessions
        token = sign_in("clerk", PASSWORD, _ORIGIN).token
        hasher = PasswordHasher()
        say(
            f"\nargon2id: {hasher.memory_cost // 1024} MiB, {hasher.time_cost} passes, {hasher.parallelism} lanes"
        )
        figures = {
            "argon2id alone": sample(lambda: hasher.hash(PASSWORD)),
            "right password": sample(lambda: sign_in("clerk", PASSWORD, _ORIGIN)),
            "wrong password": sample(lambda: _fail(oficialia, "clerk"), times=MAX_WRONG_TRIES, warm=0),
            "nobody's name": sample(lambda: _fail(oficialia, "nadie")),
            "who is behind a request": sample(lambda: sessions.actor(token, "192.0.2.11")),
        }
        assert sessions.actor(token, "192.0.2.11") is not None
    show("Signing in", figures)
