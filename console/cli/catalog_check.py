"""What ``oficialia doctor`` says about the catalogues' editions."""

from console.cli.database import PROBLEMS, ready_database
from console.texts import label
from core.config import Settings
from core.domain.editions import CatalogName
from core.domain.institucion import Institucion
from core.receipts.institucion import load_institucion
from core.services.current_catalogs import CurrentCatalogs

Finding = tuple[str, str]


def catalogs(settings: Settings) -> Finding:
    """Can the editions in force be read, and did anybody edit a file that no longer rules?"""
    try:
        with ready_database(settings) as database, database.read() as session:
            current = CurrentCatalogs(database, settings.data)
            saved = [(name, current.editions(session, name)) for name in CatalogName]
            ignored = [
                name
                for name, editions in saved
                if len(editions) > 1 and editions[-1].digest != current.file_edition(name).digest
            ]
    except PROBLEMS:
        return "aviso", "Las ediciones de los catálogos no se pueden revisar sin la base de datos."
    if ignored:
        named = ", ".join(f"«{label('catalog', name)}»" for name in ignored)
        return "aviso", (
            f"El archivo de {named} cambió, pero ya no rige: rige la edición que se guardó en la consola. "
            "Para que rija el archivo, impórtelo con «oficialia catalog import»."
        )
    count = sum(len(editions) > 1 for _, editions in saved)
    return "bien", f"Catálogos: {len(saved)} en total, {count} con ediciones guardadas."


def institution_in_force(settings: Settings) -> Institucion:
    """Return the institution's data in force; the file's where the database cannot be asked."""
    try:
        with ready_database(settings) as database:
            return CurrentCatalogs(database, settings.data).institucion()
    except PROBLEMS:
        return load_institucion(settings.data / "institucion.toml")
