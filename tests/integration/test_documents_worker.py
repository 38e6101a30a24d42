"""The processes that open files: what they may not do, and what comes of those that try."""

import errno
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.documents.findings import Limit
from core.documents.worker import Worker

SECONDS = 1.0


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """Return a worker whose tasks misbehave."""
    with Worker(memory_mib=512, seconds=SECONDS, tasks="tests.documents_tasks") as running:
        yield running


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """Return a file to open."""
    path = tmp_path / "documento"
    path.write_bytes(b"contenido")
    return path


def test_a_task_gets_its_file_and_arguments(worker: Worker, document: Path) -> None:
    """Bytes, text and numbers arrive as they were given."""
    answer = worker.run("echo", document, palabra="año", number=7)
    assert answer.finished
    assert answer.frames[0].header == {"arguments": {"palabra": "año", "number": 7}}
    assert answer.frames[0].body == b"contenido"


@pytest.mark.parametrize(
    ("task", "limit", "frames"),
    [
        ("spin", Limit.TIME, 1),
        ("sleep", Limit.TIME, 1),
        ("allocate", Limit.MEMORY, 0),
        ("abort", Limit.CRASH, 1),
        ("fail", Limit.FAILED, 2),
        ("flood", Limit.OUTPUT, 0),
    ],
)
def test_misbehaviour_is_an_answer(
    worker: Worker, document: Path, task: str, limit: Limit, frames: int
) -> None:
    """Whatever a task does, the caller learns which limit it met and keeps what it had said before."""
    begun = time.monotonic()
    answer = worker.run(task, document)
    assert answer.limit is limit
    assert len(answer.frames) == frames
    assert time.monotonic() - begun < SECONDS + 4
    assert worker.run("echo", document).finished


def test_an_interrupt_of_the_terminal_is_left_to_the_server(document: Path) -> None:
    """Ctrl-C reaches every process of the terminal: this one goes on serving until its server ends it."""
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    with Worker(memory_mib=512, seconds=SECONDS, tasks="tests.documents_tasks") as worker:
        assert worker.run("echo", document).finished
        signal.signal(signal.SIGINT, ours)
        before = worker._connection
        assert before
        before.process.send_signal(signal.SIGINT)
        assert worker.run("sleep", document, seconds=0.2).limit is Limit.TIME
        assert worker._connection is before
        assert before.process.poll() is None


def test_a_failure_tells_the_class_and_not_the_text(worker: Worker, document: Path) -> None:
    """An exception's text may be the file's own words: only its class travels."""
    assert worker.run("fail", document).frames[-1].header == {"failed": "LookupError"}


def test_a_shorter_time_may_be_asked_for(worker: Worker, document: Path) -> None:
    """The caller may shorten the time, not lengthen it."""
    begun = time.monotonic()
    assert worker.run("sleep", document, seconds=0.2).limit is Limit.TIME
    assert time.monotonic() - begun < SECONDS
    assert worker.run("sleep", document, seconds=60).limit is Limit.TIME


def test_nothing_outside_can_be_reached(
    worker: Worker, document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No network, processes, signals, files, descriptors or environment from inside a task."""
    monkeypatch.setenv("OFICIALIA_SECRET", "not for readers")
    secret = tmp_path / "secreto"
    secret.write_bytes(b"x")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        answer = worker.run("escape", document, port=server.getsockname()[1], secret=str(secret))
        with pytest.raises(BlockingIOError):
            server.accept()
    met = {key: value for frame in answer.frames for key, value in frame.header.items()}
    forbidden = {errno.EPERM, errno.EACCES}
    assert {met[name] for name in ("socket", "fork", "execute", "kill")} <= forbidden
    assert met["inherited"] == errno.EBADF
    assert set(met["environment"]) <= {"PATH", "LANG", "LC_CTYPE"}  # type: ignore[call-overload]  # a JSON object
    assert met["write"] in {*forbidden, errno.EFBIG}
    if worker.facts()["files_restricted"]:
        assert met["read"] in forbidden
    assert not (tmp_path / "secreto.new").exists()


def test_the_warm_process_says_what_the_platform_allowed(worker: Worker) -> None:
    """The facts that ``oficialia doctor`` shows are there."""
    facts = worker.facts()
    assert facts["available"] is True
    measures = ("network_cut", "files_restricted", "calls_forbidden")
    assert {type(facts[name]) for name in measures} == {bool}
    assert "echo" in facts["tasks"]  # type: ignore[operator]  # a list of names


def test_a_killed_warm_process_is_replaced(worker: Worker, document: Path) -> None:
    """After kill -9 between tasks the next one runs in another process."""
    first = worker.facts()["pid"]
    os.kill(int(str(first)), signal.SIGKILL)
    assert worker.run("echo", document).finished
    assert worker.facts()["pid"] != first


def test_a_warm_process_killed_at_work_takes_its_children_along(worker: Worker, document: Path) -> None:
    """Kill -9 in the middle of a task: the task is tried again, its first child is gone, others work."""
    pid = int(str(worker.facts()["pid"]))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(worker.run, "sleep", document)
        children = Path(f"/proc/{pid}/task/{pid}/children")
        first = _eventually(lambda: children.read_text().split())
        os.kill(pid, signal.SIGKILL)
        assert waiting.result().limit is Limit.TIME
    assert not any(_runs(child) for child in first)
    assert worker.run("echo", document).finished


def test_many_threads_share_it(worker: Worker, document: Path) -> None:
    """Answers never get mixed up between threads, also while others crash."""
    with ThreadPoolExecutor(8) as pool:
        crashes = [pool.submit(worker.run, "abort", document) for _ in range(8)]
        echoes = [pool.submit(worker.run, "echo", document, number=n) for n in range(40)]
        assert {crash.result().limit for crash in crashes} == {Limit.CRASH}
        numbers = [echo.result().frames[0].header["arguments"] for echo in echoes]
    assert numbers == [{"number": n} for n in range(40)]


def test_whoever_waits_too_long_is_told(document: Path) -> None:
    """With every turn taken, a request ends as busy instead of piling up."""
    with Worker(memory_mib=512, seconds=0.2, parallel=1, tasks="tests.documents_tasks") as small:
        small.facts()
        begun = threading.Barrier(4)

        def ask() -> Limit | None:
            begun.wait()
            return small.run("sleep", document).limit

        with ThreadPoolExecutor(4) as pool:
            limits = [future.result() for future in [pool.submit(ask) for _ in range(4)]]
    assert Limit.BUSY in limits
    assert Limit.TIME in limits


def test_an_interpreter_that_does_not_start_is_an_answer(document: Path) -> None:
    """Without its readers the worker says so, and does not raise."""
    with Worker(memory_mib=512, seconds=SECONDS, tasks="core.documents.nowhere") as broken:
        assert broken.run("echo", document).limit is Limit.UNAVAILABLE
        assert broken.facts() == {"available": False}


def test_closing_ends_the_process(document: Path) -> None:
    """After close nothing is left running."""
    with Worker(memory_mib=512, seconds=SECONDS, tasks="tests.documents_tasks") as brief:
        assert brief.run("echo", document).finished
        pid = brief.facts()["pid"]
    assert not Path(f"/proc/{pid}").exists()


def _eventually(look: Callable[[], list[str]]) -> list[str]:
    deadline = time.monotonic() + 5
    while not (seen := look()):
        assert time.monotonic() < deadline
        os.sched_yield()
    return seen


def _runs(pid: str) -> bool:
    """Whether a process is there and not just waiting for init to take note of its end."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"
