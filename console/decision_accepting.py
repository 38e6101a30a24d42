"""The dialog of acceptance: what was found and read on one side, the very receipt on the other."""

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from console import formats
from console.components.checklist import problems_notice
from console.components.coverage_words import seen_in_words
from console.components.scan_notice import scan_notice
from console.components.verdict_panel import verdict_panel
from console.decision_after import go_on
from console.decision_note import NOTE_FIELD, add_note, note_field
from console.decision_papers import paper
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from console.review_acts import confirm_buttons, who_and_what
from core.domain.people import Actor, Permission
from core.domain.reviewing import DraftKind
from core.domain.verdict import Verdict

if TYPE_CHECKING:
    from core.services.review import ReviewView

_LISTED = 6


@st.dialog("Aceptar la promoción", width="large", dismissible=False)
def accept_dialog(view: "ReviewView", verdict: Verdict) -> None:
    """Show what is about to be issued, and accept."""
    actor = require(Permission.REVIEW)
    found, receipt = st.columns([0.5, 0.5], gap="medium")
    with found:
        _found(actor, view, verdict)
    with receipt:
        draw = partial(office().previews.acceptance, actor, view.promocion.id)
        paper(view.promocion.id, "aceptacion", draw, "Vista previa del acuse de recepción")
    if confirm_buttons("Aceptar", "decision"):
        with refusals_shown():
            _accept(actor, view)


def _found(actor: Actor, view: "ReviewView", verdict: Verdict) -> None:
    who_and_what(view)
    with st.container(border=True):
        verdict_panel(verdict, office().settings.zone)
    listed = [f"{d.name} · {formats.short_digest(d.sha256)}" for d in view.documents[:_LISTED]]
    if len(view.documents) > _LISTED:
        listed.append(f"y {formats.documents(len(view.documents) - _LISTED)} más")
    read = seen_in_words(office().coverage.of(actor, view.promocion.id))
    st.caption("  \n".join(escape(line) for line in [f"{read}.", *listed]))  # markdown-safe: each is escaped
    scan_notice(view.documents)
    problems_notice(office().preflight.received(actor, view.promocion.id).now)
    previous = view.promocion.standing.numero_previo
    number = f"Conservará el número {previous}" if previous else "Se le dará número de oficialía"
    st.markdown(f"{escape(number)} y se expedirá el acuse de recepción. No se puede deshacer.")
    note_field(actor, view.promocion.id, DraftKind.ACCEPTANCE)


def _accept(actor: Actor, view: "ReviewView") -> None:
    written = str(st.session_state.get(NOTE_FIELD.format(view.promocion.id), ""))
    with st.spinner("Verificando, numerando y expidiendo el acuse…"):
        promocion = office().deciding.accept(actor, view.promocion.id)
    add_note(actor, promocion.id, written)
    number = promocion.decision.numero_oficialia if promocion.decision else ""
    notify(f"{promocion.folio} aceptada con el número {number}")
    go_on(actor, promocion.folio)
