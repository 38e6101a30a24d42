"""Naming an outage, correcting it, adding a report to it and taking one out: dialogs that ask before they act."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from console import formats, texts
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from core.domain.fault_reports import FaultSystem
from core.domain.fault_views import FaultQuery, FaultRow, FaultView
from core.domain.outages import MAX_DESCRIPTION, Outage, OutageStatement, outage_name
from core.domain.people import Actor, Permission

_MOST_OFFERED = 100


@st.dialog("Señalar una interrupción", width="medium", dismissible=False)
def name_dialog(view: FaultView) -> None:
    """Ask from when to when the system could not be used, and which other reports show it."""
    actor = require(Permission.READ_FAULTS)
    st.caption(
        "Una interrupción es el tiempo en que el sistema no se pudo usar. Con ella, quien supervisa puede "
        "declarar la suspensión de esos días."
    )
    began = view.row.created_at.replace(second=0, microsecond=0)
    said = _statement(OutageStatement(view.row.system, began, None, view.row.title), view.row.folio)
    others = _others(actor, view.row)
    also = st.multiselect(
        "Otros reportes que la muestran",
        list(others),
        format_func=lambda folio: f"{folio} · {others[folio]}",
        placeholder="Ninguno",
        select_all=False,
        key=f"interrupcion_otros_{view.row.folio}",
    )

    def act() -> str:
        number = office().outages.name(actor, said, [view.row.folio, *also])
        return f"Se registró la interrupción {outage_name(number)}"

    _confirm("Registrar", act)


def _others(actor: Actor, row: FaultRow) -> dict[str, str]:
    query = FaultQuery(system=row.system, limit=_MOST_OFFERED)
    rows = office().fault_desk.page(actor, query).rows
    return {r.folio: r.title for r in rows if r.folio != row.folio and r.outage is None}


@st.dialog("Corregir la interrupción", width="medium", dismissible=False)
def correct_dialog(outage: Outage) -> None:
    """Ask for what the outage should say: most often, when it ended."""
    actor = require(Permission.READ_FAULTS)
    st.markdown(f"**{escape(outage.name)}**")
    said = _statement(outage.statement, outage.name)

    def act() -> str:
        office().outages.correct(actor, outage.id, said)
        return f"Se corrigió la interrupción {outage.name}"

    _confirm("Guardar", act)


@st.dialog("Retirar la interrupción", width="medium", dismissible=False)
def withdraw_dialog(outage: Outage) -> None:
    """Ask why it was no outage."""
    actor = require(Permission.READ_FAULTS)
    st.markdown(f"**{escape(outage.name)}**")
    st.write("Sus reportes se quedan como están; la interrupción sigue a la vista, retirada.")
    reason = st.text_area("Motivo *", max_chars=1_000, key=f"interrupcion_retiro_{outage.id}")

    def act() -> str:
        office().outages.withdraw(actor, outage.id, reason)
        return f"Se retiró la interrupción {outage.name}"

    _confirm("Retirar", act)


@st.dialog("Sumar a una interrupción", width="medium", dismissible=False)
def join_dialog(view: FaultView) -> None:
    """Ask which outage the report shows."""
    actor = require(Permission.READ_FAULTS)
    pending = {o.id: o for o in office().outages.pending(actor)}
    chosen = st.selectbox(
        "Interrupción",
        list(pending),
        format_func=lambda number: outage_line(pending[number]),
        key=f"interrupcion_suma_{view.row.folio}",
    )

    def act() -> str:
        office().outages.join(actor, int(chosen or 0), view.row.folio)
        return f"El reporte {view.row.folio} se sumó a la interrupción {outage_name(int(chosen or 0))}"

    _confirm("Sumar", act)


@st.dialog("Separar de la interrupción", width="medium", dismissible=False)
def leave_dialog(view: FaultView) -> None:
    """Ask before a report is taken out of its outage."""
    actor = require(Permission.READ_FAULTS)
    st.write("El reporte deja de contar entre los que muestran la interrupción. La historia lo conserva.")

    def act() -> str:
        office().outages.leave(actor, view.row.folio)
        return f"El reporte {view.row.folio} se separó de la interrupción"

    _confirm("Separar", act)


def outage_line(outage: Outage) -> str:
    """Return an outage in one line: its name, system, and from when to when."""
    zone, said = office().settings.zone, outage.statement
    until = formats.short_instant(said.ended_at, zone) if said.ended_at else "sigue"
    return f"{outage.name} · {said.system} · {formats.short_instant(said.started_at, zone)} – {until}"


def _statement(before: OutageStatement, key: str) -> OutageStatement:
    """Draw the fields of an outage and return what they say, by the institution's clock."""
    systems = texts.labels("fault_system")
    system = st.selectbox(
        "Sistema *",
        list(systems),
        index=list(systems).index(before.system),
        format_func=systems.__getitem__,
        key=f"interrupcion_sistema_{key}",
    )
    started_at = _moment("Desde", before.started_at, f"desde_{key}")
    goes_on = st.checkbox("Sigue sin funcionar", before.ended_at is None, key=f"interrupcion_sigue_{key}")
    ended = before.ended_at or office().clock.now().replace(second=0, microsecond=0)
    ended_at = None if goes_on else _moment("Hasta", ended, f"hasta_{key}")
    st.caption(f"Hora de la institución ({escape(formats.utc_offset(_local(ended)))}).")
    description = st.text_area(
        "Qué pasó *", before.description, max_chars=MAX_DESCRIPTION, key=f"interrupcion_texto_{key}"
    )
    return OutageStatement(FaultSystem(system), started_at, ended_at, description)


def _local(instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo(office().settings.zone))


def _moment(label: str, before: datetime, key: str) -> datetime:
    local = _local(before)
    on, at = st.columns(2)
    day = on.date_input(
        f"{label}, día *", local.date(), format="DD/MM/YYYY", key=f"interrupcion_dia_{key}"
    )  # markdown-safe: our own words
    hour = at.time_input(
        f"{label}, hora *", local.time(), step=timedelta(minutes=1), key=f"interrupcion_hora_{key}"
    )
    chosen = day if isinstance(day, date) else local.date()
    naive = datetime.combine(chosen, hour if isinstance(hour, time) else local.time())
    return naive.replace(tzinfo=ZoneInfo(office().settings.zone)).astimezone(UTC)


def _confirm(word: str, act: Callable[[], str]) -> None:
    """Draw the button that acts and the one that does not; ``act`` returns what was done."""
    with st.container(horizontal=True):
        go = st.button(word, type="primary", key="interrupcion_confirmar")
        if st.button("Cancelar", key="interrupcion_cancelar"):
            st.rerun()
    if go:
        with refusals_shown():
            notify(act())
            st.rerun()
