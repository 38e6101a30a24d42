"""``oficialia certificate``: whose a ``.cer`` is, what it is for, and what is wrong with it."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from console.cli.judging import judges
from console.cli.signature_texts import SignatureTexts, instant, printable
from core.clock import SystemClock
from core.config import Settings
from core.errors import Refusal
from core.signatures.admission import defects
from core.signatures.certificate import MAX_BYTES, Certificate, read_certificate
from core.signatures.profile import CertificateKind
from core.signatures.refusals import NotACertificate
from core.signatures.revocation import RevocationSource
from core.signatures.trust import TrustAnchors

_CODES = {
    "certificate_expired": "expired",
    "certificate_not_yet_valid": "not_yet_valid",
    "certificate_revoked": "revoked",
    "certificate_is_csd": "csd",
    "certificate_is_firel": "firel",
    "certificate_is_not_efirma": "not_efirma",
    "issuer_not_trusted": "untrusted_issuer",
}
UNREADABLE = "unreadable"
_NOTHING: dict[str, Any] = {
    "kind": "other",
    "person": None,
    "rfc": None,
    "curp": None,
    "holder": None,
    "serial": None,
    "not_before": None,
    "not_after": None,
    "issuer": None,
}
_KIND_NAMES = {
    CertificateKind.EFIRMA: "e.firma",
    CertificateKind.CSD: "certificado de sello digital (CSD)",
    CertificateKind.FIREL: "FIREL",
    CertificateKind.OTHER: "otro",
}


@dataclass(frozen=True, slots=True)
class _Finding:
    """One file: its certificate where there is one, and what is wrong."""

    file: str
    certificate: Certificate | None
    problems: tuple[Refusal, ...]
    codes: tuple[str, ...]


def certificate(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Archivos .cer (DER, PEM o base64).")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Un objeto JSON por línea y por archivo.")] = False,
) -> None:
    """Dice de quién es cada certificado, para qué sirve y qué problemas tiene.

    Termina con 0 si ninguno tiene problemas, 1 si alguno los tiene y 2 si la orden está mal escrita.
    """
    settings = Settings.from_environment()
    anchors, revocation = judges(settings)
    texts = SignatureTexts.load(settings.data)
    now = SystemClock().now()
    findings = [_look(path, now, anchors, revocation) for path in files]
    for finding in findings:
        typer.echo(_as_json(finding) if as_json else _as_text(finding, texts))
    raise typer.Exit(1 if any(finding.codes for finding in findings) else 0)


def _look(path: Path, now: datetime, anchors: TrustAnchors, revocation: RevocationSource) -> _Finding:
    name = os.fsencode(path).decode("utf-8", "replace")
    try:
        with path.open("rb") as file:
            found = read_certificate(file.read(MAX_BYTES + 1))
    except OSError:
        return _Finding(name, None, (), (UNREADABLE,))
    except NotACertificate as refusal:
        return _Finding(name, None, (refusal,), (refusal.code,))
    problems = tuple(defects(found, at=now, anchors=anchors, revocation=revocation))
    return _Finding(name, found, problems, tuple(_CODES.get(p.code, p.code) for p in problems))


def _as_json(finding: _Finding) -> str:
    described = _described(finding.certificate) if finding.certificate else _NOTHING
    return json.dumps({"file": finding.file, **described, "problems": finding.codes}, ensure_ascii=False)


def _described(found: Certificate) -> dict[str, Any]:
    kinds = {CertificateKind.EFIRMA, CertificateKind.CSD}
    return {
        "kind": (found.kind if found.kind in kinds else CertificateKind.OTHER).value,
        "person": found.person.value if found.person else None,
        "rfc": str(found.rfc) if found.rfc else None,
        "curp": found.curp or None,
        "holder": found.holder,
        "serial": found.serial,
        "not_before": _iso(found.not_before),
        "not_after": _iso(found.not_after),
        "issuer": found.issuer,
    }


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _as_text(finding: _Finding, texts: SignatureTexts) -> str:
    lines = [printable(finding.file)]
    if finding.certificate:
        lines += [
            f"  {label:<12}{printable(value)}" for label, value in _labelled(finding.certificate) if value
        ]
    lines += [f"  ✖ {texts.what(problem)}" for problem in finding.problems]
    if UNREADABLE in finding.codes:
        lines.append("  ✖ El archivo no puede abrirse. Revise que exista y que tenga permiso de leerlo.")
    return "\n".join(lines if finding.codes else [*lines, "  ✔ Sin problemas."])


def _labelled(found: Certificate) -> tuple[tuple[str, str], ...]:
    return (
        ("Tipo", _KIND_NAMES[found.kind]),
        ("Titular", found.holder),
        ("RFC", str(found.rfc or "")),
        ("CURP", found.curp),
        ("Serie", found.serial),
        ("Vigencia", f"{instant(found.not_before)} a {instant(found.not_after)}"),
        ("Emisor", found.issuer),
    )
