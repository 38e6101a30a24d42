"""What ``oficialia trust check`` and ``oficialia doctor`` look at in the trust folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from console.cli.signature_texts import printable
from core.config import Settings
from core.signatures.anchor_files import AnchorFile, anchor_files, fingerprint
from core.signatures.revocation import CrlFolder
from core.signatures.trust import TrustAnchors

A_YEAR = timedelta(days=365)
_SENTENCES = {
    "unusable": "no es el certificado de una autoridad que pueda usarse",
    "not_yet_valid": "todavía no está vigente",
    "ends_within_a_year": "vence en menos de un año: agregue a tiempo la que la sustituya",
    "repeated": "otro archivo tiene el mismo certificado",
    "test_authority": "es de prueba y se admite (OFICIALIA_ALLOW_TEST_ANCHORS)",
    "no_revocation_source": "nada dice si sus certificados están revocados: ni OCSP ni una lista vigente",
}


@dataclass(frozen=True, slots=True)
class Examined:
    """A file of the trust folder and the codes of what is to be said about it."""

    file: AnchorFile
    problems: tuple[str, ...]

    @property
    def is_usable(self) -> bool:
        """Whether signatures are admitted by it."""
        return self.file.certificate is not None

    def as_json(self) -> dict[str, Any]:
        """Return facts for programs; instants in ISO 8601 UTC."""
        found = self.file.certificate
        return {
            "file": str(self.file.path),
            "sha256": fingerprint(found) if found else None,
            "holder": found.holder if found else None,
            "serial": found.serial if found else None,
            "not_before": _iso(found.not_before) if found else None,
            "not_after": _iso(found.not_after) if found else None,
            "test": self.file.is_test,
            "problems": list(self.problems),
        }

    def as_text(self) -> str:
        """Return a line for people, and one for each problem."""
        found = self.file.certificate
        named = f"{found.holder}, hasta el {found.not_after:%d/%m/%Y}" if found else str(self.file.path)
        return "\n".join([printable(named), *(f"  ✖ {_SENTENCES[code]}" for code in self.problems)])


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def examined(settings: Settings, at: datetime) -> tuple[Examined, ...]:
    """Return every file that counts under these settings, with its problems.

    Raises:
        OSError: the folder cannot be read.
    """
    files = [f for f in anchor_files(settings.trust) if settings.allow_test_anchors or not f.is_test]
    anchors = TrustAnchors.load(settings.trust, allow_tests=settings.allow_test_anchors)
    lists = CrlFolder.load(settings.trust, anchors, allow_tests=settings.allow_test_anchors)
    return tuple(
        Examined(file, tuple(_problems(file, files[:number], settings, lists, at)))
        for number, file in enumerate(files)
    )


def _problems(
    file: AnchorFile, before: list[AnchorFile], settings: Settings, lists: CrlFolder, at: datetime
) -> Iterator[str]:
    authority = file.certificate
    if authority is None:
        yield "unusable"
        return
    if at < authority.not_before:
        yield "not_yet_valid"
    if at < authority.not_after < at + A_YEAR:
        yield "ends_within_a_year"
    if any(other.certificate == authority for other in before):
        yield "repeated"
    if file.is_test:
        yield "test_authority"
    if not settings.ocsp_url and not lists.speaks_for(authority, at):
        yield "no_revocation_source"
