"""The second factor's numbers and words: codes as they are typed, and how long wrong ones make wait."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta

STEP_SECONDS = 30
"""How long one code is shown (RFC 6238 §5.2)."""
CODE_DIGITS = 6
SECRET_BYTES = 20
"""As long as the output of SHA-1 (RFC 4226 §4, R6)."""
DRIFT_STEPS = 1
"""How many steps a phone's clock may be early or late (RFC 6238 §6)."""
RECOVERY_CODES = 10
RECOVERY_BYTES = 15
"""120 bits, which no try guesses: a plain digest of them may be stored (ASVS 6.5.2)."""
MAX_WRONG_CODES = 5
"""More than these in a row end the sign-in, and from then on each costs a longer wait."""
SIGN_IN_MINUTES = 10
"""How long a right password waits for its second factor."""

_GROUP = 4
_RECOVERY_LENGTH = RECOVERY_BYTES * 8 // 5
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
_MOST_DOUBLINGS = 6
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})
"""Base32 has no 0, 1 and 8 (RFC 4648 §6): who types one has misread a letter."""


def step_at(at: datetime) -> int:
    """Return the number of the time step that an instant lies in (RFC 6238 §4.2)."""
    return int(at.timestamp()) // STEP_SECONDS


def steps_around(at: datetime) -> range:
    """Return the steps whose codes are admitted at an instant, oldest first."""
    return range(step_at(at) - DRIFT_STEPS, step_at(at) + DRIFT_STEPS + 1)


def typed_digits(typed: str) -> str:
    """Return a typed code of the app as its six digits; empty where it is none. Blanks and dashes go."""
    plain = "".join(c for c in typed if not c.isspace() and c != "-")
    return plain if len(plain) == CODE_DIGITS and plain.isascii() and plain.isdigit() else ""


def typed_recovery_code(typed: str) -> str:
    """Return a typed recovery code as its 24 letters and digits; empty where it is none."""
    plain = "".join(c for c in typed if c.isascii() and c.isalnum()).upper().translate(_MISREAD)
    return plain if len(plain) == _RECOVERY_LENGTH and plain.isalnum() else ""


def new_recovery_codes(random_bytes: Callable[[int], bytes]) -> tuple[str, ...]:
    """Return ten new codes in base32, without the blanks they are shown with.

    Args:
        random_bytes: gives that many bytes that nobody can guess.
    """
    return tuple(
        base64.b32encode(random_bytes(RECOVERY_BYTES)).decode("ascii") for _ in range(RECOVERY_CODES)
    )


def grouped(code: str) -> str:
    """Return a code or secret as it is shown, in groups of four: people copy it by eye."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def wait_after(failures: int) -> timedelta:
    """Return how long nothing is checked after so many wrong codes in a row: 1 minute, doubling to 1 hour."""
    beyond = failures - MAX_WRONG_CODES - 1
    if beyond < 0:
        return timedelta()
    return min(_LONGEST_WAIT, _FIRST_WAIT * (1 << min(beyond, _MOST_DOUBLINGS)))
