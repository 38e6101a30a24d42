"""Which conditions of a decision are not met, told from values alone."""

import pytest

from core.domain.coverage import DocumentCoverage
from core.domain.policies import Bearing, Policies, RequiredReading, Unmet, unmet_conditions
from core.domain.promocion import Rejection
from core.domain.proposal import rejection_draft, rejection_of_draft
from core.domain.verdict import Outcome
from core.domain.workflow import Action

ME, COLLEAGUE = 7, 8
READ = DocumentCoverage(1, "Escrito.pdf", (1, 2), 2)
PARTLY = DocumentCoverage(2, "Poder.pdf", (1,), 3)
UNOPENED = DocumentCoverage(3, "Anexo.pdf", (), 4)
UNCOUNTED = DocumentCoverage(4, "Raro.pdf", (1,), None)


def _bearing(
    *coverage: DocumentCoverage,
    outcome: Outcome = Outcome.PASSED,
    approved: bool = False,
    proposed_by: int | None = None,
) -> Bearing:
    return Bearing(ME, outcome, coverage, approved, proposed_by)


def _codes(policies: Policies, action: Action, bearing: Bearing) -> list[Unmet]:
    return [condition.code for condition in unmet_conditions(policies, action, bearing)]


def test_without_policies_only_the_verdict_forbids() -> None:
    """What the office does not ask for forbids nothing; a failed check forbids acceptance alone."""
    bearing = _bearing(UNOPENED, outcome=Outcome.FAILED, approved=True, proposed_by=ME)
    assert _codes(Policies(), Action.ACCEPT, bearing) == [Unmet.VERDICT_FAILED]
    assert _codes(Policies(), Action.REJECT, bearing) == []


@pytest.mark.parametrize(
    ("required", "codes"),
    [
        (RequiredReading.NOTHING, []),
        (RequiredReading.OPENED, [Unmet.NOT_OPENED]),
        (RequiredReading.PAGES, [Unmet.NOT_OPENED, Unmet.NOT_READ]),
    ],
)
def test_reading_is_asked_of_both_decisions(required: RequiredReading, codes: list[Unmet]) -> None:
    """Opened is less than read; whose pages nobody could count is read once it was opened."""
    policies = Policies(required)
    bearing = _bearing(READ, PARTLY, UNOPENED, UNCOUNTED)
    assert _codes(policies, Action.ACCEPT, bearing) == codes
    assert _codes(policies, Action.REJECT, bearing) == codes
    assert _codes(policies, Action.ACCEPT, _bearing(READ, UNCOUNTED)) == []


def test_a_condition_names_its_documents() -> None:
    """The screen and the refusal can say which documents are missing, and how many."""
    (condition,) = unmet_conditions(Policies(RequiredReading.OPENED), Action.ACCEPT, _bearing(READ, UNOPENED))
    assert condition.facts == {"count": 1, "names": "«Anexo.pdf»"}


def test_nobody_confirms_their_own_proposal() -> None:
    """Under four eyes whoever proposed may accept, and a colleague may reject."""
    policies = Policies(four_eyes=True)
    assert _codes(policies, Action.REJECT, _bearing(proposed_by=ME)) == [Unmet.OWN_PROPOSAL]
    assert _codes(policies, Action.ACCEPT, _bearing(proposed_by=ME)) == []
    assert _codes(policies, Action.REJECT, _bearing(proposed_by=COLLEAGUE)) == []
    assert _codes(policies, Action.REJECT, _bearing()) == []


def test_whoever_approved_the_filer_decides_neither_way() -> None:
    """It is told first: no reading mends it."""
    policies = Policies(RequiredReading.OPENED, no_own_registrations=True)
    bearing = _bearing(UNOPENED, approved=True)
    for action in (Action.ACCEPT, Action.REJECT):
        assert _codes(policies, action, bearing) == [Unmet.OWN_REGISTRATION, Unmet.NOT_OPENED]


def test_a_draft_comes_back_as_it_was_and_strange_ones_as_nothing() -> None:
    """A draft's content is anybody's JSON: what is no rejection's field counts as empty."""
    rejection = Rejection("FALTA-ANEXO", "Falta el anexo", "Escrito.pdf", 3)
    assert rejection_of_draft(rejection_draft(rejection)) == rejection
    strange = {"ground": 5, "text": None, "document": ["x"], "page": "3", "more": 1}
    assert rejection_of_draft(strange) == Rejection("", "")
    assert rejection_of_draft({"page": True}) == Rejection("", "")
