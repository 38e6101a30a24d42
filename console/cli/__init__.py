"""The ``oficialia`` command."""

import os
import sys

import typer

from console.cli.accounts import add_account, unblock
from console.cli.board import board
from console.cli.catalog import catalog
from console.cli.certificate import certificate
from console.cli.check import check
from console.cli.demo import demo
from console.cli.doctor import doctor
from console.cli.filed_on import filed_on
from console.cli.mail import mail
from console.cli.migrate import migrate
from console.cli.report import report
from console.cli.serve import serve
from console.cli.sign import sign
from console.cli.signature_texts import printable
from console.cli.summary import summary
from console.cli.trust import trust
from console.cli.verify import verify
from console.texts import explain, label
from core.config import SettingNotAdmitted

BAD_SETTING = 2
_SHOWN = 80

app = typer.Typer(
    name="oficialia",
    help="Oficialía de Partes Electrónica: sirve la consola, prepara la base y verifica firmas.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _command in (
    serve,
    demo,
    migrate,
    certificate,
    check,
    sign,
    verify,
    doctor,
    filed_on,
    add_account,
    unblock,
    mail,
    report,
    summary,
):
    app.command()(_command)
app.add_typer(trust)
app.add_typer(catalog)
app.add_typer(board)


def main() -> None:
    """Run the command line; a setting that cannot be used ends it with code 2 and its name.

    What any command writes is its owner's alone: filings, keys and sessions lie in those files.
    """
    os.umask(0o077)
    try:
        app()
    except SettingNotAdmitted as refusal:
        print(explain_setting(refusal), file=sys.stderr)
        raise SystemExit(BAD_SETTING) from None


def explain_setting(refusal: SettingNotAdmitted) -> str:
    """Say which variable has what value, what it must be, and what to do."""
    value = printable(str(refusal.facts["value"]))[:_SHOWN]
    facts = {**refusal.facts, "shown": f" («{value}»)" if value else ""}
    facts["needed"] = label("setting", str(refusal.facts["needed"]))
    words = explain(refusal.code, facts)
    return f"{words.what} {words.means} {words.do}"
