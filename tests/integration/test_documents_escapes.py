"""A reader in the power of a hostile file: what it cannot reach, and whom it cannot keep waiting."""

import errno
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.documents.findings import Limit
from core.documents.worker import Answer, Worker
from core.documents.zygote import REQUEST_BYTES

SECONDS = 2.0


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """Return a worker whose tasks are hostile."""
    with Worker(memory_mib=512, seconds=SECONDS, tasks="tests.escape_tasks") as running:
        yield running


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """Return a file to open."""
    path = tmp_path / "documento"
    path.write_bytes(b"contenido")
    return path


def told(answer: Answer) -> dict[str, object]:
    """Return everything that a task reported."""
    assert answer.finished
    return {name: value for frame in answer.frames for name, value in frame.header.items()}


def test_no_call_reaches_anything_else(worker: Worker, document: Path) -> None:
    """Other processes, sockets, namespaces, devices of the kernel, and calls that nobody has invented yet."""
    if not worker.facts()["calls_forbidden"]:
        pytest.skip("this platform has no seccomp")
    met = told(worker.run("call", document))
    assert len(met) > 25
    assert {name for name, error in met.items() if error != errno.EPERM} == set()


def test_no_file_outside_is_read_or_changed(worker: Worker, document: Path) -> None:
    """Not even the one it was given, by its name; nor the server's environment and memory."""
    facts = worker.facts()
    met = told(worker.run("touch", document, secret=str(document), server=os.getpid()))
    looking = {"read", "list", "server_environment", "parent_memory", "passwords", "device"}
    if facts["calls_forbidden"]:
        assert {met[name] for name in set(met) - looking} == {errno.EPERM}
    if facts["files_restricted"]:
        assert {met[name] for name in looking} <= {errno.EACCES, errno.EPERM}
    assert [path.name for path in document.parent.iterdir()] == ["documento"]
    assert document.read_bytes() == b"contenido"


def test_it_sees_its_file_and_nothing_of_the_server(
    worker: Worker, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five descriptors, of which three lead nowhere; no variable of the server's; no folder of it."""
    monkeypatch.setenv("OFICIALIA_SECRET", "not for readers")
    seen = told(worker.run("see", document))
    assert seen["descriptors"] == [0, 1, 2, 3, 4]
    assert set(map(str, seen["environment"])) <= {"PATH", "LANG", "LC_CTYPE"}  # type: ignore[call-overload]  # a list
    assert seen["folder"] == "/"


def test_memory_taken_little_by_little_ends_too(worker: Worker, document: Path) -> None:
    """The limit is met, told, and never passed."""
    answer = worker.run("eat", document)
    assert answer.limit is Limit.MEMORY
    assert answer.peak_kib < 512 * 1024


@pytest.mark.parametrize("task", ["stop", "spin"])
def test_what_hangs_holds_its_own_turn_only(worker: Worker, document: Path, task: str) -> None:
    """Stopped or burning, it ends at its time; whoever asks meanwhile is answered before that."""
    with ThreadPoolExecutor(1) as pool:
        hanging = pool.submit(worker.run, task, document)
        for _ in range(5):
            assert worker.run("echo", document, patience=SECONDS).frames[0].body == b"contenido"
        assert not hanging.done()
        assert hanging.result().limit is Limit.TIME


def test_files_that_arrive_leave_a_turn_to_whoever_reads(document: Path) -> None:
    """However many hang on being examined, a page that somebody looks at is drawn before the first ends."""
    with (
        Worker(memory_mib=512, seconds=SECONDS, parallel=2, tasks="tests.escape_tasks") as worker,
        ThreadPoolExecutor(6) as pool,
    ):
        worker.facts()
        hanging = [pool.submit(worker.run, "stop", document) for _ in range(6)]
        assert _eventually(lambda: len(_children(worker)) == 1)
        assert worker.run("echo", document, patience=SECONDS).finished
        assert not any(future.done() for future in hanging)
        assert {future.result().limit for future in hanging} <= {Limit.TIME, Limit.BUSY}


def test_what_writes_too_much_does_not_outlive_its_turn(document: Path) -> None:
    """Past the limit of output nobody reads any more: its process is ended then, not at its time."""
    with Worker(memory_mib=512, seconds=60, tasks="tests.escape_tasks") as worker:
        assert worker.run("linger", document).limit is Limit.OUTPUT
        assert _eventually(lambda: _children(worker) == [])
        assert worker.run("echo", document).finished


def test_a_request_too_long_for_the_socket_ends_nobody(worker: Worker, document: Path) -> None:
    """It would arrive cut and end the warm process with everything under way: it is not sent."""
    before = worker.facts()["pid"]
    assert worker.run("echo", document, word="a" * REQUEST_BYTES).limit is Limit.FAILED
    assert worker.run("echo", document).finished
    assert worker.facts()["pid"] == before


def test_the_kernel_ends_readers_first(worker: Worker) -> None:
    """When the machine's memory runs out, the server is not what is killed."""
    score = Path(f"/proc/{worker.facts()['pid']}/oom_score_adj")
    assert score.read_text().strip() == "1000"


def _children(worker: Worker) -> list[str]:
    pid = worker.facts()["pid"]
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _eventually(look: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not look() and time.monotonic() < deadline:
        os.sched_yield()
    return look()
