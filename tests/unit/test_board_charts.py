"""The board's charts: colours that everybody can tell apart, titles in Spanish, and sentences for the blind."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from console import board_words as words
from console.components import board_charts as charts
from core.domain.board import (
    AgeBucket,
    BoardView,
    Counter,
    CounterName,
    Flow,
    GroundCount,
    Health,
    HourCount,
    MonthTimes,
    RangeFigures,
    Share,
    Step,
    StepCount,
    Times,
)
from core.domain.queue import Tab
from tests.unit.test_theme import CONFIG, contrast

EMPTY = Times(0, None, None)
DAY = date(2026, 11, 23)


def board(*, busy: bool = True) -> BoardView:
    """Return a board of one day, with figures or without any."""
    n = int(busy)
    flow = Flow(10 * n, 40 * n, 0, 25 * n, 5 * n, 0)
    figures = RangeFigures(
        since=DAY,
        until=DAY,
        tipo="",
        flow=flow,
        step=Step.DAY,
        steps=(StepCount(DAY, 40 * n, 25 * n, 5 * n, 0),),
        hours=tuple(HourCount(hour, 40 * n * (hour == 10), 30 * n * (hour == 12)) for hour in range(24)),
        times=Times(30, 95, 700) if busy else EMPTY,
        months=(MonthTimes(date(2026, 11, 1), Times(30, 95, 700)),) if busy else (),
        clerks=(),
        grounds=(GroundCount("DEN", "ILEGIBLE", 4), GroundCount("INC", "ILEGIBLE", 1)) if busy else (),
        out_of_hours=Share(4, 40) if busy else Share(0, 0),
        read_in_full=Share(30, 30) if busy else Share(0, 0, 7),
    )
    return BoardView(
        at=datetime(2026, 11, 23, 15, tzinfo=UTC),
        zone="America/Mexico_City",
        counters=tuple(Counter(name, 3 * n, Tab.ALL) for name in CounterName),
        oldest_folio="PRO-00001-ABCD" if busy else "",
        oldest_minutes=540 if busy else None,
        day_minutes=540,
        team=(),
        ageing=(AgeBucket(0, 240, 3 * n), AgeBucket(240, None, 7 * n)),
        range=figures,
        health=Health(0, 0, 0, 0, 0, 0, 0),
        rebuilding=None,
    )


@pytest.mark.parametrize("base", ["light", "dark"])
@pytest.mark.parametrize("colour", [charts.SENT_COLOUR, charts.DECIDED_COLOUR])
def test_both_colours_stand_out_on_both_backgrounds(base: str, colour: str) -> None:
    """Graphical objects need three to one (WCAG 2.2, 1.4.11), on the page and inside a card."""
    theme = CONFIG["theme"][base]
    assert contrast(colour, theme["backgroundColor"]) >= 3


def test_series_differ_by_more_than_their_colour() -> None:
    """Who sees no colours has shapes and a broken line, or a hollow bar."""
    figures = board().range
    lines = charts.movement(figures.steps, figures.step).to_dict()["encoding"]
    assert lines["strokeDash"]["scale"]["range"] == [[1, 0], [6, 4]]
    assert lines["shape"]["scale"]["range"] == ["circle", "square"]
    bars = charts.hours(figures.hours).to_dict()["encoding"]
    assert bars["fill"]["scale"]["range"] == [charts.SENT_COLOUR, f"{charts.DECIDED_COLOUR}1F"]
    assert bars["stroke"]["scale"]["range"] == [charts.SENT_COLOUR, charts.DECIDED_COLOUR]


def test_words_of_a_chart_are_as_dark_as_the_text_around() -> None:
    """Axes and legends take the page's colour of text: the library's grey has 3.6 to one on our paper."""
    figures = board().range
    drawn = [
        charts.movement(figures.steps, figures.step),
        charts.hours(figures.hours),
        charts.times(figures.months),
        charts.ageing(board().ageing),
        charts.grounds(figures.grounds, {}),
    ]
    for chart in drawn:
        for layer in getattr(chart, "layer", [chart]):
            told = layer.to_dict()["encoding"]
            axes = [told[place]["axis"] for place in "xy" if told[place].get("axis", {}) is not None]
            legends = [
                part["legend"] for part in told.values() if isinstance(part, dict) and part.get("legend")
            ]
            assert axes
            assert {part.get("labelColor") for part in (*axes, *legends)} == {"currentColor"}


def test_a_long_ground_is_read_whole() -> None:
    """It is broken into lines by ourselves, and no axis cuts one."""
    name = "Promoción complementaria con un número que no existe"
    chart = charts.grounds(board().range.grounds, {"ILEGIBLE": name})
    (rows,) = chart.to_dict()["datasets"].values()
    assert [row["causa"].replace("\n", " ") for row in rows] == [name]


def test_a_chart_draws_the_numbers_of_its_table() -> None:
    """Every hour is there; grounds of several types are added up, with what they make up so far."""
    frame = charts.hours(board().range.hours).data
    assert len(frame) == 48
    assert frame.groupby("serie")["cuántas"].sum().to_dict() == {"Llegadas": 40, "Resoluciones": 30}
    pareto = charts.grounds(board().range.grounds, {"ILEGIBLE": "Archivo ilegible"})
    assert pareto.layer[0].data is not None or pareto.data is not None
    told = str(pareto.to_dict())
    assert "5 (acum. 100 %)" in told
    assert "Archivo ilegible" in told


def test_times_are_drawn_in_hours_of_business() -> None:
    """95 minutes are 1.6 hours, 700 are 11.7."""
    frame = charts.times(board().range.months).data
    assert frame["cuántas"].tolist() == [1.6, 11.7]


def test_every_chart_is_told_in_a_sentence_with_its_numbers() -> None:
    """The sentence says what the eye would take from the picture."""
    view = board()
    assert "Hay 10 sin resolver; el grupo mayor, con 7, es el de 4 h o más" in words.ageing_words(view)
    assert "llegaron 40, se resolvieron 30" in words.movement_words(view)
    assert "pasó de 10 a 20" in words.movement_words(view)
    assert "la de las 10 h, con 40" in words.hours_words(view)
    told = words.times_words(view.range.times, view.day_minutes)
    assert told.startswith("De 30 resoluciones (n = 30), la mitad tomó 1.6 h")
    assert "Un día hábil son 9 horas." in told
    assert "5 de 5 rechazos, 100 % (n = 5). Son menos de 30 casos" in words.grounds_words(
        view, {"ILEGIBLE": "Archivo ilegible"}
    )


def test_of_grounds_that_share_the_first_place_none_is_named() -> None:
    """Two with one each: neither is «the most frequent»."""
    view = board()
    grounds = tuple(GroundCount("DEN", ground, 1) for ground in ("ILEGIBLE", "FALTA-ANEXO"))
    told = words.grounds_words(replace(view, range=replace(view.range, grounds=grounds)), {})
    assert told.startswith("De 2 causas, 2 son las más frecuentes: 1 de 2 rechazos cada una, 50 % (n = 2).")


def test_the_first_day_says_that_there_is_nothing_yet() -> None:
    """No chart of nothing, no rate of nothing, and no division by it."""
    view = board(busy=False)
    told = [
        words.ageing_words(view),
        words.movement_words(view),
        words.hours_words(view),
        words.times_words(view.range.times, view.day_minutes),
        words.grounds_words(view, {}),
        words.today_words(view, 0),
    ]
    assert told[0] == "No hay nada sin resolver."
    assert told[1] == told[2] == "En este periodo no llegó ni se resolvió nada."
    assert "n = 0" in told[3]
    assert "n = 0" in told[4]
    assert told[5] == "Nada está vencido ni vence hoy. Nadie está en servicio."


def test_a_rate_says_of_how_many_it_is() -> None:
    """Few cases and unknown ones are said beside it."""
    assert words.share_words(Share(25, 30)).counts == "25 de 30 (n = 30)"
    assert words.share_words(Share(25, 30)).note == ""
    few = words.share_words(Share(2, 3, 5))
    assert few.rate == "66.7 %"
    assert "menos de 30 casos" in few.note
    assert "De 5 más no se sabe" in few.note
    assert words.share_words(Share(0, 0)).rate == "—"


def test_spans_are_said_as_people_say_them() -> None:
    """A day of business is as long as the office is open."""
    assert [charts.span(m, 540) for m in (0, 59, 60, 90, 539, 540, 1080, 810)] == [
        "0 min", "59 min", "1 h", "1.5 h", "9 h", "1 día", "2 días", "1.5 días",
    ]  # fmt: skip
    assert charts.business_age(540, 540) == "1 día hábil"
    assert charts.business_age(1080, 540) == "2 días hábiles"
    assert charts.business_age(540, 360) == "1.5 días hábiles"
