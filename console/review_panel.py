"""The right panel of the review, in the order of thought: verdict, data, checklist, documents, what was said and done.

Sections stay open or folded as each clerk left them, and only the open ones are computed.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from console import links
from console.audit_screens import readers_of
from console.components.anchors import anchors, download, go
from console.components.checklist import clerk_checklist, summary, worst_first
from console.components.facts import fact_lines
from console.components.history import history
from console.components.promocion_facts import field_rows, instant_rows
from console.components.receipt_links import receipt_links
from console.components.signature_report import ReportSources, signature_report
from console.components.verdict_panel import manifest_table, verdict_panel
from console.feedback import notify, refusals_shown
from console.filed_words import moved_rows
from console.formats import escape
from console.guards import require
from console.office import office
from console.review_remarks import duplicates_section, duplicates_title, notes_section
from console.texts import label
from core.domain.people import Actor, Permission
from core.domain.verdict import Verdict
from core.domain.verdict_json import verdict_from_json, verdict_to_json

if TYPE_CHECKING:
    from core.services.review import ReviewView

PANEL = "revision_panel"
"""Streamlit's key of the panel."""
SECTIONS = "revision.secciones"
"""Name of the preference that holds which sections are open."""
_OPEN_AT_FIRST = {"datos": True, "lista": True, "notas": True, "rechazo": True}


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


def _verdict_key(view: "ReviewView") -> str:
    return f"veredicto_{view.promocion.id}_{view.promocion.status}"


def _revalidate(view: "ReviewView") -> None:
    """Ask the sources of revocation now and keep the verdict; a refusal is told in the run that follows."""
    actor = require(Permission.READ_QUEUE)
    with refusals_shown():
        given = office().revalidating.revalidate(actor, view.promocion.id)
        st.session_state[_verdict_key(view)] = verdict_to_json(given.verdict)
        notify(f"Se revalidó: {label('verdict', given.verdict.outcome)}")


def panel(view: "ReviewView", verdict: Verdict) -> None:
    """Draw the panel."""
    with st.container(key=PANEL):
        _sections(view, verdict)


@st.fragment
def _sections(view: "ReviewView", verdict: Verdict) -> None:
    """Draw the sections apart from the page: folding one moves nothing else."""
    actor = require(Permission.READ_QUEUE)
    zone, promocion = office().settings.zone, view.promocion
    with st.container(border=True, key="veredicto"):
        verdict_panel(verdict, zone)
    _section(actor, "informe", "Informe completo", partial(_report, actor, view, verdict))
    moved = moved_rows(office().refiling.revisions(actor, promocion.id), zone)
    rows = [*field_rows(promocion, office().catalogs.now()), *instant_rows(promocion, zone), *moved]
    _section(actor, "datos", "Datos de la promoción", partial(fact_lines, rows))
    _checklist(actor, view)
    _section(actor, "documentos", f"Documentos ({len(view.documents)})", partial(manifest_table, verdict))
    _decision(actor, view)
    _said_and_done(actor, view)


def _said_and_done(actor: Actor, view: "ReviewView") -> None:
    """Draw notes, duplicates, history and what was issued."""
    promocion_id, zone = view.promocion.id, office().settings.zone
    notes = office().notes.of(actor, promocion_id)
    named = f"Notas ({len(notes)})" if notes else "Notas"
    _section(actor, "notas", named, partial(notes_section, actor, promocion_id, notes))
    found = office().duplicates.of(actor, promocion_id)
    _section(actor, "duplicados", duplicates_title(found), partial(duplicates_section, promocion_id, found))
    _section(actor, "historia", "Historia", partial(history, view.history, zone))
    _section(actor, "acuses", "Acuses y evidencia", partial(_issued, view))
    if actor.may(Permission.READ_AUDIT):
        readers_of(actor, view.promocion.folio)


def _section(actor: Actor, code: str, title: str, draw: Callable[[], None]) -> None:
    """Draw a section as the actor left it; what is folded is not computed."""
    key, drawn = f"seccion_{code}", f"titulo_{code}"
    if key not in st.session_state or st.session_state.get(drawn) != title:
        # under another title it is another widget; set in each run it would undo a click that is on its way
        st.session_state[key] = _open_sections(actor).get(code, _OPEN_AT_FIRST.get(code, False))
    st.session_state[drawn] = title
    with st.expander(escape(title), key=key, on_change=_remember, args=(code, key)) as box:
        if box.open:
            draw()


def _open_sections(actor: Actor) -> dict[str, bool]:
    """Return which sections are open, asked of the database once in a session."""
    known: dict[str, bool] | None = st.session_state.get("secciones")
    if known is None:
        known = {code: bool(is_open) for code, is_open in office().preferences.get(actor, SECTIONS).items()}
        st.session_state["secciones"] = known
    return known


def _remember(code: str, key: str) -> None:
    actor = require(Permission.READ_QUEUE)
    known = {**_open_sections(actor), code: bool(st.session_state[key])}
    st.session_state["secciones"] = known
    office().preferences.set(actor, SECTIONS, dict(known))


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
    if st.button("Revalidar", icon=":material/refresh:", on_click=_revalidate, args=(view,)):
        st.rerun(scope="app")  # the bar at the foot says what the verdict forbids
    signature_report(verdict, sources, office().settings.zone, key=f"informe_{promocion.id}")


def _checklist(actor: Actor, view: "ReviewView") -> None:
    """Draw the rule book's results: nothing here accepts or rejects by itself."""
    preflight, catalogs = office().preflight, office().catalogs.now()
    found = preflight.received(actor, view.promocion.id)
    grounds = {r.id: g.title for r in preflight.book.rules if (g := catalogs.ground(r.ground))}
    draw = partial(clerk_checklist, found.now, found.at_sending, grounds)
    name = f"Lista de verificación · {summary(found.now)}"
    _section(actor, "lista" if worst_first(found.now) else "lista_bien", name, draw)


def _issued(view: "ReviewView") -> None:
    receipts = receipt_links(view.acuses, view.promocion.standing.reopened_at, office().settings.zone)
    package = download("Paquete de evidencia (ZIP)", links.package(view.promocion.id))
    anchors([*receipts, package], key="acuses")


def _decision(actor: Actor, view: "ReviewView") -> None:
    decision = view.promocion.decision
    if decision is None or not decision.ground:
        return
    ground = office().catalogs.now().ground(decision.ground, decision.decided_at)
    page = f", página {decision.page}" if decision.page else ""
    rows = [
        ("Causa", ground.title if ground else decision.ground),
        ("Documento", decision.document + page),
        ("Texto", decision.text),
        ("Resolvió", decision.decided_by),
    ]
    _section(actor, "rechazo", "Motivo del rechazo", partial(fact_lines, rows))
