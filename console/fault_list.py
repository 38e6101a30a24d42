"""Reportes de fallas: the list, narrowed by its address, and the way to one of them."""

import streamlit as st

from console import links
from console.components.anchors import anchors, download
from console.components.fault_filters import fault_filters
from console.components.fault_table import fault_table
from console.fault_address import FaultAddress, fault_address
from console.office import office
from core.domain.fault_views import FaultPage
from core.domain.people import Actor

REPORT = "reporte"
"""The parameter of the address that says which report is open."""
_PAGE = 50


def fault_list(actor: Actor) -> None:
    """Draw the filters and the reports that they leave; choosing one opens it."""
    desk, address = office().fault_desk, fault_address(st.query_params.to_dict())
    fault_filters(address, desk.counts(actor))
    page = desk.page(actor, address.query(_PAGE))
    if not page.rows:
        _nothing(address)
        return
    places = hash(tuple((row.id, row.updated_at) for row in page.rows))
    folio = fault_table(page.rows, office().settings.zone, key=f"fallas_{places:x}")
    _turn(page)
    _by_folio([row.folio for row in page.rows])
    anchors(
        [download("Exportar la lista (CSV)", links.fault_table(address.query_string()))], key="fallas_csv"
    )
    if folio:
        st.query_params[REPORT] = folio
        st.rerun()


def _nothing(address: FaultAddress) -> None:
    if address.params():
        st.info("Ningún reporte coincide con los filtros.", icon=":material/search_off:")
        st.button(
            "Quitar filtros",
            icon=":material/filter_alt_off:",
            type="tertiary",
            on_click=st.query_params.clear,
        )
    else:
        st.info("No hay reportes abiertos.", icon=":material/task_alt:")


def _turn(page: FaultPage) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{len(page.rows):,d} de {page.total:,d}, el más reciente primero")
        _turning("Más recientes", ":material/chevron_left:", "antes", page.before)
        _turning("Más antiguos", ":material/chevron_right:", "tras", page.after)


def _turning(label: str, icon: str, parameter: str, number: int | None) -> None:
    if number is not None:
        st.button(label, icon=icon, type="tertiary", on_click=_go_to, args=(parameter, number))


def _go_to(parameter: str, number: int) -> None:
    for other in ("tras", "antes"):
        st.query_params.pop(other, None)
    st.query_params[parameter] = str(number)


def _by_folio(folios: list[str]) -> None:
    """Let a report be opened with the keyboard alone: the table's rows are chosen with a mouse."""
    chosen = st.selectbox(
        "Abrir por folio",
        folios,
        index=None,
        placeholder="Abrir por folio, sin ratón",
        label_visibility="collapsed",
        width=320,
        key="fallas_folio",
    )
    if chosen:
        st.query_params[REPORT] = chosen
        st.rerun()
