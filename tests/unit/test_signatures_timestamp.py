"""Timestamps over real HTTP: honest ones are taken, every other is found out."""

import hashlib
import tomllib
from collections.abc import Callable
from datetime import timedelta

import pytest

from core.config import PROJECT
from core.signatures.outgoing import Outlet
from core.signatures.timestamp import (
    RESPONSE_TYPE,
    NotStamped,
    Policy,
    Stamp,
    TimestampAuthority,
    TimestampReason,
)
from tests.pki import people
from tests.pki.ocsp_answers import Signer, signer_issued
from tests.pki.people import NOW, authority, impostor
from tests.pki.served import Reply, served
from tests.pki.timestamps import HONEST_TOKEN, Token, stamping_signer, token

MINUTE = timedelta(minutes=1)
DIGEST = hashlib.sha256(b"firma").digest()
POLICY = Policy(people.anchors().authorities)
Body = bytes | Callable[[bytes], bytes]


def _stamp(body: Body, policy: Policy = POLICY, content_type: str = RESPONSE_TYPE) -> Stamp:
    with served(Reply(body, content_type=content_type)) as running:
        return TimestampAuthority(Outlet(running.url), policy).stamp(DIGEST, NOW)


def _reason(body: Body, policy: Policy = POLICY, **reply: str) -> str:
    with pytest.raises(NotStamped) as caught:
        _stamp(body, policy, **reply)
    return caught.value.reason.value


def test_an_honest_timestamp_is_taken() -> None:
    """Its instant is the authority's, and the reply is kept byte for byte."""
    replies: list[bytes] = []

    def answer(request: bytes) -> bytes:
        replies.append(token(at=NOW - MINUTE).reply(request))
        return replies[0]

    stamp = _stamp(answer)
    assert stamp.stamped_at == (NOW - MINUTE).replace(microsecond=0)
    assert (stamp.authority, stamp.reply) == ("OCSP DE DEMOSTRACIÓN", replies[0])


def test_the_authority_itself_may_be_named() -> None:
    """The operator may place the timestamping authority's own certificate instead of its issuer's."""
    assert _stamp(HONEST_TOKEN.reply, Policy((stamping_signer().certificate,))).authority
    assert _reason(HONEST_TOKEN.reply, Policy(())) == "not_believed"


_ANY = Signer(impostor().private_key, stamping_signer().der)
_IMPOSTORS = signer_issued(impostor(), "time_stamping", NOW + MINUTE)
_OVER = signer_issued(authority(), "time_stamping", NOW - MINUTE)
_NO_PURPOSE = signer_issued(authority(), "", NOW + MINUTE)
_PERSON = Signer(people.person().private_key, people.person().cer)
_LIES: dict[str, tuple[Token, str]] = {
    "of another digest": (token(other_digest=True), "other_digest"),
    "of another request": (token(nonce_plus=1), "other_nonce"),
    "without nonce": (token(without_nonce=True), "other_nonce"),
    "of yesterday": (token(at=NOW - timedelta(days=1)), "other_time"),
    "of tomorrow": (token(at=NOW + timedelta(days=1)), "other_time"),
    "with another key": (token(signed_with=_ANY), "wrong_signer"),
    "naming another certificate": (token(names=_OVER), "wrong_signer"),
    "of a CA of the same name": (token(signer=_IMPOSTORS), "not_believed"),
    "expired": (token(signer=_OVER), "not_in_force"),
    "without purpose": (token(signer=_NO_PURPOSE), "other_purpose"),
    "by an e.firma": (token(signer=_PERSON), "other_purpose"),
    "with SHA-1": (token(sha1=True), "weak_signature"),
    "with two signers": (token(twice=True), "malformed"),
    "refused": (token(status="rejection"), "not_granted"),
    "waiting": (token(status="waiting"), "not_granted"),
}


@pytest.mark.parametrize(("lie", "reason"), _LIES.values(), ids=_LIES)
def test_a_lie_is_no_timestamp(lie: Token, reason: str) -> None:
    """Each has its reason."""
    assert _reason(lie.reply) == reason


def test_a_psc_whose_certificate_lacks_the_purpose_needs_the_setting() -> None:
    """Mexican providers' certificates may lack timeStamping; the operator says whether that is well."""
    honest = token(signer=_NO_PURPOSE)
    assert _stamp(honest.reply, Policy(people.anchors().authorities, any_purpose=True)).authority
    assert _reason(honest.reply) == "other_purpose"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\x30\x80",
        lambda r: HONEST_TOKEN.reply(r) + b"\0",
        lambda r: HONEST_TOKEN.reply(r)[:-1],
        lambda r: HONEST_TOKEN.reply(r).replace(
            b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
        ),
    ],
)
def test_rubbish_is_malformed(body: Body) -> None:
    """Nothing, HTML, half a reply, one and a byte, another type of content."""
    assert _reason(body) == "malformed"


def test_a_changed_instant_voids_the_signature() -> None:
    """Whoever moves the instant by a minute is found out."""
    moved = _reason(lambda r: HONEST_TOKEN.reply(r).replace(b"20261123183015Z", b"20261123183115Z"))
    assert moved == "wrong_signer"


def test_another_media_type_is_not_looked_at() -> None:
    """A login page with status 200 is no timestamp."""
    assert _reason(HONEST_TOKEN.reply, content_type="text/html") == "wrong_type"


def test_every_reason_has_its_words() -> None:
    """The closed list is in the catalogue."""
    texts = tomllib.loads((PROJECT / "data" / "texts" / "signatures.toml").read_text("utf-8"))
    assert set(texts["timestamp_reasons"]) == {reason.value for reason in TimestampReason}
