"""Notices of the institution on top of every page, in their time and for whom they are."""

import hashlib

import streamlit as st

from console.announced import announced
from console.formats import escape_lines
from core.domain.announcements import Announcement, Audience, Level
from core.domain.people import Actor

_HIDDEN = "avisos_ocultos"
_ICONS = {
    Level.INFO: ":material/campaign:",
    Level.WARNING: ":material/warning:",
    Level.ERROR: ":material/error:",
}


def banners(actor: Actor) -> None:
    """Draw what this person is to see; all but an alert can be hidden until they sign in again."""
    hidden: list[str] = st.session_state.get(_HIDDEN, [])
    for notice in announced(Audience.STAFF if actor.is_staff else Audience.FILERS):
        mark = _mark(notice)
        if notice.level is Level.ERROR:
            banner(notice.text, notice.level)
        elif mark not in hidden:
            _with_button(notice, mark)


def banner(text: str, level: str) -> None:
    """Draw a notice as people see it."""
    draw = {Level.WARNING: st.warning, Level.ERROR: st.error}.get(Level(level), st.info)
    draw(escape_lines(text), icon=_ICONS[Level(level)])


def _with_button(notice: Announcement, mark: str) -> None:
    with st.container(key=f"aviso_{mark}", horizontal=True, vertical_alignment="center"):
        banner(notice.text, notice.level)
        st.button(
            "Ocultar",
            key=f"aviso_ocultar_{mark}",
            icon=":material/close:",
            type="tertiary",
            help="No se muestra más mientras dure su sesión.",
            on_click=_hide,
            args=(mark,),
        )


def _hide(mark: str) -> None:
    st.session_state[_HIDDEN] = [*st.session_state.get(_HIDDEN, []), mark]


def _mark(notice: Announcement) -> str:
    """Return what a notice is told by: whoever hid it sees it again once it says something else."""
    said = f"{notice.code} {notice.level} {notice.text}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]
