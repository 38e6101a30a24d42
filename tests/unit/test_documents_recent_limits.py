"""What is remembered of readings that met a limit: how long, of which, and how many."""

import pytest

from core.documents.findings import Limit
from core.documents.recent_limits import RecentLimits

READING = ("a" * 64, "page_image", 3)


class Seconds:
    """A clock that is set."""

    def __init__(self) -> None:
        self.value = 0.0

    def __call__(self) -> float:
        """Return it."""
        return self.value


@pytest.mark.parametrize("limit", [Limit.TIME, Limit.MEMORY, Limit.CRASH, Limit.OUTPUT, Limit.FAILED])
def test_a_limit_is_remembered_for_five_minutes(limit: Limit) -> None:
    """Up to the last second, of this file, task and page only; after that the file gets another chance."""
    clock = Seconds()
    recent = RecentLimits(clock)
    recent.remember(READING, limit)
    clock.value = 299.9
    assert recent.get(READING) is limit
    for other in (("b" * 64, "page_image", 3), ("a" * 64, "page_text", 3), ("a" * 64, "page_image", 4)):
        assert recent.get(other) is None
    clock.value = 300.0
    assert recent.get(READING) is None


@pytest.mark.parametrize("limit", [Limit.BUSY, Limit.UNAVAILABLE])
def test_what_is_not_the_files_fault_is_not_remembered(limit: Limit) -> None:
    """That the readers were busy or away is over when they are back."""
    recent = RecentLimits()
    recent.remember(READING, limit)
    assert recent.get(READING) is None


def test_memory_is_bounded() -> None:
    """However many pages fail, 4096 notes are kept, and the newest are among them."""
    recent = RecentLimits(Seconds())
    for page in range(5000):
        recent.remember(("a" * 64, "page_image", page), Limit.TIME)
    assert len(recent._ended) == 4096
    assert recent.get(("a" * 64, "page_image", 4999)) is Limit.TIME
    assert recent.get(("a" * 64, "page_image", 0)) is None
