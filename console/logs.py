"""Structured log lines on standard output; never a password, a key, a session id or a document's content."""

import logging

import structlog


def configure_logs(level: str) -> None:
    """Write one line for each event from ``level`` on (DEBUG, INFO, WARNING, ERROR).

    Raises:
        ValueError: there is no such level; the message names the variable.
    """
    known = logging.getLevelNamesMapping()
    if level.upper() not in known:
        raise ValueError(f"OFICIALIA_LOG_LEVEL={level!r}: use DEBUG, INFO, WARNING or ERROR")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(known[level.upper()]),
        cache_logger_on_first_use=True,
    )
