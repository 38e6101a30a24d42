"""Who takes part in the demonstration: its accounts and e.firmas, read from ``data/demo/accounts.toml``."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.config import Settings
from core.domain.people import Role


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration, its password included: it is announced on the sign-in page.

    Attributes:
        role: a value of ``Role``; its label is ``label("role", role)``.
        curp: of the person, or of the company's representative; empty for staff.
        representative_rfc: only for companies.
    """

    username: str
    password: str
    name: str
    role: Role
    rfc: str = ""
    curp: str = ""
    representative_rfc: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class DemoEfirma:
    """A certificate and key to be issued.

    Attributes:
        file: name of the ``.cer`` and the ``.key``, without either.
        note: what it is for, a phrase for people.
        kind: ``efirma`` or ``csd``.
        from_years: start of validity, in years from the day of loading.
        to_years: end of validity, likewise.
        account: user name of the account whose own it is; empty for the others.
    """

    file: str
    note: str
    holder: str
    rfc: str
    curp: str
    representative_rfc: str = ""
    kind: str = "efirma"
    from_years: int = -1
    to_years: int = 3
    revoked: bool = False
    account: str = ""


def demo_folder(settings: Settings) -> Path:
    """Return where the demonstration keeps what is its own."""
    return settings.home / "demo"


def efirma_folder(settings: Settings) -> Path:
    """Return where the demonstration's e.firmas lie."""
    return demo_folder(settings) / "efirmas"


def demo_credentials(settings: Settings) -> tuple[DemoAccount, ...]:
    """Return the demonstration's accounts, in the order in which they are announced.

    Raises:
        OSError, tomllib.TOMLDecodeError, TypeError, ValueError: the shipped file was spoilt.
    """
    return tuple(DemoAccount(**{**a, "role": Role(a["role"])}) for a in _content(settings)["accounts"])


def demo_efirmas(settings: Settings) -> tuple[DemoEfirma, ...]:
    """Return the e.firmas to be issued; those of an account bear its name and RFC.

    Raises:
        OSError, tomllib.TOMLDecodeError, TypeError, KeyError: the shipped file was spoilt.
    """
    owners = {account.username: account for account in demo_credentials(settings)}
    return tuple(_efirma(entry, owners) for entry in _content(settings)["efirmas"])


def efirma_password(settings: Settings) -> str:
    """Return the one password of every demonstration key."""
    return str(_content(settings)["efirma_password"])


def demo_efirma_files(settings: Settings) -> tuple[Path, ...]:
    """Return the ``.cer`` and ``.key`` files as they lie, in the order of the accounts file.

    Only files of the demonstration are named, whatever else the folder holds; none before it is loaded.
    """
    folder = efirma_folder(settings)
    paths = (folder / f"{e.file}{suffix}" for e in demo_efirmas(settings) for suffix in (".cer", ".key"))
    return tuple(path for path in paths if path.is_file())


def _efirma(entry: dict[str, Any], owners: dict[str, DemoAccount]) -> DemoEfirma:
    if "account" not in entry:
        return DemoEfirma(**entry)
    owner = owners[entry["account"]]
    return DemoEfirma(
        holder=owner.name,
        rfc=owner.rfc,
        curp=owner.curp,
        representative_rfc=owner.representative_rfc,
        **entry,
    )


def _content(settings: Settings) -> dict[str, Any]:
    return tomllib.loads((settings.data / "demo" / "accounts.toml").read_text(encoding="utf-8"))
