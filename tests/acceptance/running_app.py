"""Start the real application on a folder of its own, and stop it."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import httpx

from core.config import PROJECT

COMMAND = Path(sys.executable).parent / "oficialia"
START_SECONDS = 60
LOG_TAIL_BYTES = 8_000


@dataclass(frozen=True, slots=True)
class RunningApp:
    """A served application: its address without trailing slash, data folder, log and process."""

    url: str
    home: Path
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        """The port at which it is served."""
        return int(self.url.rpartition(":")[2])

    def log_tail(self) -> str:
        """Return the end of what the server wrote."""
        return self.log.read_bytes()[-LOG_TAIL_BYTES:].decode(errors="replace")

    def kill(self) -> None:
        """End the process at once, as a power cut would, with every process it started."""
        _signal_all(self.process, "KILL")


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a demo server on ``home``, without settings of the operator's own."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("OFICIALIA_")}
    own = {"OFICIALIA_HOME": str(home), "OFICIALIA_DEMO": "1", "OFICIALIA_ALLOW_TEST_ANCHORS": "1"}
    return inherited | own | more


def demo_home(folder: Path) -> Path:
    """Return a data folder with the demo loaded, made once even when several workers ask at once.

    Raises:
        RuntimeError: ``oficialia demo`` failed; the message is what it printed.
    """
    home, done = folder / "demo-home", folder / "demo-home.done"
    with (folder / "demo-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(home, ignore_errors=True)
            _load_demo(home)
            done.touch()
    return home


def _load_demo(home: Path) -> None:
    result = subprocess.run(
        [COMMAND, "demo"], env=environment(home), cwd=PROJECT, capture_output=True, check=False
    )
    if result.returncode != 0:
        raise RuntimeError((result.stdout + result.stderr).decode(errors="replace")[-LOG_TAIL_BYTES:])


@contextmanager
def serve(home: Path, port: int = 0, **settings: str) -> Iterator[RunningApp]:
    """Serve ``home`` on this machine until the block ends.

    Args:
        home: data folder; the log is written beside it.
        port: the one of a server that ended, for browsers that know it; a free one when 0.
        settings: further ``OFICIALIA_*`` variables.

    Raises:
        RuntimeError: it ended, or did not answer ``/salud`` in a minute; the message holds its log.
    """
    url = f"http://127.0.0.1:{(port := port or _free_port())}"
    log = home.with_name(f"{home.name}.log")
    with log.open("ab") as output:
        process = subprocess.Popen(
            [COMMAND, "serve", "--host", "127.0.0.1", "--port", str(port)],
            env=environment(home, OFICIALIA_PUBLIC_URL=url, **settings),
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        app = RunningApp(url, home, log, process)
        try:
            _await_health(app)
            yield app
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_health(app: RunningApp) -> None:
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline:
        if _healthy(app.url):
            return
        try:  # to wait for its death is what lets it come up, and notices when it will not
            app.process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            continue
        raise RuntimeError(f"the server ended with {app.process.returncode}:\n{app.log_tail()}")
    raise RuntimeError(f"the server does not answer {app.url}/salud:\n{app.log_tail()}")


def _healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/salud", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)
    finally:
        _signal_all(process, "KILL")  # whatever it started and left


def _signal_all(process: subprocess.Popen[bytes], name: str) -> None:
    subprocess.run(["kill", f"-{name}", "--", f"-{process.pid}"], check=False, stderr=subprocess.DEVNULL)
    process.wait(timeout=10)


def demo_password(username: str) -> str:
    """Return the password of a demo account (``data/demo/accounts.toml``).

    Raises:
        LookupError: there is no such account.
    """
    accounts = tomllib.loads((PROJECT / "data" / "demo" / "accounts.toml").read_text(encoding="utf-8"))
    for account in accounts["accounts"]:
        if account["username"] == username:
            return str(account["password"])
    raise LookupError(username)
