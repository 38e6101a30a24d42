"""The server's own key: signs links, encrypts second factors, hides what tallies count.

One file of 32 random bytes, made at the first start and shared by every replica. Each use has a key of its
own, derived with HKDF (RFC 5869), so that nothing made for one purpose passes for another.
"""

import base64
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_BYTES = 32


class ServerKeyIsSpoilt(ValueError):  # noqa: N818 - named as a sentence
    """The file does not hold 32 bytes; whoever cut it off must put it back, or links and second factors end."""


class ServerKey:
    """The key, never shown: only what is derived from it leaves this object."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != _BYTES:
            raise ServerKeyIsSpoilt
        self._secret = secret

    @classmethod
    def load(cls, path: Path) -> "ServerKey":
        """Read the key, making it where there is none (mode 0600).

        Raises:
            ServerKeyIsSpoilt: the file holds something else.
            OSError: it cannot be read or made.
        """
        try:
            return cls(path.read_bytes())
        except FileNotFoundError:
            return cls(_make(path))

    def box(self, purpose: str) -> Fernet:
        """Return what encrypts and signs for one purpose (AES-128-CBC with HMAC-SHA-256, timestamped)."""
        return Fernet(base64.urlsafe_b64encode(self._derive(purpose)))

    def digest(self, purpose: str, text: str) -> str:
        """Return a keyed digest in hex (HMAC-SHA-256, its first 32 digits): tells nobody what was counted."""
        return hmac.new(self._derive(purpose), text.encode("utf-8", "replace"), "sha256").hexdigest()[:32]

    def _derive(self, purpose: str) -> bytes:
        kdf = HKDF(algorithm=SHA256(), length=_BYTES, salt=None, info=f"oficialia {purpose}".encode())
        return kdf.derive(self._secret)


def _make(path: Path) -> bytes:
    """Write a new key under another name and link it in place: whoever comes second reads the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(part)
    finally:
        part.unlink()
    return path.read_bytes()
