"""Who sits before the screen: read from the cookie's session at the start of every run."""

import streamlit as st

from console.office import office
from console.web.identity import cookie_name, csrf_token, identity_of
from core.domain.people import Actor
from core.services.accounts.sessions import OwnSession


def _token() -> str:
    return str(st.context.cookies.get(cookie_name(secure=office().settings.secure_cookies), ""))


def current_actor() -> Actor | None:
    """Return the signed-in person; None when the session ended or is not of the person this screen began with.

    The websocket keeps the cookie it was opened with: its session's row must still be alive. The gate's
    identity, kept by Streamlit since the screen began, must be that of the same account.

    A run is no sign of life: screens that refresh themselves run too, and so does one that loses the focus
    to a question. Typing and clicking are, and the browser says so itself (components/session_watch.py).
    """
    token = _token()
    actor = office().sessions.actor(token, st.context.ip_address or "", touch=False) if token else None
    return actor if actor and st.user.get("identity") == identity_of(actor) else None


def csrf() -> str:
    """Return the token that this session's own requests carry."""
    return csrf_token(_token())


def sign_out_address() -> str:
    """Return the address that ends this session."""
    return f"/salir?clave={csrf()}"


def own_sessions(actor: Actor) -> tuple[OwnSession, ...]:
    """Return the person's open sessions; the one of this screen is marked."""
    return office().sessions.own(actor, _token())


def end_other_sessions(actor: Actor) -> None:
    """End the person's open sessions but the one of this screen."""
    office().sessions.end_others(actor, _token())
