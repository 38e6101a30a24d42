"""Who sits before the screen: read from the cookie's session at the start of every run."""

import streamlit as st

from console.office import office
from console.web.identity import cookie_name, csrf_token, identity_of
from core.domain.people import Actor


def _token() -> str:
    return str(st.context.cookies.get(cookie_name(secure=office().settings.secure_cookies), ""))


def current_actor() -> Actor | None:
    """Return the signed-in person; None when the session ended or is not the one this screen began with.

    The websocket keeps the cookie it was opened with; the gate's identity, kept by Streamlit since then,
    must still be that cookie's, and the session's row must still be alive.

    A run is no sign of life: screens that refresh themselves run too, and so does one that loses the focus
    to a question. Typing and clicking are, and the browser says so itself (components/session_watch.py).
    """
    token = _token()
    if not token or st.user.get("identity") != identity_of(token):
        return None
    return office().sessions.actor(token, st.context.ip_address or "", touch=False)


def csrf() -> str:
    """Return the token that this session's own requests carry."""
    return csrf_token(_token())


def sign_out_address() -> str:
    """Return the address that ends this session."""
    return f"/salir?clave={csrf()}"
