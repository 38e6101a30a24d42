"""Structured log lines on standard output; never a password, a key, a session id, a link's token or a cookie."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

from core.errors import NotAllowed, NotFound, Refusal

_log = structlog.get_logger(__name__)
_SESSION_ID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
_HIDDEN = "[sesión]"
_PARAMETER = re.compile(
    r"""(?P<name>\b(?:enlace|clave|codigo|contrasena|code|state|token|nonce)=|\w*oficialia_\w+=)"?[^&;\s"']+""",
    re.IGNORECASE,
)
"""Query parameters and cookies whose value lets somebody in, wherever a library writes an address."""


def configure_logs(level: str) -> None:
    """Write one line for each event from ``level`` on (DEBUG, INFO, WARNING, ERROR).

    Streamlit's own log names its sessions («Ignoring reconnect to active session id …»), and who knows
    an id may try to take that session over: every record of every library goes without them.
    """
    # at the factory: Streamlit gives each of its loggers a handler of its own, made anew now and then
    logging.setLogRecordFactory(_without_session_ids)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_secrets,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=True,
    )


def remember_who(account_id: int) -> None:
    """Let every line of this run or request carry whose it is: the account's number, no name."""
    structlog.contextvars.bind_contextvars(account=account_id)


def log_if_unauthorised(refusal: Refusal, where: str) -> None:
    """Write a line where somebody asked for what is not theirs (OWASP ASVS 5.0, 16.3.2).

    What does not exist and what is somebody else's look the same to who asks, so both are written.

    Args:
        refusal: what was answered.
        where: the path or the page, without its query.
    """
    if isinstance(refusal, (NotAllowed, NotFound)):
        _log.warning("authorization refused", code=refusal.code, where=where)


def _without_session_ids(*arguments: object, **named: object) -> logging.LogRecord:
    """Make a record as the library would, and replace what looks like a session's id (a UUID) in it."""
    record = logging.LogRecord(*arguments, **named)  # type: ignore[arg-type]  # logging's own arguments
    try:
        text = record.getMessage()
    except (TypeError, ValueError):  # wrong arguments for the message: logging itself reports it
        return record
    told = scrubbed(text)
    if told != text:
        record.msg, record.args = told, None
    if record.exc_info:
        record.exc_text = scrubbed(logging.Formatter().formatException(record.exc_info))
    return record


def scrubbed(text: str) -> str:
    """Return a text without session ids and without the values of telling parameters and cookies."""
    return _PARAMETER.sub(r"\g<name>[oculto]", _SESSION_ID.sub(_HIDDEN, text))


def _without_secrets(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Do the same to our own lines, tracebacks included (a structlog processor)."""
    return {name: scrubbed(value) if isinstance(value, str) else value for name, value in event.items()}
