"""Lifting one's own block by signing a challenge with the e.firma."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256

from core.domain.manifest import build_manifest, parse_manifest
from core.errors import Refusal
from core.services.accounts.efirma_unblocking import (
    Answer,
    ChallengeNotValid,
    EfirmaDoesNotOpenTheAccount,
)
from core.services.accounts.unblocking import AccountNotBlocked, TooManyUnblockings
from core.signatures.refusals import (
    CertificateExpired,
    CertificateIsCsd,
    IssuerNotTrusted,
    NotACertificate,
    SignatureDoesNotVerify,
    SignedAttributesDiffer,
)
from core.signatures.signing import check_attributes, signed_attributes
from core.storage.account_tables import AccountRow
from tests.concurrency import at_once
from tests.offices import House, opened
from tests.pki import people
from tests.pki.people import Holder
from tests.registrations import events, mails

FROM = "203.0.113.51"


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine in which everybody is blocked."""
    with opened(tmp_path / "home", database_url) as built:
        with built.oficialia.database.write() as session:
            for row in session.query(AccountRow):
                row.blocked_at, row.email = built.clock.at, f"{row.username}@bufete.example"
        yield built


def _blocked(house: House, name: str = "ana") -> bool:
    with house.oficialia.database.read() as session:
        return session.get_one(AccountRow, house.actor(name).account_id).blocked_at is not None


def _signed(house: House, username: str, who: Holder, key: Holder | None = None) -> Answer:
    """Ask for a challenge and sign it, as the browser does."""
    made = house.oficialia.efirma_unblocking.challenge(username, who.cer, FROM)
    signature = (key or who).private_key.sign(made.attributes, padding.PKCS1v15(), SHA256())
    return Answer(made.sealed, who.cer, made.attributes, signature)


def _answer(house: House, username: str, answer: Answer) -> None:
    house.oficialia.efirma_unblocking.answer(username, answer, FROM)


def test_the_owner_lifts_the_block(house: House) -> None:
    """One signature: no block, an act of the owner's own with the certificate's number, a notice."""
    _answer(house, " Ana ", _signed(house, "ana", people.person()))
    assert not _blocked(house)
    (event,) = events(house, "unblock_by_efirma")
    assert (event.actor_id, event.subject_id, event.address) == (
        house.ana.account_id,
        house.ana.account_id,
        FROM,
    )
    assert event.facts["serial"] == people.person().certificate.serial
    assert [m.to_address for m in mails(house, "account_unblocked")] == ["ana@bufete.example"]


def test_a_company_uses_its_own_efirma(house: House) -> None:
    """The company's opens the company's account; its representative's does not."""
    with pytest.raises(EfirmaDoesNotOpenTheAccount):
        _answer(house, "pena", _signed(house, "pena", people.person()))
    _answer(house, "pena", _signed(house, "pena", people.company()))
    assert not _blocked(house, "pena")


@pytest.mark.parametrize("username", ["juan", "lucia", "nadie", "", "\x00\ud800", "a" * 5000])
def test_another_persons_account_and_nobodys_are_answered_alike(house: House, username: str) -> None:
    """Another filer, the staff, an unknown or hostile name: the same refusal with the same facts, at the end."""
    with pytest.raises(EfirmaDoesNotOpenTheAccount) as refused:
        _answer(house, username, _signed(house, username, people.person()))
    assert refused.value.facts == {"certificate_rfc": people.PERSON_RFC}
    assert all(_blocked(house, name) for name in ("ana", "juan", "lucia"))
    assert events(house, "unblock_by_efirma") == []


@pytest.mark.parametrize(
    ("holder", "refusal"),
    [
        (people.expired, CertificateExpired),
        (people.csd, CertificateIsCsd),
        (people.forged, IssuerNotTrusted),
        (people.weak, Refusal),
        (people.future, Refusal),
        (people.firel, Refusal),
    ],
)
def test_a_certificate_that_may_not_sign_is_refused_at_once(
    house: House, holder: partial[Holder], refusal: type[Refusal]
) -> None:
    """With the words of the signing card, whatever the user name; and again when the answer comes."""
    for username in ("ana", "nadie"):
        with pytest.raises(refusal):
            house.oficialia.efirma_unblocking.challenge(username, holder().cer, FROM)
    answer = _signed(house, "ana", people.person())
    with pytest.raises(Refusal):
        _answer(house, "ana", replace(answer, certificate=holder().cer))
    assert _blocked(house)


def test_rubbish_is_no_certificate(house: House) -> None:
    """Hostile bytes end in a refusal."""
    for data in (b"", b"\x30\x82", b"x" * 200_000):
        with pytest.raises(NotACertificate):
            house.oficialia.efirma_unblocking.challenge("ana", data, FROM)


def test_a_challenge_works_once(house: House) -> None:
    """Also when the first use was refused, and of two at the same time one."""
    answer = _signed(house, "nadie", people.person())
    with pytest.raises(EfirmaDoesNotOpenTheAccount):
        _answer(house, "nadie", answer)
    with pytest.raises(ChallengeNotValid):
        _answer(house, "nadie", answer)
    act = partial(_answer, house, "ana", _signed(house, "ana", people.person()))
    results = at_once([act, act])
    assert sorted(type(r).__name__ for r in results) == ["ChallengeNotValid", "NoneType"]
    assert len(events(house, "unblock_by_efirma")) == 1


def test_a_challenge_lives_five_minutes(house: House) -> None:
    """A signature that comes later is not taken."""
    answer = _signed(house, "ana", people.person())
    house.clock.advance(minutes=5, seconds=1)
    with pytest.raises(ChallengeNotValid):
        _answer(house, "ana", answer)
    assert _blocked(house)


def test_a_challenge_is_bound_to_its_user_name(house: House) -> None:
    """What was signed for one account lifts no other's block, though the e.firma is the right one."""
    answer = _signed(house, "nadie", people.person())
    with pytest.raises(ChallengeNotValid):
        _answer(house, "ana", answer)
    assert _blocked(house)


def test_what_comes_back_is_what_was_given(house: House) -> None:
    """Other attributes, another key's signature, an invented seal: refused, each as what it is."""
    answer = _signed(house, "ana", people.person())
    other = house.oficialia.efirma_unblocking.challenge("ana", people.person().cer, FROM)
    with pytest.raises(SignedAttributesDiffer):
        _answer(house, "ana", replace(answer, sealed=other.sealed))
    with pytest.raises(SignatureDoesNotVerify):
        _answer(house, "ana", _signed(house, "ana", people.person(), key=people.stranger()))
    for sealed in ("", "gAAAAA", "ñ\x00", other.sealed[:-8] + "AAAAAAA="):
        with pytest.raises(ChallengeNotValid):
            _answer(house, "ana", replace(answer, sealed=sealed))
    assert _blocked(house)


def test_no_signature_serves_for_the_other_purpose(house: House) -> None:
    """A challenge is no manifest, nor can its signature stand for one; a filing's signature lifts no block."""
    made = house.oficialia.efirma_unblocking.challenge("ana", people.person().cer, FROM)
    assert made.text.startswith(b"OFICIALIA-DESAFIO-DE-DESBLOQUEO/1\nusuario: ")
    assert b"ana" not in made.text
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it, it is no manifest
        parse_manifest(made.text)
    manifest = build_manifest(b"{}", {"escrito.txt": "0" * 64})
    certificate = people.person().certificate
    with pytest.raises(SignedAttributesDiffer):
        check_attributes(made.attributes, manifest, certificate)
    filed = signed_attributes(manifest, certificate, house.clock.at)
    signature = people.person().private_key.sign(filed, padding.PKCS1v15(), SHA256())
    with pytest.raises(SignedAttributesDiffer):
        _answer(house, "ana", Answer(made.sealed, people.person().cer, filed, signature))
    promocion_id = house.draft()
    house.attach(promocion_id)
    answer = _signed(house, "ana", people.person())
    with pytest.raises(SignedAttributesDiffer):
        house.oficialia.sending.sign(
            house.ana, promocion_id, answer.certificate, answer.attributes, answer.signature
        )
    assert _blocked(house)


def test_without_a_block_only_the_owner_learns_so(house: House) -> None:
    """The right e.firma is told that there is none; another one is told what it is always told."""
    _answer(house, "ana", _signed(house, "ana", people.person()))
    with pytest.raises(AccountNotBlocked):
        _answer(house, "ana", _signed(house, "ana", people.person()))
    with pytest.raises(EfirmaDoesNotOpenTheAccount):
        _answer(house, "ana", _signed(house, "ana", people.stranger()))


def test_one_address_tries_thirty_times_an_hour(house: House) -> None:
    """Then it waits; another address does not."""
    challenge = house.oficialia.efirma_unblocking.challenge
    for _ in range(30):
        challenge("nadie", people.person().cer, FROM)
    with pytest.raises(TooManyUnblockings):
        challenge("ana", people.person().cer, FROM)
    assert challenge("ana", people.person().cer, "203.0.113.99").sealed
