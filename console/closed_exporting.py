"""Dialogs by which a list leaves: as a table with the columns that somebody likes, or as a ZIP of receipts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import streamlit as st

from console import formats, links, texts
from console.components.anchors import anchors, download
from console.export_words import file_name, table_words
from console.feedback import refusals_shown
from console.formats import escape
from console.guards import require
from console.list_address import ListAddress, asked
from console.office import office
from core.domain.exporting import (
    USUAL_COLUMNS,
    Column,
    Scope,
    Selection,
    SheetKind,
    TableStyle,
    columns_named,
)
from core.domain.people import Actor, Permission

AT_ONCE = 2_000
"""Rows that come as soon as they are asked for; more are prepared first, and one sees how far it is."""
_PREFERENCE = "export.columns"
_COLUMNS, _KIND, _PREPARED = "exportar_columnas", "exportar_formato", "exportar_preparada"
_KINDS = {SheetKind.XLSX: "Excel (XLSX)", SheetKind.CSV: "CSV"}


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is to leave: those with ``ids``, or the whole list of ``address``; ``total`` rows."""

    total: int
    address: ListAddress
    ids: tuple[int, ...] = ()


def forget_prepared() -> None:
    """Let a table that was prepared before be made anew: the list has changed since, or its hour is over."""
    st.session_state.pop(_PREPARED, None)


@st.dialog("Exportar", width="medium", icon=":material/table_view:")
def export_dialog(leaving: Leaving) -> None:
    """Let somebody choose columns and form, and take the table."""
    actor = require(Permission.EXPORT)
    st.caption(escape(leaving_words(leaving)))
    columns = _chosen_columns(actor)
    kind = SheetKind(
        st.radio("Formato", list(_KINDS), format_func=_KINDS.__getitem__, key=_KIND, horizontal=True)
    )
    if not columns:
        st.caption("Elija al menos una columna.")
    elif leaving.total <= AT_ONCE:
        anchors(
            [download(f"Descargar {_KINDS[kind]}", _address(leaving, kind, columns), "primary")], key="tabla"
        )
    else:
        _prepare(actor, leaving, TableStyle(kind, columns, table_words()))


def leaving_words(leaving: Leaving) -> str:
    """Return what leaves and how much of it."""
    what = "Se exportan las marcadas" if leaving.ids else "Se exporta toda la lista filtrada"
    return f"{what}: {leaving.total:,d}. Quién exporta y cuántas queda en el registro."


def _address(leaving: Leaving, kind: SheetKind, columns: Sequence[Column]) -> str:
    if leaving.ids:
        return links.exported_marked(kind, leaving.ids, columns)
    return links.exported_list(kind, leaving.address.query_string(), columns)


def _chosen_columns(actor: Actor) -> tuple[Column, ...]:
    names = texts.labels("export_column")
    if _COLUMNS not in st.session_state:
        kept = office().preferences.get(actor, _PREFERENCE).get("columns", [])
        st.session_state[_COLUMNS] = [c.value for c in columns_named(kept) or USUAL_COLUMNS]
    chosen = st.multiselect(
        "Columnas, en el orden en que se eligen",
        [column.value for column in Column],
        format_func=names.__getitem__,
        key=_COLUMNS,
        on_change=_keep_columns,
    )
    st.button(
        "Columnas de costumbre", icon=":material/restart_alt:", type="tertiary", on_click=_usual_columns
    )
    return columns_named(chosen)


def _keep_columns() -> None:
    actor = require(Permission.EXPORT)
    office().preferences.set(actor, _PREFERENCE, {"columns": list(st.session_state[_COLUMNS])})


def _usual_columns() -> None:
    st.session_state[_COLUMNS] = [column.value for column in USUAL_COLUMNS]
    _keep_columns()


def _prepare(actor: Actor, leaving: Leaving, style: TableStyle) -> None:
    """Make the table before the person's eyes, then offer it for an hour."""
    asked_for = [leaving.address.query_string(), str(leaving.ids), str(style.kind), *style.columns]
    ready: Mapping[str, str] = st.session_state.get(_PREPARED, {})
    if ready.get("asked") == "|".join(asked_for):
        anchors([download(ready["label"], ready["url"], "primary")], key="tabla_preparada")
        return
    st.caption("Es una lista larga: primero se prepara y después se descarga. No cierre esta ventana.")
    if st.button("Preparar", type="primary", icon=":material/hourglass_top:", key="exportar_preparar"):
        with refusals_shown():
            st.session_state[_PREPARED] = {"asked": "|".join(asked_for), **_prepared(actor, leaving, style)}
            st.rerun(scope="fragment")


def _prepared(actor: Actor, leaving: Leaving, style: TableStyle) -> dict[str, str]:
    current = office()
    bar = st.progress(0.0, text="Preparando…")

    def told(done: int, total: int) -> None:
        bar.progress(done / total, text=f"Preparando: {done:,d} de {total:,d}")

    name = file_name("cerradas", style.kind, current.clock.now(), current.settings.zone)
    made = current.exporting.prepare(actor, selection_of(actor, leaving), style, name, told)
    label = f"Descargar {made.name} ({formats.size(made.size_bytes)})"
    return {"label": label, "url": links.prepared(made.token)}


def selection_of(actor: Actor, leaving: Leaving) -> Selection:
    """Return what is to leave, as core is asked for it."""
    if leaving.ids:
        return Selection(Scope.MARKED, ids=leaving.ids)
    current = office()
    base = current.queue.query(actor, leaving.address.tab)
    query = asked(leaving.address, base, ZoneInfo(current.settings.zone))
    return Selection(Scope.LIST, query, filters=leaving.address.query_string())
