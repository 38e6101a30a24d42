"""A verdict kept as JSON comes back the same."""

import json

import pytest

from core.domain.verdict import Outcome
from core.domain.verdict_json import verdict_from_json, verdict_to_json
from tests.pki import people
from tests.pki.filings import filing
from tests.pki.people import person


@pytest.mark.parametrize("cms", [None, b""], ids=["good", "no signature"])
def test_a_verdict_survives_json(cms: bytes | None) -> None:
    """Through text and back, with a signer and without."""
    good = filing(person())
    verdict = (good if cms is None else good.resigned(cms)).verdict()
    text = json.dumps(verdict_to_json(verdict), ensure_ascii=False, allow_nan=False)
    assert verdict_from_json(json.loads(text)) == verdict


def test_the_stored_outcome_is_for_readers_and_never_believed() -> None:
    """Changing it in the database changes nothing."""
    data = verdict_to_json(filing(people.csd()).verdict())
    assert data["outcome"] == "failed"
    assert verdict_from_json({**data, "outcome": "passed"}).outcome is Outcome.FAILED


def test_another_shape_is_a_fault() -> None:
    """A value out of its closed list is not taken."""
    data = verdict_to_json(filing(person()).verdict())
    with pytest.raises(ValueError, match="quizás"):
        verdict_from_json({**data, "revocation": "quizás"})
