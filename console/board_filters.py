"""The board's range and type. The address holds what they ask for: it can be shared, and every figure follows it."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from console import texts
from console.board_address import BoardAddress, spans
from core.domain.board import ALL_TYPES
from core.domain.catalogs import ProcedureType

_SPAN, _SINCE, _UNTIL, _TIPO = (f"tablero_{name}" for name in ("periodo", "desde", "hasta", "tipo"))
_OTHER = "otro"


def filters(address: BoardAddress, types: Sequence[ProcedureType], today: date) -> None:
    """Draw the range by name, its two days, and the type."""
    _follow(address, today)
    span, since, until, tipo = st.columns([0.24, 0.17, 0.17, 0.42], vertical_alignment="bottom")
    names = texts.labels("board_span")
    with span:
        st.selectbox(
            "Periodo",
            [*spans(today), *([_OTHER] if _name_of(address, today) == _OTHER else [])],
            format_func=names.__getitem__,
            key=_SPAN,
            on_change=_by_name,
            args=(today,),
        )
    for column, title, key in ((since, "Desde", _SINCE), (until, "Hasta", _UNTIL)):
        column.date_input(  # markdown-safe: titles are our own
            title, format="DD/MM/YYYY", key=key, max_value=today, on_change=_by_days, args=(today,)
        )
    with tipo:
        known: dict[str, str] = {entry.code: entry.name for entry in types}
        known.setdefault(address.tipo, "Todos los tipos" if address.tipo == ALL_TYPES else address.tipo)
        st.selectbox(
            "Tipo de procedimiento",
            [ALL_TYPES, *(code for code in known if code != ALL_TYPES)],
            format_func=lambda code: known.get(code, "Todos los tipos"),
            key=_TIPO,
            on_change=_by_days,
            args=(today,),
        )


def _follow(address: BoardAddress, today: date) -> None:
    """Let the fields show what the address says: whoever changes one has put it there before this run."""
    since, until = (min(day, today) for day in _days(address))
    shown = {_SPAN: _name_of(address, today), _SINCE: since, _UNTIL: until, _TIPO: address.tipo}
    for key, value in shown.items():
        if st.session_state.get(key) != value:
            st.session_state[key] = value


def _name_of(address: BoardAddress, today: date) -> str:
    named = (name for name, span in spans(today).items() if _days(span) == _days(address))
    return next(named, _OTHER)


def _days(address: BoardAddress) -> tuple[date, date]:
    return address.since, address.until


def _by_name(today: date) -> None:
    span = spans(today).get(st.session_state[_SPAN])
    if span:
        _go_to(BoardAddress(span.since, span.until, st.session_state[_TIPO]))


def _by_days(today: date) -> None:
    since, until = (st.session_state[key] or today for key in (_SINCE, _UNTIL))
    _go_to(BoardAddress(min(since, until), max(since, until), st.session_state[_TIPO]))


def _go_to(address: BoardAddress) -> None:
    st.query_params.from_dict(address.params())
