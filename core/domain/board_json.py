"""The figures of a range as plain data, for whoever computes with them elsewhere."""

from dataclasses import asdict
from typing import Any

from core.domain.board import RangeFigures, Share, Times

FORMAT = "oficialia-report/1"


def figures_to_json(figures: RangeFigures, zone: str) -> dict[str, Any]:
    """Return what ``json.dumps`` takes: days in ISO 8601, durations in minutes of business, rates in 0…1.

    Keys: ``format``; ``zone``, whose days and hours they are; ``since``, ``until`` and ``tipo`` (empty for all);
    ``flow`` with ``before``, ``sent``, ``reopened``, ``accepted``, ``rejected``, ``decided``, ``refiled`` and
    ``after``; ``acceptance``, ``out_of_hours`` and ``read_in_full`` with ``part``, ``of``, ``unknown`` and
    ``rate``; ``times`` with ``timed`` decisions, ``p50``, ``p90`` and ``unknown`` ones; ``months``, the same for each;
    ``step`` (``day`` or ``month``) and ``steps``; ``hours``, 24 of them; ``grounds`` and ``clerks``.

    Args:
        figures: of the board or of the report; equal figures make equal data.
        zone: IANA name.
    """
    flow = figures.flow
    return {
        "format": FORMAT,
        "zone": zone,
        "since": figures.since.isoformat(),
        "until": figures.until.isoformat(),
        "tipo": figures.tipo,
        "flow": {**asdict(flow), "decided": flow.decided, "after": flow.after},
        "acceptance": _share(flow.acceptance),
        "out_of_hours": _share(figures.out_of_hours),
        "read_in_full": _share(figures.read_in_full),
        "times": _times(figures.times),
        "months": [{"month": f"{m.month:%Y-%m}", **_times(m.times)} for m in figures.months],
        "step": figures.step.value,
        "steps": [{**asdict(s), "starts_on": s.starts_on.isoformat()} for s in figures.steps],
        "hours": [asdict(hour) for hour in figures.hours],
        "grounds": [asdict(ground) for ground in figures.grounds],
        "clerks": [
            {"account_id": c.account_id, **_times(c.times), "decided": c.decided} for c in figures.clerks
        ],
    }


def _share(share: Share) -> dict[str, Any]:
    return {**asdict(share), "rate": share.rate}


def _times(times: Times) -> dict[str, Any]:
    return {"timed": times.decided, "p50": times.p50, "p90": times.p90, "unknown": times.unknown}
