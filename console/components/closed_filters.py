"""The filters of the closed view; they live in the address, so that a view can be shared and comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from console.list_address import ListAddress
from core.domain.catalogs import Catalogs

_SEEN = "cerradas_visto"
_OUTCOMES = {"": "Todas", "aceptada": "Aceptadas", "rechazada": "Rechazadas", "reabierta": "Reabiertas"}
_KEYS = {
    "buscar": "cerradas_buscar",
    "estado": "cerradas_estado",
    "resueltas_desde": "cerradas_desde",
    "resueltas_hasta": "cerradas_hasta",
    "persona": "cerradas_persona",
    "tipo": "cerradas_tipo",
    "causa": "cerradas_causa",
}
_DAYS = frozenset({"resueltas_desde", "resueltas_hasta"})


def closed_address(asked: ListAddress) -> ListAddress:
    """Return the address of the closed view: its list and its order are its own."""
    lista = "todas" if asked.estado == "reabierta" else "cerradas"
    return replace(asked, lista=lista, orden="resueltas", firma="", marca="", etiqueta="", desde="", hasta="")


def closed_filters(asked: ListAddress, people: Sequence[tuple[int, str]], catalogs: Catalogs) -> None:
    """Draw the filters; what is chosen goes into the address, from where it is read."""
    _follow(asked)
    search, outcome = st.columns([0.42, 0.58], vertical_alignment="bottom")
    with search:
        st.text_input(
            "Buscar",
            placeholder="Folio, oficialía, expediente, RFC, nombre o procedimiento",
            icon=":material/search:",
            type="search",
            key=_KEYS["buscar"],
            on_change=_put_in_address,
            label_visibility="collapsed",
        )
    with outcome:
        st.segmented_control(
            "Estado",
            list(_OUTCOMES),
            format_func=_OUTCOMES.__getitem__,
            required=True,
            key=_KEYS["estado"],
            on_change=_put_in_address,
            label_visibility="collapsed",
        )
    _second_row(people, catalogs)


def _second_row(people: Sequence[tuple[int, str]], catalogs: Catalogs) -> None:
    since, until, person, tipo, ground = st.columns(
        [0.14, 0.14, 0.2, 0.24, 0.28], vertical_alignment="bottom"
    )
    with since:
        _day("Resueltas desde", "resueltas_desde")
    with until:
        _day("Hasta", "resueltas_hasta")
    with person:
        _choice("Resolvió", "persona", {str(number): name for number, name in people}, "Cualquiera")
    with tipo:
        types = {t.code: t.name for t in catalogs.procedure_types}
        _choice("Tipo de procedimiento", "tipo", types, "Todos los tipos")
    with ground:
        _choice("Causa del rechazo", "causa", {g.code: g.title for g in catalogs.grounds}, "Todas las causas")


def _day(label: str, name: str) -> None:
    st.date_input(label, value=None, format="DD/MM/YYYY", key=_KEYS[name], on_change=_put_in_address)


def _choice(label: str, name: str, names: Mapping[str, str], everything: str) -> None:
    st.selectbox(
        label,
        ["", *names],
        format_func=lambda code: names.get(code, everything),
        key=_KEYS[name],
        on_change=_put_in_address,
    )


def _follow(asked: ListAddress) -> None:
    """Let the fields show what the address says, where it is not they who changed it."""
    filters = asked.filters
    known = {name: filters.get(name, "") for name in _KEYS}
    if st.session_state.get(_SEEN) == known and all(key in st.session_state for key in _KEYS.values()):
        return
    for name, key in _KEYS.items():
        st.session_state[key] = _as_day(known[name]) if name in _DAYS else known[name]
    st.session_state[_SEEN] = known


def _put_in_address() -> None:
    found = {name: _as_text(st.session_state.get(key)) for name, key in _KEYS.items()}
    st.session_state[_SEEN] = found
    st.query_params.from_dict({name: text for name, text in found.items() if text})


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "").strip()


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
