"""The data folder as commands share it: private, and not emptied while it is served."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import Refusal

PRIVATE = 0o700
_LOCK = "serving.lock"


class HomeCannotBeUsed(Refusal):
    """The data folder cannot be made, or nothing can be written in it."""


class HomeIsServed(Refusal):
    """A server works on this data folder."""


class HomeIsBeingLoaded(Refusal):
    """The demonstration is being loaded into this data folder, or emptied from it."""


def make_home(home: Path) -> None:
    """Make the data folder, for its owner only; one that is there already stays as it is.

    Raises:
        HomeCannotBeUsed: it cannot be made.
    """
    try:
        home.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise HomeCannotBeUsed(home=str(home)) from error


@contextmanager
def served(home: Path) -> Iterator[None]:
    """Hold the folder as a server does: together with other servers, never while it is loaded.

    Raises:
        HomeIsBeingLoaded: :func:`unserved` holds it.
        HomeCannotBeUsed: nothing can be written in it.
    """
    with _held(home, fcntl.LOCK_SH, HomeIsBeingLoaded):
        yield


@contextmanager
def unserved(home: Path) -> Iterator[None]:
    """Hold the folder alone, so that no server starts on it meanwhile.

    Raises:
        HomeIsServed: a server holds it.
        HomeCannotBeUsed: nothing can be written in it.
    """
    with _held(home, fcntl.LOCK_EX, HomeIsServed):
        yield


@contextmanager
def _held(home: Path, kind: int, otherwise: type[Refusal]) -> Iterator[None]:
    """Lock a file that the kernel lets go of when the process ends, however it ends."""
    try:
        lock = (home / _LOCK).open("w")
    except OSError as error:
        raise HomeCannotBeUsed(home=str(home)) from error
    with lock:
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise otherwise(home=str(home)) from None
        yield
