"""Password hashes: argon2id (RFC 9106)."""

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_MEMORY_KIB, _PASSES, _LANES = 64 * 1024, 3, 4
"""RFC 9106 §4, second recommended option; above OWASP's least (19 MiB, 2 passes, 1 lane) in each respect."""


class PasswordHashing:
    """Makes and checks hashes; takes a tenth of a second on purpose, so never inside a transaction."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES)
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """Return the hash of a password: nothing of it is cut off."""
        return self._hasher.hash(_bytes(password))

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether a password is the one stored; takes as long where there is none to compare with."""
        try:
            return self._hasher.verify(stored or self._nobody, _bytes(password)) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, stored: str) -> bool:
        """Whether a stored hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)


def _bytes(password: str) -> bytes:
    """Return what is hashed: NFKC, as NIST SP 800-63B says, since «ñ» is typed in two ways and is one."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")
