"""The steps of a filer's promoción: each draws, and does what the person asks."""

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from console import formats, links, texts
from console.components.anchors import anchors, download
from console.components.document_rows import upload_row
from console.components.efirma import efirma
from console.components.facts import facts
from console.components.history import history
from console.components.promocion_facts import field_rows, instant_rows
from console.components.promocion_form import FormContext, promocion_form
from console.components.upload import upload
from console.feedback import notify, refusals_shown, show_explanation
from console.formats import escape
from console.office import office
from console.session import csrf
from core.domain.people import Actor
from core.domain.promocion import Promocion
from core.domain.workflow import EDITABLE, RECEIVED, Status
from core.signatures.certificate import read_certificate

if TYPE_CHECKING:
    from core.services.filing import FilerView

STEPS = {
    "datos": "1 Datos",
    "documentos": "2 Documentos",
    "firmar": "3 Firmar y enviar",
    "acuse": "4 Acuse e historia",
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


def _go(promocion: Promocion, step: str) -> None:
    st.session_state[step_key(promocion)] = step


def draw_step(step: str, actor: Actor, view: "FilerView") -> None:
    """Draw one step."""
    _tell_if_overtaken(view.promocion)
    steps: dict[str, Callable[[Actor, FilerView], None]] = {
        "datos": _data,
        "documentos": _documents,
        "firmar": _sign_and_send,
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
        facts(field_rows(promocion, current.catalogs))
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
    unsaved = fields.normalised() != promocion.fields
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


def _documents(_actor: Actor, view: "FilerView") -> None:
    promocion, current = view.promocion, office()
    if promocion.status is Status.SIGNED:
        st.warning(_VOIDS, icon=":material/draw:")
    result = upload(
        promocion.id,
        csrf(),
        [upload_row(d, current.settings.zone) for d in view.documents],
        current.settings.max_document_bytes,
        current.reader.media_types.admitted_extensions,
        disabled=promocion.status not in EDITABLE,
        key=f"documentos_{promocion.id}",
    )
    if result.changed:
        st.rerun()
    if view.documents and promocion.status in EDITABLE:
        st.button(
            "Seguir: firmar y enviar",
            icon=":material/arrow_forward:",
            on_click=_go,
            args=(promocion, "firmar"),
        )


def _sign_and_send(actor: Actor, view: "FilerView") -> None:
    promocion = view.promocion
    if promocion.status not in EDITABLE:
        st.info("La promoción ya fue enviada.", icon=":material/send:")
        return
    if not view.documents:
        st.info("Agregue al menos un documento para poder firmar.", icon=":material/upload_file:")
        return
    what, how = st.columns([0.5, 0.5], gap="large")
    with what:
        _summary(view)
    with how:
        if promocion.status is Status.SIGNED and view.signature:
            _send(actor, view)
        else:
            _sign(actor, view)


def _summary(view: "FilerView") -> None:
    st.subheader("Lo que se firma")
    with st.container(border=True):
        facts(field_rows(view.promocion, office().catalogs))
    with st.container(border=True):
        st.markdown(f"**Documentos ({len(view.documents)})**")
        for number, document in enumerate(view.documents, 1):
            st.markdown(
                f"{number:d}. {escape(document.name)} · {formats.size(document.size_bytes)}  \n"
                f":gray[:small[{escape(document.sha256)}]]"
            )


def _sign(actor: Actor, view: "FilerView") -> None:
    result = efirma(
        view.promocion.id,
        csrf(),
        str(actor.rfc or ""),
        actor.name,
        [d.name for d in view.documents],
        key=f"efirma_{view.promocion.id}_{view.promocion.version}",
    )
    if result.signed:
        notify("La promoción está firmada")
        st.rerun()


def _send(actor: Actor, view: "FilerView") -> None:
    current, promocion = office(), view.promocion
    st.subheader("Enviar")
    if view.signature is None:  # a signed promoción has one
        return
    certificate = read_certificate(view.signature.certificate)
    st.success(
        f"**Firmada** el {escape(formats.instant(view.signature.signed_at, current.settings.zone))} "
        f"por {escape(certificate.holder)} ({escape(str(certificate.rfc))}), "
        f"certificado {escape(certificate.serial)}.",
        icon=":material/draw:",
    )
    _filed_on(promocion)
    st.caption("Cualquier cambio en los datos o en los documentos deja la firma sin efecto.")
    if st.button("Enviar información", type="primary", icon=":material/send:"):
        _confirm_sending(actor, promocion, len(view.documents))


def _filed_on(promocion: Promocion) -> None:
    filed = office().filing.filed_on(promocion)
    reason = texts.filed_reason_now(filed.reason, filed.facts)
    text = f"Si la envía ahora, se tendrá por presentada el **{escape(formats.day(filed.on))}**. {escape(reason)}"
    st.info(text, icon=":material/event:")  # markdown-safe: every part is escaped above


@st.dialog("Enviar información", width="medium", dismissible=False)
def _confirm_sending(actor: Actor, promocion: Promocion, documents: int) -> None:
    st.write(
        "¿La información capturada es correcta? De ser así, una vez enviada la promoción no se permite "
        "la modificación de ningún dato o documento."
    )
    st.caption(f"Promoción {escape(promocion.folio)} · {documents:d} documentos · {escape(actor.name)}")
    _filed_on(promocion)
    token = st.session_state.setdefault(f"envio_{promocion.id}", secrets.token_urlsafe(24))
    with st.container(horizontal=True):
        go = st.button("Continuar", type="primary", key="enviar_continuar")
        back = st.button("Cancelar", key="enviar_cancelar")
    if back:
        st.rerun()
    if go:
        with refusals_shown():
            with st.spinner("Verificando los documentos y la firma, y expidiendo el acuse…"):
                current = office().sending.send(actor, promocion.id, str(token))
            notify(f"Promoción {current.folio} enviada")
            st.rerun()


def _acuse(actor: Actor, view: "FilerView") -> None:
    current, promocion = office(), view.promocion
    zone = current.settings.zone
    left, right = st.columns([0.58, 0.42], gap="large")
    with left:
        if promocion.status is Status.REJECTED:
            _rejection(promocion)
        st.subheader("Acuses")
        if view.acuses:
            names = [(texts.label("kind", a.kind), links.acuse(a.id)) for a in view.acuses]
            buttons = [download(f"{name} (PDF)", url, "primary") for name, url in names]
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


def _rejection(promocion: Promocion) -> None:
    decision = promocion.decision
    ground = office().catalogs.ground(decision.ground) if decision else None
    if decision is None or ground is None:
        return
    where = f" Documento: {escape(decision.document)}." if decision.document else ""
    st.error(  # markdown-safe: each part is escaped
        f"**Rechazada: {escape(ground.title)}.** {escape(decision.text)}{where}  \n{escape(ground.advice)}",
        icon=":material/cancel:",
    )
