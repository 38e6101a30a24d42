"""The ``oficialia`` command."""

import sys

import typer

from console.cli.accounts import add_account, unblock
from console.cli.certificate import certificate
from console.cli.demo import demo
from console.cli.doctor import doctor
from console.cli.migrate import migrate
from console.cli.serve import serve
from console.cli.sign import sign
from console.cli.verify import verify

app = typer.Typer(
    name="oficialia",
    help="Oficialía de Partes Electrónica: sirve la consola, prepara la base y verifica firmas.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _command in (serve, demo, migrate, certificate, sign, verify, doctor, add_account, unblock):
    app.command()(_command)


def main() -> None:
    """Run the command line; a setting with a bad value ends it with code 2 and its name."""
    try:
        app()
    except ValueError as error:
        if not str(error).startswith("OFICIALIA_"):
            raise
        print(f"oficialia: {error}", file=sys.stderr)
        raise SystemExit(2) from None
