"""The end of each dialog of the calendar: whose day the change moves, why it is made, and its saving."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from console.components.calendar_effect import effect_shown
from console.feedback import notify, refusals_shown
from console.office import office
from core.domain.calendar import BusinessCalendar
from core.domain.calendar_edits import BeginsOnThatDay
from core.domain.people import Actor
from core.domain.refiling import Effect

LONGEST_BASIS = 300
_MOST_REASON = 500


def confirm(
    actor: Actor, changed: Callable[[BusinessCalendar], BusinessCalendar | None], key: str, done: str
) -> None:
    """Draw the effect of a change and its reason, and save it: made from what is in force as it is drawn.

    The button is never grey: what is typed last arrives with the very press. What is saved was on screen before
    it; whoever presses first is shown the effect and asked to press again.

    Args:
        actor: who keeps catalogues.
        changed: the calendar as it is to be; None while something is missing.
        key: of the dialog's widgets.
        done: what is said once it is saved.
    """
    found = office().calendar_desk.in_force(actor)
    with refusals_shown():
        calendar, shown = _sound(changed, found.calendar), ""
        if calendar is not None:
            prospect = office().calendar_desk.prospect(actor, calendar)
            effect_shown(prospect.effect, office().settings.zone, key=key)
            shown = repr((found.edition, prospect))
        reason = ask_reason(key)
        said = st.container()  # above the buttons: below them it would be out of sight
        go = ask_go("Guardar", key)
        seen = _seen_before(shown, key)
        if go and calendar is None:
            said.error("Falta un dato marcado con *, o uno no se puede usar.")
        elif go and not seen:
            said.info("Vea primero, arriba, qué promociones cambian de fecha. Si está bien, guarde otra vez.")
        elif go and calendar is not None and has_reason(reason, said):
            with st.spinner("Guardando y calculando de nuevo las fechas…"):
                saved = office().calendar_desk.save(actor, calendar, found.edition, reason)
            notify(f"{done}. Edición {saved.number} del calendario. {told_words(prospect.effect)}")
            st.rerun()


def told_words(effect: Effect) -> str:
    """Return how many promociones changed their day, and that their filers are told."""
    if not effect.total:
        return "Ninguna promoción cambió de fecha."
    if effect.total == 1:
        return "1 promoción cambió de fecha; se avisa a quien la promovió."
    return f"{effect.total:,d} promociones cambiaron de fecha; se avisa a quienes las promovieron."


def _seen_before(shown: str, key: str) -> bool:
    """Remember what is on screen now; return whether it already was when the button was pressed."""
    place = f"{key}_visto"
    before = st.session_state.get(place)
    st.session_state[place] = shown
    return before == shown


def ask_go(word: str, key: str) -> bool:
    """Draw the button that acts and the one that closes; return whether the former was pressed."""
    with st.container(horizontal=True):
        go = st.button(word, type="primary", key=f"{key}_guardar")  # markdown-safe: words of our own
        if st.button("Cancelar", key=f"{key}_cancelar"):
            st.rerun()
    return go


def has_reason(reason: str, said: DeltaGenerator) -> bool:
    """Return whether a reason was written; say there where it was not."""
    if not reason.strip():
        said.error("Falta el motivo.")
    return bool(reason.strip())


def _sound(
    changed: Callable[[BusinessCalendar], BusinessCalendar | None], calendar: BusinessCalendar
) -> BusinessCalendar | None:
    try:
        return changed(calendar)
    except BeginsOnThatDay:
        st.error(
            "Ya hay una entrada de esa clase y esos tipos que empieza ese día y termina otro. Para cambiar sus "
            "días, retírela primero en «Días del año»; para agregar días, empiece con el primero que falte."
        )
        return None
    except ValueError:
        st.error("El último día no puede ser anterior al primero ni pasar de un año después.")
        return None


def ask_reason(key: str) -> str:
    """Ask why; filers whose day moves read it too."""
    written = st.text_area("Motivo *", max_chars=_MOST_REASON, key=f"{key}_motivo", height=80)
    st.caption(
        "Queda en la historia del calendario. Si una promoción cambia de fecha, también lo lee quien la promovió."
    )
    return written


def close(key: str) -> None:
    """Draw the button that closes a dialog."""
    if st.button("Cerrar", key=f"{key}_cerrar"):
        st.rerun()
