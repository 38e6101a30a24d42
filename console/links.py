"""Addresses inside the console, and the pages that they lead to."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

_PAGES = Path(__file__).resolve().parent.parent / "pages"

HOME = _PAGES / "filer" / "inicio.py"
MINE = _PAGES / "filer" / "mis_promociones.py"
CREATE = _PAGES / "filer" / "crear_promocion.py"
PROMOCION = _PAGES / "filer" / "promocion.py"
BOARD = _PAGES / "supervisor" / "tablero.py"
QUEUE = _PAGES / "clerk" / "bandeja.py"
REVIEW = _PAGES / "clerk" / "revision.py"
CLOSED = _PAGES / "clerk" / "cerradas.py"
CATALOGS = _PAGES / "supervisor" / "catalogos.py"
CALENDAR = _PAGES / "supervisor" / "calendario.py"
AUDIT = _PAGES / "supervisor" / "registro.py"
REGISTRATIONS = _PAGES / "supervisor" / "solicitudes.py"
MAIL = _PAGES / "administrator" / "correos.py"
ACCOUNTS = _PAGES / "administrator" / "cuentas.py"
PROFILE = _PAGES / "shared" / "perfil.py"
HELP = _PAGES / "shared" / "ayuda.py"
CONTACT = _PAGES / "shared" / "contacto.py"
FAULTS = _PAGES / "shared" / "reporte_de_fallas.py"
FAULT_DESK = _PAGES / "supervisor" / "fallas.py"

REPORT_FAULT = "/reportar-falla"
OUTAGES = "/fallas?ver=interrupciones"


def fault(folio: str) -> str:
    """Return the address of a report of a fault, for whoever attends it."""
    return "/fallas?" + urlencode({"reporte": folio})


def fault_table(address: str) -> str:
    """Return where the reports of faults come as a table; ``address`` is the list's query string."""
    return f"/api/fallas.csv?{address}"


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


def catalog_file(name: str, number: int) -> str:
    """Return the address of an edition of a catalogue as a file."""
    return f"/api/catalogos/{name}/{number}.toml"


def draft(promocion_id: int, kind: str) -> str:
    """Return the address where a half-written text is kept."""
    return f"/api/promociones/{promocion_id}/borradores/{kind}"


def exported_list(kind: str, address: str, columns: Sequence[str]) -> str:
    """Return where a list comes as a ``csv`` or ``xlsx``; ``address`` is its query string."""
    return f"/api/exportar/cerradas.{kind}?" + _joined(address, {"columnas": ",".join(columns)})


def exported_marked(kind: str, promocion_ids: Sequence[int], columns: Sequence[str]) -> str:
    """Return where the marked ones come as a table."""
    ids = urlencode([("id", i) for i in promocion_ids])
    return f"/api/exportar/marcadas.{kind}?" + _joined(ids, {"columnas": ",".join(columns)})


def exported_day(kind: str) -> str:
    """Return where what was decided today comes as a table."""
    return f"/api/exportar/dia.{kind}"


def prepared(token: str) -> str:
    """Return where a table waits that was prepared."""
    return f"/api/exportar/preparado/{token}"


def receipts(promocion_ids: Sequence[int], *, every: bool = False) -> str:
    """Return the address of a ZIP with the receipts of a selection; ``every``: each acuse de envío too."""
    ids = urlencode([("id", i) for i in promocion_ids])
    return "/api/exportar/acuses.zip?" + _joined(ids, {"envio": "1"} if every else {})


def receipts_of_list(address: str, *, every: bool = False) -> str:
    """Return the address of a ZIP with the receipts of a whole list; ``every``: each acuse de envío too."""
    return "/api/exportar/acuses.zip?" + _joined(address, {"envio": "1"} if every else {})


def _joined(query: str, further: Mapping[str, str]) -> str:
    return "&".join(part for part in (query, urlencode({k: v for k, v in further.items() if v})) if part)


def review(folio: str, listed: Mapping[str, str]) -> str:
    """Return the address of a promoción's review that follows a list (the parameters of its address)."""
    return "/revision?" + urlencode({"folio": folio, **listed})


def queue_list(params: Mapping[str, str]) -> str:
    """Return the address of a list of the Bandeja, for whoever begins with the board."""
    return "/bandeja?" + urlencode(params)


def board_table(name: str, kind: str, params: Mapping[str, str]) -> str:
    """Return where one of the board's tables comes as a ``csv`` or ``xlsx``."""
    return f"/api/tablero/{name}.{kind}?" + urlencode(params)


def board_summary(kind: str, params: Mapping[str, str]) -> str:
    """Return where the summary of a range comes as an ``xlsx`` or ``pdf``."""
    return f"/api/tablero/resumen.{kind}?" + urlencode(params)


def preview(promocion_id: int, paper: str, page: int, version: str) -> str:
    """Return the address of a page of a receipt that is not issued yet; ``version`` differs where it does."""
    return f"/api/promociones/{promocion_id}/vista-previa/{paper}/{page}.png?" + urlencode({"v": version})
