"""Reports of faults as a table; every cell is plain text, never Markdown."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from console import formats, texts
from core.domain.fault_views import FaultRow
from core.domain.outages import outage_name

_ROW_HEIGHT = 34
_MOST_HEIGHT = 560
_COLUMNS = {
    "Folio": st.column_config.TextColumn(width=124, pinned=True),
    "Recibido": st.column_config.TextColumn(width=116),
    "Sistema": st.column_config.TextColumn(width=62),
    "Estado": st.column_config.TextColumn(width=84),
    "Título": st.column_config.TextColumn(width=235),
    "Quién reporta": st.column_config.TextColumn(width=130),
    "Atiende": st.column_config.TextColumn(width=115),
    "Interrupción": st.column_config.TextColumn(width=86),
}


def fault_table(rows: Sequence[FaultRow], zone: str, *, key: str) -> str:
    """Draw the rows; return the folio of the one that was chosen, empty for none."""
    event = st.dataframe(
        pd.DataFrame([_cells(row, zone) for row in rows]),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=key,
        alt="Reportes de fallas, del más reciente al más antiguo",
        row_height=_ROW_HEIGHT,
        height=min(_MOST_HEIGHT, _ROW_HEIGHT * (len(rows) + 1) + 3),
        column_config=_COLUMNS,
    )
    chosen = [position for position in event.selection.rows if position < len(rows)]
    return rows[chosen[0]].folio if chosen else ""


def _cells(row: FaultRow, zone: str) -> dict[str, str]:
    return {
        "Folio": row.folio,
        "Recibido": formats.short_instant(row.created_at, zone),
        "Sistema": row.system.value,
        "Estado": texts.label("fault_status", row.status),
        "Título": formats.cell(row.title) or "(datos borrados)",
        "Quién reporta": formats.cell(row.reporter),
        "Atiende": formats.cell(row.assigned_name) or "—",
        "Interrupción": outage_name(row.outage) if row.outage else "",
    }
