"""What ``oficialia doctor`` says about the antivirus."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from console import formats
from console.cli.database import PROBLEMS, ready_database
from console.texts import finding_value
from core.config import Settings
from core.documents.antivirus import Antivirus
from core.documents.clamd import NoAnswer, NotScanned
from core.domain.promocion import Scan
from core.storage.scans import count_unanswered

Finding = tuple[str, str]
_PATIENCE_SECONDS = 60.0
_FRESH = timedelta(days=7)
_CHUNK = bytes(1 << 20)
_MIB = 1 << 20
_DEEPER_THAN_ANY = 110  # clamd's MaxRecursion is 100 at most


def antivirus(settings: Settings) -> Finding:
    """Is there an antivirus that answers, looks at whole documents, and knows last week's threats?"""
    asked = Antivirus.of(settings)
    if asked is None:
        return (
            "aviso",
            "No hay antivirus (OFICIALIA_CLAMD): los documentos no se revisan, y nadie dice que sí.",
        )
    try:
        version = asked.version()
    except NoAnswer as silent:
        return "falla", (
            f"El antivirus de {settings.clamd} no responde: {finding_value('reason', silent.reason)}. "
            f"Los documentos se reciben sin revisar{_waiting(settings)}."
        )
    remark = _whole_documents(settings, asked) or _limits_are_told(asked) or _fresh(version.signatures_at)
    if remark:
        return "aviso", remark
    return "bien", f"Antivirus: {version.program}{_waiting(settings)}."


def _whole_documents(settings: Settings, asked: Antivirus) -> str:
    """Send it as much as the largest document has."""
    size = settings.max_document_bytes
    if asked.scan_parts(_zeros(size), _PATIENCE_SECONDS).scan is Scan.CLEAN:
        return ""
    return (
        f"El antivirus no revisa documentos de {size // _MIB} MiB, que aquí se admiten: aumente StreamMaxLength, "
        "MaxFileSize y MaxScanSize en clamd.conf."
    )


def _zeros(size: int) -> Iterator[bytes]:
    for begun in range(0, size, len(_CHUNK)):
        yield _CHUNK[: size - begun]


def _limits_are_told(asked: Antivirus) -> str:
    """Send it something packed deeper than it can look: only if it says so can its «OK» be believed."""
    packed = b"prueba"
    for _ in range(_DEEPER_THAN_ANY):
        packed = gzip.compress(packed)
    if asked.scan_parts([packed], _PATIENCE_SECONDS).reason is NotScanned.BEYOND_LIMITS:
        return ""
    return (
        "El antivirus da por limpio lo que no alcanza a revisar (archivos muy grandes o muy comprimidos): "
        "ponga «AlertExceedsMax yes» en clamd.conf."
    )


def _fresh(signatures_at: datetime | None) -> str:
    if signatures_at is None or datetime.now(UTC) - signatures_at <= _FRESH:
        return ""
    return (
        f"Las firmas del antivirus son del {signatures_at:%d/%m/%Y}: revise que freshclam las actualice, "
        "o no conocerá las amenazas recientes."
    )


def _waiting(settings: Settings) -> str:
    """Say how many documents wait for an answer; nothing where the database cannot be asked."""
    try:
        with ready_database(settings) as database, database.read() as session:
            waiting = count_unanswered(session)
    except PROBLEMS:
        return ""  # the check of the database has told it
    if not waiting:
        return ""
    return f"; esperan revisión {formats.documents(waiting)} de promociones abiertas"
