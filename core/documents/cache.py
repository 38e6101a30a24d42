"""What was once drawn, kept on disk under the digest of the document it was drawn from.

Each entry carries the SHA-256 of its own content: one that was cut, altered or half written is not there.
"""

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from importlib.metadata import version as version_of
from pathlib import Path

_DRAWERS = ("mammoth", "nh3", "openpyxl", "pillow", "pypdf", "pypdfium2")
_VERSION_DIGITS = 16
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SUM_BYTES = 32
MAX_BYTES = 2 * 1024**3
_ROOM = 0.9
"""What is left of the most after making room, so that it is not made at each entry."""


def version_of_drawing() -> str:
    """Return what changes whenever a file could be drawn otherwise than before.

    It comes of every module on the documents' side, the rule book's version among them, and of the
    libraries that read and draw: a new release draws anew, and nobody has to remember a number.
    """
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    digest.update(" ".join(f"{name} {version_of(name)}" for name in _DRAWERS).encode())
    return digest.hexdigest()[:_VERSION_DIGITS]


class PreviewCache:
    """Entries by document digest and key, below one folder.

    Args:
        folder: made when first written to; safe to delete at any time.
        max_bytes: the oldest entries go once there are more.
        version: of whatever draws; entries of another one are never looked at.
    """

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES, version: str = "1") -> None:
        self._all = folder
        self._folder = folder / version
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._bytes: int | None = None

    def get(self, sha256: str, key: str) -> bytes | None:
        """Return an entry's content, or None where there is none that is whole."""
        try:
            data = self._path(sha256, key).read_bytes()
        except OSError:
            return None
        content = data[_SUM_BYTES:]
        return content if hashlib.sha256(content).digest() == data[:_SUM_BYTES] else None

    def put(self, sha256: str, key: str, content: bytes) -> None:
        """Keep an entry, whole or not at all; a full or read-only disk only costs the next reader time."""
        path = self._path(sha256, key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
            try:
                with os.fdopen(descriptor, "wb") as out:
                    out.write(hashlib.sha256(content).digest() + content)
                Path(temporary).replace(path)
            except OSError:
                Path(temporary).unlink(missing_ok=True)
                raise
            self._count(_SUM_BYTES + len(content))

    def forget_other_versions(self) -> None:
        """Delete what earlier releases drew; what cannot be deleted only takes room."""
        with contextlib.suppress(OSError):
            for folder in self._all.iterdir():
                if folder != self._folder:
                    shutil.rmtree(folder, ignore_errors=True)

    def _count(self, size_bytes: int) -> None:
        """Add an entry to the sum, which is taken from the disk once and whenever there is too much."""
        with self._lock:
            if self._bytes is None:
                self._bytes = sum(size for _, size, _ in self._entries())
            else:
                self._bytes += size_bytes
            if self._bytes > self._max_bytes:
                self._bytes = self._make_room()

    def _make_room(self) -> int:
        """Delete the oldest entries; return how many bytes are left."""
        entries = sorted(self._entries())
        left = sum(size for _, size, _ in entries)
        for _, size, path in entries:
            if left <= _ROOM * self._max_bytes:
                break
            Path(path).unlink(missing_ok=True)
            left -= size
        return left

    def _entries(self) -> Iterator[tuple[float, int, str]]:
        """Yield when each file was written, its size in bytes and its path."""
        for folder, _, names in os.walk(self._folder):
            for name in names:
                path = os.path.join(folder, name)  # noqa: PTH118 - a hundred thousand Path objects take seconds
                with contextlib.suppress(FileNotFoundError):
                    facts = os.stat(path)  # noqa: PTH116 - the same
                    yield facts.st_mtime, facts.st_size, path

    def _path(self, sha256: str, key: str) -> Path:
        if not _DIGEST.fullmatch(sha256):
            raise ValueError("sha256")
        return self._folder / sha256[:2] / sha256 / key
