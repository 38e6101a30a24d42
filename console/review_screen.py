"""The review screen: documents beside the verdict, data and decision (screens.md §2)."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from console import formats, links
from console.audit_screens import readers_of
from console.components.anchors import anchors, download, go
from console.components.badges import status_badge
from console.components.checklist import clerk_checklist, summary, worst_first
from console.components.document_rows import viewer_row
from console.components.facts import fact_lines
from console.components.history import history
from console.components.promocion_facts import field_rows, instant_rows
from console.components.signature_report import ReportSources, signature_report
from console.components.verdict_panel import manifest_table, verdict_panel
from console.components.viewer import ViewerDocument, viewer
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from console.session import csrf
from console.texts import label
from core.domain.manifest import document_path
from core.domain.people import Actor, Permission
from core.domain.verdict import Verdict
from core.domain.verdict_json import verdict_from_json, verdict_to_json
from core.domain.workflow import Status

if TYPE_CHECKING:
    from core.services.review import ReviewView

_OPEN = "informe_abierto"


def verdict_of(actor: Actor, view: "ReviewView") -> Verdict:
    """Return the verdict computed when the promoción was opened, or anew when *Revalidar* asked for it."""
    key = _verdict_key(view)
    stored: dict[str, Any] | None = st.session_state.get(key)
    if stored is None:
        with st.spinner("Comparando los documentos con el manifiesto firmado…"):
            verdict = office().review.verdict(actor, view)
        st.session_state[key] = verdict_to_json(verdict)
        return verdict
    return verdict_from_json(stored)


def _revalidate(view: "ReviewView") -> None:
    """Ask the sources of revocation now and keep the verdict; a refusal is told in the run that follows."""
    actor = require(Permission.READ_QUEUE)
    with refusals_shown():
        given = office().revalidating.revalidate(actor, view.promocion.id)
        st.session_state[_verdict_key(view)] = verdict_to_json(given.verdict)
        st.session_state[_OPEN] = view.promocion.id  # the notice moves what is drawn below it, which folds it
        notify(f"Se revalidó: {label('verdict', given.verdict.outcome)}")


def _verdict_key(view: "ReviewView") -> str:
    return f"veredicto_{view.promocion.id}_{view.promocion.status}"


def _report(actor: Actor, view: "ReviewView", verdict: Verdict) -> None:
    promocion, revalidating = view.promocion, office().revalidating
    pieces = office().evidence_files.listing(actor, promocion.id)
    downloads = [
        download(label("evidence", piece.kind), links.evidence(promocion.id, piece.name)) for piece in pieces
    ]
    printed = go("Informe para imprimir", links.report(promocion.id))
    sources = ReportSources(
        sent_at=promocion.sent_at,
        answers=revalidating.answers(actor, promocion.id),
        verdicts=revalidating.verdicts(actor, promocion.id),
        downloads=[printed, *downloads],
    )
    signature_report(verdict, sources, office().settings.zone, key=f"informe_{promocion.id}")


def header(view: "ReviewView") -> None:
    """Draw folio, procedure, status, and whose it is."""
    promocion, zone = view.promocion, office().settings.zone
    st.markdown(f"#### {escape(promocion.folio)} · {escape(promocion.fields.procedimiento)}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        status_badge(promocion.status)
        if promocion.decision and promocion.decision.numero_oficialia:
            st.badge(escape(promocion.decision.numero_oficialia), icon=":material/tag:", color="green")
        st.badge(f"Presentada el {formats.day(promocion.filed_on)}", icon=":material/event:", color="gray")
        st.caption(escape(_whose(view, zone)))


def _whose(view: "ReviewView", zone: str) -> str:
    claim = view.promocion.claim
    if claim is None or view.promocion.status is not Status.UNDER_REVIEW:
        return f"enviada {formats.short_instant(view.promocion.sent_at, zone)}"
    who = "La tiene usted" if view.held else f"La tiene {claim.name}; puede leerla, no resolverla"
    return f"{who} · desde {formats.short_instant(claim.claimed_at, zone)}"


def documents(view: "ReviewView", verdict: Verdict) -> None:
    """Draw the reader, with a match mark for each document and what the reader saw of it before."""
    actor = require(Permission.READ_QUEUE)
    matches = {m.name: m.matches for m in verdict.matches}
    read = {c.document_id: c for c in office().coverage.of(actor, view.promocion.id)}
    rows: list[ViewerDocument] = [
        {
            **viewer_row(d, matches=matches.get(_in_manifest(d.name, matches))),
            "pages": read[d.id].total if d.id in read else None,
        }
        for d in view.documents
    ]
    seen = {str(c.document_id): c.pages for c in read.values()}
    viewer(rows, None, csrf(), key=f"visor_{view.promocion.id}", seen=seen)


def _in_manifest(name: str, matches: dict[str, bool]) -> str:
    return name if name in matches else document_path(name)


def panel(actor: Actor, view: "ReviewView", verdict: Verdict) -> None:
    """Draw what is thought of in order: verdict, data, findings, manifest, receipts, history."""
    zone = office().settings.zone
    with st.container(border=True, key="veredicto"):
        verdict_panel(verdict, zone)
        with st.expander("Informe completo", expanded=st.session_state.get(_OPEN) == view.promocion.id):
            st.button("Revalidar", icon=":material/refresh:", on_click=_revalidate, args=(view,))
            _report(actor, view, verdict)
    with st.expander("Datos de la promoción", expanded=True):
        fact_lines([*field_rows(view.promocion, office().catalogs), *instant_rows(view.promocion, zone)])
    _checklist(actor, view)
    with st.expander("Manifiesto de documentos"):
        manifest_table(verdict)
    with st.expander("Acuses y evidencia"):
        receipts = [download(label("kind", a.kind), links.acuse(a.id)) for a in view.acuses]
        package = download("Paquete de evidencia (ZIP)", links.package(view.promocion.id))
        anchors([*receipts, package], key="acuses")
    with st.expander("Historia"):
        history(view.history, zone)
    actor = require(Permission.READ_QUEUE)
    if actor.may(Permission.READ_AUDIT):
        readers_of(actor, view.promocion.folio)
    _decision(view)


def _checklist(actor: Actor, view: "ReviewView") -> None:
    """Draw the rule book's results: nothing here accepts or rejects by itself."""
    preflight, catalogs = office().preflight, office().catalogs
    found = preflight.received(actor, view.promocion.id)
    grounds = {r.id: g.title for r in preflight.book.rules if (g := catalogs.ground(r.ground))}
    name = f"Lista de verificación · {summary(found.now)}"
    with st.expander(escape(name), expanded=bool(worst_first(found.now))):
        clerk_checklist(found.now, found.at_sending, grounds)


def _decision(view: "ReviewView") -> None:
    decision = view.promocion.decision
    if decision is None or not decision.ground:
        return
    ground = office().catalogs.ground(decision.ground)
    with st.expander("Motivo del rechazo", expanded=True):
        fact_lines(
            [
                ("Causa", ground.title if ground else decision.ground),
                ("Documento", decision.document),
                ("Texto", decision.text),
                ("Resolvió", decision.decided_by),
            ]
        )
