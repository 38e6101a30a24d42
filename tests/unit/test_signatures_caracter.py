"""The declared carácter against the kind of person who signed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.domain.manifest import JsonValue, build_manifest, canonical_json
from core.domain.verdict import Outcome
from core.signatures.signing import sign_manifest
from tests.pki import people
from tests.pki.filings import Filing, failed, filing, undecided
from tests.pki.people import NOW, person


@pytest.mark.parametrize(
    ("who", "caracter", "outcome"),
    [
        (people.company, "autorizado", Outcome.INDETERMINATE),
        (people.company, "representante", Outcome.PASSED),
        (people.company, "propio_derecho", Outcome.PASSED),
        (people.person, "autorizado", Outcome.PASSED),
        (people.person, "", Outcome.PASSED),
        (people.person, ["autorizado"], Outcome.PASSED),
    ],
)
def test_a_caracter_that_the_person_cannot_have_is_pointed_out(
    who: Callable[[], people.Holder], caracter: JsonValue, outcome: Outcome
) -> None:
    """A company is nobody's «autorizado»: the clerk is told, and the signature stays good."""
    fields = canonical_json({"caracter": caracter})
    manifest = build_manifest(fields, {})
    signed = sign_manifest(manifest, who().certificate, who().private_key, NOW)
    verdict = Filing(manifest, signed, who().rfc, fields=fields, documents={}).verdict()
    assert verdict.outcome is outcome
    assert undecided(verdict) == ({"caracter_fits_person"} if outcome is Outcome.INDETERMINATE else set())


@pytest.mark.parametrize("fields", [b"", b"[1]", b"\xff", b"[" * 100_000])
def test_fields_that_cannot_be_read_declare_no_caracter(fields: bytes) -> None:
    """Whatever the bytes are, the step answers; that they changed is another step's to tell."""
    verdict = replace(filing(person()), fields=fields).verdict()
    assert failed(verdict) == {"fields_unchanged"}
    assert undecided(verdict) == set()
