"""Which passwords are admitted here: the rules of the domain with this institution's words and data."""

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from core.domain.institucion import Institucion
from core.domain.passwords import OwnData, check_password, least_length
from core.storage.account_tables import AccountRow
from core.storage.accounts import NewAccount


class PasswordRules:
    """Checks passwords that somebody chooses.

    Args:
        words: that stand for the service.
        institucion: answers whose names stand for it too.
    """

    def __init__(self, words: frozenset[str], institucion: Callable[[], Institucion]) -> None:
        self._words = words
        self._institucion = institucion

    @classmethod
    def load(cls, data: Path, institucion: Callable[[], Institucion]) -> "PasswordRules":
        """Read ``catalogs/password_words.toml``.

        Raises:
            OSError, tomllib.TOMLDecodeError, KeyError: the shipped file was spoilt.
        """
        listed = tomllib.loads((data / "catalogs" / "password_words.toml").read_text(encoding="utf-8"))
        return cls(frozenset(listed["words"]), institucion)

    def check(self, password: str, own: OwnData, *, has_second_factor: bool) -> None:
        """Check a password as it was typed.

        Raises:
            PasswordNotAdmitted: one of its kinds, which says why.
        """
        whose = self._institucion()
        named = OwnData(username=whose.short_name, name=f"{whose.name} {whose.unit}")
        check_password(
            password,
            least=least_length(has_second_factor=has_second_factor),
            own=own,
            service_words=self._words | named.words(),
            common=commonest(),
        )


@cache
def commonest() -> frozenset[str]:
    """Return 30,000 passwords that are tried first, the 3,000 of OWASP ASVS 5, 6.2.4 among them."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 - two megabytes, seldom needed

    return frozenset(FREQUENCY_LISTS["passwords"])


def own_data(account: AccountRow | NewAccount) -> OwnData:
    """Return what others know of an account's owner."""
    return OwnData(account.username, account.name, account.rfc, account.email, account.phone)


def has_second_factor(account: AccountRow) -> bool:
    """Whether the password is not the only factor of an account."""
    return account.totp_confirmed_at is not None
