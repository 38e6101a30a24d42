"""What must not follow a person from one page to the next."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

_SHOWN = "page_shown"


def leave_page_before(page: StreamlitPage) -> None:
    """Forget the fragments of the page before, when another is about to be drawn.

    Streamlit (1.67) keeps them until this run ends, and then answers a request for one that arrived meanwhile,
    a refresh or a key pressed on a slow line, as the page before: the browser takes the new page away, and
    nothing draws it again. A request for what is forgotten is dropped.
    """
    before = st.session_state.get(_SHOWN)
    st.session_state[_SHOWN] = page.url_path
    context = get_script_run_ctx()
    if context is not None and before not in (None, page.url_path):
        context.fragment_storage.clear()
