"""What was once drawn, kept on disk under the digest of the document it was drawn from.

Each entry carries the SHA-256 of its own content: one that was cut, altered or half written is not there.
"""

import contextlib
import hashlib
import os
import re
import tempfile
from pathlib import Path

_VERSION = "v1"  # change it when what readers draw changes: older entries are then never looked at
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SUM_BYTES = 32


class PreviewCache:
    """Entries by document digest and key, below one folder.

    Args:
        folder: made when first written to; safe to delete at any time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _VERSION

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

    def _path(self, sha256: str, key: str) -> Path:
        if not _DIGEST.fullmatch(sha256):
            raise ValueError("sha256")
        return self._folder / sha256[:2] / sha256 / key
