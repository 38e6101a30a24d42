"""What the text of an ``OFICIALIA_*`` variable must be: one reader for each kind of setting."""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_MOST, _MOST_BYTES = 1_000_000, 2**40
"""Beyond these, instants computed from hours or minutes leave the calendar."""
_MOST_SECONDS = 600
_MOST_REVIEW_HOURS = 1000
_MOST_MONTHS = 1200
_SOCKET_PATH = 107
"""Most bytes of a Unix socket's path (unix(7))."""
_DRIVERS = frozenset({"sqlite", "sqlite+pysqlite", "postgresql+psycopg"})


class UnusableError(ValueError):
    """The message is the code of what the value must be."""


Reader = Callable[[str], object]


def reader_of(name: str, kind: object) -> Reader:
    """Return what reads the setting ``name``, a field of type ``kind``."""
    own: dict[str, Reader] = {
        "database_url": database_url,
        "data": _folder,
        "public_url": _address,
        "zone": _zone,
        "log_level": _log_level,
        "server_key_file": _file_or_nothing,
        "smtp_password_file": _file,
        "smtp_security": _smtp_security,
        "smtp_port": _port,
        "mail_from": _mailbox,
        "oidc_issuer": _address,
        "oidc_client_secret_file": _file,
        "ocsp_url": _address,
        "tsa_url": _address,
        "outgoing_proxy": _proxy,
        "clamd": _clamd,
        "clamd_seconds": lambda text: _number(text, _MOST_SECONDS),
        "require_reading": _required_reading,
        "assign": _assignment_rule,
        "fault_months": lambda text: _number(text, _MOST_MONTHS),
        "review_hours": lambda text: _number(text, _MOST_REVIEW_HOURS),
        "max_document_bytes": lambda text: _number(text, _MOST_BYTES),
        "max_filing_bytes": lambda text: _number(text, _MOST_BYTES),
    }
    return own.get(name) or _BY_TYPE[kind]


def _switch(text: str) -> bool:
    if text.lower() not in {"0", "1", "true", "false"}:
        raise UnusableError("switch")
    return text.lower() in {"1", "true"}


def _number(text: str, most: int = _MOST) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        raise UnusableError("number")
    if not 1 <= int(text) <= most:
        raise UnusableError("number")
    return int(text)


def _place(text: str) -> Path:
    """Return a folder that need not be there yet."""
    path = Path(text).resolve()
    if path.exists() and not path.is_dir():
        raise UnusableError("folder_or_nothing")
    return path


def _folder(text: str) -> Path:
    path = Path(text).resolve()
    if not path.is_dir():
        raise UnusableError("folder")
    return path


def _file(text: str) -> str:
    """Return the address of a file that is there; as text, since an empty one means that there is none."""
    path = Path(text).resolve()
    if not path.is_file():
        raise UnusableError("file")
    return str(path)


def _file_or_nothing(text: str) -> Path:
    path = Path(text).resolve()
    if path.exists() and not path.is_file():
        raise UnusableError("file_or_nothing")
    return path


def _port(text: str) -> int:
    return _number(text, 65535)


def _smtp_security(text: str) -> str:
    if text.lower() not in {"starttls", "tls", "none"}:
        raise UnusableError("smtp_security")
    return text.lower()


def _required_reading(text: str) -> str:
    if text.lower() not in {"nothing", "opened", "pages"}:
        raise UnusableError("required_reading")
    return text.lower()


def _assignment_rule(text: str) -> str:
    if text.lower() not in {"off", "round_robin"}:
        raise UnusableError("assignment_rule")
    return text.lower()


def _mailbox(text: str) -> str:
    """Return one plain address (RFC 5321 §4.1.2), without a display name."""
    local, _, domain = text.rpartition("@")
    if not local or "." not in domain or not text.isascii() or not text.isprintable() or " " in text:
        raise UnusableError("mailbox")
    return text


def _address(text: str) -> str:
    """Return an http(s) address without trailing slash: acuses print it in front of a path."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # an impossible port, half an IPv6 address
        raise UnusableError("address") from None
    if not usable or parts.query or parts.fragment or parts.username is not None or not text.isprintable():
        raise UnusableError("address")
    return text.rstrip("/")


def _proxy(text: str) -> str:
    """Return the address of a proxy that is spoken to without TLS."""
    if urlsplit(_address(text)).scheme != "http":
        raise UnusableError("proxy")
    return _address(text)


def _clamd(text: str) -> str:
    """Return where clamd listens: the path of a socket, or a host and its port."""
    kind, _, place = text.partition(":")
    if (
        kind == "unix"
        and place.startswith("/")
        and text.isprintable()
        and len(os.fsencode(place)) <= _SOCKET_PATH
    ):
        return text
    host, _, port = place.rpartition(":")
    if kind != "tcp" or not host or not text.isascii() or not text.isprintable() or " " in text:
        raise UnusableError("clamd")
    _port(port)
    return text


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (LookupError, ValueError, OSError):  # unknown, no key at all, a folder of keys
        raise UnusableError("zone") from None


def _log_level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise UnusableError("log_level")
    return text.upper()


def database_url(text: str) -> str:
    """Return an address that SQLAlchemy can parse and whose driver is installed here."""
    from sqlalchemy import make_url  # noqa: PLC0415 - slow, and most commands need no database
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415 - the same

    try:
        url = make_url(text)
        if url.drivername not in _DRIVERS:
            raise UnusableError("database_kind")
        url.get_dialect()().create_connect_args(url)
    except (ArgumentError, ValueError) as error:
        raise UnusableError(str(error) if isinstance(error, UnusableError) else "database_url") from None
    return text


_BY_TYPE: dict[object, Reader] = {bool: _switch, int: _number, Path: _place, str: str}
