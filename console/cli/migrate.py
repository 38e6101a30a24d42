"""``oficialia migrate``."""

import typer

from core.config import Settings


def migrate() -> None:
    """Lleva la base de datos a las tablas de esta versión. Se puede repetir sin riesgo."""
    from core.storage import migrate as migrations
    from core.storage.engine import Database

    settings = Settings.from_environment()
    settings.home.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    before = migrations.current(database)
    migrations.upgrade(database)
    after = migrations.current(database)
    typer.echo(
        f"Base de datos en la revisión {after}" + ("" if before == after else f" (antes {before or 'vacía'})")
    )
