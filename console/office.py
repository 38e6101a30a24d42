"""The one Oficialía of this process, built when first asked for."""

import threading
from datetime import date
from zoneinfo import ZoneInfo

from core.bootstrap import Oficialia, build
from core.config import Settings

_lock = threading.Lock()
_current: list[Oficialia] = []


def office() -> Oficialia:
    """Return the process's Oficialía, building it from the environment the first time."""
    with _lock:
        if not _current:
            _current.append(build(Settings.from_environment()))
        return _current[0]


def local_today() -> date:
    """Return the day it is by the institution's clock."""
    return office().clock.now().astimezone(ZoneInfo(office().settings.zone)).date()


def close_office() -> None:
    """Close it, if it was built; the next :func:`office` builds another."""
    with _lock:
        while _current:
            _current.pop().close()
