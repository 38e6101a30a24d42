"""Addresses inside the console, and the pages that they lead to."""

from pathlib import Path
from urllib.parse import urlencode

_PAGES = Path(__file__).resolve().parent.parent / "pages"

HOME = _PAGES / "filer" / "inicio.py"
MINE = _PAGES / "filer" / "mis_promociones.py"
CREATE = _PAGES / "filer" / "crear_promocion.py"
PROMOCION = _PAGES / "filer" / "promocion.py"
QUEUE = _PAGES / "clerk" / "bandeja.py"
REVIEW = _PAGES / "clerk" / "revision.py"
CLOSED = _PAGES / "clerk" / "cerradas.py"
AUDIT = _PAGES / "supervisor" / "registro.py"
REGISTRATIONS = _PAGES / "supervisor" / "solicitudes.py"
MAIL = _PAGES / "administrator" / "correos.py"
ACCOUNTS = _PAGES / "administrator" / "cuentas.py"
PROFILE = _PAGES / "shared" / "perfil.py"
HELP = _PAGES / "shared" / "ayuda.py"
CONTACT = _PAGES / "shared" / "contacto.py"
FAULTS = _PAGES / "shared" / "reporte_de_fallas.py"


def original(document_id: int) -> str:
    """Return the address of a document's original."""
    return f"/api/documentos/{document_id}/original"


def acuse(acuse_id: int) -> str:
    """Return the address of a receipt's PDF."""
    return f"/api/acuses/{acuse_id}.pdf"


def package(promocion_id: int) -> str:
    """Return the address of a promoción's evidence package."""
    return f"/api/promociones/{promocion_id}/paquete.zip"


def evidence(promocion_id: int, name: str) -> str:
    """Return the address of one piece of a promoción's evidence."""
    return f"/api/promociones/{promocion_id}/evidencia/{name}"


def report(promocion_id: int) -> str:
    """Return the address of the verification report that is printed."""
    return f"/promociones/{promocion_id}/informe"


def closed_list(kind: str, search: str) -> str:
    """Return the address of the closed view as ``csv`` or ``xlsx``."""
    return f"/api/exportar/cerradas.{kind}?" + urlencode({"buscar": search})


def receipts(promocion_ids: list[int]) -> str:
    """Return the address of a ZIP with the receipts of a selection."""
    return "/api/exportar/acuses.zip?" + urlencode([("id", i) for i in promocion_ids])
