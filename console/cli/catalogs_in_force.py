"""The catalogues as commands ask for them: where they cannot be used, that is said in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from core.config import Settings

if TYPE_CHECKING:
    from core.services.current_catalogs import CurrentCatalogs
    from core.storage.engine import Database


@contextmanager
def working_catalogs(settings: Settings) -> "Iterator[tuple[Database, CurrentCatalogs]]":
    """Open the database and read the catalogues in force for a command; where it cannot be done, end with 3."""
    from console.cli.database import NOT_READY, working_database
    from core.services.current_catalogs import CurrentCatalogs
    from core.storage.catalog_entries import CatalogIsWrong

    with working_database(settings) as database:
        try:
            yield database, CurrentCatalogs(database, settings.data)
        except CatalogIsWrong as error:
            typer.echo(f"Los catálogos no se pueden usar: {error}", err=True)
            raise typer.Exit(NOT_READY) from None
