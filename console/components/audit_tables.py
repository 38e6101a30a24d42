"""The audit log and the record of readings as tables; every cell is plain text."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from console import formats, texts
from console.components.act_words import facts_in_words, roles
from core.domain.event import Event
from core.domain.reading import ReadingQuery, ReadingRecord, Thing

_HEIGHT = 600
_COLUMNS = {
    "Fecha y hora": st.column_config.TextColumn(width=175),
    "Quién": st.column_config.TextColumn(width=150),
    "Acto": st.column_config.TextColumn(width=190),
    "Cuenta": st.column_config.TextColumn(width=100),
    "Folio": st.column_config.TextColumn(width=125),
    "Datos": st.column_config.TextColumn(width=260),
    "De": st.column_config.TextColumn(width=85),
    "A": st.column_config.TextColumn(width=85),
    "Función": st.column_config.TextColumn(width=125),
    "Qué leyó": st.column_config.TextColumn(width=190),
    "Documento": st.column_config.TextColumn(width=200),
}


def acts_table(events: Sequence[Event], zone: str) -> None:
    """Draw acts, newest first."""
    rows = [
        {
            "Fecha y hora": formats.instant(e.at, zone),
            "Quién": formats.cell(e.actor_name) or "Sistema",
            "Acto": texts.label("action", e.action),
            "Cuenta": formats.cell(e.subject),
            "Folio": e.folio,
            "Datos": formats.cell(facts_in_words(e.facts)),
            "De": texts.label("status", e.from_status) if e.from_status else "",
            "A": texts.label("status", e.to_status) if e.to_status else "",
            "Función": roles(e.role),
            "Dirección": e.address,
        }
        for e in events
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height=_HEIGHT,
        column_config=_COLUMNS,
        alt="Actos, del más reciente al más antiguo",
    )


def reading_filters(people: Sequence[tuple[int, str]], zone: str) -> ReadingQuery:
    """Draw the filters of the record, and return what they ask for."""
    names = dict(people)
    person, folio, day = st.columns([0.45, 0.3, 0.25], vertical_alignment="bottom")
    with person:
        chosen = st.selectbox(
            "Persona",
            list(names),
            index=None,
            format_func=lambda account_id: names[account_id],
            placeholder="Todo el personal",
            key="lecturas_persona",
        )
    with folio:
        text = st.text_input("Folio", placeholder="PRO-01228-P7X7", max_chars=32, key="lecturas_folio")
    with day:
        on = st.date_input("Día", None, format="DD/MM/YYYY", key="lecturas_dia")
    since, until = _bounds(on, zone) if isinstance(on, date) else (None, None)
    return ReadingQuery(actor_id=chosen, folio=(text or "").strip(), since=since, until=until)


def _bounds(on: date, zone: str) -> tuple[datetime, datetime]:
    """Return the first instant of a day of the institution's, and of the next one."""
    start, end = (datetime.combine(d, time(), ZoneInfo(zone)) for d in (on, on + timedelta(days=1)))
    return start.astimezone(UTC), end.astimezone(UTC)


def readings_table(readings: Sequence[ReadingRecord], zone: str) -> None:
    """Draw readings, newest first."""
    rows = [
        {
            "Fecha y hora": formats.instant(r.at, zone),
            "Quién": formats.cell(r.actor_name),
            "Función": roles(r.role),
            "Qué leyó": texts.label("reading", r.what),
            "Folio": r.folio,
            "Documento": formats.cell(r.document),
            "Dirección": r.address,
        }
        for r in readings
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height=_HEIGHT,
        column_config=_COLUMNS,
        alt="Lecturas, de la más reciente a la más antigua",
    )


def readers_list(readings: Sequence[ReadingRecord], zone: str) -> None:
    """Draw who read one promoción, the latest first, for narrow panels."""
    for r in readings:
        what = texts.label("reading", Thing(r.what)) + (f": {r.document}" if r.document else "")
        st.markdown(
            f"**{formats.escape(r.actor_name)}** · {formats.escape(what)}  \n"
            f":gray[{formats.escape(formats.instant(r.at, zone))}]"
        )
