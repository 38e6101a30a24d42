"""Every route of our own, beside Streamlit's: those that anybody may ask, and those behind a session."""

from functools import cache
from pathlib import Path

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from console.web import (
    arranging,
    board_export,
    catalog_files,
    coverage,
    documents,
    drafts,
    entrance,
    evidence,
    exports,
    fault_exports,
    faults,
    manual,
    previews,
    public,
    receipts,
    session_api,
    signing,
    uploads,
)
from console.web.accounts import directory, own_email, passwords, registration, second_factor, unblocking
from core.config import PROJECT

_STATIC = Path(__file__).parent / "static"


def routes() -> list[BaseRoute]:
    """Return every route, public ones first."""
    return [*public_routes(), *guarded_routes()]


@cache
def public_routes() -> tuple[BaseRoute, ...]:
    """Return the routes that ask for no session: the gate lets anybody through to these alone."""
    return (
        *entrance.ROUTES,
        *passwords.PUBLIC_ROUTES,
        *second_factor.ROUTES,
        *directory.ROUTES,
        *own_email.ROUTES,
        *unblocking.ROUTES,
        *registration.ROUTES,
        *faults.ROUTES,
        *manual.ROUTES,
        *session_api.PUBLIC_ROUTES,
        Route("/salud", public.health),
        Route("/verificar", public.verify),
        Route("/verificar/{code}", public.verify),
        Route("/demo/efirmas/{name}", public.demo_efirma),
        Mount("/publico/marcas", StaticFiles(directory=PROJECT / "data" / "marks")),
        Route("/publico/fuente.woff2", public.font),
        Mount("/publico", StaticFiles(directory=_STATIC)),
    )


@cache
def guarded_routes() -> tuple[BaseRoute, ...]:
    """Return the routes behind a live session; each asks core for the permission."""
    return (
        *passwords.GUARDED_ROUTES,
        *own_email.GUARDED_ROUTES,
        Route("/api/promociones/{promocion_id:int}/documentos", uploads.add_document, methods=["POST"]),
        Route("/api/promociones/{promocion_id:int}/firma/preparar", signing.prepare, methods=["POST"]),
        Route("/api/promociones/{promocion_id:int}/firma", signing.sign, methods=["POST"]),
        Route("/api/promociones/{promocion_id:int}/paquete.zip", receipts.package),
        *session_api.GUARDED_ROUTES,
        *evidence.ROUTES,
        *drafts.ROUTES,
        *catalog_files.ROUTES,
        *previews.ROUTES,
        Route("/api/documentos/{document_id:int}", uploads.delete_document, methods=["DELETE"]),
        *arranging.ROUTES,
        Route("/api/documentos/{document_id:int}/original", documents.original),
        Route("/api/documentos/{document_id:int}/vista", documents.preview),
        Route("/api/documentos/{document_id:int}/paginas/{page:int}", documents.page_image),
        Route("/api/documentos/{document_id:int}/paginas/{page:int}/texto", documents.page_text),
        Route("/api/documentos/{document_id:int}/buscar", documents.search),
        Route("/api/documentos/{document_id:int}/paginas-vistas", coverage.see, methods=["POST"]),
        Route("/api/acuses/{acuse_id:int}.pdf", receipts.acuse),
        *exports.ROUTES,
        *fault_exports.ROUTES,
        *board_export.ROUTES,
    )
