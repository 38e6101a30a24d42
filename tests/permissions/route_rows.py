"""Every HTTP route of ours × method, and who may ask for it."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from console.components.bundles import require_bundle
from core.domain.people import Permission
from tests.offices import efirmas
from tests.permissions.rules import ANY, Rule, anybody, exported, held, own, permitted, readable, received
from tests.permissions.world import STATES, Target

SENT = ("sent", "taken", "accepted", "nobody")


def _nothing(_filing: Target) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class RouteRow:
    """How a route is asked, and who may; ``rule`` None: anybody, also without a session.

    Attributes:
        path: the route's path with the filing's ids filled in.
        options: what the request carries besides (httpx's names); of a public form, its ``fields`` and, where
            another page draws it, ``drawn_at``.
        states: of which filings it is asked.
    """

    rule: Rule | None
    path: Callable[[Target], str]
    options: Callable[[Target], Mapping[str, Any]] = field(default=_nothing)
    states: tuple[str, ...] = STATES


def _public(path: str, **options: Any) -> RouteRow:  # noqa: ANN401 - httpx's own options
    return RouteRow(None, lambda _: path, lambda _: options, ANY)


def _certificate(_filing: Target) -> Mapping[str, Any]:
    encoded = base64.b64encode(efirmas()["ana"].cer).decode()
    return {"json": {"certificate": encoded, "attributes": "", "signature": ""}}


ROUTES: dict[str, RouteRow] = {
    "GET /entrar": _public("/entrar"),
    "POST /entrar": _public("/entrar", fields={"usuario": "ana"}),
    "GET /recuperar": _public("/recuperar"),
    "POST /recuperar": _public("/recuperar", fields={"cuenta": "ana"}, drawn_at="/entrar"),
    "GET /contrasena": _public("/contrasena?enlace=x"),
    "POST /contrasena": _public("/contrasena", fields={"enlace": "x"}, drawn_at="/entrar"),
    "GET /cuenta/contrasena": RouteRow(anybody, lambda _: "/cuenta/contrasena", states=ANY),
    "POST /cuenta/contrasena": RouteRow(
        anybody, lambda _: "/cuenta/contrasena", lambda _: {"fields": {"actual": "equivocada"}}, ANY
    ),
    # open at the gate, since half-way sessions come here; nobody gets in without one
    "GET /entrar/segundo-factor": RouteRow(anybody, lambda _: "/entrar/segundo-factor", states=ANY),
    "POST /entrar/segundo-factor": RouteRow(lambda *_: False, lambda _: "/entrar/segundo-factor", states=ANY),
    "GET /cuenta/segundo-factor": RouteRow(anybody, lambda _: "/cuenta/segundo-factor", states=ANY),
    "POST /cuenta/segundo-factor": RouteRow(
        anybody, lambda _: "/cuenta/segundo-factor", lambda _: {"fields": {"accion": "activar"}}, ANY
    ),
    # answer with 404 where no directory is configured
    "GET /entrar/directorio": RouteRow(lambda *_: False, lambda _: "/entrar/directorio", states=ANY),
    "GET /entrar/directorio/vuelta": RouteRow(
        lambda *_: False, lambda _: "/entrar/directorio/vuelta", states=ANY
    ),
    "GET /salir": _public("/salir"),
    "GET /salud": _public("/salud"),
    "GET /verificar": _public("/verificar"),
    "GET /verificar/{code}": _public("/verificar"),
    "GET /publico/marcas": _public("/publico/marcas/oficialia.svg"),
    "GET /publico/fuente.woff2": _public("/publico/fuente.woff2"),
    "GET /publico": _public("/publico/oficialia.css"),
    "GET /solicitar-cuenta": _public("/solicitar-cuenta"),
    "POST /solicitar-cuenta": _public("/solicitar-cuenta", fields={"nombre": "Rosa"}),
    "GET /solicitar-cuenta/confirmar": _public("/solicitar-cuenta/confirmar?enlace=x"),
    "POST /solicitar-cuenta/confirmar": _public(
        "/solicitar-cuenta/confirmar", fields={"enlace": "x"}, drawn_at="/solicitar-cuenta"
    ),
    "GET /reportar-falla": _public("/reportar-falla"),
    "POST /reportar-falla": _public("/reportar-falla", fields={"titulo": "No se puede firmar"}),
    "GET /consultar-reporte": _public("/consultar-reporte"),
    # of a report that is none it answers 404, to everybody; test_web_faults.py asks for one that is
    "POST /consultar-reporte": RouteRow(
        lambda *_: False,
        lambda _: "/consultar-reporte",
        lambda _: {"fields": {"folio": "FAL-2222-2222", "correo": "nadie@x.example"}},
        ANY,
    ),
    "GET /manual": _public("/manual"),
    "GET /manual/{article}": _public("/manual/firma"),
    "GET /contactar": _public("/contactar"),
    "GET /publico/ayuda/{name}": _public("/publico/ayuda/firmar.webp"),
    "GET /desbloquear": _public("/desbloquear"),
    "POST /desbloquear": _public("/desbloquear", fields={"cuenta": "nadie"}),
    "GET /desbloquear/enlace": _public("/desbloquear/enlace?enlace=x"),
    "POST /desbloquear/enlace": _public(
        "/desbloquear/enlace", fields={"enlace": "x"}, drawn_at="/desbloquear"
    ),
    "GET /desbloquear/efirma": _public("/desbloquear/efirma"),
    # open at the gate to whoever was given the page's token; test_web_unblocking.py asks with it
    "POST /desbloquear/efirma/preparar": RouteRow(
        lambda *_: False, lambda _: "/desbloquear/efirma/preparar", states=ANY
    ),
    "POST /desbloquear/efirma/firma": RouteRow(
        lambda *_: False, lambda _: "/desbloquear/efirma/firma", states=ANY
    ),
    "GET /publico/desbloqueo/{name}": RouteRow(
        None, lambda _: f"/publico/desbloqueo/{require_bundle('unblock').name}", states=ANY
    ),
    "GET /demo/efirmas/{name}": RouteRow(lambda *_: False, lambda _: "/demo/efirmas/x.cer", states=ANY),
    "GET /aviso-de-privacidad": _public("/aviso-de-privacidad"),
    "GET /correo/confirmar": _public("/correo/confirmar"),
    "POST /correo/confirmar": _public("/correo/confirmar", fields={"enlace": "x"}, drawn_at="/entrar"),
    "GET /api/sesion": _public("/api/sesion"),
    "POST /api/sesion": RouteRow(anybody, lambda _: "/api/sesion", states=ANY),
    "GET /cuenta/correo": RouteRow(anybody, lambda _: "/cuenta/correo", states=ANY),
    "POST /cuenta/correo": RouteRow(
        anybody, lambda _: "/cuenta/correo", lambda _: {"fields": {"correo": "x"}}, ANY
    ),
    "GET /sesion-lista": RouteRow(anybody, lambda _: "/sesion-lista", states=ANY),
    "POST /api/promociones/{promocion_id:int}/documentos": RouteRow(
        own,
        lambda f: f"/api/promociones/{f.promocion_id}/documentos",
        lambda _: {"params": {"nombre": "otro.txt"}, "content": b"otro"},
    ),
    "POST /api/promociones/{promocion_id:int}/firma/preparar": RouteRow(
        own, lambda f: f"/api/promociones/{f.promocion_id}/firma/preparar", _certificate
    ),
    "POST /api/promociones/{promocion_id:int}/firma": RouteRow(
        own, lambda f: f"/api/promociones/{f.promocion_id}/firma", _certificate
    ),
    "GET /api/promociones/{promocion_id:int}/paquete.zip": RouteRow(
        readable, lambda f: f"/api/promociones/{f.promocion_id}/paquete.zip", states=SENT
    ),
    "GET /api/promociones/{promocion_id:int}/evidencia/{name}": RouteRow(
        readable, lambda f: f"/api/promociones/{f.promocion_id}/evidencia/firma.p7s", states=SENT
    ),
    "GET /promociones/{promocion_id:int}/informe": RouteRow(
        received, lambda f: f"/promociones/{f.promocion_id}/informe", states=SENT
    ),
    "DELETE /api/documentos/{document_id:int}": RouteRow(own, lambda f: f"/api/documentos/{f.document_id}"),
    "PATCH /api/documentos/{document_id:int}": RouteRow(
        own, lambda f: f"/api/documentos/{f.document_id}", lambda _: {"json": {"name": "otro/b.txt"}}
    ),
    "POST /api/documentos/{document_id:int}/anterior": RouteRow(
        own, lambda f: f"/api/documentos/{f.document_id}/anterior"
    ),
    "POST /api/promociones/{promocion_id:int}/orden": RouteRow(
        own,
        lambda f: f"/api/promociones/{f.promocion_id}/orden",
        lambda f: {"json": {"ids": [f.document_id]}},
    ),
    "POST /api/promociones/{promocion_id:int}/carpetas": RouteRow(
        own, lambda f: f"/api/promociones/{f.promocion_id}/carpetas", lambda _: {"json": {"path": "anexos"}}
    ),
    "PATCH /api/promociones/{promocion_id:int}/carpetas": RouteRow(
        own,
        lambda f: f"/api/promociones/{f.promocion_id}/carpetas",
        lambda _: {"json": {"path": "anexos", "to": "otros"}},
    ),
    "DELETE /api/promociones/{promocion_id:int}/carpetas": RouteRow(
        own, lambda f: f"/api/promociones/{f.promocion_id}/carpetas", lambda _: {"json": {"path": "anexos"}}
    ),
    "GET /api/documentos/{document_id:int}/original": RouteRow(
        readable, lambda f: f"/api/documentos/{f.document_id}/original"
    ),
    "GET /api/documentos/{document_id:int}/vista": RouteRow(
        readable, lambda f: f"/api/documentos/{f.document_id}/vista"
    ),
    "GET /api/documentos/{document_id:int}/paginas/{page:int}": RouteRow(
        readable, lambda f: f"/api/documentos/{f.document_id}/paginas/1"
    ),
    "GET /api/documentos/{document_id:int}/paginas/{page:int}/texto": RouteRow(
        readable, lambda f: f"/api/documentos/{f.document_id}/paginas/1/texto"
    ),
    "GET /api/documentos/{document_id:int}/buscar": RouteRow(
        readable, lambda f: f"/api/documentos/{f.document_id}/buscar?texto=a"
    ),
    "POST /api/documentos/{document_id:int}/paginas-vistas": RouteRow(
        received,
        lambda f: f"/api/documentos/{f.document_id}/paginas-vistas",
        lambda _: {"json": {"pages": [1]}},
    ),
    "POST /api/promociones/{promocion_id:int}/borradores/{kind}": RouteRow(
        received,
        lambda f: f"/api/promociones/{f.promocion_id}/borradores/note",
        lambda _: {"json": {"content": {"text": "A medias"}}},
    ),
    "GET /api/promociones/{promocion_id:int}/vista-previa/{paper}/{page:int}.png": RouteRow(
        held, lambda f: f"/api/promociones/{f.promocion_id}/vista-previa/aceptacion/1.png"
    ),
    "GET /api/acuses/{acuse_id:int}.pdf": RouteRow(
        readable, lambda f: f"/api/acuses/{f.acuse_id}.pdf", states=SENT
    ),
    "GET /api/exportar/{what}.{kind}": RouteRow(
        exported, lambda f: f"/api/exportar/marcadas.csv?id={f.promocion_id}", states=SENT
    ),
    "GET /api/fallas.csv": RouteRow(
        permitted(Permission.READ_FAULTS), lambda _: "/api/fallas.csv?estado=todos", states=ANY
    ),
    # nobody has prepared one: whoever may export is told so, everybody else that they may not
    "GET /api/exportar/preparado/{token}": RouteRow(
        lambda *_: False, lambda _: "/api/exportar/preparado/" + "0" * 48, states=ANY
    ),
    "GET /api/catalogos/{name}/{number:int}.toml": RouteRow(
        permitted(Permission.MANAGE_CATALOGS), lambda _: "/api/catalogos/labels/0.toml", states=ANY
    ),
    "GET /api/tablero/{table}.{kind}": RouteRow(
        permitted(Permission.READ_BOARD), lambda _: "/api/tablero/equipo.csv", states=ANY
    ),
    "GET /api/tablero/resumen.{kind}": RouteRow(
        permitted(Permission.READ_BOARD), lambda _: "/api/tablero/resumen.pdf", states=ANY
    ),
    "GET /api/exportar/acuses.zip": RouteRow(
        exported, lambda f: f"/api/exportar/acuses.zip?id={f.promocion_id}", states=SENT
    ),
}
