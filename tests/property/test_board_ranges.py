"""Whole months as months, the rest as days: each day of a range in exactly one of its spans."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.domain.board_figures import percentile
from core.storage.board_reading import Span, spans, wide_spans
from core.storage.board_tables import DAY, MONTH

_DAYS = st.dates(date(2019, 12, 1), date(2025, 2, 28))


def _days_of(span: Span) -> list[date]:
    """Return every day whose counts the rows of a span hold."""
    starts = [span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1)]
    if span.grain == DAY:
        return starts
    begins = [day for day in starts if day.day == 1 and (span.grain == MONTH or day.month == 1)]
    held = [begin + timedelta(days=n) for begin in begins for n in range(366)]
    same = "%Y-%m" if span.grain == MONTH else "%Y"
    firsts = {f"{begin:{same}}" for begin in begins}
    return sorted({day for day in held if f"{day:{same}}" in firsts})


@given(_DAYS, st.integers(0, 1200))
def test_each_day_stands_in_one_span(since: date, length: int) -> None:
    """Nothing outside, nothing twice, nothing left out; and no more than three spans are read."""
    until = since + timedelta(days=length)
    found, wide = list(spans(since, until)), list(wide_spans(since, until))
    whole = Counter(since + timedelta(days=n) for n in range(length + 1))
    for read in (found, wide):
        assert Counter(day for span in read for day in _days_of(span)) == whole
    assert len(wide) <= 5
    assert len(found) <= 3
    assert sum((span.last - span.first).days + 1 for span in found if span.grain == DAY) <= 60


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=200), st.sampled_from((50, 90)))
def test_a_percentile_is_the_least_that_so_many_do_not_exceed(minutes: list[int], hundredths: int) -> None:
    """By its definition, counted one by one."""
    found = percentile(Counter(minutes), hundredths)
    assert found in minutes
    assert sum(m <= found for m in minutes) * 100 >= hundredths * len(minutes)
    assert sum(m < found for m in minutes) * 100 < hundredths * len(minutes)
