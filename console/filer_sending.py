"""The step of signing and sending: what is signed, by whom, on which day it counts, and the last word."""

import secrets
from typing import TYPE_CHECKING

import streamlit as st

from console import formats, texts
from console.components.document_rows import finding_rows, signed_row
from console.components.efirma import ToSign, efirma
from console.components.facts import facts
from console.components.help_cards import help_link
from console.components.promocion_facts import field_rows
from console.feedback import notify, refusals_shown
from console.filer_filed import filed_if_sent_now
from console.filer_privacy import ask_privacy
from console.formats import escape
from console.guards import require
from console.office import office
from console.session import csrf
from core.domain.classes import signed_summary
from core.domain.people import Actor, Permission
from core.domain.workflow import EDITABLE, Status
from core.services.sending import SIGNING_WINDOW
from core.services.signable import manifest_of
from core.signatures.certificate import read_certificate

if TYPE_CHECKING:
    from core.services.filing import FilerView

SAID_BY_THE_CARD = (
    "certificate_is_csd",
    "certificate_is_firel",
    "certificate_is_not_efirma",
    "certificate_not_yet_valid",
    "certificate_expired",
    "key_too_weak",
    "certificate_digest_too_weak",
    "certificate_of_another_person",
    "company_signed_by_representative",
    "signing_took_too_long",
)
"""Refusals that the card can find without asking the server."""


def sign_and_send(actor: Actor, view: "FilerView") -> None:
    """Draw what is signed beside the signing card, or beside the button that sends."""
    promocion = view.promocion
    if promocion.status not in EDITABLE:
        st.info("La promoción ya fue enviada.", icon=":material/send:")
        return
    if not view.documents:
        st.info("Agregue al menos un documento para poder firmar.", icon=":material/upload_file:")
        return
    ask_privacy(actor)
    what, how = st.columns([0.5, 0.5], gap="large")
    with what:
        _summary(view)
    with how:
        _show_problems(view)
        if promocion.status is Status.SIGNED and view.signature:
            _send(view)
        else:
            _sign(actor, view)


def _summary(view: "FilerView") -> None:
    st.subheader("Lo que se firma")
    with st.container(border=True):
        facts(field_rows(view.promocion, office().catalogs.now()))
    with st.container(border=True):
        st.markdown(f"**Documentos ({len(view.documents)})**")
        for number, document in enumerate(view.documents, 1):
            summary = signed_summary(document)
            st.markdown(
                f"{number:d}. {escape(document.name)} · {formats.size(document.size_bytes)} · "
                f"{escape(texts.label('classification', document.classification))}  \n"
                + (f":small[Resumen: {escape(' '.join(summary.split()))}]  \n" if summary else "")
                + f":gray[:small[{escape(document.sha256)}]]"
            )


def _sign(actor: Actor, view: "FilerView") -> None:
    signing = None
    with refusals_shown():
        signing = to_sign(view)
    if signing is None:
        return
    result = efirma(
        view.promocion.id,
        csrf(),
        str(actor.rfc or ""),
        actor.name,
        signing,
        key=f"efirma_{view.promocion.id}_{view.promocion.version}",
    )
    help_link("¿Problemas con su e.firma? Qué hacer en cada caso", "firma#problemas")
    if result.signed:
        notify("La promoción está firmada")
        st.rerun()


def to_sign(view: "FilerView") -> ToSign:
    """Return what a filer's card signs, with all that it needs to sign without network.

    Raises:
        SummaryMissing: a confidential document has no summary yet.
    """
    current = office()
    fields, manifest = manifest_of(view.promocion, view.documents)
    return ToSign(
        documents=[signed_row(d) for d in view.documents],
        rows=list(field_rows(view.promocion, current.catalogs.now())),
        manifest=manifest,
        fields=fields,
        at=current.clock.now(),
        window=SIGNING_WINDOW,
        zone=current.settings.zone,
        refusals=texts.refusal_sentences(SAID_BY_THE_CARD),
    )


def _send(view: "FilerView") -> None:
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
    filed_if_sent_now(promocion)
    help_link("Cómo se determina esa fecha", "promociones#fecha")
    st.caption("Cualquier cambio en los datos o en los documentos deja la firma sin efecto.")
    if st.button("Enviar información", type="primary", icon=":material/send:"):
        _confirm_sending(view)


@st.dialog("Enviar información", width="medium", dismissible=False)
def _confirm_sending(view: "FilerView") -> None:
    actor, promocion = require(Permission.FILE), view.promocion
    st.write(
        "¿La información capturada es correcta? De ser así, una vez enviada la promoción no se permite "
        "la modificación de ningún dato o documento."
    )
    st.caption(
        f"Promoción {escape(promocion.folio)} · {formats.documents(len(view.documents))} · {escape(actor.name)}"
    )
    filed_if_sent_now(promocion)
    sure = _despite_problems(view)
    token = st.session_state.setdefault(f"envio_{promocion.id}", secrets.token_urlsafe(24))
    with st.container(horizontal=True):
        go = st.button("Continuar", type="primary", key="enviar_continuar", disabled=not sure)
        back = st.button("Cancelar", key="enviar_cancelar")
    if back:
        st.rerun()
    if go and sure:
        with refusals_shown():
            with st.spinner("Verificando los documentos y la firma, y expidiendo el acuse…"):
                current = office().sending.send(actor, promocion.id, str(token))
            notify(f"Promoción {current.folio} enviada")
            st.rerun()


def _despite_problems(view: "FilerView") -> bool:
    """Ask for a word of confirmation where a document has what gets filings rejected."""
    if not _problems(view):
        return True
    _show_problems(view)
    return st.checkbox("Sé que estos problemas son causa de rechazo y quiero enviarla así", key="enviar_asi")


def _problems(view: "FilerView") -> list[tuple[str, str]]:
    return [
        (d.name, row["text"])
        for d in view.documents
        for row in finding_rows(d)
        if row["severity"] == "refused"
    ]


def _show_problems(view: "FilerView") -> None:
    for name, text in _problems(view):
        st.warning(f"**{escape(name)}** {escape(text)}", icon=":material/warning:")
