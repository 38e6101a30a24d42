"""What a supervisor does from the board: give promociones to somebody, say who is on duty, and for which types."""

import streamlit as st

from console import texts
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from console.queue_words import given_words
from core.domain.people import Permission
from core.domain.reviewing import MOST_ASSIGNED

_WANTED = "tablero_acto"
_TEN = 10


def ask_for(what: str, account_id: int) -> None:
    """Open an act's dialog with the next run of the whole page: a fragment's own would go with its refresh."""
    st.session_state[_WANTED] = {"what": what, "id": account_id}
    st.rerun()


def wanted_dialog() -> None:
    """Open the dialog that was asked for, once."""
    wanted = st.session_state.pop(_WANTED, None)
    dialogs = {"assign": _assign, "types": _types, "duty_off": _leave}
    if wanted and wanted["what"] in dialogs:
        dialogs[wanted["what"]](int(wanted["id"]))


@st.dialog("Asignar promociones")
def _assign(account_id: int) -> None:
    """Keep the oldest of a type for a clerk: how many there are is said first, the result after."""
    actor = require(Permission.ASSIGN)
    current = office()
    names = {duty.account_id: duty.name for duty in current.presence.roster(actor)}
    waiting = current.assigning.assignable(actor)
    types = {t.code: t.name for t in current.catalogs.now().procedure_types if t.code in waiting}
    types |= {code: code for code in waiting if code not in types}
    if not types:
        st.info(
            "No hay promociones por asignar.",
            icon=":material/inbox:",
        )
        return
    tipo = st.selectbox(
        "Tipo de procedimiento",
        sorted(types, key=lambda code: -waiting[code]),
        format_func=lambda code: f"{types[code]} ({waiting[code]:,d} por asignar)",
        key="asignar_tipo",
    )
    able = min(waiting[tipo], MOST_ASSIGNED)
    # another type has another limit: the field begins anew with it
    count = st.number_input(
        f"Cuántas, las que llevan más tiempo (hay {able:,d})",
        1,
        able,
        min(_TEN, able),
        key=f"asignar_n_{able}",
    )
    chosen = st.selectbox(
        "A quién",
        list(names),
        index=list(names).index(account_id) if account_id in names else None,
        format_func=names.__getitem__,
        placeholder="Elija",
        key="asignar_a_quien",
    )
    pressed = st.button("Asignar", type="primary", disabled=chosen is None, key="asignar_confirmar")
    if pressed and chosen is not None:
        with refusals_shown():
            given = current.assigning.assign_some(actor, tipo, int(count), chosen)
            notify(given_words(given, int(count), names[chosen]))
            st.rerun()


@st.dialog("Quitar de servicio")
def _leave(account_id: int) -> None:
    """Take a clerk off duty who has something kept for them."""
    actor = require(Permission.ASSIGN)
    duty = next((d for d in office().presence.roster(actor) if d.account_id == account_id), None)
    if duty is None:
        return
    st.text(f"{duty.name} dejará de recibir lo que llegue.")
    back = st.checkbox(
        "Devolver lo que tiene asignado y no ha empezado",
        key="servicio_devolver",
        help="Queda por tomar para cualquiera. Lo que tiene en revisión o en espera sigue siendo suyo.",
    )
    if st.button("Quitar de servicio", type="primary", key="servicio_quitar"):
        with refusals_shown():
            given = office().presence.end_for(actor, account_id, give_back=back)
            notify(left_words(duty.name, given))
            st.rerun()


@st.dialog("Tipos que la regla le asigna")
def _types(account_id: int) -> None:
    """Say which types the rule may give a clerk."""
    actor = require(Permission.ASSIGN)
    current = office()
    duty = next((d for d in current.presence.roster(actor) if d.account_id == account_id), None)
    if duty is None:
        return
    names = {t.code: t.name for t in current.catalogs.now().procedure_types}
    st.markdown(f"**{escape(duty.name)}**")
    chosen = st.multiselect(
        "Tipos de procedimiento",
        list(names),
        default=[code for code in duty.procedure_types if code in names],
        format_func=names.__getitem__,
        placeholder="Todos",
        key=f"servicio_tipos_{account_id:d}",
        help="Sin ninguno, la regla le asigna de todos. A mano puede asignársele cualquiera.",
    )
    if st.button("Guardar", type="primary", key="servicio_guardar"):
        with refusals_shown():
            current.presence.set_types(actor, account_id, chosen)
            notify(texts.sentence("presence", "types", {"name": duty.name}))
            st.rerun()


def left_words(name: str, given_back: int) -> str:
    """Return that somebody went off duty, and what they gave back."""
    code = "off_gave_back" if given_back else "off"
    return texts.sentence("presence", code, {"name": name, "number": given_back})
