"""A refusal at the command line: three sentences on standard error, and exit code 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from console.texts import explain_refusal
from core.errors import Refusal

REFUSED = 1


@contextmanager
def saying_why() -> Iterator[None]:
    """Turn a refusal into its words and the end of the command."""
    try:
        yield
    except Refusal as refusal:
        words = explain_refusal(refusal)
        typer.echo(f"{words.what}\n{words.means}\n{words.do}", err=True)
        raise typer.Exit(REFUSED) from None
