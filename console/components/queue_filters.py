"""Tabs, search and filters of the Bandeja; they live in the address, so that a view can be shared."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from core.domain.catalogs import Catalogs
from core.domain.people import Actor
from core.domain.queue import QueueQuery, SignatureFilter, Tab

PAGE = 50
_TAB_KEY = "lista_elegida"
_TABS = {
    Tab.TO_TAKE: "Por tomar",
    Tab.MINE: "Mías",
    Tab.HELD: "En espera",
    Tab.DECIDED_TODAY: "Resueltas hoy",
    Tab.ALL: "Todas",
}
_SIGNATURES = {
    SignatureFilter.ANY: "Cualquier veredicto",
    SignatureFilter.VALID: "✔ Válida",
    SignatureFilter.CRYPTO: "✖ Firma",
    SignatureFilter.IDENTITY: "✖ Identidad",
    SignatureFilter.INTEGRITY: "✖ Integridad",
    SignatureFilter.REVOCATION: "⚠ Revocación sin consultar",
}
_SORTS = {
    ("filed_on", False): "Más antiguas primero",
    ("filed_on", True): "Más recientes primero",
    ("folio", False): "Por folio",
    ("procedimiento", False): "Por procedimiento",
    ("owner", False): "Por promovente",
}


def queue_filters(
    query_of: Callable[[Actor, Tab], QueueQuery], actor: Actor, counts: Mapping[Tab, int], catalogs: Catalogs
) -> QueueQuery:
    """Draw the filters and return what they ask for."""
    # the labels hold counts, which change: bound to the address they would not be found again
    asked = st.query_params.get("lista", "")
    tab = st.segmented_control(
        "Lista",
        [t.value for t in _TABS],
        default=asked if asked in set(_TABS) else Tab.TO_TAKE.value,
        required=True,
        format_func=lambda code: f"{_TABS[Tab(code)]} · {counts[Tab(code)]:,d}",
        key=_TAB_KEY,
        on_change=_put_in_address,
        label_visibility="collapsed",
    )
    query = query_of(actor, Tab(tab or Tab.TO_TAKE))
    search, tipo, signature, sort = st.columns([0.32, 0.26, 0.22, 0.2], vertical_alignment="bottom")
    with search:
        query = replace(query, search=_search())
    with tipo:
        query = replace(query, tipo=_tipo(catalogs))
    with signature:
        query = replace(query, signature=_signature())
    with sort:
        column, descending = _sort()
        query = replace(query, sort=column, descending=descending)
    page = int(st.session_state.get(page_key(query), 1))
    return replace(query, limit=PAGE, offset=(page - 1) * PAGE)


def page_key(query: QueueQuery) -> str:
    """Return the key of a list's page number: another search or filter begins at its first page."""
    asked = (query.tab, query.search, query.tipo, query.signature, query.sort, query.descending)
    return f"pagina_{asked}"


def _put_in_address() -> None:
    st.query_params["lista"] = str(st.session_state[_TAB_KEY])


def _search() -> str:
    value = st.text_input(
        "Buscar",
        placeholder="Folio, oficialía, expediente, RFC, nombre…",
        icon=":material/search:",
        type="search",
        key="buscar",
        bind="query-params",
        label_visibility="collapsed",
    )
    return str(value or "")


def _tipo(catalogs: Catalogs) -> str:
    names = {t.code: t.name for t in catalogs.procedure_types}
    value = st.selectbox(
        "Tipo de procedimiento",
        ["", *names],
        format_func=lambda code: names.get(code, "Todos los tipos"),
        key="tipo",
        bind="query-params",
        label_visibility="collapsed",
    )
    return str(value or "")


def _signature() -> SignatureFilter:
    value = st.selectbox(
        "Veredicto",
        [s.value for s in _SIGNATURES],
        format_func=lambda code: _SIGNATURES[SignatureFilter(code)],
        key="firma",
        bind="query-params",
        label_visibility="collapsed",
    )
    return SignatureFilter(value)


def _sort() -> tuple[str, bool]:
    value = st.selectbox(
        "Orden",
        list(_SORTS),
        format_func=lambda choice: _SORTS[choice],
        key="orden",
        bind="query-params",
        label_visibility="collapsed",
    )
    return value or ("filed_on", False)
