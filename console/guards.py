"""The first line of every page: who is it, and may they be here?"""

import streamlit as st

from console.feedback import page_path, show_explanation
from console.logs import log_if_unauthorised, remember_who
from console.session import current_actor
from console.texts import explain
from core.domain.people import Actor, Permission
from core.errors import NotAllowed


def require(permission: Permission | None = None) -> Actor:
    """Return the signed-in person, or draw why not and end the run.

    Args:
        permission: what the page is for; None where any signed-in person may be.
    """
    actor = current_actor()
    if actor is None:
        show_explanation(explain("session_ended"))
        st.markdown("[Entrar](/entrar)")  # a button's script could no longer be loaded
        st.stop()
    remember_who(actor.account_id)
    if permission is not None and not actor.may(permission):
        log_if_unauthorised(NotAllowed(), page_path())
        show_explanation(explain("not_allowed"))
        st.stop()
    return actor
