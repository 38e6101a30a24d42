"""What bears on a decision before anybody decides: that it was reopened, that a colleague proposed a rejection."""

from typing import TYPE_CHECKING

import streamlit as st

from console import formats
from console.components.grounds import place_in_words
from console.formats import escape
from console.office import office
from core.domain.people import Actor
from core.domain.workflow import CLOSED, Action

if TYPE_CHECKING:
    from core.services.review import ReviewView


def decision_notices(actor: Actor, view: "ReviewView") -> None:
    """Draw them above the documents; nothing on most promociones, and nothing once it is decided."""
    if view.promocion.status in CLOSED:
        return
    _proposed(actor, view)
    _reopened(view)


def _proposed(actor: Actor, view: "ReviewView") -> None:
    proposal = office().deciding.proposal(actor, view.promocion.id)
    if proposal is None:
        return
    rejection, ground = proposal.rejection, office().catalogs.now().ground(proposal.rejection.ground)
    title = ground.title if ground else rejection.ground
    place = place_in_words(rejection.document, rejection.page)
    own = proposal.account_id == actor.account_id
    who = "Usted propuso" if own else f"{proposal.account_name} propuso"
    at = formats.short_instant(proposal.at, office().settings.zone)
    told = " · ".join(part for part in (title, place, rejection.text) if part)
    st.info(
        f"**Espera segunda revisión.** {escape(who)} rechazarla el {escape(at)}: {escape(told)}",
        icon=":material/group:",
    )


def _reopened(view: "ReviewView") -> None:
    at = view.promocion.standing.reopened_at
    act = next((e for e in reversed(view.history) if e.action == Action.REOPEN), None)
    if at is None or act is None:
        return
    previous = view.promocion.standing.numero_previo
    told = " · ".join(
        part
        for part in (str(act.facts["reason"]), f"conserva el número {previous}" if previous else "")
        if part
    )
    when = formats.short_instant(at, office().settings.zone)
    st.info(
        f"**Reabierta** el {escape(when)} por {escape(act.actor_name)}: {escape(told)}",
        icon=":material/lock_open:",
    )
