"""A promoción from its making to its decision, on both engines: states, acuses, verdicts, history."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.domain.people import Role
from core.domain.workflow import Status
from core.errors import NotFound
from core.receipts.rendering import render_acuse
from core.services import acuses as acuses_module
from core.storage.evidence import acuses_of, pending_acuses
from tests.offices import ADDRESSES, REJECTION, House, opened


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def test_from_draft_to_acceptance(house: House) -> None:
    """Each step leads where the table says; number, instants and papers are there at the end."""
    promocion_id = house.draft()
    draft = house.load(promocion_id)
    assert (draft.status, draft.version, draft.sent_at) == (Status.DRAFT, 1, None)
    assert draft.folio.startswith("PRO-00001-")
    house.attach(promocion_id)
    house.sign(promocion_id)
    assert house.load(promocion_id).status is Status.SIGNED
    house.clock.advance(minutes=5)
    sent = house.send(promocion_id)
    assert (sent.status, sent.sent_at, sent.filed_on) == (
        Status.SENT,
        house.clock.at,
        date(2026, 11, 23),
    )
    house.clock.advance(minutes=10)
    view = house.oficialia.review.open(house.lucia, promocion_id)
    assert (view.held, view.promocion.status) == (True, Status.UNDER_REVIEW)
    house.clock.advance(minutes=3)
    accepted = house.oficialia.deciding.accept(house.lucia, promocion_id)
    assert accepted.decision is not None
    assert accepted.decision.numero_oficialia == "OP-2026-000001"
    assert (accepted.status, accepted.decision.decided_at) == (Status.ACCEPTED, house.clock.at)
    assert (accepted.sent_at, accepted.claim) == (sent.sent_at, None)
    kinds = [a.kind for a in house.oficialia.filing.view(house.ana, promocion_id).acuses]
    assert (kinds, house.verdicts(promocion_id)) == (["envio", "recepcion"], 2)


def test_every_act_is_an_event_with_who_from_where_and_to(house: House) -> None:
    """The log tells each act with its actor, role, address and the states between which it led."""
    promocion_id = house.accepted()
    told = [
        (e.action, e.from_status, e.to_status, e.actor_name, e.role, e.address)
        for e in house.events(promocion_id)
    ]
    filer = (house.ana.name, "filer", ADDRESSES[Role.FILER])
    clerk = (house.lucia.name, "clerk", ADDRESSES[Role.CLERK])
    assert told == [
        ("create", "", "draft", *filer),
        ("add_document", "draft", "draft", *filer),
        ("sign", "draft", "signed", *filer),
        ("send", "signed", "sent", *filer),
        ("claim", "sent", "under_review", *clerk),
        ("accept", "under_review", "accepted", *clerk),
    ]
    facts = {e.action: e.facts for e in house.events(promocion_id)}
    assert facts["accept"] == {
        "numero_oficialia": "OP-2026-000001",
        "coverage": '[["escrito.txt",0,1,"pages"]]',
        "counted_from": facts["send"]["sent_at"],
        "business_minutes": 0,
    }
    assert facts["add_document"]["name"] == "escrito.txt"
    assert facts["sign"]["manifest_sha256"] == facts["send"]["manifest_sha256"]


def test_from_draft_to_rejection(house: House) -> None:
    """A rejection has ground, text and document, a constancia, and takes no number."""
    promocion_id = house.taken()
    rejection = replace(REJECTION, document="escrito.txt", text="  Falta el anexo\x0b \u202eque menciona. ")
    rejected = house.oficialia.deciding.reject(house.lucia, promocion_id, rejection)
    assert rejected.decision is not None
    assert (rejected.status, rejected.decision.numero_oficialia) == (Status.REJECTED, "")
    assert (rejected.decision.ground, rejected.decision.document) == ("FALTA-ANEXO", "escrito.txt")
    assert rejected.decision.text == "Falta el anexo que menciona."
    stored = house.oficialia.filing.view(house.ana, promocion_id).acuses[-1]
    assert (stored.kind, stored.record["ground"]["text"]) == ("rechazo", "Falta el anexo que menciona.")
    next_id = house.accepted()
    decision = house.load(next_id).decision
    assert decision is not None
    assert decision.numero_oficialia == "OP-2026-000001"


def test_the_filer_reads_the_history_without_staff(house: House) -> None:
    """Neither staff's names, addresses nor notes reach the filer, and releases are not shown at all."""
    promocion_id = house.taken()
    house.oficialia.claims.release(house.lucia, promocion_id, "ojo: falta el poder")
    house.oficialia.review.open(house.mario, promocion_id)
    house.oficialia.deciding.reject(house.mario, promocion_id, REJECTION)
    shown = house.oficialia.auditing.filer_history(house.ana, promocion_id)
    assert [e.action for e in shown] == ["create", "add_document", "sign", "send", "claim", "claim", "reject"]
    assert {e.actor_name for e in shown if e.role == Role.CLERK} == {""}
    assert {e.actor_name for e in shown if e.role == Role.FILER} == {house.ana.name}
    assert {(e.address, e.actor_id) for e in shown} == {("", None)}
    assert "poder" not in repr(shown)
    assert house.lucia.name not in repr(shown)
    notes = [e.facts.get("note") for e in house.events(promocion_id) if e.action == "release"]
    assert notes == ["ojo: falta el poder"]


def test_an_acuse_is_stored_once(house: House) -> None:
    """Finished again, read again: the very same bytes, rendered once."""
    promocion_id = house.sent()
    oficialia = house.oficialia
    stored = oficialia.filing.view(house.ana, promocion_id).acuses[0]
    first = oficialia.reading.acuse(house.ana, stored.id)[2]
    house.clock.advance(days=2)
    assert oficialia.acuses.finish(stored.id) == stored.pdf_sha256
    assert oficialia.acuses.finish_pending() == 0
    assert oficialia.reading.acuse(house.lucia, stored.id)[2] == first
    assert first.startswith(b"%PDF-")
    with pytest.raises(NotFound):
        oficialia.acuses.finish(999)


def test_a_crash_before_rendering_is_mended_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sending stands although its receipt failed; the receipt is finished afterwards from its record."""

    def crash(*_: object, **__: object) -> bytes:
        raise OSError("no power")

    with monkeypatch.context() as patch:
        patch.setattr(acuses_module, "render_acuse", crash)
        promocion_id = house.sent()
    oficialia = house.oficialia
    with oficialia.database.read() as session:
        (acuse_id,) = pending_acuses(session)
    assert house.load(promocion_id).status is Status.SENT
    house.clock.advance(hours=1)
    assert oficialia.acuses.finish_pending() == 1
    assert oficialia.acuses.finish_pending() == 0
    stored, promocion, pdf = oficialia.reading.acuse(house.ana, acuse_id)
    assert (stored.kind, promocion.id, pdf[:5]) == ("envio", promocion_id, b"%PDF-")
    assert stored.record["issued_at"] == promocion.sent_at.isoformat() if promocion.sent_at else False


def test_a_receipt_that_waits_is_finished_when_it_is_asked_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for the next start: whoever downloads it first has it made."""
    calls: list[int] = []

    def fail_once(*args: object, **kwargs: object) -> bytes:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("no power")
        return render_acuse(*args, **kwargs)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(acuses_module, "render_acuse", fail_once)
    promocion_id = house.sent()
    with house.oficialia.database.read() as session:
        (stored,) = acuses_of(session, promocion_id)
    assert stored.pdf_sha256 == ""
    pdf = house.oficialia.reading.acuse(house.ana, stored.id)[2]
    assert house.oficialia.reading.acuse(house.ana, stored.id)[2] == pdf
    assert len(calls) == 2


def test_another_replica_that_was_faster_wins(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes finish one receipt with different bytes: the first stored is the paper, for both."""
    with monkeypatch.context() as patch:
        patch.setattr(acuses_module.Acuses, "finish", lambda *_: "")
        promocion_id = house.sent()
    oficialia = house.oficialia
    with oficialia.database.read() as session:
        (acuse_id,) = pending_acuses(session)
    first: list[str] = []

    def slower(pdf: bytes, *_: object) -> bytes:
        with monkeypatch.context() as patch:
            patch.setattr(acuses_module, "seal_pdf", lambda pdf, *_: pdf + b"\n% first")
            first.append(oficialia.acuses.finish(acuse_id))
        return pdf + b"\n% second"

    monkeypatch.setattr(acuses_module, "seal_pdf", slower)
    assert oficialia.acuses.finish(acuse_id) == first[0]
    assert oficialia.filing.view(house.ana, promocion_id).acuses[0].pdf_sha256 == first[0]


def test_the_acuse_is_frozen(house: House) -> None:
    """What the acuse de envío says does not change when the promoción is decided."""
    promocion_id = house.taken()
    before = house.oficialia.filing.view(house.ana, promocion_id).acuses[0]
    house.oficialia.deciding.accept(house.lucia, promocion_id)
    after = house.oficialia.filing.view(house.ana, promocion_id).acuses
    assert after[0] == before
    record = after[1].record
    assert before.record["numero_oficialia"] == ""
    assert record["numero_oficialia"] == "OP-2026-000001"
    assert (record["decided_by"], record["rfc"]) == (house.lucia.name, str(house.ana.rfc))
    assert after[0].code != after[1].code


def test_sending_again_changes_nothing(house: House) -> None:
    """Same token, another token, after the decision: one event, one acuse, the promoción as it is."""
    promocion_id = house.signed()
    token = secrets.token_urlsafe(24)
    first = house.send(promocion_id, token=token)
    house.clock.advance(minutes=1)
    assert house.send(promocion_id, token=token) == first
    assert house.send(promocion_id, token="otra") == first
    house.oficialia.review.open(house.lucia, promocion_id)
    accepted = house.oficialia.deciding.accept(house.lucia, promocion_id)
    assert house.send(promocion_id, token=token) == accepted
    assert [e.action for e in house.events(promocion_id)].count("send") == 1
    assert len(house.oficialia.filing.view(house.ana, promocion_id).acuses) == 2


@pytest.mark.parametrize("token", ["", "x" * 500, "a\x00b", "\ud800"])
def test_any_token_sends_and_two_filings_may_bear_the_same(
    sqlite_url: str, tmp_path: Path, token: str
) -> None:
    """The token is a client's: empty, endless or unprintable, it neither fails nor clashes."""
    with opened(tmp_path / "home", sqlite_url) as house:
        for _ in range(2):
            promocion_id = house.signed()
            sent = house.oficialia.sending.send(house.ana, promocion_id, token)
            assert sent.status is Status.SENT


def test_a_claim_is_a_lease(house: House) -> None:
    """It keeps others out until it expires, a sign of life prolongs it, and taking over is recorded."""
    promocion_id = house.taken()
    review, claims = house.oficialia.review, house.oficialia.claims
    house.clock.advance(minutes=14)
    assert not review.open(house.mario, promocion_id).held
    assert claims.keep(house.lucia, promocion_id)
    assert not claims.keep(house.mario, promocion_id)
    house.clock.advance(minutes=14)
    assert not review.open(house.mario, promocion_id).held
    house.clock.advance(minutes=1)
    view = review.open(house.mario, promocion_id)
    assert view.held
    assert view.promocion.claim is not None
    assert view.promocion.claim.account_id == house.mario.account_id
    assert not claims.keep(house.lucia, promocion_id)
    assert house.events(promocion_id)[-1].facts == {"expired_claim_of": house.lucia.name}


def test_release_puts_it_back_for_everybody(house: House) -> None:
    """After a release the next clerk takes it; without a note none is recorded."""
    promocion_id = house.taken()
    house.oficialia.claims.release(house.lucia, promocion_id)
    released = house.load(promocion_id)
    assert (released.status, released.claim) == (Status.SENT, None)
    assert house.events(promocion_id)[-1].facts == {}
    assert house.oficialia.review.open(house.mario, promocion_id).held


def test_the_day_counts_by_the_calendar(house: House) -> None:
    """Sent after closing on a Friday it counts on Monday, whenever a clerk gets to it."""
    house.clock.at = house.clock.at.replace(day=20, hour=23)
    promocion_id = house.sent()
    sent = house.load(promocion_id)
    assert (sent.filed_on, sent.filed_reason) == (date(2026, 11, 23), "out_of_hours")
    house.clock.advance(days=6)
    house.oficialia.review.open(house.lucia, promocion_id)
    accepted = house.oficialia.deciding.accept(house.lucia, promocion_id)
    assert (accepted.filed_on, accepted.sent_at) == (sent.filed_on, sent.sent_at)


def test_a_number_belongs_to_the_year_of_the_office(house: House) -> None:
    """At 23:30 of 31 December in Mexico it is still the old year, although UTC is in the new one."""
    house.clock.at = house.clock.at.replace(year=2027, month=1, day=1, hour=5, minute=30)
    first = house.load(house.accepted()).decision
    house.clock.advance(hours=1)
    second = house.load(house.accepted()).decision
    assert first is not None
    assert second is not None
    assert (first.numero_oficialia, second.numero_oficialia) == ("OP-2026-000001", "OP-2027-000001")


def test_verifying_for_long_costs_the_filer_no_deadline(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What arrives before midnight is sent that day, however long its documents take to verify."""
    promocion_id = house.signed()
    arrived = house.clock.at
    slow = house.oficialia.store.digest

    def digest_slowly(sha256: str) -> object:
        house.clock.advance(hours=9)
        return slow(sha256)

    monkeypatch.setattr(type(house.oficialia.store), "digest", lambda _, sha256: digest_slowly(sha256))
    sent = house.send(promocion_id)
    assert (sent.sent_at, house.clock.at > arrived) == (arrived, True)
