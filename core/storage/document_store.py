"""Document bytes on local files, content-addressed by SHA-256 and never overwritten.

Order that loses nothing: bytes written and fsynced under a temporary name → hard link to the final
name (fails when it exists, so nothing is overwritten) → fsync of the folder → only then a database
row may name them. Bytes that no row names are swept once they are old; committing them again makes
them young. Bytes that the disk spoilt are put aside below ``spoilt`` when the same document arrives again.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, Self

CHUNK_BYTES = 1024 * 1024


class BytesAreMissing(Exception):  # noqa: N818 - named as a sentence
    """The store does not hold these bytes, or what it holds no longer has this digest."""


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """What was stored. ``sha256`` is 64 lower-case hex digits."""

    sha256: str
    size_bytes: int


class DocumentWriter(Protocol):
    """Bytes on their way into the store; nothing is visible until :meth:`commit`."""

    def write(self, chunk: bytes) -> int:
        """Append and return the size so far, in bytes."""
        ...

    def sha256(self) -> str:
        """Return the digest of the bytes so far, 64 lower-case hex digits."""
        ...

    def commit(self) -> StoredBytes:
        """Make the bytes durable under their digest."""
        ...

    def discard(self) -> None:
        """Forget the bytes. Harmless after :meth:`commit`."""
        ...


class DocumentStore(Protocol):
    """Where document bytes live."""

    def writer(self) -> DocumentWriter:
        """Begin to store bytes."""
        ...

    def local_path(self, sha256: str) -> Path:
        """Return a local file with these bytes, unchecked.

        Raises:
            BytesAreMissing: the store does not hold them.
        """
        ...

    def digest(self, sha256: str) -> StoredBytes | None:
        """Hash what is stored under this digest now; None when it is missing."""
        ...

    def stream(self, sha256: str) -> Iterator[bytes]:
        """Yield the bytes in chunks, hashing; the last one only once they are known to match.

        Whoever passes them on can therefore never deliver a changed document whole.

        Raises:
            BytesAreMissing: absent, or changed since they were stored.
        """
        ...


class LocalDocumentStore:
    """The store on a local folder: ``ab/cd/abcd…`` below ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)

    def writer(self) -> "LocalDocumentWriter":
        """Begin to store bytes."""
        return LocalDocumentWriter(self._incoming, self._keep)

    def put(self, data: bytes) -> StoredBytes:
        """Store bytes that are already in memory."""
        writer = self.writer()
        try:
            writer.write(data)
            return writer.commit()
        finally:
            writer.discard()

    def _keep(self, temporary: Path, sha256: str) -> None:
        """Link bytes under their digest; those that lie there already are young again, if they are still whole.

        Who was told that a document arrived must find the document that was sent: where what lies there is
        spoilt, the new bytes take its place, and it is put aside as evidence of what happened to it.
        """
        final = self._path(sha256)
        for folder in (final.parent.parent, final.parent):
            folder.mkdir(exist_ok=True)
        with _locked(self._incoming, fcntl.LOCK_SH):
            try:
                os.link(temporary, final)
            except FileExistsError:
                if self._is_whole(sha256):
                    os.utime(final)
                else:
                    self._put_aside(final)
                    temporary.replace(final)
        for folder in (final.parent, final.parent.parent, final.parent.parent.parent):
            _fsync_folder(folder)

    def _put_aside(self, final: Path) -> None:
        aside = self._folder / "spoilt"
        aside.mkdir(exist_ok=True)
        with suppress(FileExistsError):  # another upload of the same bytes was faster
            os.link(final, aside / f"{final.name}-{final.stat().st_ino}")

    def _is_whole(self, sha256: str) -> bool:
        stored = self.digest(sha256)
        return stored is not None and stored.sha256 == sha256

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):  # noqa: PLR2004 - SHA-256 in hex
            raise BytesAreMissing(sha256)
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def local_path(self, sha256: str) -> Path:
        """Return the file with these bytes."""
        path = self._path(sha256)
        if not path.is_file():
            raise BytesAreMissing(sha256)
        return path

    def digest(self, sha256: str) -> StoredBytes | None:
        """Hash what is stored under this digest now."""
        try:
            with self.local_path(sha256).open("rb") as file:
                return StoredBytes(hashlib.file_digest(file, "sha256").hexdigest(), file.tell())
        except (BytesAreMissing, OSError):
            return None

    def stream(self, sha256: str) -> Iterator[bytes]:
        """Yield the bytes in chunks, the last one only after the digest was checked."""
        seen, held = hashlib.sha256(), b""
        with self.local_path(sha256).open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                seen.update(chunk)
                if held:
                    yield held
                held = chunk
        if seen.hexdigest() != sha256:
            raise BytesAreMissing(sha256)
        yield held

    def sweep(self, older_than: float) -> int:
        """Delete abandoned parts last written before the POSIX time ``older_than``; return how many."""
        old = [p for p in self._incoming.iterdir() if p.stat().st_mtime < older_than]
        for part in old:
            part.unlink(missing_ok=True)
        return len(old)

    def stored(self) -> frozenset[str]:
        """Return the digest of everything stored."""
        return frozenset(path.name for path in self._folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"))

    def forget(self, sha256: str, older_than: float) -> bool:
        """Delete bytes last committed before the POSIX time ``older_than``; return whether they were.

        The caller knows that no row names them. A commit of the same bytes meanwhile makes them young
        before this looks, or stores them anew after it has deleted them.
        """
        path = self._path(sha256)
        with _locked(self._incoming, fcntl.LOCK_EX):
            try:
                if path.stat().st_mtime >= older_than:
                    return False
                path.unlink()
            except FileNotFoundError:
                return False
        return True


class LocalDocumentWriter:
    """A temporary file that becomes a stored document when committed."""

    def __init__(self, incoming: Path, keep: "Keep") -> None:
        descriptor, name = tempfile.mkstemp(dir=incoming)
        self._file: BinaryIO = os.fdopen(descriptor, "wb")
        self._temporary = Path(name)
        self._keep = keep
        self._digest = hashlib.sha256()
        self._size_bytes = 0

    def write(self, chunk: bytes) -> int:
        """Append a chunk; return the size so far."""
        self._file.write(chunk)
        self._digest.update(chunk)
        self._size_bytes += len(chunk)
        return self._size_bytes

    def sha256(self) -> str:
        """Return the digest of the bytes so far."""
        return self._digest.hexdigest()

    def commit(self) -> StoredBytes:
        """Fsync the bytes, link them under their digest, fsync the folders above."""
        self._file.flush()
        os.fsync(self._file.fileno())
        sha256 = self.sha256()
        self._keep(self._temporary, sha256)
        self.discard()
        return StoredBytes(sha256, self._size_bytes)

    def discard(self) -> None:
        """Close and delete the temporary file."""
        self._file.close()
        self._temporary.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()


class Keep(Protocol):
    """What makes a durable temporary file a stored document."""

    def __call__(self, temporary: Path, sha256: str) -> None:
        """Link it under its digest."""
        ...


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    """Hold a lock (``fcntl.LOCK_SH`` or ``LOCK_EX``) among everybody who stores here, other processes too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
