"""What is done to a report of a fault: dialogs that ask for the words before they act."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from core.domain.fault_reports import MAX_REMARK
from core.domain.fault_views import FaultView
from core.domain.people import Permission


@dataclass(frozen=True, slots=True)
class _Words:
    """What a dialog says: the field's label, an example in it, a line below it, its button, and what was done."""

    label: str
    placeholder: str
    below: str
    button: str
    done: str


_NOTE = _Words(
    "Nota *",
    "Lo que encontró, a quién preguntó.",
    "Sólo la lee quien atiende los reportes.",
    "Anotar",
    "Se anotó",
)
_REPLY = _Words(
    "Respuesta para quien lo reportó *",
    "Qué debe hacer, o qué necesita saber de la falla.",
    "La persona recibe este texto tal como lo escriba.",
    "Enviar la respuesta",
    "Se respondió",
)
_RESOLVE = _Words(
    "Qué se hizo *",
    "La falla y cómo se corrigió.",
    "Queda en la historia del reporte.",
    "Resolver",
    "Se dio por resuelto",
)
_DISMISS = _Words(
    "Motivo *",
    "Por ejemplo: repetido, o no es una falla del sistema.",
    "Queda en la historia del reporte.",
    "Descartar",
    "Se descartó",
)
_REOPEN = _Words("Motivo *", "Por qué se atiende otra vez.", "Queda a su cargo.", "Reabrir", "Se reabrió")


@st.dialog("Anotar el reporte", width="medium", dismissible=False)
def note(view: FaultView) -> None:
    """Write a note of the staff's."""
    actor = require(Permission.READ_FAULTS)
    _ask(view, _NOTE, lambda text, _tell: office().fault_desk.note(actor, view.row.folio, text))


@st.dialog("Responder el reporte", width="medium", dismissible=False)
def reply(view: FaultView) -> None:
    """Answer the reporter by mail."""
    actor = require(Permission.READ_FAULTS)
    if not office().settings.mails:
        st.warning(
            "Esta instalación no envía correos: la respuesta quedará en Correos, de donde la administración la "
            "entrega por otro medio.",
            icon=":material/mail_off:",
        )
    _ask(view, _REPLY, lambda text, _tell: office().fault_desk.reply(actor, view.row.folio, text))


@st.dialog("Dar por resuelto", width="medium", dismissible=False)
def resolve(view: FaultView) -> None:
    """Close the report as resolved."""
    actor = require(Permission.READ_FAULTS)
    desk = office().fault_desk
    _ask(view, _RESOLVE, lambda text, tell: desk.resolve(actor, view.row.folio, text, tell=tell), tells=True)


@st.dialog("Descartar el reporte", width="medium", dismissible=False)
def dismiss(view: FaultView) -> None:
    """Close the report without anything done."""
    actor = require(Permission.READ_FAULTS)
    desk = office().fault_desk
    _ask(view, _DISMISS, lambda text, tell: desk.dismiss(actor, view.row.folio, text, tell=tell), tells=True)


@st.dialog("Reabrir el reporte", width="medium", dismissible=False)
def reopen(view: FaultView) -> None:
    """Open a closed report again."""
    actor = require(Permission.READ_FAULTS)
    _ask(view, _REOPEN, lambda text, _tell: office().fault_desk.reopen(actor, view.row.folio, text))


def _ask(view: FaultView, words: _Words, act: Callable[[str, bool], object], *, tells: bool = False) -> None:
    """Draw the field and the buttons; having acted, say what was done and close."""
    st.markdown(f"**{escape(view.row.folio)}** · {escape(view.row.title)}")
    key = f"falla_texto_{words.button}_{view.row.folio}"
    text = st.text_area(  # markdown-safe: labels are our own
        words.label, max_chars=MAX_REMARK, placeholder=words.placeholder, key=key
    )
    st.caption(words.below)  # markdown-safe: our own sentence
    tell = tells and bool(view.row.email) and st.checkbox("Decírselo a quien lo reportó", value=True)
    with st.container(horizontal=True):
        go = st.button(words.button, type="primary", key="falla_confirmar")  # markdown-safe: our own
        if st.button("Cancelar", key="falla_cancelar"):
            st.rerun()
    if go:
        with refusals_shown():
            act(text, tell)
            notify(f"{words.done}: {view.row.folio}")
            st.rerun()
