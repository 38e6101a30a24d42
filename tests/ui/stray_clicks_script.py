"""Buttons in two fragments and outside them; each fragment says how often it ran."""

import streamlit as st

from console.stray_clicks import keep_stray_clicks

keep_stray_clicks()
st.session_state.setdefault("runs", {})


def _count(name: str) -> None:
    runs = st.session_state["runs"]
    runs[name] = runs.get(name, 0) + 1
    st.text(f"{name}: {runs[name]}")


@st.dialog("Preguntar")
def _dialog() -> None:
    st.text("Preguntado")
    if st.button("Otra vez"):
        st.text("Preguntado otra vez")


@st.fragment
def _fragment(name: str) -> None:
    _count(name)
    st.button(f"Pulsar {name}", key=name)
    if st.button(f"Preguntar {name}"):
        _dialog()
    with st.expander(f"Abrir {name}", key=f"abrir_{name}", on_change="rerun") as box:
        if box.open:
            st.text(f"Abierto {name}")


_count("página")
_fragment("uno")
_fragment("dos")
if st.button("Pulsar fuera"):
    st.text("Pulsado fuera")
