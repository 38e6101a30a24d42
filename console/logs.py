"""Structured log lines on standard output; never a password, a key, a session id or a document's content."""

import logging
import re

import structlog

_SESSION_ID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)
_HIDDEN = "[sesión]"


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
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=True,
    )


def _without_session_ids(*arguments: object, **named: object) -> logging.LogRecord:
    """Make a record as the library would, and replace what looks like a session's id (a UUID) in it."""
    record = logging.LogRecord(*arguments, **named)  # type: ignore[arg-type]  # logging's own arguments
    try:
        text = record.getMessage()
    except (TypeError, ValueError):  # wrong arguments for the message: logging itself reports it
        return record
    if _SESSION_ID.search(text):
        record.msg, record.args = _SESSION_ID.sub(_HIDDEN, text), None
    if record.exc_info:
        record.exc_text = _SESSION_ID.sub(_HIDDEN, logging.Formatter().formatException(record.exc_info))
    return record
