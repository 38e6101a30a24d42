"""Decisions under the office's policies, on both engines: reading, four eyes, registrations, pages, previews."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.accounts import RegistrationStatus
from core.domain.people import Actor
from core.domain.policies import Unmet
from core.domain.proposal import rejection_draft
from core.domain.reviewing import DraftKind
from core.domain.workflow import Action, Status, StatusForbids
from core.errors import NotFound
from core.services.claims import SomebodyElseHasIt
from core.services.policies import DocumentsNotRead, OwnRegistration, SecondClerkNeeded
from core.services.rejections import MAX_GROUND_TEXT, GroundPageNotThere
from core.storage.account_tables import RegistrationRow
from tests.mailed import mailed, mails
from tests.offices import REJECTION, House, opened


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía without policies on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


@pytest.fixture
def careful(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return one that asks for four eyes, and for every document opened, on each engine."""
    with opened(tmp_path / "home", database_url, four_eyes=True, require_reading="opened") as built:
        yield built


def _read_all(house: House, clerk: Actor, promocion_id: int) -> None:
    for document in house.oficialia.review.open(clerk, promocion_id).documents:
        house.oficialia.coverage.see(clerk, document.id, [1])


def _acts(house: House, promocion_id: int) -> list[str]:
    return [e.action for e in house.events(promocion_id)][4:]


def test_a_rejection_names_a_page_that_is_there(house: House) -> None:
    """A page needs a document and is one of its own; the constancia and the decision tell it."""
    promocion_id = house.taken()
    reject = house.oficialia.deciding.reject
    for page in (0, -1, 2, 10**9):
        with pytest.raises(GroundPageNotThere) as refused:
            reject(house.lucia, promocion_id, replace(REJECTION, document="escrito.txt", page=page))
        assert refused.value.facts["most"] == 1
    with pytest.raises(GroundPageNotThere):
        reject(house.lucia, promocion_id, replace(REJECTION, page=1))
    rejected = reject(house.lucia, promocion_id, replace(REJECTION, document="escrito.txt", page=1))
    assert rejected.decision is not None
    assert rejected.decision.page == 1
    stored = house.oficialia.filing.view(house.ana, promocion_id).acuses[-1]
    assert stored.record["ground"]["page"] == 1


def test_a_rejection_tells_nothing_of_what_is_not_under_review(house: House) -> None:
    """Whether a draft holds a document of some name, or of how many pages, is answered to no clerk."""
    draft, theirs = house.draft(), house.taken("mario")
    house.attach(draft, "escrito.txt")
    for rejection in (
        replace(REJECTION, document="escrito.txt", page=9),
        replace(REJECTION, document="otro.txt"),
        replace(REJECTION, text=""),
    ):
        with pytest.raises(NotFound):
            house.oficialia.deciding.reject(house.lucia, draft, rejection)
        with pytest.raises(SomebodyElseHasIt):
            house.oficialia.deciding.reject(house.lucia, theirs, rejection)


def test_reading_is_asked_before_deciding(careful: House) -> None:
    """Both decisions are refused until the clerk has opened every document; a colleague's reading does not count."""
    promocion_id = careful.taken()
    deciding = careful.oficialia.deciding
    view = careful.oficialia.review.open(careful.mario, promocion_id)
    careful.oficialia.coverage.see(careful.mario, view.documents[0].id, [1])
    with pytest.raises(DocumentsNotRead) as refused:
        deciding.accept(careful.lucia, promocion_id)
    assert refused.value.facts["names"] == "«escrito.txt»"
    with pytest.raises(DocumentsNotRead):
        deciding.reject(careful.lucia, promocion_id, REJECTION)
    verdict = careful.oficialia.review.verdict(careful.lucia, view)
    unmet = deciding.conditions(careful.lucia, promocion_id, verdict)
    assert [c.code for c in unmet[Action.ACCEPT]] == [Unmet.NOT_OPENED]
    _read_all(careful, careful.lucia, promocion_id)
    assert deciding.conditions(careful.lucia, promocion_id, verdict)[Action.ACCEPT] == ()
    assert deciding.accept(careful.lucia, promocion_id).status is Status.ACCEPTED


def test_a_rejection_takes_two_clerks(careful: House) -> None:
    """The first proposes and cannot confirm, whatever they try; the second confirms, and the act names the first."""
    promocion_id, deciding = careful.taken(), careful.oficialia.deciding
    _read_all(careful, careful.lucia, promocion_id)
    proposed = deciding.reject(careful.lucia, promocion_id, REJECTION)
    assert (proposed.status, proposed.claim, proposed.decision) == (Status.SENT, None, None)
    proposal = deciding.proposal(careful.mario, promocion_id)
    assert proposal is not None
    assert (proposal.account_name, proposal.rejection) == (careful.lucia.name, REJECTION)
    assert careful.oficialia.claims.take_next(careful.lucia) == ""
    careful.oficialia.review.open(careful.lucia, promocion_id)
    with pytest.raises(SecondClerkNeeded):
        deciding.reject(careful.lucia, promocion_id, REJECTION)
    careful.oficialia.claims.release(careful.lucia, promocion_id)
    _read_all(careful, careful.mario, promocion_id)
    rejected = deciding.reject(careful.mario, promocion_id, REJECTION)
    assert rejected.status is Status.REJECTED
    assert deciding.proposal(careful.mario, promocion_id) is None
    last = careful.events(promocion_id)[-1]
    assert (last.actor_name, last.facts["proposed_by"], last.facts["proposal"]) == (
        careful.mario.name,
        careful.lucia.name,
        "confirmed",
    )
    assert _acts(careful, promocion_id) == [
        "claim",
        "propose_rejection",
        "claim",
        "release",
        "claim",
        "reject",
    ]


def test_the_second_clerk_changes_or_withdraws(careful: House) -> None:
    """A changed text is told as such; a withdrawn proposal is gone, and accepting withdraws it by itself."""
    deciding = careful.oficialia.deciding
    changed, withdrawn = careful.taken(), careful.taken()
    for promocion_id in (changed, withdrawn):
        _read_all(careful, careful.lucia, promocion_id)
        deciding.reject(careful.lucia, promocion_id, REJECTION)
        _read_all(careful, careful.mario, promocion_id)
    deciding.reject(careful.mario, changed, replace(REJECTION, text="El anexo 2 no se adjuntó."))
    assert careful.events(changed)[-1].facts["proposal"] == "changed"
    kind, drafts = DraftKind.REJECTION, careful.oficialia.drafts
    drafts.save(careful.mario, withdrawn, kind, {**rejection_draft(REJECTION), "note": ""})
    deciding.withdraw_proposal(careful.mario, withdrawn, "El anexo sí está, en la página 9.")
    assert drafts.load(careful.mario, withdrawn, kind) is None
    assert deciding.proposal(careful.mario, withdrawn) is None
    with pytest.raises(NotFound):
        deciding.withdraw_proposal(careful.mario, withdrawn)
    assert deciding.reject(careful.mario, withdrawn, REJECTION).status is Status.SENT
    _read_all(careful, careful.lucia, withdrawn)
    assert deciding.accept(careful.lucia, withdrawn).status is Status.ACCEPTED
    assert _acts(careful, withdrawn)[-3:] == ["claim", "withdraw_proposal", "accept"]


def test_a_proposal_is_withdrawn_by_whoever_has_it_under_review(careful: House) -> None:
    """Nobody takes back what waits for another clerk, and nobody what a colleague is looking at."""
    promocion_id, deciding = careful.taken(), careful.oficialia.deciding
    _read_all(careful, careful.lucia, promocion_id)
    deciding.reject(careful.lucia, promocion_id, REJECTION)
    with pytest.raises(StatusForbids):
        deciding.withdraw_proposal(careful.lucia, promocion_id)
    careful.oficialia.claims.take(careful.mario, promocion_id)
    with pytest.raises(SomebodyElseHasIt):
        deciding.withdraw_proposal(careful.lucia, promocion_id)
    assert deciding.proposal(careful.mario, promocion_id) is not None


def test_the_filer_reads_nothing_of_a_proposal(careful: House) -> None:
    """Neither that one was made, nor its words, nor by whom; no message is sent."""
    promocion_id = careful.taken()
    _read_all(careful, careful.lucia, promocion_id)
    careful.oficialia.deciding.reject(careful.lucia, promocion_id, REJECTION)
    shown = careful.oficialia.auditing.filer_history(careful.ana, promocion_id)
    assert [e.action for e in shown][-1] == "claim"
    assert REJECTION.text not in repr(shown)
    assert [a.kind for a in careful.oficialia.filing.view(careful.ana, promocion_id).acuses] == ["envio"]


def test_whoever_approved_the_account_does_not_decide(tmp_path: Path, database_url: str) -> None:
    """Lucía approved Ana's request, so Mario decides; without the policy nobody asks."""
    with opened(tmp_path / "home", database_url, no_own_registrations=True) as house:
        promocion_id = house.taken()
        _approved(house, by=house.lucia)
        with pytest.raises(OwnRegistration):
            house.oficialia.deciding.accept(house.lucia, promocion_id)
        with pytest.raises(OwnRegistration):
            house.oficialia.deciding.reject(house.lucia, promocion_id, REJECTION)
        house.oficialia.claims.take_over(house.mario, promocion_id, "Ella aprobó el registro")
        assert house.oficialia.deciding.accept(house.mario, promocion_id).status is Status.ACCEPTED


def _approved(house: House, by: Actor) -> None:
    at = house.clock.at
    with house.oficialia.database.write() as session:
        session.add(
            RegistrationRow(
                status=RegistrationStatus.APPROVED,
                username="ana",
                name="Ana",
                rfc="NUPA850614QX0",
                email="ana@promovente.example",
                phone="5550000000",
                privacy_version="2026-01",
                address="",
                created_at=at,
                decided_at=at,
                decided_by=by.account_id,
                account_id=house.ana.account_id,
            )
        )


def test_a_preview_takes_no_number_and_leaves_nothing(house: House) -> None:
    """Pages of the paper as pictures; no number, receipt, act or claim comes of looking."""
    promocion_id, previews = house.taken(), house.oficialia.previews
    before = (house.load(promocion_id), house.events(promocion_id))
    pages = previews.acceptance(house.lucia, promocion_id)
    assert all(page.startswith(b"\x89PNG") for page in pages)
    assert len(pages) >= 1
    with pytest.raises(NotFound):
        previews.rejection(house.lucia, promocion_id)
    draft = {"ground": REJECTION.ground, "text": REJECTION.text, "document": "", "page": None, "note": "ojo"}
    house.oficialia.drafts.save(house.lucia, promocion_id, DraftKind.REJECTION, draft)
    drafted = previews.rejection(house.lucia, promocion_id)
    assert drafted == previews.rejection(house.lucia, promocion_id, REJECTION)
    assert drafted != previews.rejection(
        house.lucia, promocion_id, replace(REJECTION, text="Otra cosa falta.")
    )
    assert (house.load(promocion_id), house.events(promocion_id)) == before
    decision = house.oficialia.deciding.accept(house.lucia, promocion_id).decision
    assert decision is not None
    assert decision.numero_oficialia == "OP-2026-000001"


def test_a_preview_is_no_longer_than_a_rejection_may_be(house: House) -> None:
    """A draft of ten thousand lines is drawn as far as it could be issued, not as a hundred pages."""
    promocion_id, previews = house.taken(), house.oficialia.previews
    text = "a\n" * MAX_GROUND_TEXT
    drawn = previews.rejection(house.lucia, promocion_id, replace(REJECTION, text=text))
    cut = previews.rejection(house.lucia, promocion_id, replace(REJECTION, text=text[:MAX_GROUND_TEXT]))
    assert drawn == cut


def test_an_internal_note_reaches_the_filer_nowhere(house: House) -> None:
    """Not the constancia's record, not the history, not a message, not one byte of the evidence package."""
    mailed(house)
    promocion_id, secret = house.taken(), "Sospecho que el poder es falso"
    house.oficialia.notes.add(house.lucia, promocion_id, secret)
    draft = {"text": REJECTION.text, "ground": REJECTION.ground, "note": secret}
    house.oficialia.drafts.save(house.lucia, promocion_id, DraftKind.REJECTION, draft)
    house.oficialia.deciding.reject(house.lucia, promocion_id, REJECTION)
    view = house.oficialia.filing.view(house.ana, promocion_id)
    assert secret not in repr(view)
    assert secret not in repr(house.oficialia.auditing.filer_history(house.ana, promocion_id))
    assert house.oficialia.drafts.load(house.lucia, promocion_id, DraftKind.REJECTION) is None
    house.oficialia.drafts.save(house.lucia, promocion_id, DraftKind.REJECTION, draft)
    assert house.oficialia.drafts.load(house.lucia, promocion_id, DraftKind.REJECTION) is None
    assert secret.encode() not in _package(house, promocion_id)
    told = mails(house)
    assert [kind for kind, _ in told] == ["promocion_sent", "promocion_rejected"]
    assert secret not in repr(told)


def _package(house: House, promocion_id: int) -> bytes:
    contents = house.oficialia.packaging.prepare(house.ana, promocion_id)
    parts = [contents.manifest, contents.fields, *contents.acuses.values(), *contents.evidence.values()]
    return b"".join(parts)
