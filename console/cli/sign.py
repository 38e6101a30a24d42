"""``oficialia sign``: sign a manifest with an e.firma on this machine."""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from console.cli.judging import judges
from console.cli.signature_texts import SignatureTexts
from core.clock import SystemClock
from core.config import Settings
from core.domain.manifest import parse_manifest
from core.errors import Refusal
from core.signatures.admission import check_files, defects
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.private_key import read_private_key
from core.signatures.refusals import IssuerNotTrusted, ManifestUnreadable
from core.signatures.signing import sign_manifest

PASSWORD_VARIABLE = "OFICIALIA_KEY_PASSWORD"  # noqa: S105 - the name of a variable


def sign(
    manifest: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="manifest-sha256.txt")],
    certificate: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Certificado .cer.")],
    key: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="Llave privada .key.")],
    output: Annotated[Path | None, typer.Option(help="Dónde escribir la firma [MANIFEST.p7s].")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Leer la contraseña de la entrada estándar.")
    ] = False,
) -> None:
    """Firma un manifiesto: escribe un CMS separado que también «openssl cms -verify» comprueba.

    La contraseña se pide en pantalla, o se toma de OFICIALIA_KEY_PASSWORD o de la entrada estándar; nunca
    de un argumento. Termina con 0 si firmó, 1 si no pudo firmarse y 2 si la orden está mal escrita.
    """
    settings = Settings.from_environment()
    target = output or manifest.with_name(f"{manifest.name}.p7s")
    try:
        password = _password(from_stdin=password_stdin)
        check_files(certificate.name, key.name, password)
        made = _signed(manifest.read_bytes(), certificate.read_bytes(), key.read_bytes(), password, settings)
    except Refusal as refusal:
        typer.echo(SignatureTexts.load(settings.data).refusal(refusal), err=True)
        raise typer.Exit(1) from refusal
    _write(target, made)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    given = os.environ.get(PASSWORD_VARIABLE)
    return given or typer.prompt("Contraseña de la llave", hide_input=True, default="", show_default=False)


def _signed(manifest: bytes, cer: bytes, key: bytes, password: str, settings: Settings) -> bytes:
    try:
        parse_manifest(manifest)
    except ValueError as error:
        raise ManifestUnreadable from error
    certificate, now = read_certificate(cer), SystemClock().now()
    _check(certificate, now, settings)
    return sign_manifest(manifest, certificate, read_private_key(key, password), now)


def _check(certificate: Certificate, now: datetime, settings: Settings) -> None:
    """Refuse every defect but an unknown issuer: who signs at home may have no trust folder."""
    anchors, revocation = judges(settings)
    for defect in defects(certificate, at=now, anchors=anchors, revocation=revocation):
        if not isinstance(defect, IssuerNotTrusted):
            raise defect
        typer.echo(SignatureTexts.load(settings.data).refusal(defect), err=True)


def _write(target: Path, made: bytes) -> None:
    """Write a new file; a signature that stands is never overwritten."""
    try:
        with target.open("xb") as file:
            file.write(made)
    except FileExistsError as error:
        typer.echo(f"Ya existe «{target}». Bórrelo o indique otro nombre con --output.", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"Firma escrita en «{target}».")
