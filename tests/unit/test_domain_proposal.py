"""What a form of rejection begins with."""

from dataclasses import replace
from datetime import timedelta

from core.domain.promocion import Rejection
from core.domain.proposal import Proposal, beginning, rejection_draft
from core.domain.reviewing import Draft
from tests.offices import REJECTION
from tests.pki.people import NOW

PROPOSED = replace(REJECTION, text="Falta la firma de la página 2.")


def test_a_form_begins_with_the_newer_text() -> None:
    """One's own draft of after the proposal, the proposal before an older draft, nothing where there is neither."""
    proposal = Proposal(7, "Lucía Ríos Peña", NOW, PROPOSED)
    older, newer = (
        Draft(rejection_draft(REJECTION), NOW + timedelta(minutes=minutes)) for minutes in (-1, 1)
    )
    assert beginning(newer, proposal) == REJECTION
    assert beginning(older, proposal) == PROPOSED
    assert beginning(None, proposal) == PROPOSED
    assert beginning(older, None) == REJECTION
    assert beginning(None, None) == Rejection("", "")
