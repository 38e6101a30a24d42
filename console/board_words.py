"""The board in sentences: the text alternative of each chart, and what to begin with today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from console import texts
from console.components.board_charts import bucket_name, business_age, by_ground, short_day, span
from core.domain.board import BoardView, CounterName, Share, Step, Times

SMALL = 30
"""Below so many cases a rate or a percentile says little, and the board says so."""


@dataclass(frozen=True, slots=True)
class Told:
    """A share as it is shown: the rate, «25 de 30», and what is to be said beside it."""

    rate: str
    counts: str
    note: str


def small_n(number: int) -> str:
    """Return a warning where there are few cases; nothing where there are enough or none."""
    return texts.sentence("board_notes", "small", {"n": SMALL}) if 0 < number < SMALL else ""


def share_words(share: Share) -> Told:
    """Return a share in words; of nothing there is none."""
    if share.rate is None:
        return Told("—", texts.sentence("board_notes", "none", {}), _unknown(share.unknown))
    counts = f"{share.part:,d} de {share.of:,d} (n = {share.of:,d})"
    note = " ".join(part for part in (small_n(share.of), _unknown(share.unknown)) if part)
    return Told(f"{100 * share.rate:.1f} %", counts, note)


def _unknown(number: int) -> str:
    return texts.sentence("board_notes", "unknown", {"n": f"{number:,d}"}) if number else ""


def today_words(view: BoardView, present: int) -> str:
    """Return what to begin with: what is overdue, what is due today, how many are there to do it."""
    counts = {c.name: c.count for c in view.counters}
    facts = {
        "overdue": f"{counts[CounterName.OVERDUE]:,d}",
        "today": f"{counts[CounterName.DUE_TODAY]:,d}",
        "present": f"{present:,d}",
    }
    first = "urgent" if counts[CounterName.OVERDUE] + counts[CounterName.DUE_TODAY] else "calm"
    people = {0: "nobody", 1: "one"}.get(present, "some")
    return " ".join(texts.sentence("board_today", code, facts) for code in (first, people))


def ageing_words(view: BoardView) -> str:
    """Return what the chart of ages shows."""
    total = sum(bucket.count for bucket in view.ageing)
    if not total:
        return texts.sentence("board_alt", "ageing_none", {})
    most = max(view.ageing, key=lambda bucket: bucket.count)
    facts = {"total": f"{total:,d}", "count": f"{most.count:,d}", "bucket": bucket_name(most)}
    facts["oldest"] = business_age(view.oldest_minutes or 0, view.day_minutes)
    return texts.sentence("board_alt", "ageing", facts)


def movement_words(view: BoardView) -> str:
    """Return what came and what was decided in the range."""
    flow, figures = view.range.flow, view.range
    facts = {
        "sent": f"{flow.sent:,d}",
        "decided": f"{flow.decided:,d}",
        "since": short_day(figures.since, Step.DAY),
        "until": short_day(figures.until, Step.DAY),
        "before": f"{flow.before:,d}",
        "after": f"{flow.after:,d}",
        "reopened": f"{flow.reopened:,d}",
    }
    code = "movement" if flow.sent or flow.decided or flow.reopened else "movement_none"
    return texts.sentence("board_alt", code, facts)


def hours_words(view: BoardView) -> str:
    """Return at which hours most came and most was decided."""
    most_sent = max(view.range.hours, key=lambda hour: hour.sent)
    most_decided = max(view.range.hours, key=lambda hour: hour.decided)
    if not most_sent.sent and not most_decided.decided:
        return texts.sentence("board_alt", "movement_none", {})
    facts = {
        "sent_hour": most_sent.hour,
        "sent": f"{most_sent.sent:,d}",
        "decided_hour": most_decided.hour,
        "decided": f"{most_decided.decided:,d}",
    }
    code = (
        "hours"
        if most_sent.sent and most_decided.decided
        else "hours_sent"
        if most_sent.sent
        else "hours_decided"
    )
    return texts.sentence("board_alt", code, facts)


def times_words(times: Times, day: int) -> str:
    """Return within how much business time half and nine tenths were decided; ``day``: minutes of one."""
    if times.p50 is None or times.p90 is None:
        return " ".join(
            part for part in (texts.sentence("board_alt", "times_none", {}), _unknown(times.unknown)) if part
        )
    facts = {
        "n": f"{times.decided:,d}",
        "p50": span(times.p50, day),
        "p90": span(times.p90, day),
        "hours": f"{day / 60:.1f}".removesuffix(".0"),
    }
    told = texts.sentence("board_alt", "times", facts)
    return " ".join(part for part in (told, small_n(times.decided), _unknown(times.unknown)) if part)


def grounds_words(view: BoardView, names: Mapping[str, str]) -> str:
    """Return which ground was given most often, or how many share the first place."""
    ordered = by_ground(view.range.grounds)
    if not ordered:
        return texts.sentence("board_alt", "grounds_none", {})
    total = sum(count for _, count in ordered)
    code, count = ordered[0]
    tied = sum(each == count for _, each in ordered)
    facts = {
        "tied": f"{tied:,d}",
        "ground": names.get(code, code),
        "count": f"{count:,d}",
        "total": f"{total:,d}",
        "share": f"{100 * count / total:.0f}",
        "number": f"{len(ordered):,d}",
    }
    told = texts.sentence("board_alt", "grounds" if tied == 1 else "grounds_tied", facts)
    return " ".join(part for part in (told, small_n(total)) if part)


def duty_words(since: datetime | None, ends_at: datetime | None, zone: str) -> str:
    """Return from when until when somebody is on duty, by the office's clock; nothing where they are not."""
    if since is None or ends_at is None:
        return ""
    local = ZoneInfo(zone)
    return f"{since.astimezone(local):%H:%M} a {ends_at.astimezone(local):%H:%M}"
