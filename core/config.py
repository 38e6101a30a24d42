"""Settings: read once from ``OFICIALIA_*`` variables into one frozen object."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

PROJECT = Path(__file__).resolve().parent.parent


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
        """Read every field from its variable.

        Raises:
            ValueError: a variable's value is not of its field's type; the message names the variable.
        """
        source = os.environ if environ is None else environ
        values: dict[str, object] = {}
        for name, definition in cls.__dataclass_fields__.items():
            variable = f"OFICIALIA_{name.upper()}"
            if source.get(variable):
                values[name] = _convert(variable, source[variable], definition.type)
        return cls(**values)  # type: ignore[arg-type]  # _convert gave each its declared type


def _convert(variable: str, text: str, kind: object) -> object:
    if kind is bool:
        if text.lower() not in {"0", "1", "true", "false"}:
            raise ValueError(f"{variable}={text!r}: use 1 or 0")
        return text.lower() in {"1", "true"}
    if kind is int:
        if not text.isascii() or not text.isdigit():
            raise ValueError(f"{variable}={text!r}: use a whole number")
        return int(text)
    return Path(text).resolve() if kind is Path else text
