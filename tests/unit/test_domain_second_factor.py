"""The second factor's numbers and words, and RFC 6238's own vectors."""

from datetime import UTC, datetime, timedelta

import pytest

from core.domain.second_factor import (
    grouped,
    new_recovery_codes,
    step_at,
    steps_around,
    typed_digits,
    typed_recovery_code,
    wait_after,
)
from core.services.accounts.code_checking import matching_step

RFC_SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, digits: str) -> None:
    """Appendix B, SHA-1, the last six of its eight digits; and no other secret makes them."""
    at = datetime.fromtimestamp(seconds, UTC)
    assert matching_step(RFC_SECRET, digits, at) == step_at(at) == seconds // 30
    assert matching_step(RFC_SECRET[::-1], digits, at) is None
    assert matching_step(b"", digits, at) is None


def test_three_steps_are_admitted() -> None:
    """The one now, the one before and the one after."""
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert list(steps_around(at)) == [step_at(at) - 1, step_at(at), step_at(at) + 1]
    assert step_at(at + timedelta(seconds=29)) == step_at(at) == step_at(at + timedelta(seconds=30)) - 1


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        *((typed, "123456") for typed in ("123456", " 123 456\n", "123-456")),
        *((typed, "") for typed in ("", "12345", "1234567", "12345a", "12345²", "\x00123456")),
        *((typed, "") for typed in ("１２３４５６", "١٢٣٤٥٦")),
    ],
)
def test_six_digits_are_read_as_people_type_them(typed: str, read: str) -> None:
    """Blanks and a dash do not matter; digits of other scripts are none."""
    assert typed_digits(typed) == read


def test_recovery_codes_are_read_as_people_copy_them() -> None:
    """In groups, in lower case, with 0, 1 and 8 for the letters that they look like."""
    (code, *others) = new_recovery_codes(lambda size: b"\x73" * size)
    assert (len(code), len(others), len(grouped(code))) == (24, 9, 29)
    assert typed_recovery_code(grouped(code)) == code
    assert typed_recovery_code(" " + grouped(code).lower().replace("-", " ")) == code
    assert typed_recovery_code("0189" + "A" * 20) == "OIB9" + "A" * 20
    assert [typed_recovery_code(t) for t in ("", "A" * 23, "A" * 25, "Ñ" * 24, "\x00" * 24)] == [""] * 5


def test_the_wait_doubles_to_an_hour() -> None:
    """None for the first five in a row; then 1, 2, 4… minutes, and never more than 60."""
    minutes = [wait_after(failures) / timedelta(minutes=1) for failures in range(5, 14)]
    assert minutes == [0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert wait_after(10**9) == timedelta(hours=1)
