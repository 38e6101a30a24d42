"""``oficialia serve``."""

import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from console.logs import configure_logs
from console.texts import label
from core.config import PROJECT, Settings

Host = Annotated[str, typer.Option(help="Dirección en la que se atiende.")]
Port = Annotated[int, typer.Option(help="Puerto en el que se atiende.", min=1, max=65535)]


def serve(host: Host = "127.0.0.1", port: Port = 8501) -> None:
    """Atiende la consola hasta que se interrumpa. Termina con 3 si la base no está al día."""
    from core.storage.engine import Database, UnsafeDatabase
    from core.storage.migrate import DatabaseIsNotCurrent, require_current

    settings = Settings.from_environment()
    configure_logs(settings.log_level)
    try:
        require_current(Database(settings.database_url))
    except (DatabaseIsNotCurrent, UnsafeDatabase) as refusal:
        typer.echo(f"La base de datos no está lista ({refusal}). Ejecute «oficialia migrate».", err=True)
        raise typer.Exit(3) from None
    _install_seal(settings)
    _announce(settings, host, port)
    # Streamlit reads .streamlit/config.toml from the folder it is started in
    os.chdir(PROJECT)
    from console.app import STREAMLIT_CONFIG, create_app

    create_app().run(config={"server.address": host, "server.port": port, **STREAMLIT_CONFIG})


def _announce(settings: Settings, host: str, port: int) -> None:
    typer.echo(f"Oficialía de Partes Electrónica: http://{host}:{port}/entrar")
    if settings.demo:
        from console.demo.accounts import demo_credentials, efirma_folder

        for account in demo_credentials(settings):
            typer.echo(
                f"  {account.username:<20} {account.password:<24} {label('role', account.role)} ({account.name})"
            )
        typer.echo(f"  e.firmas de demostración: {efirma_folder(settings)}")


def _install_seal(settings: Settings) -> None:
    """At the first start make a seal that says it is a demonstration's; an operator's own is never touched."""
    from core.receipts.demo_seal import create_demo_seal
    from core.receipts.institucion import load_institucion

    if settings.seal_folder.exists():
        return
    create_demo_seal(
        settings.seal_folder, load_institucion(settings.data / "institucion.toml"), datetime.now(UTC)
    )
    typer.echo("Se creó un sello de demostración: los acuses lo dicen y no tienen validez.", err=True)
