"""Signing in: argon2id is slow on purpose, and as slow for a name that nobody has."""

from contextlib import suppress
from functools import partial
from pathlib import Path
from statistics import median

import pytest
from argon2 import PasswordHasher

from core.bootstrap import Oficialia
from core.domain.people import Role
from core.errors import Refusal
from core.services.accounts.sessions import SessionOrigin
from tests.bench.timing import Sample, sample, sample_each, say, show
from tests.bench.workplace import PASSWORD, person_with, workplace
from tests.offices import SetClock
from tests.pki.people import NOW

_ORIGIN = SessionOrigin("192.0.2.11", "bench")
TRIES = 200
LONGEST_WAIT_MINUTES = 16


def _fail(oficialia: Oficialia, username: str) -> None:
    with suppress(Refusal):
        oficialia.sign_in.with_password(username, "otra contraseña", _ORIGIN)


def _fail_in_turns(oficialia: Oficialia, clock: SetClock, names: tuple[str, ...]) -> dict[str, Sample]:
    """Try each name ``TRIES`` times, in turns, so that whatever else the machine does hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(TRIES):
        for name in names:
            clock.advance(minutes=LONGEST_WAIT_MINUTES)
            taken[name] += sample_each([partial(_fail, oficialia, name)]).milliseconds
    return {name: Sample(tuple(times)) for name, times in taken.items()}


def test_signing_in(tmp_path: Path) -> None:
    """The right password, from a stranger and from a known device; a wait; and who is behind a request."""
    clock = SetClock(NOW)
    with workplace(tmp_path / "home", "", clock) as oficialia:
        person_with(oficialia, "clerk", Role.CLERK)
        sign_in, sessions = oficialia.sign_in.with_password, oficialia.sessions
        signed_in = sign_in("clerk", PASSWORD, _ORIGIN)
        hasher = PasswordHasher()
        say(
            f"\nargon2id: {hasher.memory_cost // 1024} MiB, {hasher.time_cost} passes, {hasher.parallelism} lanes"
        )
        known = [signed_in.device_token]
        figures = {
            "argon2id alone": sample(lambda: hasher.hash(PASSWORD)),
            "right password, a stranger": sample(lambda: sign_in("clerk", PASSWORD, _ORIGIN)),
            "right password, a known device": sample(lambda: sign_in("clerk", PASSWORD, _ORIGIN, known)),
            "who is behind a request": sample(lambda: sessions.actor(signed_in.token, "192.0.2.11")),
        }
        for _ in range(4):
            _fail(oficialia, "clerk")
        figures["told to wait"] = sample(lambda: _fail(oficialia, "clerk"))
        assert sessions.actor(signed_in.token, "192.0.2.11") is not None
    show("Signing in", figures)


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_known_and_an_unknown_name(tmp_path: Path, engine: str, request: pytest.FixtureRequest) -> None:
    """Wrong passwords for both: the ratio of the medians tells how much the time gives away."""
    url = request.getfixturevalue("postgresql_url") if engine == "postgresql" else ""
    clock = SetClock(NOW)
    with workplace(tmp_path / "home", url, clock) as oficialia:
        person_with(oficialia, "clerk", Role.CLERK)
        taken = _fail_in_turns(oficialia, clock, ("clerk", "nadie"))
    show(f"Wrong passwords, {engine}", {"somebody's name": taken["clerk"], "nobody's name": taken["nadie"]})
    known, unknown = taken["clerk"].milliseconds, taken["nadie"].milliseconds
    slower = sum(a > b for a, b in zip(known, unknown, strict=True))
    say(
        f"ratio of medians {median(known) / median(unknown):.3f}; somebody's was slower {slower} of {TRIES} times"
    )
    assert len(known) == len(unknown) == TRIES
