"""How long a decision took, and into which bucket of the board an age falls."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.domain.calendar import BusinessCalendar
from core.domain.closures import Closure, ClosureKind
from core.domain.opening_hours import OpeningHours, Timetable
from core.domain.promocion import Promocion, PromocionFields, Standing
from core.domain.time_to_decide import time_to_decide
from core.domain.workflow import Status
from core.services.board import AGES, ageing

ZONE = ZoneInfo("America/Mexico_City")
FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
CALENDAR = BusinessCalendar(
    (Timetable(dict.fromkeys(range(5), OpeningHours(time(9), time(18)))),),
    (Closure(date(2026, 11, 24), ClosureKind.SUSPENSION, "Acuerdo", procedure_types=frozenset({"DRM"})),),
)


def local(on: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant by the office's clock, as UTC."""
    return datetime.combine(on, time(hour, minute), ZONE).astimezone(UTC)


def sent(at: datetime, filed_on: date, tipo: str = "DEN", reopened_at: datetime | None = None) -> Promocion:
    """Return a promoción under review."""
    fields = PromocionFields("Denuncia", "inicial", tipo)
    made = Promocion(1, "PRO-00001-AAAA", 1, "Ana", "", Status.UNDER_REVIEW, fields, at, at, 1)
    return replace(made, sent_at=at, filed_on=filed_on, standing=Standing(reopened_at=reopened_at))


@pytest.mark.parametrize(
    ("tipo", "minutes"), [("DEN", 60 + 9 * 60 + 30), ("DRM", 60 + 30)], ids=["open on Tuesday", "suspended"]
)
def test_time_is_counted_by_the_days_of_its_type(tipo: str, minutes: int) -> None:
    """A day that is suspended for a type takes no time of its promociones, and of no others."""
    found = time_to_decide(
        CALENDAR, ZONE, sent(local(MONDAY, 17), MONDAY, tipo), local(date(2026, 11, 25), 9, 30)
    )
    assert found == {"counted_from": local(MONDAY, 17).isoformat(), "business_minutes": minutes}


def test_what_came_out_of_hours_counts_from_its_day() -> None:
    """Not from the sending, and after a reopening from there."""
    late = sent(local(FRIDAY, 17), MONDAY)
    decided = local(MONDAY, 10)
    assert time_to_decide(CALENDAR, ZONE, late, decided)["business_minutes"] == 60
    again = sent(local(FRIDAY, 17), MONDAY, reopened_at=local(MONDAY, 9, 45))
    assert time_to_decide(CALENDAR, ZONE, again, decided)["business_minutes"] == 15


def test_of_what_was_never_sent_nothing_is_said() -> None:
    """An act has no fact that says nothing."""
    draft = replace(sent(local(MONDAY, 9), MONDAY), sent_at=None)
    assert time_to_decide(CALENDAR, ZONE, draft, local(MONDAY, 10)) == {}


def test_each_border_of_the_ages_belongs_to_the_older_bucket() -> None:
    """What has just come is in the youngest; what is older than the last border, in the last."""
    assert [bucket.count for bucket in ageing(AGES)] == [1] * len(AGES)
    assert [bucket.count for bucket in ageing([AGES[1] - 1, AGES[-1] * 9])] == [1, 0, 0, 0, 0, 0, 1]
    assert [(b.least, b.below) for b in ageing([])] == [*zip(AGES, (*AGES[1:], None), strict=True)]
