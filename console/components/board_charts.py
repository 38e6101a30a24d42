"""The board's charts. Two colours of Okabe and Ito, and never colour alone: shape, stroke or filling differ too.

What is drawn are counts and minutes of our own, never people's text; names of catalogues are drawn by Vega as
plain text.
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from core.domain.board import AgeBucket, GroundCount, HourCount, MonthTimes, Step, StepCount

SENT_COLOUR, DECIDED_COLOUR = "#0072B2", "#D55E00"
"""Blue and vermilion: at least 3 : 1 on the light and on the dark background (tests/unit/test_board_charts.py)."""
SENT, DECIDED = "Llegadas", "Resoluciones"
Layers = alt.LayerChart | alt.FacetChart
_HEIGHT = 230
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_MOST_GROUNDS = 10
_LINE, _LINES, _UP = 24, 3, 5
"""Characters of a name's line, and lines at most: an axis breaks nothing by itself. Pixels that each line lifts."""
_MOST_LABEL = 240
"""Pixels; Streamlit's own limit cuts a line of 24 characters."""
_SERIES = alt.Scale(domain=[SENT, DECIDED], range=[SENT_COLOUR, DECIDED_COLOUR])
_HOLLOW, _EDGE = f"{DECIDED_COLOUR}1F", 1.5
"""The filling of a bar that is told by its edge, and the edge in pixels."""
_TEXT = "currentColor"
_SPLIT = r"split(datum.label, '\n')"


def short_day(on: date, step: Step = Step.DAY) -> str:
    """Return ``23 nov 26``, or ``nov 2026`` for a month."""
    month = _MONTHS[on.month - 1]
    return f"{month} {on.year:d}" if step is Step.MONTH else f"{on.day:d} {month} {on.year % 100:02d}"


def span(minutes: int, day: int) -> str:
    """Return minutes of business as people say them: ``40 min``, ``4.5 h``, ``3 días``; ``day``: minutes of one."""
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes:d} min"
    if minutes < day:
        return f"{minutes / 60:.1f} h".replace(".0 h", " h")
    days = f"{minutes / day:.1f}".removesuffix(".0")
    return f"{days} día" if days == "1" else f"{days} días"


def business_age(minutes: int, day: int) -> str:
    """Return an age in full: ``1 día hábil``, ``4.5 h hábiles``."""
    told = span(minutes, day)
    return f"{told} hábil" if told in {"1 día", "1 h", "1 min"} else f"{told} hábiles"


def bucket_name(bucket: AgeBucket) -> str:
    """Return how a span of ages is called, in hours of business."""
    least = f"{bucket.least / 60:.0f}"
    if bucket.below is None:
        return f"{least} h o más"
    below = f"{bucket.below / 60:.0f}"
    return f"{least} a {below} h" if bucket.least else f"menos de {below} h"


def ageing(buckets: Sequence[AgeBucket]) -> Layers:
    """Draw how old what is undecided is, in hours of business."""
    frame = pd.DataFrame({"edad": [bucket_name(b) for b in buckets], "cuántas": [b.count for b in buckets]})
    base = alt.Chart(frame).encode(
        y=alt.Y("edad:N", sort=None, title=None, axis=_axis(labelLimit=_MOST_LABEL)),
        x=alt.X("cuántas:Q", title="Promociones", axis=_whole(frame["cuántas"])),
        tooltip=[alt.Tooltip("edad:N", title="Antigüedad"), alt.Tooltip("cuántas:Q", title="Promociones")],
    )
    text = base.mark_text(align="left", dx=4).encode(text="cuántas:Q")
    return alt.layer(base.mark_bar(color=SENT_COLOUR), _themed(text)).properties(height=_HEIGHT)


def movement(steps: Sequence[StepCount], step: Step) -> alt.Chart:
    """Draw arrivals and decisions by day or month: circles on a line, and squares on a broken one."""
    days = [short_day(s.starts_on, step) for s in steps]
    frame = _long(days, {SENT: [s.sent for s in steps], DECIDED: [s.decided for s in steps]}, "cuándo")
    drawn: alt.Chart = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(size=36, filled=True))
        .encode(
            x=alt.X("cuándo:O", sort=None, title=None, axis=_axis(labelOverlap="greedy", labelAngle=0)),
            y=alt.Y("cuántas:Q", title="Promociones", axis=_whole(frame["cuántas"])),
            color=_series(),
            strokeDash=alt.StrokeDash(
                "serie:N",
                scale=alt.Scale(domain=[SENT, DECIDED], range=[[1, 0], [6, 4]]),
                legend=None,
            ),
            shape=alt.Shape(
                "serie:N",
                scale=alt.Scale(domain=[SENT, DECIDED], range=["circle", "square"]),
                legend=_legend(),
            ),
            tooltip=["cuándo:O", "serie:N", "cuántas:Q"],
        )
        .properties(height=_HEIGHT)
    )
    return drawn


def hours(counts: Sequence[HourCount]) -> alt.Chart:
    """Draw arrivals and decisions by hour of the day: full bars beside hollow ones."""
    names = [f"{h.hour:d}" for h in counts]
    frame = _long(names, {SENT: [h.sent for h in counts], DECIDED: [h.decided for h in counts]}, "hora")
    drawn: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(strokeWidth=_EDGE)
        .encode(
            x=alt.X("hora:O", sort=None, title="Hora del día", axis=_axis(labelAngle=0)),
            xOffset=alt.XOffset("serie:N", sort=[SENT, DECIDED]),
            y=alt.Y("cuántas:Q", title="Promociones", axis=_whole(frame["cuántas"])),
            fill=alt.Fill(
                "serie:N",
                scale=alt.Scale(domain=[SENT, DECIDED], range=[SENT_COLOUR, _HOLLOW]),
                legend=_legend(_EDGE),
            ),
            stroke=alt.Stroke("serie:N", scale=_SERIES, legend=_legend(_EDGE)),
            tooltip=["hora:O", "serie:N", "cuántas:Q"],
        )
        .properties(height=_HEIGHT)
    )
    return drawn


def times(months: Sequence[MonthTimes]) -> alt.Chart:
    """Draw the median and the 90th percentile of each month, in hours of business."""
    known = [m for m in months if m.times.p50 is not None and m.times.p90 is not None]
    frame = _long(
        [short_day(m.month, Step.MONTH) for m in known],
        {
            "Mediana (p50)": [round((m.times.p50 or 0) / 60, 1) for m in known],
            "p90": [round((m.times.p90 or 0) / 60, 1) for m in known],
        },
        "mes",
    )
    domain = ["Mediana (p50)", "p90"]
    scale = alt.Scale(domain=domain, range=[SENT_COLOUR, DECIDED_COLOUR])
    legend = _legend()
    drawn: alt.Chart = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(size=50, filled=True))
        .encode(
            x=alt.X("mes:O", sort=None, title=None, axis=_axis(labelOverlap="greedy", labelAngle=0)),
            y=alt.Y("cuántas:Q", title="Horas hábiles", axis=_axis()),
            color=alt.Color("serie:N", scale=scale, legend=legend),
            strokeDash=alt.StrokeDash(
                "serie:N", scale=alt.Scale(domain=domain, range=[[1, 0], [6, 4]]), legend=None
            ),
            shape=alt.Shape(
                "serie:N", scale=alt.Scale(domain=domain, range=["circle", "square"]), legend=legend
            ),
            tooltip=["mes:O", "serie:N", alt.Tooltip("cuántas:Q", title="Horas hábiles")],
        )
        .properties(height=_HEIGHT)
    )
    return drawn


def by_ground(counts: Iterable[GroundCount]) -> list[tuple[str, int]]:
    """Return codes of grounds with how often each was given in all, most frequent first."""
    totals: dict[str, int] = {}
    for each in counts:
        totals[each.ground] = totals.get(each.ground, 0) + each.count
    return sorted(totals.items(), key=lambda entry: (-entry[1], entry[0]))


def grounds(counts: Sequence[GroundCount], names: Mapping[str, str]) -> Layers:
    """Draw the most frequent grounds with what they and those before them make up (Pareto)."""
    ordered = by_ground(counts)
    total = sum(count for _, count in ordered)
    so_far, told = 0, []
    for _, count in ordered:
        so_far += count
        told.append(f"{count:,d} (acum. {100 * so_far / total:.0f} %)")
    frame = pd.DataFrame(
        {
            "causa": [_lines(names.get(code, code)) for code, _ in ordered],
            "cuántas": [count for _, count in ordered],
            "dice": told,
        }
    ).head(_MOST_GROUNDS)
    lines = 1 + int(frame["causa"].str.count("\n").max())
    # a name of several lines begins at the middle of its bar: all go up a little
    axis = _axis(labelExpr=_SPLIT, labelLimit=_MOST_LABEL, labelOffset=_UP * (1 - lines))
    base = alt.Chart(frame).encode(
        y=alt.Y("causa:N", sort=None, title=None, axis=axis),
        # no axis: each bar says its number, and room is left for it
        x=alt.X("cuántas:Q", axis=None, scale=alt.Scale(domainMax=float(frame["cuántas"].max()) * 2.2)),
        tooltip=["causa:N", "cuántas:Q", alt.Tooltip("dice:N", title="Acumulado")],
    )
    text = base.mark_text(align="left", dx=4).encode(text="dice:N")
    height = max(90, 48 * len(frame))
    return alt.layer(base.mark_bar(color=DECIDED_COLOUR), _themed(text)).properties(height=height)


def _lines(name: str) -> str:
    return "\n".join(textwrap.wrap(name, _LINE, max_lines=_LINES, placeholder="…"))


def _long(names: Sequence[str], series: Mapping[str, Sequence[float]], axis: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {axis: name, "serie": title, "cuántas": value}
            for title, values in series.items()
            for name, value in zip(names, values, strict=True)
        ],
        columns=[axis, "serie", "cuántas"],
    )


def _legend(edge: float = 0) -> alt.Legend:
    """Return a legend above the chart; ``edge``: pixels of its symbols' stroke, which broken lines would tear."""
    return alt.Legend(title=None, orient="top", symbolStrokeWidth=edge, symbolSize=110, labelColor=_TEXT)


def _axis(**options: Any) -> alt.Axis:  # noqa: ANN401 - Altair's own options
    """Return an axis in the theme's colour of text: Streamlit's grey has less than 4.5 : 1."""
    return alt.Axis(labelColor=_TEXT, titleColor=_TEXT, **options)


def _series() -> alt.Color:
    return alt.Color("serie:N", scale=_SERIES, legend=_legend())


def _whole(values: "pd.Series[float]") -> alt.Axis:
    """Return an axis without halves of a promoción."""
    most = int(values.max()) if len(values) else 0
    return _axis(format="d", tickCount=min(most, 6) or 1, tickMinStep=1)


def _themed(text: alt.Chart) -> alt.Chart:
    """Return labels in the theme's own colour of text: Vega's black would vanish on a dark background."""
    return text.encode(color=alt.value(_TEXT))
