"""Which form a person is filling in: it outlives the session, since it stands in the page's address."""

import secrets

import streamlit as st

_NAME = "intento"
_LONGEST = 16


def form_attempt() -> str:
    """Return what the keys of this form's fields carry.

    Streamlit keeps what is typed under a field's key. The key must be another for the next form, and the
    same again for this one after the person's session ended and a new one began.
    """
    given = st.query_params.get(_NAME, "")[:_LONGEST] or st.session_state.get(_NAME) or secrets.token_hex(4)
    st.session_state[_NAME] = st.query_params[_NAME] = given
    return str(given)


def forget_attempt() -> None:
    """Leave the typed text behind: the next form has other keys. The address changes with the page."""
    st.session_state.pop(_NAME, None)
