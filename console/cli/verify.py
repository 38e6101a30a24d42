"""``oficialia verify``: check a signed manifest and the files it names."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from console.cli.judging import judges
from console.cli.signature_texts import SignatureTexts, instant, printable
from core.clock import SystemClock
from core.config import Settings
from core.domain.identifiers import Rfc
from core.domain.manifest import DOCUMENTS_FOLDER, FIELDS_PATH
from core.domain.verdict import Conclusion, Outcome, Signer, Verdict
from core.domain.verdict_json import verdict_to_json
from core.signatures.verify import verify as verify_signature

_EXIT_CODES = {Outcome.PASSED: 0, Outcome.FAILED: 1, Outcome.INDETERMINATE: 3}
_BOTTOM_LINES = {
    Outcome.PASSED: "VÁLIDA",
    Outcome.FAILED: "NO VÁLIDA",
    Outcome.INDETERMINATE: "NO CONCLUYENTE",
}
_MARKS = {Outcome.PASSED: "✔", Outcome.FAILED: "✖", Outcome.INDETERMINATE: "?"}
_ENVELOPE = "envelope_readable"
_NOBODY = Rfc("XAXX010101000")
"""The SAT's RFC for the general public: nobody's, so that no certificate matches it by chance."""


def verify(
    manifest: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="manifest-sha256.txt")],
    cms: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Firma: CMS separado, DER.")],
    folder: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Carpeta que contiene data/ [la del manifiesto]."),
    ] = None,
    rfc: Annotated[str, typer.Option(help="RFC de la cuenta, para comprobar también quién firmó.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="El dictamen completo en JSON.")] = False,
) -> None:
    """Comprueba la firma de un manifiesto y que los archivos sean los firmados.

    Termina con 0 si es válida, 1 si no lo es, 3 si no puede concluirse y 2 si la orden está mal escrita.
    """
    settings = Settings.from_environment()
    verdict = _verdict(manifest, cms, folder or manifest.parent, _account(rfc), settings)
    if as_json:
        typer.echo(_as_json(verdict))
    else:
        typer.echo(_as_text(verdict, SignatureTexts.load(settings.data)))
    raise typer.Exit(_EXIT_CODES[verdict.outcome])


def _account(text: str) -> Rfc | None:
    try:
        return Rfc.parse(text) if text else None
    except ValueError as error:
        raise typer.BadParameter("no tiene la forma de un RFC", param_hint="--rfc") from error


def _verdict(manifest: Path, cms: Path, folder: Path, account: Rfc | None, settings: Settings) -> Verdict:
    """Verify; where no account is named, leave *identidad* out instead of answering it."""
    anchors, revocation = judges(settings)
    fields = folder / FIELDS_PATH
    found = verify_signature(
        manifest=manifest.read_bytes(),
        cms=cms.read_bytes(),
        fields=fields.read_bytes() if fields.is_file() else b"",
        documents=_documents(folder),
        account_rfc=account or _NOBODY,
        anchors=anchors,
        revocation=revocation,
        at=SystemClock().now(),
    )
    if account:
        return found
    return replace(found, checks=tuple(c for c in found.checks if c.conclusion is not Conclusion.IDENTIDAD))


def _documents(folder: Path) -> dict[str, tuple[str, int]]:
    """Return every file below ``data/documentos``: its name there → SHA-256 and size in bytes."""
    place = folder / DOCUMENTS_FOLDER
    paths = sorted(path for path in place.rglob("*") if path.is_file())
    return {path.relative_to(place).as_posix(): (_sha256(path), path.stat().st_size) for path in paths}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _as_json(verdict: Verdict) -> str:
    """Return one line of JSON; the bytes of a file's name that are no UTF-8 become escapes (RFC 8259 §7)."""
    written = json.dumps(verdict_to_json(verdict), ensure_ascii=False)
    return written.encode("utf-8", "backslashreplace").decode("utf-8")


def _as_text(verdict: Verdict, texts: SignatureTexts) -> str:
    unreadable = [c for c in verdict.checks if c.code == _ENVELOPE and c.outcome is Outcome.FAILED]
    if unreadable:  # nothing else could be looked at, and the advice of each check would not apply
        return f"Firma {_BOTTOM_LINES[Outcome.FAILED]}. {texts.found(unreadable[0])}"
    lines = [f"Firma {_BOTTOM_LINES[verdict.outcome]}"]
    lines += _signer_lines(verdict.signer) if verdict.signer else []
    lines += [f"Firmada: {instant(verdict.signed_at)}"] if verdict.signed_at else []
    for conclusion in Conclusion:
        lines += _conclusion_lines(verdict, conclusion, texts)
    return "\n".join(lines)


def _signer_lines(signer: Signer) -> list[str]:
    return [
        f"Titular: {printable(signer.holder)}",
        f"RFC: {printable(signer.rfc)}",
        f"Certificado: {printable(signer.serial)}, de {printable(signer.issuer)}",
    ]


def _conclusion_lines(verdict: Verdict, conclusion: Conclusion, texts: SignatureTexts) -> list[str]:
    checks = [check for check in verdict.checks if check.conclusion is conclusion]
    if not checks:
        return [f"{conclusion.value.capitalize()}: sin comprobar; indique --rfc."]
    heading = f"{_MARKS[verdict.conclusion(conclusion)]} {conclusion.value.capitalize()}"
    return [heading, *(f"  {_MARKS[check.outcome]} {texts.answer(check)}" for check in checks)]
