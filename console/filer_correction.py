"""The filer begins again from a rejected promoción: why it was rejected, on top until the new one is sent."""

from typing import TYPE_CHECKING

import streamlit as st

from console import formats, links
from console.components.document_rows import upload_row
from console.components.grounds import told_to_filer
from console.components.help_cards import help_link
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from core.domain.arrangement import Arrangement
from core.domain.correction import Correction
from core.domain.people import Actor, Permission
from core.domain.promocion import Promocion, Rejection
from core.domain.workflow import EDITABLE, Status

if TYPE_CHECKING:
    from console.components.upload import DocumentRow
    from core.services.filing import FilerView


def rejection_of(promocion: Promocion) -> Rejection | None:
    """Return why a promoción was rejected; None where it was not."""
    decision = promocion.decision
    if decision is None or not decision.ground:
        return None
    return Rejection(decision.ground, decision.text, decision.document, decision.page)


def rejected(actor: Actor, promocion: Promocion) -> None:
    """Draw why the promoción was rejected, and the way to correct it; nothing where it was not."""
    rejection = rejection_of(promocion)
    if promocion.status is not Status.REJECTED or rejection is None:
        return
    _why(promocion, rejection, key="rechazo_motivo")
    begun = office().copying.begun(actor, promocion.id)
    with st.container(horizontal=True, vertical_alignment="center"):
        if begun:
            if st.button(
                f"Seguir con la corrección {begun.folio}", type="primary", icon=":material/edit_document:"
            ):
                _open(begun)
        elif st.button("Corregir y presentar de nuevo", type="primary", icon=":material/restart_alt:"):
            _correct(promocion.id)
        st.caption(
            "Se abre una promoción nueva con los mismos datos, carpetas y documentos. Corrija lo señalado, "
            "fírmela y envíela: se tendrá por presentada en la fecha del nuevo envío."
        )
    help_link("Qué sigue después de un rechazo", "promociones#rechazo")


def _correct(promocion_id: int) -> None:
    actor = require(Permission.FILE)
    with refusals_shown():
        copy = office().copying.correct(actor, promocion_id)
        notify(f"Se creó {copy.folio} con los datos y documentos de la promoción rechazada")
        _open(copy)


def _open(promocion: Promocion) -> None:
    st.switch_page(links.PROMOCION, query_params={"folio": promocion.folio})


def correction_card(actor: Actor, promocion: Promocion) -> Correction | None:
    """Draw, on top of a promoción that corrects another, why that one was rejected; return what was compared."""
    if promocion.status not in EDITABLE or promocion.standing.copied_from is None:
        return None
    correction = office().copying.correction(actor, promocion.id)
    rejection = rejection_of(correction.origin) if correction else None
    if correction and rejection:
        origin = correction.origin.folio
        with st.expander(escape(f"Corrige la promoción {origin}, que fue rechazada"), expanded=True):
            _why(correction.origin, rejection, key="correccion_motivo")
            st.caption(escape(_compared(correction)))
            st.page_link(
                links.PROMOCION, label=escape(f"Ver {origin} y su constancia"), query_params={"folio": origin}
            )
    return correction


def _why(promocion: Promocion, rejection: Rejection, *, key: str) -> None:
    at = promocion.decision.decided_at if promocion.decision else None
    told_to_filer(office().catalogs.now().ground(rejection.ground, at), rejection, key=key)


def _compared(correction: Correction) -> str:
    same = len(correction.unchanged)
    words = [f"Sin cambios: {formats.documents(same)}"] if same else ["Todos los documentos cambiaron"]
    if correction.gone:
        words.append("ya no están: " + ", ".join(f"«{name}»" for name in correction.gone))
    return "; ".join(words) + "."


def rows_of(
    view: "FilerView", correction: Correction | None, arrangement: Arrangement
) -> "list[DocumentRow]":
    """Return the filer's documents, those marked whose very bytes were in the rejected promoción."""
    zone = office().settings.zone
    rows = [upload_row(document, zone, arrangement) for document in view.documents]
    if correction is None:
        return rows
    for row in rows:
        if row["id"] in correction.unchanged:
            origin = correction.origin.folio
            said = f"Sin cambios: es el mismo archivo que en {origin}."
            row["findings"] = [*row["findings"], {"severity": "info", "text": said}]
            row["same_as"] = [same for same in row["same_as"] if same["folio"] != origin]
    return rows


def reopened(promocion: Promocion) -> None:
    """Tell that the decision was undone and another one follows; nothing once it has."""
    at = promocion.standing.reopened_at
    if at is None or promocion.decision is not None:
        return
    when = formats.instant(at, office().settings.zone)
    st.info(
        f"La Oficialía reabrió esta promoción el {escape(when)} y la resolverá de nuevo. Usted no tiene que hacer "
        "nada; la fecha en que se tiene por presentada no cambia.",
        icon=":material/lock_open:",
    )
