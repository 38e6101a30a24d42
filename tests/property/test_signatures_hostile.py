"""Whatever bytes come, the answer is a refusal or a verdict."""

from hypothesis import example, given
from hypothesis import strategies as st

from core.domain.manifest import build_manifest, parse_manifest
from core.domain.verdict import Outcome
from core.domain.verdict_json import verdict_from_json, verdict_to_json
from core.signatures.certificate import read_certificate
from core.signatures.private_key import read_private_key
from core.signatures.refusals import (
    NotACertificate,
    NotAKey,
    SignedAttributesDiffer,
    WrongPasswordOrDamagedKey,
)
from core.signatures.signing import check_attributes, signed_attributes
from tests.pki.filings import failed, filing
from tests.pki.people import NOW, PASSWORD, person

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), min_size=1, max_size=40)
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)


@st.composite
def _damaged(draw: st.DrawFn, good: bytes) -> bytes:
    """Draw good bytes with one to three of: a changed byte, a cut, an insertion."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from(["change", "cut", "insert"])):
            case "change" if data:
                data[at] ^= draw(st.integers(1, 255))
            case "cut":
                del data[at : at + draw(st.integers(1, 40))]
            case _:
                data[at:at] = draw(st.binary(min_size=1, max_size=8))
    return bytes(data)


@given(st.deferred(lambda: _damaged(person().cer)) | st.binary(max_size=200))
def test_any_bytes_are_a_certificate_or_refused(data: bytes) -> None:
    """Nothing but NotACertificate comes out of the reader; what reads keeps its bytes."""
    try:
        found = read_certificate(data)
    except NotACertificate:
        return
    assert found.der == data


@given(st.deferred(lambda: _damaged(person().key)) | st.binary(max_size=200))
def test_any_bytes_are_a_key_or_refused(data: bytes) -> None:
    """Damage gives one of the two refusals, never another exception."""
    try:
        key = read_private_key(data, PASSWORD)
    except (NotAKey, WrongPasswordOrDamagedKey):
        return
    assert key.private_numbers() == person().private_key.private_numbers()


@given(st.deferred(lambda: _damaged(filing(person()).cms)) | st.binary(max_size=200))
@example(b"")
@example(b"\x30\x80" * 5000)
@example(b"\xa0\x80" * 20_000)
def test_any_signature_gets_a_verdict_and_only_the_untouched_one_passes(data: bytes) -> None:
    """Verification never raises; not one byte of the signature file is free."""
    good = filing(person())
    verdict = good.resigned(data).verdict()
    assert verdict_from_json(verdict_to_json(verdict)) == verdict
    assert (verdict.outcome is Outcome.PASSED) == (data == good.cms)
    assert bool(failed(verdict)) == (data != good.cms)


@given(st.binary(max_size=300))
def test_any_manifest_gets_a_verdict(data: bytes) -> None:
    """A manifest that was not signed never passes."""
    good = filing(person())
    changed = type(good)(data, good.cms, good.account_rfc)
    assert changed.verdict().outcome is not Outcome.PASSED


@given(st.deferred(lambda: _damaged(signed_attributes(b"m", person().certificate, NOW))))
def test_damaged_attributes_are_never_taken_for_ours(data: bytes) -> None:
    """The only other bytes that pass are those of another signing time."""
    try:
        signed_at = check_attributes(data, b"m", person().certificate)
    except SignedAttributesDiffer:
        return
    assert data == signed_attributes(b"m", person().certificate, signed_at)


@given(st.dictionaries(NAMES, DIGESTS, max_size=5))
def test_every_document_name_comes_back_out_of_the_manifest(documents: dict[str, str]) -> None:
    """One line for each, whatever separators Unicode knows."""
    entries = parse_manifest(build_manifest(b"{}", documents))
    assert len(entries) == len(documents) + 1
    assert {e.sha256 for e in entries} >= set(documents.values())
