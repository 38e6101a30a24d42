"""``oficialia serve``."""

import errno
import os
import socket
from datetime import UTC, datetime
from typing import Annotated

import typer

from console.cli.refused import saying_why
from console.home import make_home, served
from console.logs import configure_logs
from console.texts import label
from core.config import PROJECT, Settings

NOT_READY, PORT_TAKEN = 3, 4
Host = Annotated[str, typer.Option(help="Dirección en la que se atiende.")]
Port = Annotated[int, typer.Option(help="Puerto en el que se atiende.", min=1, max=65535)]


WithDemo = Annotated[bool, typer.Option("--with-demo", help="Carga antes la demostración, si falta.")]


def serve(host: Host = "127.0.0.1", port: Port = 8501, with_demo: WithDemo = False) -> None:
    """Atiende la consola hasta que se interrumpa.

    Termina con 1 si la carpeta de datos no se puede usar, 3 si la base, los datos o el sello no están listos
    y 4 si no se puede atender en ese puerto.
    """
    settings = Settings.from_environment()
    configure_logs(settings.log_level)
    if with_demo:
        from console.cli.demo import demo

        demo()
    with saying_why():
        make_home(settings.home)
        with served(settings.home):
            _require_ready(settings)
            _require_port(host, port)
            _announce(settings, host, port)
            _run(settings, host, port)


def _run(settings: Settings, host: str, port: int) -> None:
    # Streamlit reads .streamlit/config.toml from the folder it is started in
    os.chdir(PROJECT)
    from console.app import create_app, streamlit_options

    create_app().run(config={"server.address": host, "server.port": port, **streamlit_options(settings)})


def _require_ready(settings: Settings) -> None:
    """Look at everything without which no page would open, before anybody is told an address."""
    from console.cli.diagnosis import BEFORE_SERVING, examine, readable_seal

    for check in BEFORE_SERVING:
        if check is readable_seal:
            _install_seal(settings)
        level, sentence = examine(check, settings)
        if level == "falla":
            typer.echo(f"La consola no puede atender. {sentence}", err=True)
            raise typer.Exit(NOT_READY)


def _require_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "otro programa ya atiende ahí" if taken else f"el sistema no lo permite ({error.strerror})"
        typer.echo(
            f"No se puede atender en el puerto {port} de {host}: {why}. Elija otro con --port o --host.",
            err=True,
        )
        raise typer.Exit(PORT_TAKEN) from None


def _announce(settings: Settings, host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"Oficialía de Partes Electrónica: http://{shown}:{port}/entrar")
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
