"""What ``oficialia doctor`` looks at; slow to import, so only the commands themselves do."""

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from console.cli.antivirus_check import antivirus
from console.cli.calendar_check import calendar
from console.cli.catalog_check import catalogs, institution_in_force
from console.cli.database import PROBLEMS, database_problem, ready_database
from console.cli.mail_checks import mail
from console.cli.signature_texts import printable
from console.cli.trust_check import examined
from console.demo.accounts import demo_credentials
from console.texts import explain_refusal
from core.bootstrap_sources import load_labels
from core.config import PROJECT, Settings
from core.documents.media_types import MediaTypes
from core.documents.reader import DocumentReader
from core.errors import Refusal
from core.receipts.institucion import load_institucion
from core.receipts.seal import Seal
from core.signatures.revocation import CrlFolder
from core.signatures.timestamp import AUTHORITIES_FOLDER, load_authorities
from core.signatures.trust import TrustAnchors
from core.storage.accounts import account_by_username
from core.storage.catalogs import load_catalogs

Finding = tuple[str, str]
"""``bien``, ``aviso`` or ``falla``, and a sentence."""
Check = Callable[[Settings], Finding]
BEYOND_SETTINGS = frozenset({"OFICIALIA_KEY_PASSWORD", "OFICIALIA_EFIRMA", "OFICIALIA_CORPORA"})
"""Variables that are no setting of the console: the password of ``sign``, and folders for the tests."""
_A_YEAR = timedelta(days=365)
_CONFINEMENT = {
    "network_cut": "la red",
    "files_restricted": "los demás archivos (Landlock)",
    "calls_forbidden": "las llamadas que no necesita (seccomp)",
}
_SHOWN = 300


def examine(check: Check, settings: Settings) -> Finding:
    """Make one check; whatever stops it is its finding, so that the others are made too."""
    try:
        return check(settings)
    except Refusal as refusal:
        words = explain_refusal(refusal)
        return "falla", f"{words.what} {words.means} {words.do}"
    except Exception as error:  # noqa: BLE001 - an installation may be broken in any way
        told = str(error).replace("\n", " ")[:_SHOWN]
        return "falla", f"No se pudo terminar una revisión ({check.__name__}): {type(error).__name__}: {told}"


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """Return the ``OFICIALIA_*`` variables that nobody reads: most are misspelt settings."""
    known = {f"OFICIALIA_{name.upper()}" for name in Settings.__dataclass_fields__} | BEYOND_SETTINGS
    return sorted(name for name in environ if name.startswith("OFICIALIA_") and name not in known)


def variables(_settings: Settings) -> Finding:
    """Is every variable one of ours?"""
    unknown = unknown_variables(os.environ)
    if unknown:
        return "aviso", f"Nadie lee estas variables; revise cómo están escritas: {', '.join(unknown)}"
    return "bien", "Las variables OFICIALIA_* son conocidas y sus valores se admiten."


def home(settings: Settings) -> Finding:
    """Is the data folder there, ours to write, and nobody else's to read?"""
    if not settings.home.is_dir() or not os.access(settings.home, os.W_OK | os.X_OK):
        return "falla", f"La carpeta de datos {settings.home} no existe o no se puede escribir en ella."
    mode = stat.S_IMODE(settings.home.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return "aviso", (
            f"Otros usuarios de esta máquina pueden entrar en la carpeta de datos {settings.home} "
            f"(permisos {mode:04o}). Ciérrela con «chmod 700»."
        )
    return "bien", f"Carpeta de datos: {settings.home}"


def database(settings: Settings) -> Finding:
    """Does the database answer, safely, and with this version's tables?"""
    try:
        with ready_database(settings) as found:
            return "bien", f"Base de datos al día ({found.engine.dialect.name})"
    except PROBLEMS as error:
        return "falla", database_problem(error)


def data(settings: Settings) -> Finding:
    """Can the institution's data and the catalogues be read?"""
    try:
        load_institucion(settings.data / "institucion.toml")
        load_catalogs(settings.data / "catalogs")
        institucion = institution_in_force(settings)
        MediaTypes.load(settings.data / "catalogs" / "media_types.toml")
        load_labels(settings)
    except (ValueError, LookupError, TypeError, OSError) as error:
        return "falla", f"Los datos de la institución o los catálogos no se pueden usar: {error}"
    if institucion.demonstration:
        return "aviso", "Los datos de la institución son de demostración: corríjalos en la página Catálogos."
    return "bien", f"Institución: {institucion.name}"


def seal(settings: Settings) -> Finding:
    """Is there a seal, and will it last?"""
    if not settings.seal_folder.exists():
        return "aviso", (
            "La institución no tiene sello digital. Ponga el suyo; si no, el primer «oficialia serve» creará uno de "
            "demostración, y los acuses dirán que no tienen validez."
        )
    identity = Seal.load(settings.seal_folder).identity
    now = datetime.now(UTC)
    if not identity.not_before <= now <= identity.not_after:
        return "falla", f"El sello no está vigente: vale hasta el {identity.not_after:%d/%m/%Y}."
    if identity.demonstration:
        return "aviso", "El sello es de demostración: los acuses no tienen validez."
    if identity.not_after < now + _A_YEAR:
        return "aviso", f"El sello vence el {identity.not_after:%d/%m/%Y}."
    return "bien", f"Sello de la institución: {identity.holder}"


def anchors(settings: Settings) -> Finding:
    """Is anybody's e.firma admitted, and are those authorities real?"""
    found = TrustAnchors.load(settings.trust, allow_tests=settings.allow_test_anchors)
    authorities = found.authorities
    if not authorities:
        return "falla", f"No hay autoridades certificadoras en {settings.trust}: ninguna firma se admite."
    if found.unusable:
        return "aviso", f"{found.unusable[0]} no es el certificado de una autoridad."
    if settings.allow_test_anchors:
        return "aviso", "Se admiten autoridades de prueba (OFICIALIA_ALLOW_TEST_ANCHORS)."
    ending = [a for a in authorities if datetime.now(UTC) < a.not_after < datetime.now(UTC) + _A_YEAR]
    if ending:
        named = ", ".join(printable(f"{a.holder} ({a.not_after:%d/%m/%Y})") for a in ending)
        return "aviso", f"Vencen en menos de un año y hará falta la que las sustituya: {named}."
    return "bien", f"{len(authorities)} autoridades certificadoras"


def revocation(settings: Settings) -> Finding:
    """Could anybody tell whether a certificate was revoked?"""
    found = [e for e in examined(settings, datetime.now(UTC)) if "no_revocation_source" in e.problems]
    lists = CrlFolder.load(settings.trust, TrustAnchors(), allow_tests=settings.allow_test_anchors)
    if lists.unusable:
        return "aviso", f"{lists.unusable[0]} no es una lista de revocación que pueda usarse."
    if found:
        return "aviso", (
            f"Nada dice si están revocados los certificados de {len(found)} autoridades: configure "
            "OFICIALIA_OCSP_URL o renueve sus listas (*.crl)."
        )
    return "bien", f"Revocación: {settings.ocsp_url or 'listas en la carpeta de autoridades'}"


def timestamps(settings: Settings) -> Finding:
    """Would anybody's timestamp be believed?"""
    if not settings.tsa_url:
        return "bien", "Los envíos no llevan sello de tiempo (OFICIALIA_TSA_URL)."
    authorities = load_authorities(settings.trust)
    if not authorities:
        return "falla", (
            f"No hay certificados en {settings.trust / AUTHORITIES_FOLDER}: ningún sello de tiempo se admite."
        )
    ending = [a for a in authorities if a.not_after < datetime.now(UTC) + _A_YEAR]
    if ending:
        named = printable(f"{ending[0].holder} ({ending[0].not_after:%d/%m/%Y})")
        return "aviso", f"La autoridad de sellado de tiempo vence en menos de un año o ya venció: {named}."
    return "bien", f"Sello de tiempo: {settings.tsa_url}"


def worker(settings: Settings) -> Finding:
    """Does the process that opens documents start, and how confined is it?"""
    with DocumentReader(settings, settings.home / "previews") as reader:
        facts = reader.confinement()
    if not facts.get("available"):
        return "falla", "El proceso que abre los documentos no arranca: no habrá vistas previas."
    missing = [words for measure, words in _CONFINEMENT.items() if not facts.get(measure)]
    if missing:
        return "aviso", (
            f"Esta plataforma no permite quitarle al proceso que abre los documentos {' ni '.join(missing)}."
        )
    return "bien", "Los documentos se abren en un proceso aislado: sin red, sin otros archivos ni procesos."


def demo(settings: Settings) -> Finding:
    """Could anybody enter with what the demonstration publishes?"""
    if settings.demo:
        return "aviso", "Modo de demostración: la página de entrada anuncia cuentas y e.firmas."
    left = list(_published_accounts(settings))
    if left:
        return "aviso", (
            "El modo de demostración está apagado, pero la base tiene cuentas cuya contraseña es pública: "
            f"{', '.join(left)}. No la use con datos reales."
        )
    return "bien", "El modo de demostración está apagado."


def _published_accounts(settings: Settings) -> Iterator[str]:
    """Return the demonstration's accounts that the database holds; none where it cannot be asked."""
    shipped = demo_credentials(replace(settings, data=PROJECT / "data"))
    try:
        with ready_database(settings) as found, found.read() as session:
            yield from [a.username for a in shipped if account_by_username(session, a.username)]
    except PROBLEMS:
        return  # the check of the database has told it


def readable_seal(settings: Settings) -> Finding:
    """Can the seal be read? One that is out of its time stops no filing: acuses wait for the next."""
    return "bien", Seal.load(settings.seal_folder).identity.holder


BEFORE_SERVING: tuple[Check, ...] = (database, data, readable_seal)
"""Without these no page would open."""
CHECKS: tuple[Check, ...] = (
    variables,
    home,
    database,
    data,
    catalogs,
    calendar,
    seal,
    anchors,
    revocation,
    timestamps,
    worker,
    antivirus,
    mail,
    demo,
)
"""In the order in which they are printed."""
