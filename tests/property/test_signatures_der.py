"""Bytes bent along the lines of DER itself: whatever comes, an answer of ours comes back, and soon."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from hypothesis import given
from hypothesis import strategies as st

from core.domain.verdict import Outcome
from core.signatures.certificate import read_certificate
from core.signatures.private_key import read_private_key
from core.signatures.refusals import NotACertificate, NotAKey, WrongPasswordOrDamagedKey
from core.signatures.revocation import read_revocation_list
from tests.pki.der import Part, parts_of, replaced
from tests.pki.filings import filing
from tests.pki.people import NOW, PASSWORD, authority, person

LONGEST_S = 2
LENGTHS = (0, 1, 0x7F, 0x80, 0xFF, 0x100, 0xFFFF, 2**31, 2**63)
CONTENTS = (b"", b"\x00", b"\x80", b"\xff" * 9, b"\x05\x00", b"\x30\x80" * 40)


class TookTooLong(Exception):  # noqa: N818 - named as a sentence, as refusals are
    """An example ran longer than anybody should wait."""


@contextmanager
def watched() -> Iterator[None]:
    """Raise ``TookTooLong`` in the block after two seconds: a hang is a finding, not a slow test."""

    def bark(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, bark)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@st.composite
def bent(draw: st.DrawFn, make: Callable[[], bytes]) -> bytes:
    """Draw good bytes with one or two elements of their DER bent: tag, length, contents, place, or cut off."""
    data = make()
    for _ in range(draw(st.integers(1, 2))):
        parts = parts_of(data)
        if not parts:
            return data
        data = _bent_once(draw, data, draw(st.sampled_from(parts)), parts)
    return data


def _bent_once(draw: st.DrawFn, data: bytes, part: Part, parts: list[Part]) -> bytes:
    head, whole, tail = data[: part.start], data[part.start : part.end], data[part.end :]
    other = draw(st.sampled_from(parts))
    size = draw(st.sampled_from(LENGTHS) | st.integers(0, 2**16))
    lying = bytes([0x88]) + size.to_bytes(8, "big") if draw(st.booleans()) else bytes([size % 256])
    ways = {
        "tag": head + bytes([draw(st.integers(0, 255))]) + whole[1:] + tail,
        "length": head + whole[:1] + lying + data[part.body :],
        "contents": replaced(data, part, draw(st.sampled_from(CONTENTS))),
        "twice": head + whole + whole + tail,
        "gone": head + tail,
        "other": head + data[other.start : other.end] + tail,
        "cut": data[: draw(st.integers(part.start, part.end))],
    }
    return ways[draw(st.sampled_from(sorted(ways)))]


@given(bent(lambda: person().cer))
def test_a_bent_certificate_is_read_or_refused(data: bytes) -> None:
    """Nothing but NotACertificate, within two seconds."""
    with watched():
        try:
            found = read_certificate(data)
        except NotACertificate:
            return
    assert found.der == data


@given(bent(lambda: person().key))
def test_a_bent_key_is_opened_or_refused(data: bytes) -> None:
    """Also one whose file asks for a million million rounds: the count is looked at before the work."""
    with watched():
        try:
            key = read_private_key(data, PASSWORD)
        except (NotAKey, WrongPasswordOrDamagedKey):
            return
    assert key.public_key().public_numbers() == person().private_key.public_key().public_numbers()


@given(bent(lambda: filing(person()).cms))
def test_a_bent_signature_file_gets_a_verdict(data: bytes) -> None:
    """Only the untouched one passes; none takes longer than two seconds."""
    good = filing(person())
    with watched():
        verdict = good.resigned(data).verdict()
    assert (verdict.outcome is Outcome.PASSED) == (data == good.cms)


@given(bent(lambda: authority().crl({person().certificate.serial: NOW}, at=NOW)))
def test_a_bent_revocation_list_is_read_or_refused(data: bytes) -> None:
    """Nothing but ValueError; one that reads is still checked for its signature before it is believed."""
    with watched():
        try:
            found = read_revocation_list(data, "x.crl")
        except ValueError:
            return
        assert found.is_by(read_certificate(authority().certificate_der)) in {True, False}
