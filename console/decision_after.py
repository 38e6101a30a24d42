"""Where a decision leads: to the next promoción, nowhere, or back to the list, as each clerk likes it."""

import streamlit as st

from console import texts
from console.feedback import notify
from console.list_address import asked
from console.office import office
from console.review_moves import Destination, go, own_address
from core.domain.people import Actor

AFTER = "decision.despues"
"""Name of the preference."""
_CHOICES = ("next", "stay", "list")
_FIELD = "despues_de_resolver"


def take_next(actor: Actor) -> None:
    """Take what comes next of the list that the clerk came from and go there; to the list where nothing waits."""
    address, current = own_address(), office()
    folio = current.claims.take_next(actor, asked(address, current.queue.query(actor, address.tab)))
    if not folio:
        notify("No queda nada por tomar en esta lista")
    go(Destination(address.on_first_page(), folio))


def go_on(actor: Actor, folio: str) -> None:
    """Go where the clerk wants to be after a decision on the promoción with this folio."""
    where = chosen(actor)
    if where == "next":
        take_next(actor)
    go(Destination(own_address(), folio if where == "stay" else ""))


def chosen(actor: Actor) -> str:
    """Return ``next``, ``stay`` or ``list``; the first where the clerk never chose."""
    where = office().preferences.get(actor, AFTER).get("where")
    return where if where in _CHOICES else _CHOICES[0]


def choice(actor: Actor) -> None:
    """Draw the choice, and keep it."""
    if _FIELD not in st.session_state:
        st.session_state[_FIELD] = chosen(actor)
    where = st.radio(
        "Después de resolver",
        _CHOICES,
        format_func=lambda code: texts.label("after_decision", code),
        key=_FIELD,
    )
    if where != chosen(actor):
        office().preferences.set(actor, AFTER, {"where": where})
