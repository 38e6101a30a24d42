"""Routes of a promoción's evidence: each piece as a download, and the verification report to be printed."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console import formats, texts
from console.components.badges import OUTCOME_MARK
from console.components.report_values import (
    chain,
    conclusion_lines,
    numbered_checks,
    revocation_rows,
    scope_rows,
    signer_rows,
    standing_lines,
    validity_bar,
    verdict_history,
)
from console.office import office
from console.web.answers import answering, attachment
from console.web.forms import page
from console.web.identity import actor_of
from core.domain.evidence import StoredVerdict
from core.domain.people import Actor
from core.domain.promocion import Promocion

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


@answering
def piece(request: Request) -> Response:
    """``GET /api/promociones/{promocion_id}/evidencia/{name}``: one piece, always as a download."""
    promocion_id, name = int(request.path_params["promocion_id"]), request.path_params["name"]
    found = office().evidence_files.file(actor_of(request), promocion_id, name)
    headers = {**_HEADERS, "Content-Disposition": attachment(found.name)}
    return Response(found.data, media_type=found.media_type, headers=headers)


@answering
def report(request: Request) -> Response:
    """``GET /promociones/{promocion_id}/informe``: the last verdict as a page to be printed; staff only."""
    actor, promocion_id = actor_of(request), int(request.path_params["promocion_id"])
    given = office().revalidating.verdicts(actor, promocion_id)
    promocion, signature = office().evidence_files.signed(actor, promocion_id)
    return page(request, "informe.html", report=_values(actor, promocion, given, signature.manifest_sha256))


def _values(
    actor: Actor, promocion: Promocion, given: tuple[StoredVerdict, ...], manifest: str
) -> dict[str, object]:
    last, zone = given[-1], office().settings.zone
    verdict, answers = last.verdict, office().revalidating.answers(actor, promocion.id)
    return {
        "folio": promocion.folio,
        "procedimiento": promocion.fields.procedimiento,
        "outcome": verdict.outcome.value,
        "mark": OUTCOME_MARK[verdict.outcome],
        "bottom_line": texts.label("verdict", verdict.outcome),
        "made_at": formats.instant(verdict.made_at, zone),
        "occasion": texts.label("occasion", last.occasion).lower(),
        "lines": [f"{line.mark} {line.name}: {line.sentence}" for line in conclusion_lines(verdict)],
        "standing": standing_lines(verdict, zone),
        "bar": validity_bar(verdict, promocion.sent_at, zone),
        "signer": signer_rows(verdict, promocion.sent_at, zone),
        "revocation": revocation_rows(verdict, answers, zone),
        "chain": chain(verdict),
        "scope": scope_rows(verdict),
        "checks": numbered_checks(verdict),
        "history": verdict_history(given, zone),
        "manifest_sha256": manifest,
    }


ROUTES = (
    Route("/api/promociones/{promocion_id:int}/evidencia/{name}", piece),
    Route("/promociones/{promocion_id:int}/informe", report),
)
