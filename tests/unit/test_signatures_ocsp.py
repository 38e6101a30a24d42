"""Every lie of an OCSP responder is found out, over real HTTP."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.domain.verdict import Revocation
from core.signatures.asn1 import der_of, ocsp
from core.signatures.outgoing import Outlet
from core.signatures.responder import OcspResponder
from core.signatures.revocation import RevocationAnswer, RevocationReason, SourceKind
from core.signatures.trust import TrustAnchors
from tests.pki import people
from tests.pki.ocsp_answers import (
    HONEST,
    Lie,
    Signer,
    appointed,
    issuer_signer,
    lying,
    signer_issued,
    status_only,
)
from tests.pki.people import NOW, impostor, person
from tests.pki.served import Reply, Served, served

MINUTE = timedelta(minutes=1)
Body = bytes | Callable[[bytes], bytes]


def _asked(body: Body, **responder: object) -> RevocationAnswer:
    with served(Reply(body)) as running:
        return _responder(running, **responder).ask(person().certificate, NOW)


def _responder(running: Served, **changes: object) -> OcspResponder:
    return OcspResponder(Outlet(running.url), people.anchors(), **changes)  # type: ignore[arg-type]  # fields by name


def _check_not_believed(answer: RevocationAnswer, reason: str) -> None:
    assert answer.value is Revocation.NOT_CONSULTED
    assert answer.reason is RevocationReason(reason)
    assert answer.revoked_at is None


def test_a_good_answer_says_vigente_and_when() -> None:
    """Source, instants and the raw bytes come along; the name has Ñ and T61String as the SAT's have."""
    answer = _asked(HONEST.answer)
    assert answer.value is Revocation.GOOD
    assert (answer.kind, answer.source, answer.asked_at) == (SourceKind.OCSP, "127.0.0.1", NOW)
    instants = (answer.this_update, answer.next_update, answer.produced_at)
    assert instants == tuple(i.replace(microsecond=0) for i in (NOW, NOW + MINUTE, NOW))
    assert ocsp.OCSPResponse.load(answer.raw)["response_status"].native == "successful"
    assert len(answer.sha256) == 64


def test_a_revoked_answer_says_since_when() -> None:
    """The instant is the authority's."""
    answer = _asked(lying(status="revoked").answer)
    assert answer.value is Revocation.REVOKED
    assert answer.revoked_at == NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    "honest",
    [
        lying(without_nonce=True),
        lying(by_key=True),
        lying(certificates=()),
        lying(next_update=None),
        lying(this_update=NOW - 5 * MINUTE, next_update=NOW - 4 * MINUTE),
        lying(this_update=NOW + 5 * MINUTE, produced_at=NOW + 5 * MINUTE, next_update=NOW + 6 * MINUTE),
        lying(signer=appointed()),
        lying(signer=appointed(), by_key=True),
    ],
)
def test_the_forms_that_an_honest_answer_may_have(honest: Lie) -> None:
    """No nonce, by key, without certificates, without nextUpdate, clocks apart, by an appointed responder."""
    assert _asked(honest.answer).value is Revocation.GOOD


_WRONG_KEY = Signer(impostor().private_key, issuer_signer().der)
_IMPOSTOR = Signer(impostor().private_key, impostor().certificate_der)
_OTHER_PURPOSE = appointed(purpose="email_protection")
_NO_PURPOSE = appointed(purpose="")
_NOT_OURS = appointed(by=impostor())
_PERSON = Signer(person().private_key, person().cer)
_OVER = appointed(not_after=NOW - MINUTE)
_LIES: dict[str, tuple[Lie, str]] = {
    "another key": (lying(signed_with=_WRONG_KEY), "wrong_signer"),
    "a CA of the same name": (lying(signer=_IMPOSTOR), "responder_not_authorised"),
    "a responder of that CA": (lying(signer=_NOT_OURS), "responder_not_authorised"),
    "an e.firma": (lying(signer=_PERSON), "responder_not_authorised"),
    "another purpose": (lying(signer=_OTHER_PURPOSE), "responder_not_authorised"),
    "no purpose": (lying(signer=_NO_PURPOSE), "responder_not_authorised"),
    "expired responder": (lying(signer=_OVER), "responder_not_in_force"),
    "responder's certificate left out": (lying(signer=appointed(), certificates=()), "wrong_signer"),
    "stale": (lying(this_update=NOW - 7 * MINUTE, next_update=NOW - 6 * MINUTE), "stale"),
    "stale without nextUpdate": (lying(this_update=NOW - 6 * MINUTE, next_update=None), "stale"),
    "of tomorrow": (lying(this_update=NOW + timedelta(days=1), next_update=None), "not_yet"),
    "produced tomorrow": (lying(produced_at=NOW + timedelta(days=1)), "not_yet"),
    "backwards": (lying(next_update=NOW - MINUTE), "malformed"),
    "another serial": (lying(serial_plus=1), "other_certificate"),
    "another issuer": (lying(key_hash=b"\0" * 20), "other_certificate"),
    "another nonce": (lying(nonce=b"n" * 32), "other_nonce"),
    "two statements": (lying(twice=True), "malformed"),
    "SHA-1": (lying(sha1=True), "weak_signature"),
    "critical extension": (lying(critical=True), "malformed"),
    "unknown": (lying(status="unknown"), "unknown_there"),
}


@pytest.mark.parametrize(("lie", "reason"), _LIES.values(), ids=_LIES)
def test_a_lie_is_not_an_answer(lie: Lie, reason: str) -> None:
    """Neither «good» nor «revoked» is believed, and the reason says what was wrong."""
    for status in ("good", "revoked") if lie.status == "good" else (lie.status,):
        _check_not_believed(_asked(lying(**_fields(lie), status=status).answer), reason)


def _fields(lie: Lie) -> dict[str, object]:
    return {name: getattr(lie, name) for name in Lie.__dataclass_fields__ if name != "status"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>OK</html>",
        b"\x30\x80",
        b"\x30" * 1000,
        lambda r: HONEST.answer(r) + b"\0",
        lambda r: HONEST.answer(r)[:-1],
        lambda _: der_of(ocsp.OCSPResponse({"response_status": "successful"})),
    ],
)
def test_rubbish_is_malformed(body: Body) -> None:
    """Nothing, HTML, half an answer, an answer and a byte, an answer without its statements."""
    _check_not_believed(_asked(body), "malformed")


def test_a_changed_date_voids_the_signature() -> None:
    """Whoever makes a recorded answer younger is found out."""
    answer = _asked(lambda r: HONEST.answer(r).replace(b"20261123", b"20261124"))
    _check_not_believed(answer, "wrong_signer")


def test_what_was_sent_in_place_of_an_answer_is_kept() -> None:
    """The bytes that were not believed are evidence too."""
    answer = _asked(b"rubbish")
    assert answer.raw == b"rubbish"
    assert answer.kind is SourceKind.OCSP


@pytest.mark.parametrize("status", ["try_later", "internal_error"])
def test_a_responder_that_is_busy_is_asked_once_more(status: str) -> None:
    """The SAT says tryLater now and then; the second answer counts."""
    with served(Reply(status_only(status)), Reply(HONEST.answer)) as running:
        assert _responder(running).ask(person().certificate, NOW).value is Revocation.GOOD
        assert len(running.questions) == 2
    with served(Reply(status_only(status))) as running:
        _check_not_believed(_responder(running).ask(person().certificate, NOW), "try_later")
        assert len(running.questions) == 2


@pytest.mark.parametrize("status", ["malformed_request", "sign_required", "unauthorized"])
def test_a_responder_that_does_not_want_to_is_asked_once(status: str) -> None:
    """Asking the same again would not help."""
    with served(Reply(status_only(status))) as running:
        _check_not_believed(_responder(running).ask(person().certificate, NOW), "not_answered")
        assert len(running.questions) == 1


def test_a_certificate_of_nobodys_is_asked_about_nowhere() -> None:
    """Without an issuer there is no question, and nothing leaves the house."""
    with served(Reply(HONEST.answer)) as running:
        responder = OcspResponder(Outlet(running.url), TrustAnchors())
        _check_not_believed(responder.ask(person().certificate, NOW), "issuer_unknown")
        assert running.questions == []


def test_a_responder_that_the_operator_names_is_believed() -> None:
    """RFC 6960 §4.2.2.2: by local configuration, though another authority issued its certificate."""
    stranger = signer_issued(impostor(), "", NOW + MINUTE)
    lie = lying(signer=stranger)
    assert _asked(lie.answer, responders=(stranger.certificate,)).value is Revocation.GOOD
    _check_not_believed(_asked(lie.answer), "responder_not_authorised")


def test_an_answer_about_one_certificate_is_none_about_another() -> None:
    """A recorded answer is of use to nobody else."""
    with served(Reply(HONEST.answer)) as running:
        responder = _responder(running)
        responder.ask(person().certificate, NOW)
        recorded = HONEST.answer(running.questions[0])
    with served(Reply(recorded)) as running:
        answer = _responder(running).ask(people.stranger().certificate, NOW)
    _check_not_believed(answer, "other_certificate")
