"""Allowances: a minute's worth at once, coming back evenly, in bounded memory."""

import pytest

from console.web.quotas import AtOnce, Quota, neighbourhood


class Seconds:
    """A clock that stands where it was set."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        """Return the second it was set to."""
        return self.at


@pytest.fixture
def clock() -> Seconds:
    """Return a clock to set."""
    return Seconds()


def test_a_minutes_allowance_may_be_used_at_once_and_comes_back_evenly(clock: Seconds) -> None:
    """Sixty in a minute: the sixty-first waits a second, and after that second one more is admitted."""
    quota = Quota(clock)
    assert [quota.take("ana", 60) for _ in range(61)] == [0] * 60 + [1]
    clock.at += 1
    assert [quota.take("ana", 60), quota.take("ana", 60)] == [0, 1]
    clock.at += 3600
    assert [quota.take("ana", 60) for _ in range(61)] == [0] * 60 + [1]


def test_each_has_an_allowance_of_their_own(clock: Seconds) -> None:
    """Whoever used theirs up takes nothing of another's."""
    quota = Quota(clock)
    assert quota.take("ana", 1) == 0
    assert quota.take("ana", 1) == 60
    assert quota.take("juan", 1) == 0


def test_what_costs_little_takes_little(clock: Seconds) -> None:
    """Eight files at an eighth are one request, and a refusal takes nothing."""
    quota = Quota(clock)
    assert [quota.take("ana", 2, 0.125) for _ in range(8)] == [0] * 8
    assert quota.take("ana", 2) == 0
    assert [quota.take("ana", 2) > 0 for _ in range(100)] == [True] * 100
    clock.at += 30
    assert quota.take("ana", 2) == 0


def test_the_memory_of_it_is_bounded(clock: Seconds) -> None:
    """A flood of addresses pushes out those unused longest, never the ones in use."""
    quota = Quota(clock, most_keys=10)
    for number in range(1000):
        quota.take(number, 60)
        assert quota.take("ana", 3) == (0 if number < 3 else 20)
    assert len(quota) == 10


def test_what_runs_at_once_is_counted_by_account_and_forgotten() -> None:
    """Two of one account and one of another; a failure inside takes nothing with it."""
    running = AtOnce()
    with running.one(1), running.one(2):
        with running.one(1):
            assert (running.running(1), running.running(2)) == (2, 1)
        with pytest.raises(ZeroDivisionError), running.one(1):
            _ = 1 / 0
        assert running.running(1) == 1
    assert (running.running(1), running.running(2), running._running) == (0, 0, {})


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:" + "x" * 1000, "unix:" + "x" * 59),
    ],
)
def test_a_household_counts_as_one_address(address: str, counted: str) -> None:
    """Whoever has a whole IPv6 network has one allowance; what is no address is cut short."""
    assert neighbourhood(address) == counted
