"""Whose the promoción is, and what happens to it while its screen is open."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from console import formats, texts
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from console.review_acts import take_over_dialog
from core.domain.event import Event
from core.domain.people import Actor, Permission
from core.domain.promocion import Promocion
from core.domain.reviewing import DraftKind
from core.domain.workflow import CLOSED, REMARKS, Status

if TYPE_CHECKING:
    from core.services.review import ReviewView
    from core.services.watching import Glance

_EVERY = 20
"""Seconds between two looks; a claim lasts many times as long."""


def standing_banner(actor: Actor, view: "ReviewView") -> None:
    """Draw who has the promoción, or until when it waits, where that keeps the actor from deciding it."""
    if view.held or view.promocion.status in CLOSED:
        return
    said, waits = _why_read_only(actor, view.promocion)
    lost = _lost(actor, view.promocion)
    if not (said or lost):
        return
    with st.container(border=True, key="revision_de_quien", horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/visibility: **Sólo lectura.** {escape(lost or said)}")
        if not actor.may(Permission.REVIEW):
            return
        if waits:
            again = st.button(
                "Terminar la espera", icon=":material/play_arrow:", shortcut="l", key="revision_reanudar"
            )
            if again:
                _resume(actor, view.promocion)
        elif st.button("Tomar el relevo", icon=":material/front_hand:", shortcut="l", key="revision_relevo"):
            take_over_dialog(view)


def _why_read_only(actor: Actor, promocion: Promocion) -> tuple[str, bool]:
    """Return the sentence, and whether the actor may end a wait."""
    zone, now, standing = office().settings.zone, office().clock.now(), promocion.standing
    if standing.held_until and standing.held_until > now:
        own = standing.assigned_to in {None, actor.account_id}
        who = "" if own else f" por {standing.assigned_name}"
        until = formats.short_instant(standing.held_until, zone)
        return f"En espera{who} hasta el {until}: {standing.held_reason}", own
    if promocion.status is Status.UNDER_REVIEW and promocion.claim:
        since = formats.short_instant(promocion.claim.claimed_at, zone)
        return f"La tiene {promocion.claim.name} desde el {since}.", False
    if standing.assigned_to not in {None, actor.account_id}:
        return f"Está asignada a {standing.assigned_name}.", False
    return "", False


def _resume(actor: Actor, promocion: Promocion) -> None:
    with refusals_shown():
        office().claims.resume(actor, promocion.id)
        notify("Terminó la espera; la promoción está a su cargo")
        st.rerun()


def _lost(actor: Actor, promocion: Promocion) -> str:
    """Return who took the promoción from the actor and why, and that what they wrote is kept; empty otherwise."""
    loss = office().claims.lost(actor, promocion.id) if actor.may(Permission.REVIEW) else None
    if loss is None:
        return ""
    at = formats.short_instant(loss.at, office().settings.zone)
    said = texts.label("loss", loss.kind).format(name=loss.by_name, at=at, reason=loss.reason)
    return f"{said} {_kept(actor, promocion)}".strip()


def _kept(actor: Actor, promocion: Promocion) -> str:
    """Return «Lo que escribió está guardado: nota.»; empty where nothing was begun."""
    begun = [kind for kind in DraftKind if office().drafts.load(actor, promocion.id, kind)]
    names = ", ".join(texts.label("draft", kind) for kind in begun)
    return f"Lo que escribió está guardado: {names}." if names else ""


def whose(view: "ReviewView", zone: str) -> str:
    """Return in a few words whose the promoción is, and since when."""
    claim = view.promocion.claim
    if view.held and claim:
        return f"La tiene usted · {_clock(claim.claimed_at, zone)}"
    return f"Enviada {formats.short_instant(view.promocion.sent_at, zone)}"


@st.fragment(run_every=_EVERY)
def watch(view: "ReviewView") -> None:
    """Keep the claim while the screen is open and its session lives, and tell what happened meanwhile."""
    actor = require(Permission.READ_QUEUE)
    if view.held:
        office().claims.keep(actor, view.promocion.id)
    known = view.history[-1].id if view.history else 0
    glance = office().watching.since(actor, view.promocion.id, known)
    told = _news(view, glance)
    if not told:
        return
    lost = view.held and not glance.held
    with st.container(border=True, key="revision_novedad", horizontal=True, vertical_alignment="center"):
        mark = (
            ":material/warning: **Ya no la tiene usted.**"
            if lost
            else ":material/update: **Cambió mientras la leía.**"
        )
        st.markdown(f"{mark} {escape(told)}")  # markdown-safe: an own mark
        if st.button("Volver a cargar", icon=":material/refresh:", key="revision_recargar"):
            st.rerun(scope="app")


def _news(view: "ReviewView", glance: "Glance") -> str:
    """Return who did what since the screen was drawn; what the clerk has written is kept whatever it was."""
    if not glance.news:
        return ""
    zone = office().settings.zone
    told = "; ".join(_act(event, zone) for event in _last(glance.news))
    harmless = all(event.action in REMARKS for event in glance.news)
    return f"{told}." if harmless or not view.held else f"{told}. Lo que tenga a medio escribir se conserva."


def _last(news: Sequence[Event]) -> Sequence[Event]:
    return news[-3:]


def _act(event: Event, zone: str) -> str:
    return f"{event.actor_name or 'El sistema'}: {texts.label('action', event.action)} ({_clock(event.at, zone)})"


def _clock(at: datetime, zone: str) -> str:
    """Return the hour of an instant."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"
