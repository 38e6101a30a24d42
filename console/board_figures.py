"""The board's figures as cards: a chart, what it shows in a sentence, and its data to read or to take along."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import altair as alt
import pandas as pd
import streamlit as st

from console import board_words as words
from console import formats, links
from console.components import board_charts as charts
from console.components.anchors import anchors, download
from console.formats import escape
from core.domain.board import BoardView, Share
from core.domain.chart_tables import BoardWords, Table, TableName, table_of

_ROW_HEIGHT, _MOST_HEIGHT = 34, 380


@dataclass(frozen=True, slots=True)
class Shown:
    """A board, the names of its codes, and the parameters of its address."""

    view: BoardView
    names: BoardWords
    params: Mapping[str, str]


def ageing(shown: Shown) -> None:
    """Draw how old what is undecided is."""
    view = shown.view
    some = any(bucket.count for bucket in view.ageing)
    chart = charts.ageing(view.ageing) if some else None
    _card(shown, TableName.AGEING, words.ageing_words(view), chart)


def movement(shown: Shown) -> None:
    """Draw arrivals and decisions by day or month."""
    figures = shown.view.range
    some = any(step.sent or step.decided for step in figures.steps)
    chart = charts.movement(figures.steps, figures.step) if some else None
    _card(shown, TableName.DAYS, words.movement_words(shown.view), chart)


def hours(shown: Shown) -> None:
    """Draw arrivals and decisions by hour of the day."""
    counts = shown.view.range.hours
    chart = charts.hours(counts) if any(hour.sent or hour.decided for hour in counts) else None
    _card(shown, TableName.HOURS, words.hours_words(shown.view), chart)


def times(shown: Shown) -> None:
    """Draw the time to decide by month."""
    view, figures = shown.view, shown.view.range
    known = [month for month in figures.months if month.times.p50 is not None]
    _card(
        shown,
        TableName.TIMES,
        words.times_words(figures.times, view.day_minutes),
        charts.times(known) if known else None,
    )


def grounds(shown: Shown) -> None:
    """Draw the most frequent grounds of rejection."""
    names = shown.names.labels["ground"]
    counts = shown.view.range.grounds
    chart = charts.grounds(counts, names) if counts else None
    _card(shown, TableName.GROUNDS, words.grounds_words(shown.view, names), chart)


def shares(shown: Shown) -> None:
    """Draw the three rates, each with its n."""
    figures = shown.view.range
    told: Mapping[str, Share] = {
        "acceptance": figures.flow.acceptance,
        "out_of_hours": figures.out_of_hours,
        "read_in_full": figures.read_in_full,
    }
    with st.container(border=True, height="stretch"):
        _title(shown, TableName.SHARES)
        for code, share in told.items():
            found = words.share_words(share)
            st.markdown(
                f"{escape(shown.names.labels['share'][code])}  \n**{escape(found.rate)}** · {escape(found.counts)}"
            )
            if found.note:
                st.caption(escape(found.note))
        data(shown, TableName.SHARES)


def _card(shown: Shown, name: TableName, sentence: str, chart: alt.Chart | charts.Layers | None) -> None:
    with st.container(border=True, height="stretch"):
        _title(shown, name)
        if chart is not None:
            st.altair_chart(chart, width="stretch", alt=sentence, key=f"tablero_grafica_{name}")
        st.caption(escape(sentence))
        data(shown, name)


def _title(shown: Shown, name: TableName) -> None:
    st.subheader(escape(shown.names.tables[name.value]), anchor=False)


def data(shown: Shown, name: TableName) -> None:
    """Draw a table of the board closed: its figures, and the links that take it along."""
    table = table_of(shown.view, name)
    title = shown.names.title(table)
    with st.expander("Ver datos", icon=":material/table:"):
        if table.rows:
            frame = _ages(shown.view) if name is TableName.AGEING else _frame(shown.names, table)
            height = min(_MOST_HEIGHT, _ROW_HEIGHT * (len(frame) + 1) + 3)
            st.dataframe(
                frame,
                hide_index=True,
                alt=title,
                key=f"tablero_datos_{name}",
                row_height=_ROW_HEIGHT,
                height=height,
            )
        else:
            st.caption("Sin datos en este periodo.")
        taking = [
            download(text, links.board_table(name, kind, shown.params))
            for text, kind in (("CSV", "csv"), ("Excel", "xlsx"))
        ]
        anchors(taking, key=f"tablero_tomar_{name}")


def _frame(names: BoardWords, table: Table) -> pd.DataFrame:
    rows = [[_cell(value) for value in row] for row in names.rows(table)]
    return pd.DataFrame(rows, columns=list(names.headings(table)))


def _ages(view: BoardView) -> pd.DataFrame:
    """Return ages as the chart names them: their card is too narrow for two columns of minutes."""
    names = [f"{charts.bucket_name(bucket)} hábiles" for bucket in view.ageing]
    return pd.DataFrame({"Antigüedad": names, "Sin resolver": [bucket.count for bucket in view.ageing]})


def _cell(value: str | float | date | None) -> str | float:
    if value is None:
        return "—"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return formats.cell(value) if isinstance(value, str) else value
