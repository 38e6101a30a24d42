"""``oficialia migrate``."""

from contextlib import closing

import typer

from core.config import Settings


def migrate() -> None:
    """Lleva la base de datos a las tablas de esta versión. Se puede repetir sin riesgo.

    Termina con 1 si la carpeta de datos no se puede usar y con 3 si la base no responde.
    """
    from console.cli.database import NOT_READY, PROBLEMS, database_problem
    from console.cli.refused import saying_why
    from console.home import make_home

    settings = Settings.from_environment()
    with saying_why():
        make_home(settings.home)
    try:
        before, after = _upgraded(settings)
    except PROBLEMS as error:
        typer.echo(database_problem(error), err=True)
        raise typer.Exit(NOT_READY) from None
    typer.echo(
        f"Base de datos en la revisión {after}" + ("" if before == after else f" (antes {before or 'vacía'})")
    )


def _upgraded(settings: Settings) -> tuple[str | None, str | None]:
    """Return the revisions before and after."""
    from core.storage import migrate as migrations
    from core.storage.engine import Database

    with closing(Database(settings.database_url)) as database:
        before = migrations.current(database)
        migrations.upgrade(database)
        return before, migrations.current(database)
