"""Work that is done again and again beside the requests, in a thread of its own."""

import threading
from collections.abc import Callable

import structlog

_log = structlog.get_logger(__name__)


class Recurring:
    """Calls something, waits, and calls it again until it is stopped; what fails is logged and tried again.

    Args:
        name: the thread's, for logs and debuggers.
        act: what is called.
        pause_seconds: between the end of one call and the beginning of the next.
    """

    def __init__(self, name: str, act: Callable[[], object], pause_seconds: float) -> None:
        self._act = act
        self._pause = pause_seconds
        self._stopping = threading.Event()
        # a daemon: a mail server that hangs must not keep the process from ending
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin, at once."""
        self._thread.start()

    def stop(self, patience_seconds: float = 10.0) -> bool:
        """Begin nothing more and wait for the call under way; return whether it ended in time."""
        self._stopping.set()
        self._thread.join(patience_seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._act()
            except Exception:  # noqa: BLE001 - a background thread: the log is its only reader
                _log.exception("recurring work failed", work=self._thread.name)
            self._stopping.wait(self._pause)
