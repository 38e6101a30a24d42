"""Asking about somebody and about nobody: how much the time of the answer gives away, over 200 tries each."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

from core.bootstrap import Oficialia
from core.domain.people import Role
from core.errors import Refusal
from core.services.accounts.registration import Sent
from tests.bench.timing import Sample, sample_each, say, show
from tests.bench.workplace import person_with, workplace
from tests.offices import SetClock
from tests.pki.people import NOW
from tests.registrations import FORM

TRIES = 200
_ADDRESS = "192.0.2.11"


def _unblock(oficialia: Oficialia, name: str, _number: int) -> None:
    with suppress(Refusal):
        oficialia.unblocking.ask_link(name, _ADDRESS)


def _register(oficialia: Oficialia, name: str, number: int) -> None:
    drawn = oficialia.registration.drawn()
    oficialia.clock.advance(seconds=5)  # type: ignore[attr-defined]  # the clock of the bench can be set
    email = f"{name}{number}@bufete.example"
    form = replace(FORM, username=name, email=email, email_again=email)
    with suppress(Refusal):
        oficialia.registration.request(form, Sent(_ADDRESS, drawn), "2026-01")


def _in_turns(
    oficialia: Oficialia, clock: SetClock, act: Callable[[Oficialia, str, int], None]
) -> tuple[Sample, Sample]:
    """Ask in turns, so that whatever else the machine does hits both alike."""
    taken: dict[str, list[float]] = {"persona": [], "nadie": []}
    for number in range(TRIES):
        for name, times in taken.items():
            clock.advance(days=1)
            times.extend(sample_each([partial(act, oficialia, name, number)]).milliseconds)
    return Sample(tuple(taken["persona"])), Sample(tuple(taken["nadie"]))


def test_asking_about_somebody_and_about_nobody(tmp_path: Path) -> None:
    """A link that lifts a block, and a request for an account under a name that is taken or free."""
    clock = SetClock(NOW)
    with workplace(tmp_path / "home", "", clock) as oficialia:
        person_with(oficialia, "persona", Role.FILER, "NUPA850614QX0")
        for title, act in (("Lifting a block", _unblock), ("Asking for an account", _register)):
            known, unknown = _in_turns(oficialia, clock, act)
            show(title, {"somebody's name": known, "nobody's name": unknown})
            ratio = median(known.milliseconds) / median(unknown.milliseconds)
            say(f"ratio of medians {ratio:.3f}")
            assert len(known.milliseconds) == len(unknown.milliseconds) == TRIES
