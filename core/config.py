"""Settings: read once from ``OFICIALIA_*`` variables into one frozen object."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from core.errors import Refusal

PROJECT = Path(__file__).resolve().parent.parent
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_MOST, _MOST_BYTES = 1_000_000, 2**40
"""Beyond these, instants computed from hours or minutes leave the calendar."""
_DRIVERS = frozenset({"sqlite", "sqlite+pysqlite", "postgresql+psycopg"})


class SettingNotAdmitted(Refusal):
    """A variable's value cannot be used.

    Facts: ``variable``; ``needed``, a code of what it must be; ``value`` as given, empty where it may hold
    a password.
    """


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator may set. Each field ``name`` is read from ``OFICIALIA_NAME``.

    Attributes:
        home: data folder: SQLite database, documents, seal, previews. Created when absent.
        database_url: SQLAlchemy URL; empty means SQLite inside ``home``.
        data: the shipped data (catalogues, texts, templates, trust anchors).
        trust: folder of issuing CA certificates (DER or PEM).
        demo: demo mode: accounts and e.firmas are announced on the sign-in page.
        allow_test_anchors: accept certificates that chain to the folder's ``pruebas`` anchors.
        public_url: address printed in acuses, without trailing slash.
        zone: IANA time zone in which days and hours are decided.
        session_idle_minutes: a session unused this long ends.
        session_hours: a session this old ends.
        claim_minutes: how long a clerk's claim lasts without a sign of life.
        max_document_bytes: largest document, inclusive (manual: 50 MB).
        max_documents: most documents in one promoción.
        worker_memory_mib: memory limit of the process that opens documents.
        worker_seconds: CPU and wall-clock limit of that process.
        secure_cookies: mark the session cookie Secure (set it when served over TLS).
        log_level: DEBUG, INFO, WARNING or ERROR.
    """

    home: Path = PROJECT / "data" / "var"
    database_url: str = ""
    data: Path = PROJECT / "data"
    trust: Path = field(default=Path())
    demo: bool = False
    allow_test_anchors: bool = False
    public_url: str = "http://127.0.0.1:8501"
    zone: str = "America/Mexico_City"
    session_idle_minutes: int = 60
    session_hours: int = 12
    claim_minutes: int = 15
    max_document_bytes: int = 50 * 1024 * 1024
    max_documents: int = 200
    worker_memory_mib: int = 1024
    worker_seconds: int = 10
    secure_cookies: bool = False
    log_level: str = "INFO"

    def __post_init__(self) -> None:
        """Fill in what depends on other fields."""
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{self.home / 'oficialia.sqlite3'}")
        if self.trust == Path():
            object.__setattr__(self, "trust", self.home / "trust")

    @property
    def seal_folder(self) -> Path:
        """Where the institution's seal lies."""
        return self.home / "seal"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read every field from its variable; an empty variable counts as unset.

        Raises:
            SettingNotAdmitted: a variable's value is not of its field's type, or cannot be used.
        """
        source = os.environ if environ is None else environ
        values: dict[str, object] = {}
        for name, definition in cls.__dataclass_fields__.items():
            variable = f"OFICIALIA_{name.upper()}"
            if source.get(variable):
                values[name] = _read(variable, source[variable], _reader(name, definition.type))
        return cls(**values)  # type: ignore[arg-type]  # each reader gives its field's declared type


class _UnusableError(ValueError):
    """The message is the code of what the value must be."""


Reader = Callable[[str], object]


def _read(variable: str, text: str, reader: Reader) -> object:
    try:
        return reader(text)
    except (_UnusableError, OSError) as found:
        problem = (
            "folder" if isinstance(found, OSError) else str(found)
        )  # a path too long, or not ours to see
        shown = "" if reader is _database_url else text  # it may hold a password
        raise SettingNotAdmitted(variable=variable, needed=problem, value=shown) from None


def _reader(name: str, kind: object) -> Reader:
    own: dict[str, Reader] = {
        "database_url": _database_url,
        "data": _folder,
        "public_url": _address,
        "zone": _zone,
        "log_level": _log_level,
        "max_document_bytes": lambda text: _number(text, _MOST_BYTES),
    }
    return own.get(name) or _BY_TYPE[kind]


def _switch(text: str) -> bool:
    if text.lower() not in {"0", "1", "true", "false"}:
        raise _UnusableError("switch")
    return text.lower() in {"1", "true"}


def _number(text: str, most: int = _MOST) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        raise _UnusableError("number")
    if not 1 <= int(text) <= most:
        raise _UnusableError("number")
    return int(text)


def _place(text: str) -> Path:
    """Return a folder that need not be there yet."""
    path = Path(text).resolve()
    if path.exists() and not path.is_dir():
        raise _UnusableError("folder_or_nothing")
    return path


def _folder(text: str) -> Path:
    path = Path(text).resolve()
    if not path.is_dir():
        raise _UnusableError("folder")
    return path


def _address(text: str) -> str:
    """Return an http(s) address without trailing slash: acuses print it in front of a path."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # an impossible port, half an IPv6 address
        raise _UnusableError("address") from None
    if not usable or parts.query or parts.fragment or parts.username is not None or not text.isprintable():
        raise _UnusableError("address")
    return text.rstrip("/")


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (LookupError, ValueError, OSError):  # unknown, no key at all, a folder of keys
        raise _UnusableError("zone") from None


def _log_level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise _UnusableError("log_level")
    return text.upper()


def _database_url(text: str) -> str:
    """Return an address that SQLAlchemy can parse and whose driver is installed here."""
    from sqlalchemy import make_url  # noqa: PLC0415 - slow, and most commands need no database
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415 - the same

    try:
        url = make_url(text)
        if url.drivername not in _DRIVERS:
            raise _UnusableError("database_kind")
        url.get_dialect()().create_connect_args(url)
    except (ArgumentError, ValueError) as error:
        raise _UnusableError(str(error) if isinstance(error, _UnusableError) else "database_url") from None
    return text


_BY_TYPE: dict[object, Reader] = {bool: _switch, int: _number, Path: _place, str: str}
