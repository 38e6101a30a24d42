"""What one act counts, and what figures are made of counts."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.domain.board import Flow, GroundCount, Share, Step, Times
from core.domain.board_figures import EARLIEST, Asked, Gathered, asked_range, percentile, times_of
from core.domain.board_fold import COUNTED, Act, Key, Measure, Taken, counted_at, keys_of, taken_by
from core.domain.board_json import figures_to_json
from core.domain.workflow import Action

ZONE = ZoneInfo("America/Mexico_City")
NIGHT = datetime(2026, 3, 1, 5, 30, tzinfo=UTC)
"""Half past eleven of the evening before, in the office's zone."""
EVENING = date(2026, 2, 28)
READ = '[["a.pdf",2,2,"pages"],["b.pdf",1,1,"pages"]]'
HALF_READ = '[["a.pdf",1,2,"pages"],["b.pdf",1,1,"pages"]]'


def act(action: str, at: datetime = NIGHT, **facts: str | int) -> Act:
    """Return an act of a clerk on a denuncia."""
    return Act(at, action, 7, "DEN", facts)


def measures(keys: tuple[Key, ...]) -> dict[str, str]:
    """Return what was counted, and its detail."""
    return {key.measure: key.detail for key in keys}


def test_a_sending_counts_when_it_was_received() -> None:
    """The local day and hour of its receipt, though its act was written on the next day."""
    sent = act("send", NIGHT + timedelta(hours=1), sent_at=NIGHT.isoformat(), filed_reason="within_hours")
    assert counted_at(sent) == NIGHT
    assert keys_of(sent, ZONE) == (Key(EVENING, Measure.SENT, "DEN", 23),)
    assert keys_of(sent, ZoneInfo("UTC"))[0].day == date(2026, 3, 1)
    decided = act("accept", NIGHT + timedelta(days=9), sent_at=NIGHT.isoformat())
    assert counted_at(decided) == decided.at


@pytest.mark.parametrize(
    ("reason", "measure"),
    [
        ("out_of_hours", Measure.OUT_OF_HOURS),
        ("closed_day", Measure.OUT_OF_HOURS),
        ("before_opening", Measure.OUT_OF_HOURS),
        (None, Measure.HOURS_UNKNOWN),
    ],
)
def test_the_hour_of_a_sending_is_what_its_act_says(reason: str | None, measure: Measure) -> None:
    """An act from before it was kept is counted as unknown, and in no share."""
    told = act("send") if reason is None else act("send", filed_reason=reason)
    assert set(measures(keys_of(told, ZONE))) == {Measure.SENT, measure}


def test_a_rejection_counts_its_ground_its_maker_and_its_reading() -> None:
    """Each under the day and hour of the act."""
    keys = keys_of(act("reject", ground="FALTA-ANEXO", coverage=READ, business_minutes=95), ZONE)
    assert measures(keys) == {
        Measure.REJECTED: "",
        Measure.DECIDED_BY: "7",
        Measure.GROUND: "FALTA-ANEXO",
        Measure.READ_IN_FULL: "",
    }
    assert {key.day for key in keys} == {EVENING}
    taken = taken_by(act("reject", business_minutes=95), ZONE)
    assert taken == Taken(EVENING, "DEN", 7, 95)


def test_what_an_old_decision_does_not_say_is_unknown() -> None:
    """Neither its time nor its reading is guessed."""
    old = act("accept")
    assert set(measures(keys_of(old, ZONE))) == {
        Measure.ACCEPTED,
        Measure.DECIDED_BY,
        Measure.TIME_UNKNOWN,
        Measure.READING_UNKNOWN,
    }
    assert taken_by(old, ZONE) is None
    assert taken_by(act("accept", business_minutes=True), ZONE) is None
    half = measures(keys_of(act("accept", coverage=HALF_READ, business_minutes=0), ZONE))
    assert Measure.READ_IN_FULL not in half
    assert Measure.READING_UNKNOWN not in half


@pytest.mark.parametrize("action", list(Action))
def test_every_counted_act_counts_and_no_other(action: Action) -> None:
    """What waits to be tallied is exactly what figures are made of."""
    assert bool(keys_of(act(action.value), ZONE)) == (action in COUNTED)


@pytest.mark.parametrize(
    ("counts", "p50", "p90"),
    [
        ({}, None, None),
        ({0: 1}, 0, 0),
        ({10: 1, 20: 1}, 10, 20),
        ({10: 1, 20: 1, 30: 1}, 20, 30),
        ({5: 9, 100: 1}, 5, 5),
        ({5: 8, 100: 2}, 5, 100),
        (dict.fromkeys(range(1, 101), 1), 50, 90),
    ],
)
def test_percentiles_are_of_the_nearest_rank(
    counts: dict[int, int], p50: int | None, p90: int | None
) -> None:
    """Always a value that was there."""
    assert (percentile(counts, 50), percentile(counts, 90)) == (p50, p90)
    assert times_of(counts, 3) == Times(sum(counts.values()), p50, p90, 3)


def test_a_range_is_put_right() -> None:
    """Back to front, in the future, or before there was anything: it can be answered all the same."""
    today = date(2026, 11, 23)
    assert asked_range(today, date(2026, 1, 1), "", today) == Asked(date(2026, 1, 1), today)
    assert asked_range(date(2026, 11, 1), date.max, "", today) == Asked(date(2026, 11, 1), today)
    assert asked_range(date.min, date.min, "", today) == Asked(EARLIEST, EARLIEST)
    assert asked_range(date.max, date.max, "", today) == Asked(today, today)


def test_a_long_range_is_told_by_months() -> None:
    """A quarter day by day, more by months; every one of them is there, empty or not."""
    quarter = Asked(date(2026, 1, 1), date(2026, 4, 2))
    assert (quarter.step, len(Gathered(quarter).figures().steps)) == (Step.DAY, 92)
    longer = Asked(date(2025, 12, 31), date(2026, 4, 2))
    starts = [step.starts_on for step in Gathered(longer).figures().steps]
    assert starts == [date(2025, 12, 1), *(date(2026, month, 1) for month in (1, 2, 3, 4))]
    to_the_first = Gathered(Asked(date(2025, 12, 1), date(2026, 4, 1))).figures().steps
    assert to_the_first[-1].starts_on == date(2026, 4, 1)


def test_what_was_before_the_range_is_its_stock() -> None:
    """Only what moves something in or out; a decision undone puts one back."""
    gathered = Gathered(Asked(EVENING, EVENING))
    long_ago = NIGHT - timedelta(days=30)
    for told in (*("send",) * 5, "accept", "reject", "reopen", "refile"):
        gathered.add_act(act(told, long_ago), ZONE)
    gathered.add_act(act("send"), ZONE)
    gathered.add_act(act("send", NIGHT + timedelta(days=1)), ZONE)
    figures = gathered.figures()
    assert figures.flow == Flow(before=4, sent=1, reopened=0, accepted=0, rejected=0, refiled=0)
    assert figures.flow.after == 5
    assert figures.hours[23].sent == 1
    assert figures.times == Times(0, None, None)


def test_only_decisions_of_the_range_tell_how_long_they_took() -> None:
    """Those of the day before and of the day after are in no percentile and nobody's."""
    gathered = Gathered(Asked(EVENING, EVENING))
    for days, minutes in ((-1, 1000), (0, 30), (1, 2000)):
        gathered.add_act(act("accept", NIGHT + timedelta(days=days), business_minutes=minutes), ZONE)
    figures = gathered.figures()
    assert figures.times == Times(1, 30, 30)
    assert [clerk.times for clerk in figures.clerks] == [Times(1, 30, 30)]
    assert [month.times.decided for month in figures.months] == [1]


def test_a_rejection_that_names_no_ground_is_counted_as_such() -> None:
    """Acts of before say none: the sum of the grounds is that of the rejections all the same."""
    gathered = Gathered(Asked(EVENING, EVENING))
    for ground in ("X", "X", ""):
        gathered.add_act(act("reject", ground=ground) if ground else act("reject"), ZONE)
    figures = gathered.figures()
    assert figures.grounds == (GroundCount("DEN", "X", 2), GroundCount("DEN", "", 1))
    assert sum(each.count for each in figures.grounds) == figures.flow.rejected


def test_another_type_is_not_counted() -> None:
    """Neither in the range nor in the stock before it."""
    gathered = Gathered(Asked(EVENING, EVENING, "DRM"))
    gathered.add_act(act("send"), ZONE)
    gathered.add_act(act("send", NIGHT - timedelta(days=30)), ZONE)
    assert gathered.figures().flow.after == 0


def test_shares_leave_out_what_nobody_knows() -> None:
    """A rate of nothing is none, and an unknown is in neither number."""
    gathered = Gathered(Asked(EVENING, EVENING))
    gathered.add_act(act("accept", coverage=READ, business_minutes=1), ZONE)
    gathered.add_act(act("accept"), ZONE)
    gathered.add_act(act("reject", ground="X", coverage=HALF_READ, business_minutes=3), ZONE)
    figures = gathered.figures()
    assert figures.read_in_full == Share(1, 2, 1)
    assert figures.flow.acceptance == Share(2, 3)
    assert figures.times == Times(2, 1, 3, 1)
    (clerk,) = figures.clerks
    assert (clerk.account_id, clerk.decided, clerk.times) == (7, 3, Times(2, 1, 3, 1))
    assert figures.out_of_hours.rate is None
    assert [month.times for month in figures.months] == [Times(2, 1, 3, 1)]
    assert (figures.hours[23].decided, sum(hour.decided for hour in figures.hours)) == (3, 3)
    for reason in ("within_hours", "out_of_hours", "closed_day"):
        gathered.add_act(act("send", filed_reason=reason), ZONE)
    gathered.add_act(act("send"), ZONE)
    assert gathered.figures().out_of_hours == Share(2, 3, 1)


def test_the_plain_data_say_what_the_figures_say() -> None:
    """Rates and sums stand beside their parts; the format has a name."""
    gathered = Gathered(Asked(EVENING, EVENING, "DEN"))
    gathered.add_act(act("reject", ground="X", coverage=READ, business_minutes=3), ZONE)
    data = figures_to_json(gathered.figures(), ZONE.key)
    assert data["format"] == "oficialia-report/1"
    assert data["acceptance"] == {"part": 0, "of": 1, "unknown": 0, "rate": 0.0}
    assert data["flow"]["after"] == -1
    assert data["months"] == [{"month": "2026-02", "timed": 1, "p50": 3, "p90": 3, "unknown": 0}]
    assert data["clerks"] == [{"account_id": 7, "timed": 1, "p50": 3, "p90": 3, "unknown": 0, "decided": 1}]
    assert Counter(g["ground"] for g in data["grounds"]) == {"X": 1}
