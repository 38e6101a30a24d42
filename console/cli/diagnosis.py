"""What ``oficialia doctor`` looks at; slow to import, so only the command itself does."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from core.config import Settings
from core.documents.reader import DocumentReader
from core.errors import Refusal
from core.receipts.institucion import load_institucion
from core.receipts.seal import Seal
from core.signatures.trust import TrustAnchors
from core.storage.catalogs import load_catalogs
from core.storage.engine import Database, UnsafeDatabase
from core.storage.migrate import DatabaseIsNotCurrent, require_current

Finding = tuple[str, str]
"""``bien``, ``aviso`` or ``falla``, and a sentence."""
_A_YEAR = timedelta(days=365)


def _home(settings: Settings) -> Finding:
    if not settings.home.is_dir() or not os.access(settings.home, os.W_OK):
        return "falla", f"La carpeta de datos {settings.home} no existe o no se puede escribir en ella."
    return "bien", f"Carpeta de datos: {settings.home}"


def _database(settings: Settings) -> Finding:
    try:
        database = Database(settings.database_url)
        require_current(database)
    except (DatabaseIsNotCurrent, UnsafeDatabase, SQLAlchemyError, OSError) as error:
        return "falla", f"Base de datos: {error}. Ejecute «oficialia migrate»."
    return "bien", f"Base de datos al día ({database.engine.dialect.name})"


def _data(settings: Settings) -> Finding:
    try:
        institucion = load_institucion(settings.data / "institucion.toml")
        load_catalogs(settings.data / "catalogs")
    except (ValueError, OSError, Refusal) as error:
        return "falla", f"Datos y catálogos: {error}"
    if institucion.demonstration:
        return "aviso", "data/institucion.toml tiene datos de demostración."
    return "bien", f"Institución: {institucion.name}"


def _seal(settings: Settings) -> Finding:
    try:
        seal = Seal.load(settings.seal_folder)
    except Refusal as refusal:
        return "falla", f"Sello de la institución: {refusal.code}"
    identity = seal.identity
    if identity.demonstration:
        return "aviso", "El sello es de demostración: los acuses no tienen validez."
    if identity.not_after < datetime.now(UTC) + _A_YEAR:
        return "aviso", f"El sello vence el {identity.not_after:%d/%m/%Y}."
    return "bien", f"Sello de la institución: {identity.holder}"


def _anchors(settings: Settings) -> Finding:
    anchors = TrustAnchors.load(settings.trust, allow_tests=settings.allow_test_anchors)
    authorities = anchors.authorities
    if not authorities:
        return "falla", f"No hay autoridades certificadoras en {settings.trust}: ninguna firma se admite."
    if settings.allow_test_anchors:
        return "aviso", "Se admiten autoridades de prueba (OFICIALIA_ALLOW_TEST_ANCHORS)."
    ending = [a for a in authorities if datetime.now(UTC) < a.not_after < datetime.now(UTC) + _A_YEAR]
    if ending:
        return "aviso", f"{len(ending)} de {len(authorities)} autoridades certificadoras vencen en un año."
    return "bien", f"{len(authorities)} autoridades certificadoras"


def _worker(settings: Settings) -> Finding:
    with DocumentReader(settings, settings.home / "previews") as reader:
        facts = reader.confinement()
    if not facts.get("available"):
        return "falla", "El proceso que abre los documentos no arranca: no habrá vistas previas."
    if not facts.get("network_cut"):
        return "aviso", "Esta plataforma no permite quitarle la red al proceso que abre los documentos."
    return "bien", "Los documentos se abren en un proceso aislado y sin red."


def _demo(settings: Settings) -> Finding:
    if settings.demo:
        return "aviso", "Modo de demostración: la página de entrada anuncia cuentas y e.firmas."
    return "bien", "El modo de demostración está apagado."


CHECKS: tuple[Callable[[Settings], Finding], ...] = (_home, _database, _data, _seal, _anchors, _worker, _demo)
"""In the order in which they are printed."""
