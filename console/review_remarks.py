"""What the staff writes beside a promoción: notes, labels, what is said of possible duplicates."""

from typing import TYPE_CHECKING

import streamlit as st

from console import links
from console.components.duplicates import candidate_line, judged, side_by_side
from console.components.labels_row import label_badges, label_choice
from console.components.notes import note_list
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from console.review_acts import confirm_buttons
from console.review_drafts import begin, kept_below, note_field, save_note
from core.domain.people import Actor, Permission
from core.domain.remarks import MOST_NOTE, Candidate, Candidates, Compared, Note
from core.domain.reviewing import MOST_REASON, DraftKind

if TYPE_CHECKING:
    from core.services.review import ReviewView


def notes_section(actor: Actor, promocion_id: int, notes: tuple[Note, ...]) -> None:
    """Draw the notes, and a field for another that is kept while somebody types."""
    note_list(notes, office().settings.zone)
    field = note_field(promocion_id)
    text = begin(actor, promocion_id, DraftKind.NOTE, field)
    last = notes[-1].text if notes else ""
    if text and text == last:  # a draft that arrived after its note was saved
        st.session_state[field] = text = ""
    st.text_area(
        "Nueva nota (no la ve el promovente)",
        key=field,
        max_chars=MOST_NOTE,
        height=90,
        persist_state="session",
    )
    kept_below(promocion_id, DraftKind.NOTE, field, text)
    st.button(
        "Guardar la nota",
        icon=":material/note_add:",
        key="nota_guardar",
        on_click=save_note,
        args=(promocion_id,),
    )


def labels(actor: Actor, view: "ReviewView") -> None:
    """Draw the labels that the promoción bears."""
    found = [office().catalogs.now().label(code) for code in office().labels.of(actor, view.promocion.id)]
    label_badges([label.name for label in found if label])


def labelling(actor: Actor, view: "ReviewView") -> None:
    """Draw the list in which labels are put and taken off; apart from them, since it would close as they move it."""
    promocion_id, known = view.promocion.id, office().labels
    chosen = known.of(actor, promocion_id)
    key = f"etiquetas_{promocion_id:d}"
    label_choice(known.offered(), chosen, key=key, on_change=_relabel, args=(promocion_id, chosen, key))


def _relabel(promocion_id: int, before: tuple[str, ...], key: str) -> None:
    actor, after = require(Permission.READ_QUEUE), set(st.session_state[key])
    offered = {label.code for label in office().labels.offered()}
    with refusals_shown():
        for code in sorted(after - set(before)):
            office().labels.put(actor, promocion_id, code)
        for code in sorted((set(before) & offered) - after):
            office().labels.take_off(actor, promocion_id, code)


def duplicates_title(found: Candidates) -> str:
    """Return the section's title: how many may be the same filing, or what else there is."""
    if found.likely:
        return f"Posibles duplicados ({len(found.likely)})"
    common = f" · {found.total} con algún documento en común" if found.total else ""
    return f"Posibles duplicados: ninguno{common}"


def duplicates_section(promocion_id: int, found: Candidates) -> None:
    """Draw the candidates, each with what leads to the comparison."""
    if not found.found:
        st.caption("Ninguna otra promoción tiene estos documentos, ni la misma persona este mismo asunto.")
    _candidates(promocion_id, found, found.likely)
    if found.others:
        st.markdown(":gray[Sólo tienen algún documento en común, como un poder o una identificación:]")
    _candidates(promocion_id, found, found.others)
    if found.total > len(found.found):
        st.caption(f"Hay {found.total:d} en total; se muestran las {len(found.found):d} que más se parecen.")


def _candidates(promocion_id: int, found: Candidates, shown: tuple[Candidate, ...]) -> None:
    for candidate in shown:
        candidate_line(candidate, office().settings.zone)
        if st.button(
            "Comparar", key=f"comparar_{promocion_id:d}_{candidate.id:d}", icon=":material/compare:"
        ):
            compare_dialog(promocion_id, found.here, candidate)


@st.dialog("Comparar", width="large", dismissible=False)
def compare_dialog(promocion_id: int, here: Compared, candidate: Candidate) -> None:
    """Draw both promociones side by side, and ask whether they are the same filing."""
    actor = require(Permission.READ_QUEUE)
    catalogs, zone = office().catalogs.now(), office().settings.zone
    side_by_side(here, candidate, {t.code: t.name for t in catalogs.procedure_types}, zone)
    if candidate.judgement:
        st.info(escape(judged(candidate, zone)), icon=":material/gavel:")
    st.page_link(
        links.REVIEW,
        label="Abrir la otra",
        icon=":material/open_in_new:",
        query_params={"folio": candidate.other.folio},
    )
    if not actor.may(Permission.REVIEW):
        if st.button("Cerrar", key="comparar_cerrar"):
            st.rerun()
        return
    said = st.segmented_control(
        "¿Es la misma presentación?", ["Es duplicada", "No lo es"], key="comparar_dicho"
    )
    reason = st.text_input("Motivo *", max_chars=MOST_REASON, key="comparar_motivo")
    if confirm_buttons("Guardar", "comparar"):
        _judge(actor, promocion_id, candidate.id, said, reason)


def _judge(actor: Actor, promocion_id: int, other_id: int, said: str | None, reason: str) -> None:
    if said is None:
        st.error("Elija si es duplicada o no lo es.", icon=":material/error:")
        return
    is_duplicate = said == "Es duplicada"
    with refusals_shown():
        office().duplicates.judge(actor, promocion_id, other_id, is_duplicate=is_duplicate, reason=reason)
        notify("Quedó anotado en la historia de las dos promociones")
        st.rerun()
