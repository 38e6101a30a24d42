"""What anybody may ask: is the service well, does this receipt exist, and (demo only) the demo e.firmas."""

from datetime import datetime
from functools import cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from console import formats, texts
from console.demo.accounts import demo_efirma_files
from console.filed_words import filed_words
from console.office import office
from console.web.answers import answering, attachment
from console.web.forms import page
from core.errors import NotFound
from core.services.reading import PublicAcuse
from core.storage.migrate import require_current


@answering
def health(_request: Request) -> Response:
    """``GET /salud``: 200 when the database answers and is at this version."""
    require_current(office().database)
    return JSONResponse({"status": "ok"})


@answering
def verify(request: Request) -> Response:
    """``GET /verificar[/{code}]``: whether a receipt is ours, and nothing of its content."""
    code = request.path_params.get("code") or request.query_params.get("codigo", "")
    if not code:
        return page(request, "verificar.html", acuse=None, code="", missing=False)
    try:
        found = office().reading.public_acuse(code)
    except NotFound:
        return page(request, "verificar.html", 404, acuse=None, code=code[:40], missing=True)
    undone = standing_sentence(found, office().settings.zone)
    return page(
        request, "verificar.html", acuse=_readable(found), undone=undone, code=code[:40], missing=False
    )


def standing_sentence(found: PublicAcuse, zone: str) -> str:
    """Return what became of a receipt whose decision was undone; empty where it was not."""
    facts = {"at": formats.instant(found.reopened_at, zone)}
    if found.replaced_by:
        kind, issued_at = found.replaced_by
        facts = {"kind": texts.label("kind", kind).lower(), "at": formats.instant(issued_at, zone)}
    return texts.label("acuse_undone", found.standing).format(**facts)


def _readable(found: PublicAcuse) -> list[tuple[str, str]]:
    zone = office().settings.zone
    # without the decree: one that suspends for some types of procedure alone would tell of which type it is
    why = texts.filed_reason(found.filed_reason, found.filed_facts)
    moved = found.printed_filed_on != found.filed_on
    printed = (
        f"{formats.day(found.printed_filed_on)}; el calendario cambió después de expedirlo" if moved else ""
    )
    rows = [
        ("Documento", texts.label("kind", found.kind)),
        ("Folio", found.folio),
        ("Número de oficialía", found.numero_oficialia),
        ("Enviada", formats.instant(datetime.fromisoformat(found.sent_at), zone)),
        ("Se tiene por presentada", f"{filed_words(found.filed_on, zone)}. {why}"),
        ("Fecha impresa en este documento", printed),
        ("Expedido", formats.instant(datetime.fromisoformat(found.issued_at), zone)),
        ("Estado actual", texts.label("status", found.status)),
        ("Documentos", str(found.documents)),
        ("SHA-256 del manifiesto firmado", found.manifest_sha256),
    ]
    return [(name, value) for name, value in rows if value]


@cache
def _font_file() -> Path:
    """Return the text font that Streamlit carries: our pages look like its screens without a copy of ours."""
    folder = Path(streamlit.__file__).parent / "static" / "static" / "media"
    return min(folder.glob("SourceSansVF-Upright*.woff2"))


@answering
def font(_request: Request) -> Response:
    """``GET /publico/fuente.woff2``."""
    return FileResponse(
        _font_file(), media_type="font/woff2", headers={"Cache-Control": "public, max-age=86400"}
    )


@answering
def demo_efirma(request: Request) -> Response:
    """``GET /demo/efirmas/{name}``: a demonstration e.firma; 404 outside demo mode."""
    settings = office().settings
    files = {path.name: path for path in demo_efirma_files(settings)} if settings.demo else {}
    path = files.get(request.path_params["name"])
    if path is None:
        raise NotFound
    return FileResponse(
        path, media_type="application/octet-stream", headers={"Content-Disposition": attachment(path.name)}
    )
