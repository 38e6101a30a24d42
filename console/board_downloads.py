"""At the foot of the board: the summary of the range to take along, and by mail for who wishes it."""

import streamlit as st

from console import links, texts
from console.board_figures import Shown
from console.components.anchors import anchors, download
from console.feedback import refusals_shown
from console.guards import require
from console.office import office
from core.domain.people import Actor, Permission
from core.domain.summary import SummaryKind

_KEY = "tablero_correo"


def summaries(actor: Actor, shown: Shown) -> None:
    """Draw the links, and a switch for each summary that comes by mail."""
    st.header("Resumen para llevar", anchor=False, divider="gray")
    st.caption(texts.sentence("board_summary", "what", {}))
    taking = [
        download(title, links.board_summary(kind, shown.params))
        for title, kind in (("Resumen en PDF", "pdf"), ("Resumen en Excel", "xlsx"))
    ]
    anchors(taking, key="tablero_resumen")
    if not office().settings.mails:
        st.caption(texts.sentence("board_summary", "no_mail", {}))
        return
    wishes = office().summaries.wishes(actor)
    for kind, wished in wishes.items():
        key = f"{_KEY}_{kind}"
        st.session_state[key] = wished
        st.toggle(texts.label("summary_wish", kind), key=key, on_change=_wish, args=(kind.value,))


def _wish(code: str) -> None:
    actor = require(Permission.READ_BOARD)
    with refusals_shown():
        wished = bool(st.session_state[f"{_KEY}_{code}"])
        office().summaries.wish(actor, SummaryKind(code), wished=wished)
