"""Notices: to whom they are shown, from when, and until when."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.domain.announcements import Announcement, Audience, Level, Moment, announcements_for

ZONE = ZoneInfo("America/Mexico_City")
MIDNIGHT = datetime(2026, 3, 14, 6, 0, tzinfo=UTC)
"""Of 14 March in Mexico City."""


def _notice(
    audience: Audience = Audience.ALL,
    valid_from: Moment | None = None,
    valid_until: Moment | None = None,
    retired_on: date | None = None,
) -> Announcement:
    return Announcement("A", "Aviso", Level.INFO, audience, valid_from, valid_until, retired_on)


@pytest.mark.parametrize(
    ("notice", "first", "last"),
    [
        (_notice(valid_from=date(2026, 3, 14)), MIDNIGHT, None),
        (_notice(valid_until=date(2026, 3, 13)), None, MIDNIGHT),
        (_notice(retired_on=date(2026, 3, 14)), None, MIDNIGHT),
        (_notice(valid_from=MIDNIGHT), MIDNIGHT, None),
        (_notice(valid_until=MIDNIGHT), None, MIDNIGHT),
        (_notice(valid_from=datetime(2026, 3, 14, 0, 0)), MIDNIGHT, None),  # noqa: DTZ001 - a wall-clock time
        (_notice(valid_until=datetime(2026, 3, 14, 0, 0)), None, MIDNIGHT),  # noqa: DTZ001 - a wall-clock time
    ],
)
def test_a_notice_begins_and_ends_at_the_office_s_midnight(
    notice: Announcement, first: datetime | None, last: datetime | None
) -> None:
    """A day is whole, in the institution's zone; an instant with or without offset is itself."""
    before, at = MIDNIGHT.replace(hour=5, minute=59), MIDNIGHT
    assert notice.shown_at(before, ZONE) is (first is None)
    assert notice.shown_at(at, ZONE) is (last is None)


def test_each_audience_sees_its_own_and_what_is_for_all() -> None:
    """In the catalogue's order; asking for all gives everything that anybody sees."""
    entries = [
        _notice(audience) for audience in (Audience.STAFF, Audience.ALL, Audience.PUBLIC, Audience.FILERS)
    ]
    seen = {
        audience: [e.audience for e in announcements_for(entries, audience, MIDNIGHT, ZONE)]
        for audience in Audience
    }
    assert seen[Audience.STAFF] == [Audience.STAFF, Audience.ALL]
    assert seen[Audience.PUBLIC] == [Audience.ALL, Audience.PUBLIC]
    assert seen[Audience.FILERS] == [Audience.ALL, Audience.FILERS]
    assert seen[Audience.ALL] == [entry.audience for entry in entries]


def test_a_retired_notice_is_not_shown_whatever_its_dates_say() -> None:
    """Retiring counts before the validity."""
    notice = _notice(
        valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31), retired_on=date(2026, 3, 14)
    )
    assert notice.shown_at(MIDNIGHT.replace(day=13), ZONE)
    assert not notice.shown_at(MIDNIGHT, ZONE)


@pytest.mark.parametrize("end", [date.max, datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("beginning", [None, date.min, datetime.min.replace(tzinfo=UTC)])
def test_the_first_and_the_last_day_there_are_can_be_written(end: Moment, beginning: Moment | None) -> None:
    """A notice until 31/12/9999 is shown, and takes no page down with it."""
    assert _notice(valid_from=beginning, valid_until=end).shown_at(MIDNIGHT, ZONE)
    assert not _notice(valid_from=end).shown_at(MIDNIGHT, ZONE)
