"""The clerk's lists as tables; every cell is plain text, never Markdown."""

from collections.abc import Callable, Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from console import formats, texts
from core.domain.catalogs import Catalogs
from core.domain.queue import QueueRow
from core.domain.verdict import Outcome, Revocation

_PRESSED = "folio_pressed"
_ROW_HEIGHT = 34
_MOST_HEIGHT = 620
"""Pixels; taller lists scroll inside, so that the page's own controls stay in sight."""
_COLUMNS = {
    "Folio": st.column_config.TextColumn(width=128, pinned=True),
    "Procedimiento": st.column_config.TextColumn(width=250),
    "Promovente": st.column_config.TextColumn(width=170),
    "Docs": st.column_config.NumberColumn(width=50),
    "Firma": st.column_config.TextColumn(width=105),
    "Presentada": st.column_config.TextColumn(width=92),
    "Espera": st.column_config.TextColumn(width=68),
    "La tiene": st.column_config.TextColumn(width=110),
    "Tipo": st.column_config.TextColumn(width=200),
    "Resolvió": st.column_config.TextColumn(width=140),
}


def signature_word(row: QueueRow) -> str:
    """Return the verdict's cause in icon and word: the three causes are told apart."""
    causes = (("Integridad", row.integridad), ("Identidad", row.identidad), ("Firma", row.firma))
    failed = [name for name, outcome in causes if outcome == Outcome.FAILED]
    if failed:
        return f"✖ {failed[0]}"
    if row.revocation == Revocation.NOT_CONSULTED:
        return "⚠ Revocación"
    unsure = [name for name, outcome in causes if outcome == Outcome.INDETERMINATE]
    return f"⚠ {unsure[0]}" if unsure else "✔ Válida"


def open_table(
    rows: Sequence[QueueRow],
    zone: str,
    catalogs: Catalogs,
    age: Callable[[QueueRow], int],
    *,
    now: datetime,
    key: str,
) -> str:
    """Draw the rows of the Bandeja; return the folio whose button was pressed, or nothing.

    The button's own label is what comes back: the rows may have moved since they were drawn.
    """
    cells = [
        {
            "Folio": row.folio,
            "Procedimiento": formats.cell(row.procedimiento),
            "Promovente": formats.cell(row.owner_name),
            "Docs": row.documents,
            "Firma": signature_word(row),
            "Presentada": f"{row.filed_on:%d/%m/%Y}",
            "Espera": formats.age(age(row)),
            "La tiene": _holder(row, now),
            "Tipo": _type_name(row, catalogs),
            "Enviada": formats.short_instant(row.sent_at, zone),
            "Estado": texts.label("status", row.status),
        }
        for row in rows
    ]
    pressed = f"{key}_folio"
    opening = st.column_config.ButtonColumn(
        "Folio", width=150, pinned=True, type="tertiary", alignment="left",
        key=pressed, on_click=_remember, args=(pressed,),
    )  # fmt: skip
    st.dataframe(
        pd.DataFrame(cells),
        hide_index=True,
        key=key,
        alt="Promociones de la bandeja",
        row_height=_ROW_HEIGHT,
        height=_height(len(cells)),
        column_config={**_COLUMNS, "Folio": opening},
    )
    chosen = st.selectbox(
        "Abrir una de la lista",
        [row.folio for row in rows],
        index=None,
        placeholder="Abrir una de la lista por su folio",
        label_visibility="collapsed",
        width=320,
        key=f"{key}_abrir",
    )
    return str(st.session_state.pop(_PRESSED, "") or chosen or "")


def _holder(row: QueueRow, now: datetime) -> str:
    if not row.claimed_by_name:
        return "—"
    lapsed = row.claim_expires_at is not None and row.claim_expires_at <= now
    return f"{row.claimed_by_name} (venció)" if lapsed else row.claimed_by_name


def _remember(pressed: str) -> None:
    st.session_state[_PRESSED] = str(st.session_state[pressed]["label"])


def _height(rows: int) -> int:
    return min(_MOST_HEIGHT, _ROW_HEIGHT * (rows + 1) + 3)


def closed_table(rows: Sequence[QueueRow], zone: str, catalogs: Catalogs, *, key: str) -> list[int]:
    """Draw the rows of the closed view; return the positions of the selected ones."""
    cells = [
        {
            "Folio": row.folio,
            "Núm. de oficialía": row.numero_oficialia or "—",
            "Estado": texts.label("status", row.status),
            "Procedimiento": formats.cell(row.procedimiento),
            "Promovente": formats.cell(row.owner_name),
            "Resuelta": formats.short_instant(row.decided_at, zone),
            "Resolvió": row.decided_by_name,
            "Tipo": _type_name(row, catalogs),
            "Causa": _ground_title(row, catalogs),
            "Motivo": formats.cell(row.ground_text),
        }
        for row in rows
    ]
    event = st.dataframe(
        pd.DataFrame(cells),
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key=key,
        alt="Promociones cerradas",
        row_height=_ROW_HEIGHT,
        height=_height(len(cells)),
        column_config=_COLUMNS,
    )
    return list(event.selection.rows)


def _type_name(row: QueueRow, catalogs: Catalogs) -> str:
    found = catalogs.procedure_type(row.tipo_procedimiento)
    return found.name if found else row.tipo_procedimiento


def _ground_title(row: QueueRow, catalogs: Catalogs) -> str:
    found = catalogs.ground(row.ground) if row.ground else None
    return found.title if found else row.ground
