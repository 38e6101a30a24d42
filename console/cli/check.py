"""``oficialia check``: the rule book for files, without a server."""

import json
from typing import Annotated

import typer

from console.cli.signature_texts import printable
from core.config import Settings

_MARKS = {
    "admissible": "✔ admisible",
    "warning": "⚠ aviso",
    "refused": "✖ no admisible",
    "unreadable": "? ilegible",
}
_REFUSED, _UNREADABLE = 1, 2


def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Archivos que se van a revisar.")],
    as_json: Annotated[bool, typer.Option("--json", help="Una línea JSON por archivo.")] = False,
) -> None:
    """Revisa archivos con las reglas de la Oficialía, sin subirlos.

    Termina con 0 si todos son admisibles o solo tienen avisos, 1 si alguno no es admisible, y 2 si alguno no
    pudo leerse o la orden está mal escrita.
    """
    from console.cli.checked_files import checked

    worst = 0
    for answer in checked(files, Settings.from_environment()):
        typer.echo(_as_json(answer) if as_json else _as_text(answer))
        verdict = answer["verdict"]
        worst = max(
            worst, _UNREADABLE if verdict == "unreadable" else _REFUSED if verdict == "refused" else 0
        )
    raise typer.Exit(worst)


def _as_json(answer: dict[str, object]) -> str:
    """Return one line of JSON; the bytes of a file's name that are no UTF-8 become escapes (RFC 8259 §7)."""
    written = json.dumps(answer, ensure_ascii=False)
    return written.encode("utf-8", "backslashreplace").decode("utf-8")


def _as_text(answer: dict[str, object]) -> str:
    name = printable(str(answer["file"]).encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    lines = [f"{_MARKS[str(answer['verdict'])]}  {name}"]
    findings = answer["findings"]
    for finding in findings if isinstance(findings, list) else ():
        rule = f"{finding['rule']} " if finding["rule"] else ""
        lines.append(f"    {rule}{printable(finding['text'])}")
    return "\n".join(lines)
