"""The closed view as a table; every cell is plain text, never Markdown."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from console import formats, texts
from core.domain.catalogs import Catalogs
from core.domain.queue import QueueRow
from core.domain.workflow import CLOSED

_ROW_HEIGHT = 34
_MOST_HEIGHT = 480
"""Pixels; taller lists scroll inside, so that what can be done with the marked ones stays in sight."""
_COLUMNS = {
    "Folio": st.column_config.TextColumn(width=128, pinned=True),
    "Núm. de oficialía": st.column_config.TextColumn(width=128),
    "Estado": st.column_config.TextColumn(width=150),
    "Procedimiento": st.column_config.TextColumn(width=250),
    "Usuario": st.column_config.TextColumn(width=170),
    "Resuelta": st.column_config.TextColumn(width=125),
    "Resolvió": st.column_config.TextColumn(width=140),
    "Causa": st.column_config.TextColumn(width=220),
    "Motivo": st.column_config.TextColumn(width=240),
    "Tipo": st.column_config.TextColumn(width=180),
}


def standing(row: QueueRow) -> str:
    """Return how a row stands in words: one that was reopened says so, decided again or not."""
    word = texts.label("status", row.status)
    if row.reopened_at is None:
        return word
    return f"{word} (se reabrió)" if row.status in CLOSED else "Reabierta, por resolver"


def closed_table(rows: Sequence[QueueRow], zone: str, catalogs: Catalogs, *, key: str) -> list[int]:
    """Draw the rows; return the positions of the marked ones."""
    event = st.dataframe(
        pd.DataFrame([_cells(row, zone, catalogs) for row in rows]),
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key=key,
        alt="Promociones cerradas",
        row_height=_ROW_HEIGHT,
        height=min(_MOST_HEIGHT, _ROW_HEIGHT * (len(rows) + 1) + 3),
        column_config=_COLUMNS,
    )
    return [position for position in event.selection.rows if position < len(rows)]


def _cells(row: QueueRow, zone: str, catalogs: Catalogs) -> dict[str, str]:
    tipo = catalogs.procedure_type(row.tipo_procedimiento, row.sent_at)
    ground = catalogs.ground(row.ground, row.decided_at) if row.ground else None
    return {
        "Folio": row.folio,
        "Núm. de oficialía": row.numero_oficialia or "—",
        "Estado": standing(row),
        "Procedimiento": formats.cell(row.procedimiento),
        "Usuario": formats.cell(row.owner_name),
        "Resuelta": formats.short_instant(row.decided_at, zone),
        "Resolvió": formats.cell(row.decided_by_name),
        "Causa": ground.title if ground else row.ground,
        "Motivo": formats.cell(row.ground_text),
        "Tipo": tipo.name if tipo else row.tipo_procedimiento,
    }
