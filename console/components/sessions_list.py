"""A person's own open sessions, with the browser in plain words."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import streamlit as st

from console import formats
from console.formats import escape

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""What a browser calls itself, the more particular first: most of them also claim to be the later ones."""
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class ShownSession(Protocol):
    """What is shown of a session."""

    @property
    def handle(self) -> str: ...  # noqa: D102 - as in the service
    @property
    def is_current(self) -> bool: ...  # noqa: D102 - as in the service
    @property
    def started_at(self) -> datetime: ...  # noqa: D102 - as in the service
    @property
    def last_seen_at(self) -> datetime: ...  # noqa: D102 - as in the service
    @property
    def address(self) -> str: ...  # noqa: D102 - as in the service
    @property
    def user_agent(self) -> str: ...  # noqa: D102 - as in the service


def browser_name(user_agent: str) -> str:
    """Return ``Firefox en Windows`` for what a browser sent; whoever forges it deceives themselves."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "Navegador desconocido")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} en {system}" if system else browser


def sessions_list(sessions: Sequence[ShownSession], zone: str, close: Callable[[str], None]) -> None:
    """Draw each session with a button that asks ``close`` for it; this browser's own has none."""
    for session in sessions:
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
        ):
            here = " · **este navegador**" if session.is_current else ""
            st.markdown(
                f"{escape(browser_name(session.user_agent))}{here}  \n"
                f":gray[:small[Empezó {formats.short_instant(session.started_at, zone)} · "
                f"última actividad {formats.short_instant(session.last_seen_at, zone)} · "
                f"{escape(session.address)}]]",
                width="stretch",
            )  # markdown-safe: a constant, and escaped values
            if not session.is_current:
                st.button("Cerrar", key=f"cerrar_{session.handle}", on_click=close, args=(session.handle,))
