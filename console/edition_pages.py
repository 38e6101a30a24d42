"""Turning the pages of a catalogue's editions, in words of our own: the library's buttons speak English."""

import streamlit as st

AT_A_TIME = 10


def first_shown(total: int, *, key: str) -> int:
    """Draw the buttons that turn pages, where there are several; return the place of the first edition to show.

    Args:
        total: how many editions there are, at least one.
        key: of the session; which page it is stays with it.
    """
    last = (total - 1) // AT_A_TIME
    page = min(int(st.session_state.get(key, 0)), last)
    first = page * AT_A_TIME
    if last:
        with st.container(horizontal=True, vertical_alignment="center"):
            turns = (
                ("Más recientes", ":material/chevron_left:", -1),
                ("Más antiguas", ":material/chevron_right:", 1),
            )
            for title, icon, step in turns:
                st.button(  # markdown-safe: titles are our own
                    title,
                    icon=icon,
                    key=f"{key}_{step}",
                    disabled=not 0 <= page + step <= last,
                    on_click=_turn,
                    args=(key, page + step),
                )
            st.caption(f"{first + 1:d} a {min(first + AT_A_TIME, total):d} de {total:d}")
    return first


def _turn(key: str, page: int) -> None:
    st.session_state[key] = page
