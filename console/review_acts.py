"""What a clerk does with a promoción beside deciding it: give it back, let it pass, let it wait, take it over."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from console import formats
from console.decision_after import take_next
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from console.review_drafts import begin, kept_below, settle
from console.review_moves import Destination, go, own_address
from core.domain.people import Actor, Permission
from core.domain.reviewing import MOST_REASON, DraftKind

if TYPE_CHECKING:
    from core.services.review import ReviewView

CONFIRM = "ctrl+shift+enter"


def who_and_what(view: "ReviewView") -> None:
    """Draw what a dialog is about: folio, procedimiento, filer, documents, day."""
    promocion = view.promocion
    st.markdown(
        f"**{escape(promocion.folio)}** · {escape(promocion.fields.procedimiento)}  \n"
        f"{escape(promocion.owner_name)} ({escape(promocion.owner_rfc)}) · {formats.documents(len(view.documents))} · "
        f"se tiene por presentada el {formats.day(promocion.filed_on)}"
    )


def confirm_buttons(confirm: str, key: str) -> bool:
    """Draw a dialog's two buttons; return whether it was confirmed. *Cancelar* closes it."""
    with st.container(horizontal=True):
        go = st.button(confirm, type="primary", key=f"{key}_confirmar", shortcut=CONFIRM)
        if st.button("Cancelar", key=f"{key}_cancelar"):
            st.rerun()
    return go


@st.dialog("Devolver a la bandeja", dismissible=False)
def release_dialog(view: "ReviewView") -> None:
    """Ask for a note to whoever takes it next, and give the promoción back."""
    actor = require(Permission.REVIEW)
    who_and_what(view)
    promocion_id = view.promocion.id
    note = _text(
        actor, promocion_id, DraftKind.RELEASE, "Nota para quien la tome después (no la ve el promovente)"
    )
    if confirm_buttons("Devolver", "devolver"):
        with refusals_shown():
            office().claims.release(actor, promocion_id, note)
            settle(actor, promocion_id, DraftKind.RELEASE, _field(promocion_id, DraftKind.RELEASE))
            _leave(f"{view.promocion.folio} devuelta a la bandeja")


@st.dialog("Saltar la promoción", dismissible=False)
def skip_dialog(view: "ReviewView") -> None:
    """Ask why the promoción is let pass, and take the next one."""
    actor = require(Permission.REVIEW)
    who_and_what(view)
    st.caption("Vuelve a la bandeja para los demás; «Siguiente» no se la ofrecerá a usted durante un día.")
    reason = st.text_input("Motivo *", max_chars=MOST_REASON, key=f"saltar_motivo_{view.promocion.id}")
    if confirm_buttons("Saltar y seguir", "saltar"):
        with refusals_shown():
            office().claims.skip(actor, view.promocion.id, reason)
            notify(f"{view.promocion.folio} se dejó para otra persona")
            take_next(actor)


@st.dialog("Dejar en espera", dismissible=False)
def hold_dialog(view: "ReviewView") -> None:
    """Ask until when and why the promoción waits; it comes back by itself, kept for the clerk."""
    actor = require(Permission.REVIEW)
    who_and_what(view)
    zone, promocion_id = ZoneInfo(office().settings.zone), view.promocion.id
    until = _until(office().clock.now().astimezone(zone), view.promocion.fields.tipo_procedimiento)
    reason = _text(actor, promocion_id, DraftKind.HOLD, "Motivo *")
    st.caption("Vuelve sola a «Mías» en ese momento. Mientras tanto nadie más la recibe con «Siguiente».")
    if confirm_buttons("Dejar en espera", "espera"):
        with refusals_shown():
            office().claims.hold(actor, promocion_id, until, reason)
            settle(actor, promocion_id, DraftKind.HOLD, _field(promocion_id, DraftKind.HOLD))
            _leave(f"{view.promocion.folio} en espera hasta el {formats.short_instant(until, zone.key)}")


@st.dialog("Tomar el relevo", dismissible=False)
def take_over_dialog(view: "ReviewView") -> None:
    """Ask why the promoción is taken from whoever has it; they are told."""
    actor = require(Permission.REVIEW)
    who_and_what(view)
    st.caption(
        "Se avisa por correo a quien la tiene, con su motivo. Lo que haya escrito se conserva para esa persona."
    )
    reason = st.text_input("Motivo *", max_chars=MOST_REASON, key=f"relevo_motivo_{view.promocion.id}")
    if confirm_buttons("Tomar el relevo", "relevo"):
        with refusals_shown():
            office().claims.take_over(actor, view.promocion.id, reason)
            notify(f"{view.promocion.folio} está ahora a su cargo")
            st.rerun()


def _field(promocion_id: int, kind: DraftKind) -> str:
    return f"{kind.value}_texto_{promocion_id:d}"


def _text(actor: Actor, promocion_id: int, kind: DraftKind, label: str) -> str:
    """Draw a field that is kept while somebody types into it."""
    field = _field(promocion_id, kind)
    text = begin(actor, promocion_id, kind, field)
    written = st.text_area(label, key=field, max_chars=MOST_REASON, height=90)
    kept_below(promocion_id, kind, field, text)
    return written


def _leave(done: str) -> None:
    """Go back to the list that the clerk came from."""
    notify(done)
    go(Destination(own_address()))


_OTHER = "otra"


def _until(now: datetime, procedure_type: str) -> datetime:
    """Draw the moments that are chosen most, and a field for another; return the chosen one."""
    following = office().catalogs.now().calendar.next_business_day(now.date(), procedure_type)
    choices = quick_choices(now, following)
    code = st.segmented_control(
        "Hasta *",
        [*choices, _OTHER],
        default=next(iter(choices)),
        required=True,
        format_func=lambda each: moment_name(choices[each], now) if each in choices else "Otra fecha…",
        key="espera_hasta",
    )
    if code in choices:
        return choices[code]
    day, hour = st.columns(2)
    on: date = day.date_input("Día", value=following, min_value=now.date(), format="DD/MM/YYYY")
    at: time = hour.time_input("Hora", value=time(9))
    return datetime.combine(on, at, now.tzinfo)


def quick_choices(now: datetime, following: date) -> dict[str, datetime]:
    """Return the moments to wait until that are chosen most, soonest first: those past and repeated are left out.

    Args:
        now: the office's local time, aware.
        following: the next day of business.
    """
    monday = now.date() + timedelta(days=7 - now.weekday())
    moments = {
        "13": datetime.combine(now.date(), time(13), now.tzinfo),
        "habil": datetime.combine(following, time(9), now.tzinfo),
        "lunes": datetime.combine(monday, time(9), now.tzinfo),
    }
    if monday <= following:
        del moments["lunes"]
    return {code: at for code, at in moments.items() if at > now + timedelta(minutes=1)}


def moment_name(at: datetime, now: datetime) -> str:
    """Return how a moment is called: «hoy 13:00», «mañana 9:00», «lunes 30/11, 9:00»."""
    hour = f"{at.hour}:{at:%M}"
    if at.date() == now.date():
        return f"Hoy {hour}"
    if at.date() == now.date() + timedelta(days=1):
        return f"Mañana {hour}"
    return f"{formats.day(at.date()).split()[0].capitalize()} {at:%d/%m}, {hour}"
