"""Tabs, search and filters of the Bandeja. The address holds what they ask for: it can be shared and kept."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from console import texts
from console.list_address import SORTS, ListAddress
from core.domain.catalogs import Catalogs
from core.domain.queue import SignatureFilter, StateFilter, Tab

_SEEN = "bandeja_visto"
_TABS = (Tab.TO_TAKE, Tab.MINE, Tab.HELD, Tab.DECIDED_TODAY, Tab.ALL, Tab.CLOSED)
_FIELDS = (
    "lista", "buscar", "tipo", "firma", "estado", "marca", "persona", "etiqueta", "plazo", "desde", "hasta", "orden",
)  # fmt: skip
_DAYS = frozenset({"desde", "hasta"})
_AT_FIRST = {"lista": Tab.TO_TAKE.value, "orden": next(iter(SORTS))}


def follow(address: ListAddress) -> None:
    """Let the fields show what the address says, where it is not they who changed it."""
    params = address.params()
    known = {name: params.get(name, "") for name in _FIELDS}
    if st.session_state.get(_SEEN) == known and all(_key(name) in st.session_state for name in _FIELDS):
        return
    for name, text in known.items():
        st.session_state[_key(name)] = _as_day(text) if name in _DAYS else text or _AT_FIRST.get(name, "")
    st.session_state[_SEEN] = known


def go_to(params: Mapping[str, str]) -> None:
    """Put a list into the address; the fields follow it."""
    st.query_params.from_dict(dict(params))


def tabs(counts: Mapping[Tab, int]) -> None:
    """Draw the lists with how many each holds."""
    # the labels hold counts, which change: bound to the address they would not be found again
    st.segmented_control(
        "Lista",
        [tab.value for tab in _TABS],
        required=True,
        format_func=lambda code: f"{texts.label('queue_tab', code)} · {counts[Tab(code)]:,d}",
        key=_key("lista"),
        on_change=_put_in_address,
        label_visibility="collapsed",
    )


def filters(catalogs: Catalogs, people: Sequence[tuple[int, str]], *, more: int) -> None:
    """Draw search, order and filters.

    Args:
        catalogs: their entries are offered, retired ones too: what bears them can still be looked for.
        people: account and name of whoever may have a promoción.
        more: how many filters are set among those that are folded.
    """
    search, tipo, firma, rest = st.columns([0.36, 0.26, 0.2, 0.18], vertical_alignment="bottom")
    with search:
        st.text_input(
            "Buscar",
            placeholder="Folio, número, RFC, nombre, documento o huella",
            icon=":material/search:",
            type="search",
            help="Tecla «/». También busca la huella SHA-256 de un documento, pegada aquí.",
            key=_key("buscar"),
            on_change=_put_in_address,
            label_visibility="collapsed",
        )
    with tipo:
        _choice("tipo", {t.code: t.name for t in catalogs.procedure_types}, "Todos los tipos")
    with firma:
        _choice("firma", _named("signature_filter", SignatureFilter), "Cualquier veredicto")
    with rest, st.popover(f"Más filtros ({more:d})" if more else "Más filtros", width="stretch"):
        _folded(catalogs, people)


def _folded(catalogs: Catalogs, people: Sequence[tuple[int, str]]) -> None:
    orders = {code: texts.label("queue_sort", code) for code in SORTS}
    st.selectbox(
        "Orden", list(orders), format_func=orders.__getitem__, key=_key("orden"), on_change=_put_in_address
    )
    _choice("plazo", texts.labels("due_filter"), "Cualquier plazo", shown=True)
    _choice("estado", _named("state_filter", StateFilter), "Cualquier situación", shown=True)
    _choice(
        "marca", {"nueva": "Nuevas para mí", "cambiada": "Con cambios desde que las vi"}, "Todas", shown=True
    )
    _choice("persona", {str(number): name for number, name in people}, "Cualquier persona", shown=True)
    _choice("etiqueta", {e.code: e.name for e in catalogs.labels}, "Cualquier etiqueta", shown=True)
    since, until = st.columns(2)
    for column, name in ((since, "desde"), (until, "hasta")):
        column.date_input(
            texts.label("filter", name),
            value=None,
            format="DD/MM/YYYY",
            key=_key(name),
            on_change=_put_in_address,
        )


def folded_filters(address: ListAddress) -> int:
    """Return how many of the folded filters are set."""
    return len(set(address.filters) - {"buscar", "tipo", "firma"})


def _choice(name: str, names: Mapping[str, str], everything: str, *, shown: bool = False) -> None:
    st.selectbox(
        texts.label("filter", name),
        ["", *names],
        format_func=lambda code: names.get(code, everything),
        key=_key(name),
        on_change=_put_in_address,
        label_visibility="visible" if shown else "collapsed",
    )


def _named(kind: str, codes: type[SignatureFilter] | type[StateFilter]) -> dict[str, str]:
    """Return codes with their names, without the first, which filters nothing."""
    return {code.value: texts.label(kind, code.value) for code in list(codes)[1:]}


def _put_in_address() -> None:
    found = {name: _as_text(st.session_state.get(_key(name))) for name in _FIELDS}
    asked = {name: "" if text == _AT_FIRST.get(name) else text for name, text in found.items()}
    st.session_state[_SEEN] = asked
    go_to({name: text for name, text in asked.items() if text})


def _key(name: str) -> str:
    return f"{name}_en_bandeja"


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "").strip()


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
