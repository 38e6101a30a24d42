"""The dialog of rejection: what the clerk writes on one side, the very words the filer will read on the other."""

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from console import formats, texts
from console.components.coverage_words import seen_in_words
from console.components.grounds import told_to_filer
from console.decision_after import go_on, take_next
from console.decision_form import PAGE, RejectionForm, current_form, seed_form
from console.decision_note import NOTE_FIELD, add_note, note_field
from console.decision_papers import paper
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from console.review_acts import CONFIRM, who_and_what
from console.review_drafts import kept_below
from console.review_reading import current_page
from core.domain.catalogs import Ground
from core.domain.people import Actor, Permission
from core.domain.promocion import Rejection
from core.domain.proposal import Proposal, rejection_draft
from core.domain.reviewing import DraftKind
from core.domain.workflow import Status
from core.services.rejections import MAX_GROUND_TEXT, MIN_GROUND_TEXT

if TYPE_CHECKING:
    from core.services.review import ReviewView

_KIND = DraftKind.REJECTION


def open_rejection(actor: Actor, view: "ReviewView") -> None:
    """Open the dialog with what the clerk had begun to write, or with what a colleague proposed."""
    proposal = office().deciding.proposal(actor, view.promocion.id)
    seed_form(actor, view.promocion.id, proposal)
    reject_dialog(view, proposal)


@st.dialog("Rechazar la promoción", width="large", dismissible=False)
def reject_dialog(view: "ReviewView", proposal: Proposal | None) -> None:
    """Ask why, show what the filer will read, and reject."""
    actor = require(Permission.REVIEW)
    form = RejectionForm(view.promocion.id)
    grounds = {g.code: g for g in office().deciding.grounds()}
    who_and_what(view)
    st.caption(escape(seen_in_words(office().coverage.of(actor, view.promocion.id))))
    written, read = st.columns([0.5, 0.5], gap="medium")
    with written:
        _proposed(proposal)
        ground = _ground(form, grounds)
        _text(form)
        _place(form, view, ground)
        note_field(actor, view.promocion.id, _KIND)
        rejection = current_form(form)
        # before the preview, whose route reads what is kept
        _keep(actor, form, rejection)
        # below the paper the buttons would lie under the edge of the window
        _confirm(actor, view, rejection, _missing(ground, rejection), proposal)
    with read:
        _read(actor, view, ground, rejection)


def _proposed(proposal: Proposal | None) -> None:
    if proposal:
        at = formats.short_instant(proposal.at, office().settings.zone)
        st.info(
            f"{escape(proposal.account_name)} propuso este rechazo el {escape(at)}. Usted lo confirma, lo cambia "
            "o lo retira.",
            icon=":material/group:",
        )


def _ground(form: RejectionForm, grounds: dict[str, Ground]) -> Ground | None:
    code = st.selectbox(
        "Causa *",
        list(grounds),
        index=None,
        format_func=lambda c: grounds[c].title if c in grounds else c,
        placeholder="Escriba para buscar en el catálogo",
        key=form.ground,
    )
    return grounds.get(code or "")


def _place(form: RejectionForm, view: "ReviewView", ground: Ground | None) -> None:
    """Draw the document and the page concerned, and the button that takes those before the clerk's eyes."""
    names = ["", *(d.name for d in view.documents)]
    which, page = st.columns([0.7, 0.3])
    document = which.selectbox(
        "Documento" + (" *" if ground and ground.needs_document else ""),
        names,
        format_func=lambda name: name or "Toda la promoción",
        key=form.document,
    )
    last = _last_page(view, document or "")
    if (st.session_state.get(form.page) or 0) > last:
        st.session_state[form.page] = None
    page.number_input(
        f"Página (de {last:d})" if last not in {0, PAGE} else "Página",
        min_value=1,
        max_value=max(last, 1),
        value=None,
        step=1,
        key=form.page,
        disabled=not last,
    )
    here = current_page(view)
    if here:
        name, number = here
        st.button(
            f"Usar lo que estoy viendo: {escape(name)}" + (f", página {number:d}" if number else ""),
            icon=":material/my_location:",
            shortcut="alt+p",
            key="rechazo_aqui",
            on_click=form.put_place,
            args=(name, number),
        )


def _last_page(view: "ReviewView", name: str) -> int:
    """Return the last page that can be named: 0 without a document, ``PAGE`` where nobody counted them."""
    document = next((d for d in view.documents if d.name == name), None)
    return office().coverage.last_page(document) if document else 0


def _text(form: RejectionForm) -> None:
    st.text_area(
        "Texto para el promovente *",
        key=form.text,
        max_chars=MAX_GROUND_TEXT,
        height=120,
        placeholder="Diga en qué documento y página está el problema y qué debe corregir.",
    )
    kept_below(form.promocion_id, _KIND, form.text, str(st.session_state.get(form.text, "")))


def _read(actor: Actor, view: "ReviewView", ground: Ground | None, rejection: Rejection) -> None:
    st.markdown("**Lo que leerá el promovente**")
    told_to_filer(ground, rejection, key="rechazo_mensaje")
    if ground:
        draw = partial(office().previews.rejection, actor, view.promocion.id, rejection)
        paper(view.promocion.id, "rechazo", draw, "Vista previa de la constancia", height=300)


def _keep(actor: Actor, form: RejectionForm, rejection: Rejection) -> None:
    """Keep what is written so far, which the route of the preview reads too."""
    if rejection == Rejection("", ""):
        return
    note = str(st.session_state.get(NOTE_FIELD.format(form.promocion_id), ""))
    office().drafts.save(actor, form.promocion_id, _KIND, {**rejection_draft(rejection), "note": note})


def _missing(ground: Ground | None, rejection: Rejection) -> list[str]:
    missing = [] if ground else ["ground"]
    if ground and ground.needs_document and not rejection.document:
        missing.append("document")
    return missing if len(rejection.text.strip()) >= MIN_GROUND_TEXT else [*missing, "text"]


def _confirm(
    actor: Actor, view: "ReviewView", rejection: Rejection, missing: list[str], proposal: Proposal | None
) -> None:
    proposes = office().deciding.four_eyes and proposal is None
    verb = "Proponer el rechazo" if proposes else "Rechazar"
    # the text is no reason to disable: whoever presses the keys from within the field has just written it
    stopped = [code for code in missing if code != "text"]
    with st.container(horizontal=True, vertical_alignment="center"):
        go = st.button(
            verb, type="primary", key="decision_confirmar", shortcut=CONFIRM, disabled=bool(stopped)
        )
        withdraws = proposal is not None and st.button("Retirar la propuesta", key="decision_retirar")
        if st.button("Cancelar", key="decision_cancelar"):
            st.rerun()
        if missing:
            st.caption("Falta: " + ", ".join(texts.label("missing", code) for code in missing) + ".")
    if go:
        with refusals_shown():
            _reject(actor, view, rejection)
    elif withdraws:
        with refusals_shown():
            office().deciding.withdraw_proposal(actor, view.promocion.id)
            notify(f"Se retiró la propuesta de rechazo de {view.promocion.folio}")
            st.rerun()


def _reject(actor: Actor, view: "ReviewView", rejection: Rejection) -> None:
    written = str(st.session_state.get(NOTE_FIELD.format(view.promocion.id), ""))
    with st.spinner("Expidiendo la constancia de rechazo…"):
        promocion = office().deciding.reject(actor, view.promocion.id, rejection)
    add_note(actor, promocion.id, written)
    if promocion.status is Status.REJECTED:
        notify(f"{promocion.folio} rechazada")
        go_on(actor, promocion.folio)
    notify(f"Se propuso rechazar {promocion.folio}: otra persona debe confirmarlo")
    take_next(actor)
