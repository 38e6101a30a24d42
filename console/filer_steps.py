"""The steps of a filer's promoción: each draws, and does what the person asks."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from console import links, texts
from console.components.anchors import anchors, download
from console.components.facts import facts
from console.components.help_cards import help_link
from console.components.history import history
from console.components.promocion_facts import field_rows, instant_rows
from console.components.promocion_form import FormContext, promocion_form
from console.components.receipt_links import receipt_links
from console.components.upload import upload
from console.feedback import notify, refusals_shown, show_explanation
from console.filed_words import moved_rows
from console.filer_checks import check_before_signing
from console.filer_correction import rejected, reopened, rows_of
from console.filer_sending import sign_and_send
from console.formats import escape
from console.office import office
from console.session import csrf
from core.domain.people import Actor
from core.domain.promocion import Promocion
from core.domain.workflow import EDITABLE, RECEIVED, Status

if TYPE_CHECKING:
    from core.services.filing import FilerView

STEPS = {
    "datos": "1 Datos",
    "documentos": "2 Documentos",
    "revisar": "3 Revisar",
    "firmar": "4 Firmar y enviar",
    "acuse": "5 Acuse e historia",
}
_PRESSED = "guardar_en_version"
_VOIDS = (
    "La promoción está firmada. Si cambia un dato o un documento, la firma queda sin efecto y deberá firmar "
    "de nuevo."
)


def first_step(promocion: Promocion, asked: str) -> str:
    """Return the step to open: the one asked for, or where the promoción stands."""
    if promocion.status not in EDITABLE:
        return "acuse"
    if asked in STEPS:
        return asked
    return "firmar" if promocion.status is Status.SIGNED else "documentos"


def step_key(promocion: Promocion) -> str:
    """Return the key of the step's control: another once sent, so that the receipt opens by itself."""
    return f"paso_{promocion.id}_{promocion.status in RECEIVED}"


def forget_asked() -> None:
    """Take the step out of the address once the person goes their own way."""
    st.query_params.pop("paso", None)


def _go(promocion: Promocion, step: str) -> None:
    forget_asked()
    st.session_state[step_key(promocion)] = step


def draw_step(step: str, actor: Actor, view: "FilerView") -> None:
    """Draw one step."""
    _tell_if_overtaken(view.promocion)
    steps: dict[str, Callable[[Actor, FilerView], None]] = {
        "datos": _data,
        "documentos": _documents,
        "revisar": _check,
        "firmar": sign_and_send,
        "acuse": _acuse,
    }
    steps[step](actor, view)


def _saving(promocion: Promocion) -> None:
    st.session_state[_PRESSED] = [promocion.id, promocion.version]


def _tell_if_overtaken(promocion: Promocion) -> None:
    """Say so where *Guardar* was pressed in a form that another window's change has replaced."""
    pressed = st.session_state.pop(_PRESSED, None)
    if pressed and pressed != [promocion.id, promocion.version]:
        code = "changed_meanwhile" if promocion.status in EDITABLE else "status_forbids"
        show_explanation(texts.explain(code))


def _data(actor: Actor, view: "FilerView") -> None:
    promocion, current = view.promocion, office()
    if promocion.status not in EDITABLE:
        facts(field_rows(promocion, current.catalogs.now()))
        return
    if promocion.status is Status.SIGNED:
        st.warning(_VOIDS, icon=":material/draw:")
    problems_key = f"problemas_{promocion.id}"
    context = FormContext(
        usuario=actor.name,
        procedure_types=current.filing.procedure_types(),
        problems=st.session_state.get(problems_key, {}),
        fixed_procedimiento=True,
        key=f"datos_{promocion.id}_{promocion.version}",
    )
    fields = promocion_form(promocion.fields, context)
    unsaved = current.filing.normalised(fields) != promocion.fields
    with st.container(horizontal=True, vertical_alignment="center"):
        save = st.button(
            "Guardar",
            type="primary",
            icon=":material/save:",
            disabled=not unsaved,
            on_click=_saving,
            args=(promocion,),
        )
        if not unsaved:
            st.button(
                "Seguir: documentos",
                icon=":material/arrow_forward:",
                on_click=_go,
                args=(promocion, "documentos"),
            )
        st.caption("Hay cambios sin guardar." if unsaved else "Todo está guardado.")
    if save:
        problems = {p.field: p.code for p in current.filing.check(fields)}
        st.session_state[problems_key] = problems
        if problems:
            st.rerun()
        with refusals_shown():
            current.filing.edit(actor, promocion.id, fields, version=promocion.version)
            notify("Los datos se guardaron")
            st.rerun()


def _documents(actor: Actor, view: "FilerView") -> None:
    promocion, current = view.promocion, office()
    arrangement = current.arranging.view(actor, promocion.id)
    correction = current.copying.correction(actor, promocion.id)
    if promocion.status is Status.SIGNED:
        st.warning(_VOIDS, icon=":material/draw:")
    result = upload(
        promocion.id,
        csrf(),
        rows_of(view, correction, arrangement),
        current.settings.max_document_bytes,
        current.reader.media_types.admitted_extensions,
        folders=arrangement.folders,
        disabled=promocion.status not in EDITABLE,
        key=f"documentos_{promocion.id}",
    )
    if result.changed:
        st.rerun()
    if promocion.status in EDITABLE:
        help_link("Tamaños, carpetas y documentos confidenciales", "promociones#documentos")
    if view.documents and promocion.status in EDITABLE:
        st.button(
            "Seguir: revisar",
            icon=":material/arrow_forward:",
            on_click=_go,
            args=(promocion, "revisar"),
        )


def _check(actor: Actor, view: "FilerView") -> None:
    check_before_signing(actor, view, partial(_go, view.promocion))


def _moved(actor: Actor, promocion: Promocion) -> None:
    """Tell that the day on which it is taken as filed was computed anew: the papers still print the one before."""
    if promocion.status not in RECEIVED:
        return
    moves = moved_rows(office().refiling.revisions(actor, promocion.id), office().settings.zone)
    for _, sentence in moves:
        st.warning(escape(sentence), icon=":material/event_repeat:")
    if moves:
        st.caption("Los acuses ya expedidos conservan la fecha que imprimían; vale la de abajo.")


def _acuse(actor: Actor, view: "FilerView") -> None:
    current, promocion = office(), view.promocion
    zone = current.settings.zone
    left, right = st.columns([0.58, 0.42], gap="large")
    with left:
        reopened(promocion)
        rejected(actor, promocion)
        _moved(actor, promocion)
        st.subheader("Acuses")
        if view.acuses:
            buttons = receipt_links(view.acuses, promocion.standing.reopened_at, zone, look="primary")
            anchors(
                [*buttons, download("Paquete de evidencia (ZIP)", links.package(promocion.id))], key="acuses"
            )
            facts([("Folio", promocion.folio), *instant_rows(promocion, zone)])
        else:
            st.info(
                "El acuse de envío se expide en cuanto envíe la promoción.", icon=":material/receipt_long:"
            )
    with right:
        st.subheader("Historia")
        history(current.auditing.filer_history(actor, promocion.id), zone)
