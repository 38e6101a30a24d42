"""Every refusal and every step has its words, and the words ask only for facts that are there."""

import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.config import PROJECT
from core.domain.verdict import Check, Outcome, Verdict
from core.errors import Refusal
from core.signatures import refusals
from core.signatures.admission import defects, person_defect
from core.signatures.certificate import read_certificate
from core.signatures.envelope import MAX_BYTES, NotAnEnvelope, open_envelope
from core.signatures.revocation import CrlFolder, RevocationReason
from core.signatures.verify import STEPS
from tests.pki import people
from tests.pki.filings import filing
from tests.pki.forging import nothing, reissued
from tests.pki.people import NOW, anchors, crl, person

CATALOGUE: dict[str, Any] = tomllib.loads((PROJECT / "data" / "texts" / "signatures.toml").read_text("utf-8"))
REFUSALS = sorted(
    (
        c
        for c in vars(refusals).values()
        if isinstance(c, type) and issubclass(c, Refusal) and c is not Refusal
    ),
    key=lambda c: c.code,
)


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_every_refusal_has_its_entry_and_no_entry_is_left_over() -> None:
    """What happened, what it means, what to do: each one a sentence."""
    assert {c.code for c in REFUSALS} == set(CATALOGUE["refusals"])
    for code, entry in CATALOGUE["refusals"].items():
        assert set(entry) == {"what", "means", "do"}, code
        assert all(text.strip() == text and len(text) > 20 for text in entry.values()), code


def test_every_step_has_its_entry_and_no_entry_is_left_over() -> None:
    """Question, three answers, and what the clerk should do."""
    assert {step.__name__ for step in STEPS} == set(CATALOGUE["checks"])
    for code, entry in CATALOGUE["checks"].items():
        assert set(entry) == {"question", "passed", "failed", "indeterminate", "do"}, code
        assert entry["question"].startswith(("¿", "Si ")), code
        assert not _placeholders(entry["indeterminate"] + entry["do"]), code


def test_the_manuals_messages_stand_word_for_word() -> None:
    """Manual §8: these six words are the institution's own."""
    what = {code: entry["what"] for code, entry in CATALOGUE["refusals"].items()}
    assert what["certificate_file_not_cer"] == "Únicamente archivos .cer son permitidos"
    assert what["key_file_not_key"] == "Únicamente archivos .key son permitidos"
    assert what["certificate_missing"] == "Favor de ingresar su certificado"
    assert what["key_missing"] == "Favor de ingresar su llave"
    assert what["key_password_missing"] == "Favor de ingresar la contraseña de la llave"


def _raised() -> Iterator[Refusal]:
    for who in (
        people.csd,
        people.firel,
        people.expired,
        people.future,
        people.weak,
        people.forged,
        people.person,
    ):
        yield from defects(who().certificate, at=NOW, anchors=anchors(), revocation=crl(person()))
    old = read_certificate(reissued(nothing, algorithm="sha1_rsa"))
    for certificate in (old, anchors().authorities[0]):
        yield from defects(certificate, at=NOW, anchors=anchors(), revocation=crl())
    for account in (people.stranger().rfc, people.company().rfc):
        defect = person_defect(person().certificate, account)
        assert defect
        yield defect


def test_the_words_of_a_refusal_ask_only_for_its_facts() -> None:
    """Nobody reads «{not_after}» on a screen."""
    seen = set()
    for refusal in _raised():
        entry = CATALOGUE["refusals"][refusal.code]
        assert _placeholders("".join(entry.values())) <= set(refusal.facts), refusal.code
        seen.add(refusal.code)
    named = {code for code, entry in CATALOGUE["refusals"].items() if _placeholders("".join(entry.values()))}
    assert named - seen == {"certificate_file_not_cer", "key_file_not_key"}


def _verdicts() -> Iterator[Verdict]:
    good = filing(person())
    yield good.verdict()
    yield good.resigned(b"").verdict()
    yield filing(people.csd()).verdict()
    yield filing(people.expired(), account=people.company().rfc).verdict()
    yield filing(people.weak()).verdict(revocation=CrlFolder(anchors()))
    yield good.verdict(revocation=crl(person()))


def _answered(check: Check) -> bool:
    return check.outcome is not Outcome.INDETERMINATE


def test_the_words_of_a_step_ask_only_for_its_facts() -> None:
    """Both answers of a step can be filled in from the facts that it gives."""
    seen = set()
    for check in (c for verdict in _verdicts() for c in verdict.checks if _answered(c)):
        entry = CATALOGUE["checks"][check.code]
        assert _placeholders(entry["passed"] + entry["failed"]) <= set(check.facts), check.code
        seen.add(check.code)
    assert seen == set(CATALOGUE["checks"])


def test_every_reason_has_its_words() -> None:
    """The closed lists of reasons are in the catalogue."""
    assert {reason.value for reason in RevocationReason} == set(CATALOGUE["revocation_reasons"])
    source = (Path(PROJECT) / "core" / "signatures" / "envelope.py").read_text("utf-8")
    for reason in CATALOGUE["envelope_reasons"]:
        assert f'NotAnEnvelope("{reason}")' in source


def test_too_large_a_signature_file_is_not_even_parsed() -> None:
    """A size limit stands before the parser."""
    with pytest.raises(NotAnEnvelope) as caught:
        open_envelope(b"\x30" * (MAX_BYTES + 1))
    assert caught.value.reason == "too_large"
