"""From outages to a suspension: the calendar's own dialog, filled in with their days, naming them in its source."""

from datetime import date

import streamlit as st

from console import formats
from console.calendar_confirming import LONGEST_BASIS, confirm
from console.fault_outage_dialogs import outage_line
from console.feedback import show_explanation
from console.formats import escape
from console.guards import require
from console.office import office
from console.texts import explain_refusal
from core.domain.calendar import BusinessCalendar
from core.domain.calendar_edits import with_closure
from core.domain.closures import Closure, ClosureKind
from core.domain.outages import SuspensionProposal, untouched_days
from core.domain.people import Actor, Permission
from core.errors import Refusal

_MOST_DAYS = 5
_MOST_FOLIOS = 30
"""Reports that the entry of the calendar names; the outage itself keeps the others."""


@st.dialog("Declarar suspensión", width="large", dismissible=False)
def suspend_dialog(numbers: tuple[int, ...]) -> None:
    """Ask for days, scope and decree; the effect is drawn before anything is saved."""
    actor = require(Permission.MANAGE_CATALOGS)
    try:
        proposal = office().outages.proposal(actor, numbers)
    except Refusal as refusal:
        show_explanation(explain_refusal(refusal))
        if st.button("Cerrar", key="suspension_cerrar"):
            st.rerun()
        return
    for outage in proposal.outages:
        st.markdown(f"**{escape(outage_line(outage))}**  \n{escape(outage.statement.description)}")
    _asked(actor, proposal)


def _asked(actor: Actor, proposal: SuspensionProposal) -> None:
    key = "suspension_" + "_".join(map(str, proposal.numbers))
    first_column, last_column = st.columns(2)
    first = first_column.date_input("Del *", proposal.first_on, format="DD/MM/YYYY", key=f"{key}_del")
    last = last_column.date_input("Al (incluido) *", proposal.last_on, format="DD/MM/YYYY", key=f"{key}_al")
    _untouched_said(actor, proposal)
    names = {entry.code: f"{entry.code} · {entry.name}" for entry in office().catalogs.now().procedure_types}
    scope = st.multiselect(
        "Solo para estos tipos de procedimiento",
        list(names),
        format_func=names.__getitem__,
        placeholder="Todos los tipos",
        select_all=False,
        key=f"{key}_tipos",
    )
    basis = st.text_input(
        "Fundamento *",
        max_chars=LONGEST_BASIS,
        key=f"{key}_fundamento",
        placeholder="El acuerdo que lo dispone, como se cita",
    )
    source = source_words(proposal)
    st.caption(f"En el calendario quedará como fuente: {escape(source)}.")

    def changed(calendar: BusinessCalendar) -> BusinessCalendar | None:
        if not basis.strip() or not isinstance(first, date) or not isinstance(last, date):
            return None
        until = last if last != first else None
        closure = Closure(first, ClosureKind.SUSPENSION, basis.strip(), source, frozenset(scope), until)
        return with_closure(calendar, closure)

    confirm(actor, changed, key, "Se declaró la suspensión")


def _untouched_said(actor: Actor, proposal: SuspensionProposal) -> None:
    """Warn of business days between two outages that neither of them touched."""
    calendar = office().calendar_desk.in_force(actor).calendar
    days = [on for on in untouched_days(proposal, office().settings.zone) if calendar.hours_on(on)]
    if days:
        told = ", ".join(formats.day(on) for on in days[:_MOST_DAYS])
        more = f" y {len(days) - _MOST_DAYS:d} más" if len(days) > _MOST_DAYS else ""
        st.warning(
            f"Entre las interrupciones hay días hábiles que ninguna tocó: {escape(told + more)}. De una fecha a "
            "la otra también quedarían suspendidos. Si no debe ser así, declare una suspensión por cada una.",
            icon=":material/event_busy:",
        )


def source_words(proposal: SuspensionProposal) -> str:
    """Return what the calendar's entry says that it rests on: outages, their span and the reports."""
    zone = office().settings.zone
    said = "; ".join(
        f"interrupción {o.name} ({o.statement.system}, {formats.short_instant(o.statement.started_at, zone)} a "
        f"{formats.short_instant(o.statement.ended_at, zone)})"
        for o in proposal.outages
    )
    folios = [folio for outage in proposal.outages for folio in outage.folios]
    shown = ", ".join(folios[:_MOST_FOLIOS])
    more = f" y {len(folios) - _MOST_FOLIOS} más" if len(folios) > _MOST_FOLIOS else ""
    reports = f"; reportes {shown}{more}" if folios else ""
    return said[:1].upper() + said[1:] + reports
