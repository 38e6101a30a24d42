"""The filters of the reports of faults; they live in the address, so that a list can be shared."""

from collections.abc import Mapping

import streamlit as st

from console import texts
from console.fault_address import EVERY, OPEN, FaultAddress

_SEEN = "fallas_visto"
_KEYS = {
    "estado": "fallas_estado",
    "sistema": "fallas_sistema",
    "mios": "fallas_mios",
    "interrupcion": "fallas_interrupcion",
    "buscar": "fallas_buscar",
}
_NAMES = {
    OPEN: "Abiertos",
    "nuevos": "Nuevos",
    "atencion": "En atención",
    "resueltos": "Resueltos",
    "descartados": "Descartados",
    EVERY: "Todos",
}


def fault_filters(asked: FaultAddress, counts: Mapping[str, int]) -> None:
    """Draw the filters; what is chosen goes into the address, from where it is read.

    Args:
        asked: what the address says.
        counts: by status, and ``mine``.
    """
    _follow(asked)
    numbers = {
        OPEN: counts["new"] + counts["in_progress"],
        "nuevos": counts["new"],
        "atencion": counts["in_progress"],
        "resueltos": counts["resolved"],
        "descartados": counts["dismissed"],
    }
    st.segmented_control(
        "Estado",
        list(_NAMES),
        format_func=lambda code: f"{_NAMES[code]} {numbers[code]:d}" if code in numbers else _NAMES[code],
        required=True,
        key=_KEYS["estado"],
        on_change=_put_in_address,
        label_visibility="collapsed",
    )
    search, system, mine, outages = st.columns([0.38, 0.28, 0.14, 0.2], vertical_alignment="center")
    with search:
        st.text_input(
            "Buscar",
            placeholder="Folio, título, problema, persona, correo o clave",
            icon=":material/search:",
            type="search",
            key=_KEYS["buscar"],
            on_change=_put_in_address,
            label_visibility="collapsed",
        )
    with system:
        names = texts.labels("fault_system")
        st.selectbox(
            "Sistema",
            ["", *names],
            format_func=lambda code: names.get(code, "Todos los sistemas"),
            key=_KEYS["sistema"],
            on_change=_put_in_address,
            label_visibility="collapsed",
        )
    with mine:
        st.checkbox(f"Los míos ({counts['mine']:d})", key=_KEYS["mios"], on_change=_put_in_address)
    with outages:
        st.checkbox("De una interrupción", key=_KEYS["interrupcion"], on_change=_put_in_address)


def _follow(asked: FaultAddress) -> None:
    """Let the fields show what the address says, where it is not they who changed it."""
    known = {
        "estado": asked.state,
        "sistema": asked.sistema,
        "mios": asked.mios,
        "interrupcion": asked.interrupcion,
        "buscar": asked.buscar,
    }
    if st.session_state.get(_SEEN) == known and all(key in st.session_state for key in _KEYS.values()):
        return
    systems = texts.labels("fault_system")
    st.session_state[_KEYS["estado"]] = asked.state
    st.session_state[_KEYS["sistema"]] = asked.sistema if asked.sistema in systems else ""
    st.session_state[_KEYS["mios"]] = asked.mios == "1"
    st.session_state[_KEYS["interrupcion"]] = asked.interrupcion == "1"
    st.session_state[_KEYS["buscar"]] = asked.buscar
    st.session_state[_SEEN] = known


def _put_in_address() -> None:
    state = st.session_state
    found = {
        "estado": str(state.get(_KEYS["estado"]) or OPEN),
        "sistema": str(state.get(_KEYS["sistema"]) or ""),
        "mios": "1" if state.get(_KEYS["mios"]) else "",
        "interrupcion": "1" if state.get(_KEYS["interrupcion"]) else "",
        "buscar": str(state.get(_KEYS["buscar"]) or "").strip(),
    }
    state[_SEEN] = found
    st.query_params.from_dict({n: t for n, t in found.items() if t and (n, t) != ("estado", OPEN)})
