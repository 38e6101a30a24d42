"""Which passwords are admitted here: the rules of the domain with this institution's words and data."""

import tomllib
from functools import cache
from pathlib import Path

from core.domain.institucion import Institucion
from core.domain.passwords import OwnData, check_password, least_length
from core.storage.account_tables import AccountRow
from core.storage.accounts import NewAccount


class PasswordRules:
    """Checks passwords that somebody chooses.

    Args:
        service_words: words that stand for the service or the institution.
    """

    def __init__(self, service_words: frozenset[str]) -> None:
        self._service_words = service_words

    @classmethod
    def load(cls, data: Path, institucion: Institucion) -> "PasswordRules":
        """Read ``catalogs/password_words.toml``; the institution's own names are added.

        Raises:
            OSError, tomllib.TOMLDecodeError, KeyError: the shipped file was spoilt.
        """
        listed = tomllib.loads((data / "catalogs" / "password_words.toml").read_text(encoding="utf-8"))
        named = OwnData(username=institucion.short_name, name=f"{institucion.name} {institucion.unit}")
        return cls(frozenset(listed["words"]) | named.words())

    def check(self, password: str, own: OwnData, *, has_second_factor: bool) -> None:
        """Check a password as it was typed.

        Raises:
            PasswordNotAdmitted: one of its kinds, which says why.
        """
        check_password(
            password,
            least=least_length(has_second_factor=has_second_factor),
            own=own,
            service_words=self._service_words,
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
