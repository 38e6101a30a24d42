"""«En servicio»: each clerk says so beside their name; who leaves chooses whether to give back what was not begun."""

import streamlit as st

from console import texts
from console.board_words import duty_words
from console.feedback import notify, refusals_shown
from console.guards import require
from console.office import office
from core.domain.people import Actor, Permission
from core.errors import Refusal

_KEY, _LEAVING = "en_servicio", "en_servicio_saliendo"


def duty_switch(actor: Actor) -> None:
    """Draw the actor's own switch as it stands: it ends by itself when the office closes."""
    try:
        duty = office().presence.own(actor)
    except Refusal:  # suspended a moment ago: the gate ends the session
        return
    st.session_state[_KEY] = duty.is_on
    st.toggle("En servicio", key=_KEY, on_change=_turn, help=texts.sentence("presence", "help", {}))
    span = duty_words(duty.since, duty.ends_at, office().settings.zone)
    if span:
        st.caption(span)


def leaving_dialog() -> None:
    """Ask what becomes of what is kept for whoever is leaving, once."""
    kept = st.session_state.pop(_LEAVING, 0)
    if kept:
        _leave(int(kept))


def _turn() -> None:
    actor = require(Permission.REVIEW)
    presence = office().presence
    with refusals_shown():
        if st.session_state[_KEY]:
            begun = presence.begin(actor)
            told = duty_words(begun.since, begun.ends_at, office().settings.zone)
            notify(texts.sentence("presence", "own_on", {"span": told}))
            return
        kept = presence.kept(actor)
        if kept:
            st.session_state[_LEAVING] = kept
            return
        presence.end(actor)
        notify(texts.sentence("presence", "own_off", {}))


@st.dialog("Salir de servicio")
def _leave(kept: int) -> None:
    actor = require(Permission.REVIEW)
    st.text(texts.sentence("presence", "kept", {"number": kept}))
    with st.container(horizontal=True):
        keep = st.button("Salir y conservarlas", key="servicio_conservar", type="primary")
        give = st.button("Salir y devolverlas", key="servicio_salir_devolver")
    if keep or give:
        with refusals_shown():
            given = office().presence.end(actor, give_back=give)
            notify(texts.sentence("presence", "own_gave_back" if given else "own_off", {"number": given}))
            st.rerun()
