"""How the screens say what was refused, and what was done."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import streamlit as st

from console.formats import escape
from console.help_articles import manual
from console.logs import log_if_unauthorised
from console.office import office
from console.texts import Explanation, explain_refusal
from core.errors import Refusal

_NOTICE = "notice"


def show_explanation(text: Explanation, section: str = "") -> None:
    """Draw what happened, what it means and what to do; ``section``: address of the manual's section about it."""
    more = f" [Más ayuda]({section})" if section else ""
    st.error(  # markdown-safe: escaped, and an address of ours
        f"**{escape(text.what)}** {escape(text.means)} {escape(text.do)}{more}", icon=":material/error:"
    )


def help_with(refusal: Refusal) -> str:
    """Return the address of the manual's section about a refusal; empty where none is."""
    try:
        return manual(office().settings.data / "help").help_with(refusal.code)
    except (KeyError, OSError, ValueError):  # an operator's article is malformed: the refusal counts
        return ""


@contextmanager
def refusals_shown() -> Iterator[None]:
    """Draw a refusal of the block instead of failing; what follows the block goes on."""
    try:
        yield
    except Refusal as refusal:
        log_if_unauthorised(refusal, page_path())
        show_explanation(explain_refusal(refusal), help_with(refusal))


def page_path() -> str:
    """Return the path of the page that is drawn, without its query."""
    return urlsplit(st.context.url or "").path


def notify(text: str) -> None:
    """Keep a short confirmation for the next run, which may be another page."""
    st.session_state[_NOTICE] = text


def show_notice() -> None:
    """Draw the confirmation kept by :func:`notify`, once."""
    text = st.session_state.pop(_NOTICE, "")
    if text:
        st.success(escape(text), icon=":material/check_circle:")
