"""The demonstration's certification authority, its e.firmas, and the lists of those it revoked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from console.demo.accounts import DemoEfirma, demo_efirmas, demo_folder, efirma_folder, efirma_password
from core.config import Settings
from core.signatures.certificate import read_certificate
from core.signatures.demo_authority import CERTIFICATE_FILE, DemoAuthority, IssuedCertificate
from core.signatures.trust import TEST_FOLDER

_YEAR = timedelta(days=365)
_AUTHORITY_AGE = 6 * _YEAR
_REVOKED_BEFORE = timedelta(days=120)
_OLD_LIST_DAYS = 60
_NEW_LIST_DAYS = 3650
OLD_LIST, NEW_LIST = "demostracion-anterior.crl", "demostracion.crl"


@dataclass(frozen=True, slots=True)
class SilentHours:
    """While these last no list of revoked certificates is in force: the filings show «no consultado»."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Keyring:
    """What the filers of the demonstration sign with: user name → certificate and key."""

    efirmas: Mapping[str, IssuedCertificate] = field(repr=False)


def trust_files(settings: Settings) -> tuple[Path, ...]:
    """Return the files that the demonstration places in the trust folder."""
    folder = settings.trust / TEST_FOLDER
    return tuple(folder / name for name in (CERTIFICATE_FILE, OLD_LIST, NEW_LIST))


def issue_everything(settings: Settings, now: datetime, silent: SilentHours) -> Keyring:
    """Make the authority, the e.firmas and the lists, and write them where they belong.

    Args:
        settings: ``home`` gets authority and e.firmas, ``trust`` the anchor and the lists.
        now: instant of loading, aware.
        silent: when nobody can be asked.
    """
    authority = DemoAuthority.create(now - _AUTHORITY_AGE)
    authority.save(demo_folder(settings) / "autoridad")
    password = efirma_password(settings)
    specs = demo_efirmas(settings)
    issued = {spec.file: _issue(authority, spec, now, password) for spec in specs}
    _write_efirmas(efirma_folder(settings), issued)
    revoked = {
        read_certificate(issued[spec.file].cer).serial: now - _REVOKED_BEFORE
        for spec in specs
        if spec.revoked
    }
    _write_trust(settings, authority, revoked, silent)
    return Keyring({spec.account: issued[spec.file] for spec in specs if spec.account})


def _issue(authority: DemoAuthority, spec: DemoEfirma, now: datetime, password: str) -> IssuedCertificate:
    issue = authority.issue_csd if spec.kind == "csd" else authority.issue_efirma
    return issue(
        spec.holder,
        spec.rfc,
        spec.curp,
        not_before=now + spec.from_years * _YEAR,
        not_after=now + spec.to_years * _YEAR,
        password=password,
        representative_rfc=spec.representative_rfc,
    )


def _write_efirmas(folder: Path, issued: Mapping[str, IssuedCertificate]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, pair in issued.items():
        (folder / f"{name}.cer").write_bytes(pair.cer)
        (folder / f"{name}.key").write_bytes(pair.key)


def _write_trust(
    settings: Settings, authority: DemoAuthority, revoked: Mapping[str, datetime], silent: SilentHours
) -> None:
    began = silent.start - timedelta(days=_OLD_LIST_DAYS)
    anchor, old_list, new_list = trust_files(settings)
    anchor.parent.mkdir(parents=True, exist_ok=True)
    anchor.write_bytes(authority.certificate_der)
    old_list.write_bytes(authority.crl(revoked, at=began, days=_OLD_LIST_DAYS))
    new_list.write_bytes(authority.crl(revoked, at=silent.end, days=_NEW_LIST_DAYS))
