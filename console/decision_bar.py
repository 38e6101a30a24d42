"""The decision bar, always at the foot of the window: what can be done, and in words what cannot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from console import texts
from console.decision_accepting import accept_dialog
from console.decision_after import choice, take_next
from console.decision_rejecting import open_rejection
from console.decision_reopening import reopen_dialog
from console.formats import escape
from console.guards import require
from console.office import office
from console.review_acts import hold_dialog, release_dialog, skip_dialog
from core.domain.people import Actor, Permission
from core.domain.policies import Condition
from core.domain.verdict import Verdict
from core.domain.workflow import CLOSED, Action, Status

if TYPE_CHECKING:
    from core.services.review import ReviewView

_BAR = "barra_de_decision"
OPENING = {letter: f"barra_{letter}" for letter in "azhxso"}
"""Letter of a button that opens a dialog → the button's Streamlit key."""
_EVERY = 4
"""Seconds between two looks at what was read, while a decision waits for it."""


@dataclass(frozen=True, slots=True)
class _Act:
    """A button of the bar: its label, icon and key, whether it is offered and usable, and what it does."""

    label: str
    icon: str
    key: str
    does: Callable[[], None]
    off: bool = False


def decision_bar(actor: Actor, view: "ReviewView", verdict: Verdict) -> None:
    """Draw the buttons; those that cannot be used say why in words."""
    reason = why_not(actor, view)
    unmet = office().deciding.conditions(actor, view.promocion.id, verdict)
    pressed: _Act | None = None
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", gap="small", key=_BAR):
        for act in [*_decisions(actor, view, verdict, reason, unmet), *_others(actor, view)]:
            if _button(act):
                pressed = act
        if actor.may(Permission.REVIEW):
            with st.popover("Más", icon=":material/more_horiz:", type="tertiary"):
                choice(actor)
        sentences = _sentences(unmet)
        for sentence in [reason] if reason else sentences:
            st.caption(escape(sentence))
    if sentences and not reason:
        _await_reading(view, verdict, sentences)
    if pressed:
        pressed.does()


@st.fragment(run_every=_EVERY)
def _await_reading(view: "ReviewView", verdict: Verdict, told: list[str]) -> None:
    """Draw the bar anew once more was read: the viewer tells the server, not the page."""
    actor = require(Permission.READ_QUEUE)
    if _sentences(office().deciding.conditions(actor, view.promocion.id, verdict)) != told:
        st.rerun(scope="app")


def _decisions(
    actor: Actor,
    view: "ReviewView",
    verdict: Verdict,
    reason: str,
    unmet: Mapping[Action, tuple[Condition, ...]],
) -> list[_Act]:
    off = bool(reason)
    refused, unrejectable = bool(unmet[Action.ACCEPT]), bool(unmet[Action.REJECT])
    return [
        _Act("Aceptar", "check", "a", partial(accept_dialog, view, verdict), off or refused),
        _Act("Rechazar", "close", "z", partial(open_rejection, actor, view), off or unrejectable),
        _Act("En espera", "schedule", "h", partial(hold_dialog, view), off),
        _Act("Devolver", "undo", "x", partial(release_dialog, view), off),
        _Act("Saltar", "redo", "s", partial(skip_dialog, view), off),
    ]


def _others(actor: Actor, view: "ReviewView") -> list[_Act]:
    acts = []
    if actor.may(Permission.REVIEW):
        acts.append(_Act("Siguiente", "skip_next", "n", partial(take_next, actor)))
    if actor.may(Permission.REOPEN) and view.promocion.status in CLOSED:
        acts.append(_Act("Reabrir", "lock_open", "o", partial(reopen_dialog, view.promocion)))
    return acts


def _button(act: _Act) -> bool:
    first = act.key == "a"
    return st.button(  # markdown-safe: labels are our own
        act.label,
        icon=f":material/{act.icon}:",
        shortcut=act.key,
        key=OPENING.get(act.key),
        type="primary" if first else "secondary",
        disabled=act.off,
    )


def why_not(actor: Actor, view: "ReviewView") -> str:
    """Return why the actor cannot decide, as a sentence; empty when they can."""
    promocion = view.promocion
    if not actor.may(Permission.REVIEW):
        return "Su cuenta puede leer, pero no resolver."
    if promocion.status in CLOSED:
        return "Esta promoción ya está resuelta."
    if not view.held and promocion.claim and promocion.status is Status.UNDER_REVIEW:
        return f"La está revisando {promocion.claim.name}."
    return "" if view.held else "La promoción no está a su cargo."


def _sentences(unmet: Mapping[Action, tuple[Condition, ...]]) -> list[str]:
    """Return what is not met, each thing once, whichever button it disables."""
    conditions = [c for action in (Action.ACCEPT, Action.REJECT) for c in unmet[action]]
    return list(dict.fromkeys(_sentence(condition) for condition in conditions))


def _sentence(condition: Condition) -> str:
    one = condition.facts.get("count") == 1
    code = f"{condition.code}_one" if one else condition.code.value
    return texts.label("unmet", code).format(**condition.facts)
