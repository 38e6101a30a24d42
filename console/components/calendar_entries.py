"""The entries of the calendar: days without business as a table, hours as cards; retired ones too."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from console import texts
from console.calendar_words import scope_words, short_day, timetable_words, valid_words
from console.formats import cell, escape
from core.domain.closures import Closure
from core.domain.opening_hours import Timetable

_ROW_PIXELS, _MOST_ROWS = 35, 18
"""A year without suspensions is seen whole."""


def closures_table(closures: Sequence[Closure], *, chooses: bool, key: str) -> int | None:
    """Draw closures; return the place of the one that was chosen, None while none is.

    Args:
        closures: in the order to show.
        chooses: whether one can be chosen.
        key: the instance.
    """
    table = pd.DataFrame([_row(closure) for closure in closures])
    height = min(len(closures) + 1, _MOST_ROWS) * _ROW_PIXELS + 2
    if not chooses:
        st.dataframe(table, hide_index=True, width="stretch", height=height, row_height=_ROW_PIXELS, key=key)
        return None
    chosen = st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=height,
        row_height=_ROW_PIXELS,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
    )
    rows: list[int] = chosen["selection"]["rows"]
    return rows[0] if rows and rows[0] < len(closures) else None


def _row(closure: Closure) -> dict[str, str]:
    return {
        "Desde": short_day(closure.on),
        "Hasta": short_day(closure.last_on),
        "Clase": texts.label("closure_kind", closure.kind),
        "Situación": _standing(closure),
        "Tipos": cell(scope_words(closure.procedure_types)),
        "Fundamento": cell(closure.legal_basis),
        "Fuente": cell(closure.source),
    }


def _standing(closure: Closure) -> str:
    return f"Retirado el {closure.retired_on:%d/%m/%Y}" if closure.retired_on else "En uso"


def timetable_card(timetable: Timetable, *, now: bool) -> None:
    """Draw a timetable; ``now``: it holds today."""
    with st.container(border=True):
        retired = f" · retirado el {timetable.retired_on:%d/%m/%Y}" if timetable.retired_on else ""
        st.markdown(  # markdown-safe: escaped, beside an own badge
            f"**{escape(valid_words(timetable))}**{' · :green-badge[vigente hoy]' if now else ''}{escape(retired)}  \n"
            f"{escape(timetable_words(timetable))}  \n"
            f":gray[Lo enviado antes de abrir cuenta "
            f"{escape(texts.label('before_opening', timetable.before_opening))}.]"
        )
        basis = " · ".join(part for part in (timetable.legal_basis, timetable.source) if part)
        if basis:
            st.caption(escape(basis))
