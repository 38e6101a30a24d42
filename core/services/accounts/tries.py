"""Wrong tries of whoever is not known by a device: counted, and answered with waits that grow."""

from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address

from sqlalchemy.orm import Session

from core.domain.throttling import EVERYBODY, MAX_WRONG_TRIES, PER_ADDRESS, PER_NAME, Pace, whole_seconds
from core.errors import Refusal
from core.server_key import ServerKey
from core.storage.account_tables import TallyRow
from core.storage.tallies import add_failure, clear_tally, tallies

_EVERYBODY_KEY = "everybody"
_IPV6_NETWORK_BITS = 64
"""What one customer gets: counting single addresses would let them have 2^64 tries (RFC 6177)."""


class SignInMustWait(Refusal):
    """Too many tries went wrong lately: ``seconds`` must pass before the next. Nothing was checked."""


class WrongTries:
    """Counts wrong tries per user name, per address and for everybody.

    What is counted and answered is the same whether or not somebody has the name.
    """

    def __init__(self, key: ServerKey) -> None:
        self._key = key

    def of_name(self, session: Session, username: str) -> int:
        """Return how many tries in a row went wrong for a user name."""
        key = name_key(self._key, username)
        found = tallies(session, [key]).get(key)
        return found.failures if found else 0

    def require_turn(self, session: Session, username: str, address: str, at: datetime) -> None:
        """Refuse a try that comes too soon.

        Raises:
            SignInMustWait: with the seconds that must still pass.
        """
        paces = self._paces(username, address)
        found = tallies(session, list(paces))
        left = max((_left(row, paces[row.key], at) for row in found.values()), default=timedelta())
        if left:
            raise SignInMustWait(seconds=whole_seconds(left))

    def count(self, session: Session, username: str, address: str, at: datetime) -> int:
        """Count one more wrong try; return how many in a row there are for the user name."""
        paces = self._paces(username, address)
        counted = [add_failure(session, key, at, pace) for key, pace in paces.items()]
        return counted[0]

    def block(self, session: Session, username: str, at: datetime) -> None:
        """Bring a name's count beyond what is forgiven, so that strangers are answered as they should be."""
        add_failure(session, name_key(self._key, username), at, least=MAX_WRONG_TRIES + 1)

    def forget(self, session: Session, username: str) -> None:
        """Forget what went wrong for a user name: only tries in a row count."""
        clear_tally(session, name_key(self._key, username))

    def _paces(self, username: str, address: str) -> dict[str, Pace]:
        """Return what is counted, always in the same order, so that no two writers wait for each other."""
        return {
            name_key(self._key, username): PER_NAME,
            address_key(self._key, address): PER_ADDRESS,
            _EVERYBODY_KEY: EVERYBODY,
        }


def name_key(key: ServerKey, username: str) -> str:
    """Return under which key the wrong tries of a user name are counted, whether or not it exists."""
    return f"name:{key.digest('tally', username.strip().lower())}"


def address_key(key: ServerKey, address: str) -> str:
    """Return under which key the wrong tries from an address are counted; from its /64 in IPv6."""
    return f"address:{key.digest('tally', _counted_address(address))}"


def _counted_address(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:  # a socket without an address
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), _IPV6_NETWORK_BITS), strict=False))


def _left(row: TallyRow, pace: Pace, at: datetime) -> timedelta:
    return pace.left(at, row.failures, first_failed_at=row.first_failed_at, last_failed_at=row.last_failed_at)
