"""Time an action many times and print what it took. Figures are read by people: nothing here fails."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

_TABLE_WIDTH = 58


@dataclass(frozen=True, slots=True)
class Sample:
    """How long an action took each time, in milliseconds."""

    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Half of the runs took less."""
        return median(self.milliseconds)

    @property
    def p90(self) -> float:
        """Nine of ten runs took less; the longest where there are few."""
        if len(self.milliseconds) < 10:
            return max(self.milliseconds)
        return quantiles(self.milliseconds, n=10, method="inclusive")[-1]


def sample(action: Callable[[], object], *, times: int = 20, warm: int = 2) -> Sample:
    """Run an action ``warm`` times for nothing, then ``times`` times with the clock on."""
    for _ in range(warm):
        action()
    return Sample(tuple(_milliseconds(action) for _ in range(times)))


def sample_each(actions: Iterable[Callable[[], object]]) -> Sample:
    """Time actions that can be done only once each, such as accepting a promoción."""
    return Sample(tuple(_milliseconds(action) for action in actions))


def _milliseconds(action: Callable[[], object]) -> float:
    begin = perf_counter()
    action()
    return (perf_counter() - begin) * 1000


def show(title: str, samples: dict[str, Sample]) -> None:
    """Print a table: median and 90th percentile, and each median as a multiple of the first."""
    first = next(iter(samples.values())).median
    say(f"\n{title}\n{'':{_TABLE_WIDTH}} median ms   p90 ms   ratio    n")
    for name, taken in samples.items():
        figures = (
            f"{taken.median:9.1f} {taken.p90:8.1f} {taken.median / first:7.2f} {len(taken.milliseconds):4d}"
        )
        say(f"{name:{_TABLE_WIDTH}} {figures}")


def say(line: str) -> None:
    """Print a line now, also while pytest is drawing its dots."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
