"""Revocation is asked when sending, before deciding and on demand, and what was answered is kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from core.bootstrap import build
from core.domain.evidence import Occasion, StoredRevocation
from core.domain.queue import Tab
from core.domain.verdict import Outcome, Revocation
from core.domain.workflow import Status
from core.errors import NotAllowed, NotFound
from core.services.policies import VerdictForbidsAcceptance
from core.services.sending import SignatureDoesNotStand
from core.signatures.asn1 import ocsp
from core.signatures.trust import TEST_FOLDER
from core.storage import migrate
from tests.offices import House, opened
from tests.pki import people
from tests.pki.ocsp_answers import HONEST, lying, status_only
from tests.pki.served import Reply, Served, served

DOWN = Reply(b"", status=503)
GOOD = Reply(HONEST.answer)
REVOKED = Reply(lying(status="revoked").answer)


@contextmanager
def asking(
    home: Path, database_url: str, *replies: Reply, lists: bool = False
) -> Iterator[tuple[House, Served]]:
    """Open an Oficialía that asks a responder, with or without a list on disk."""
    if not lists:
        folder = home / "trust" / TEST_FOLDER
        folder.mkdir(parents=True)
        (folder / "autoridad.cer").write_bytes(people.authority().certificate_der)
    with served(*replies) as running, opened(home, database_url, ocsp_url=running.url) as house:
        yield house, running


def _answers(house: House, promocion_id: int) -> tuple[StoredRevocation, ...]:
    return house.oficialia.revalidating.answers(house.lucia, promocion_id)


def _queue(house: House) -> dict[str, str]:
    queue = house.oficialia.queue
    rows = queue.page(house.lucia, queue.query(house.lucia, Tab.ALL)).rows
    return {row.folio: row.revocation for row in rows}


def test_the_answer_of_the_sending_is_kept_whole(tmp_path: Path, database_url: str) -> None:
    """Raw bytes, digest and instants of the responder; of the list its digest; both in order."""
    with asking(tmp_path / "home", database_url, GOOD, lists=True) as (house, _):
        promocion_id = house.sent()
        answered, listed = _answers(house, promocion_id)
    assert (answered.occasion, answered.kind, answered.source) == (Occasion.SENDING, "ocsp", "127.0.0.1")
    assert (answered.value, answered.reason) == (Revocation.GOOD, "answered")
    assert ocsp.OCSPResponse.load(answered.raw, strict=True)["response_status"].native == "successful"
    assert answered.this_update == answered.produced_at == people.NOW
    assert (listed.kind, listed.source, listed.raw) == ("crl", "lista.crl", b"")
    assert len(listed.sha256) == len(answered.sha256) == 64


def test_a_responder_out_of_order_costs_nobody_the_day(tmp_path: Path, database_url: str) -> None:
    """The sending passes, flagged; before the decision it is asked again and the flag is gone."""
    with asking(tmp_path / "home", database_url, GOOD, GOOD, DOWN, DOWN, GOOD) as (house, running):
        promocion_id = house.sent()
        assert list(_queue(house).values()) == ["no_consultado"]
        view = house.oficialia.review.open(house.lucia, promocion_id)
        asked = len(running.questions)
        assert house.oficialia.review.verdict(house.lucia, view).revocation is Revocation.NOT_CONSULTED
        assert len(running.questions) == asked == 3
        house.oficialia.deciding.accept(house.lucia, promocion_id)
        assert [a.reason for a in _answers(house, promocion_id)] == ["http_error", "http_error"]


def test_it_is_asked_again_before_the_decision(tmp_path: Path, database_url: str) -> None:
    """What was not consulted when sending is consulted when deciding, and the queue shows it."""
    with asking(tmp_path / "home", database_url, GOOD, GOOD, DOWN, GOOD) as (house, _):
        promocion_id = house.taken()
        house.oficialia.deciding.accept(house.lucia, promocion_id)
        kept = [(a.occasion.value, a.value.value, a.reason) for a in _answers(house, promocion_id)]
        assert kept == [("sending", "no_consultado", "http_error"), ("decision", "vigente", "answered")]
        assert list(_queue(house).values()) == ["vigente"]
        history = house.oficialia.revalidating.verdicts(house.lucia, promocion_id)
        assert [(v.occasion.value, v.by) for v in history] == [
            ("sending", house.ana.name),
            ("decision", house.lucia.name),
        ]


def test_what_was_answered_stands_in_for_a_responder_out_of_order(tmp_path: Path, database_url: str) -> None:
    """Good when sending, silent when deciding: the verdict stays, and tells when it was asked."""
    with asking(tmp_path / "home", database_url, GOOD, GOOD, GOOD, DOWN) as (house, _):
        promocion_id = house.taken()
        house.clock.advance(hours=5)
        house.oficialia.deciding.accept(house.lucia, promocion_id)
        last = house.oficialia.revalidating.verdicts(house.lucia, promocion_id)[-1].verdict
    assert last.outcome is Outcome.PASSED
    facts = next(c.facts for c in last.checks if c.code == "not_revoked")
    assert facts["asked_at"] == facts["this_update"] == "2026-11-23T18:30:15Z"
    assert (facts["kind"], facts["next_update"]) == ("ocsp", "2026-11-23T18:31:15Z")


def test_reading_asks_nobody(tmp_path: Path, database_url: str) -> None:
    """A clerk who opens a filing again and again does not wait for the authority."""
    with asking(tmp_path / "home", database_url, GOOD) as (house, running):
        promocion_id = house.sent()
        asked = len(running.questions)
        view = house.oficialia.review.open(house.lucia, promocion_id)
        assert house.oficialia.review.verdict(house.lucia, view).revocation is Revocation.GOOD
        assert len(running.questions) == asked == 3


def test_looking_again_keeps_verdict_answer_and_act(tmp_path: Path, database_url: str) -> None:
    """Revalidar asks now, the queue shows the new answer, and the history says who asked."""
    with asking(tmp_path / "home", database_url, GOOD, GOOD, DOWN, GOOD) as (house, _):
        promocion_id = house.sent()
        given = house.oficialia.revalidating.revalidate(house.actor("elena"), promocion_id)
        assert (given.occasion, given.by) == (Occasion.REVALIDATION, "Elena Paz Ruiz")
        assert given.verdict.revocation is Revocation.GOOD
        assert house.oficialia.revalidating.verdicts(house.lucia, promocion_id)[-1] == given
        assert list(_queue(house).values()) == ["vigente"]
        act = house.events(promocion_id)[-1]
        assert (act.action, act.actor_name, act.facts["revocation"]) == (
            "revalidate",
            "Elena Paz Ruiz",
            "vigente",
        )
        assert act.from_status == act.to_status == Status.SENT


def test_a_revocation_found_later_forbids_accepting(tmp_path: Path, database_url: str) -> None:
    """Once the authority said that it was revoked before the signing, silence does not clear it."""
    with asking(tmp_path / "home", database_url, GOOD, GOOD, DOWN, REVOKED, DOWN) as (house, _):
        promocion_id = house.taken()
        found = house.oficialia.revalidating.revalidate(house.lucia, promocion_id)
        assert found.verdict.outcome is Outcome.FAILED
        with pytest.raises(VerdictForbidsAcceptance):
            house.oficialia.deciding.accept(house.lucia, promocion_id)


def test_looking_again_at_what_was_decided_changes_no_decision(tmp_path: Path, database_url: str) -> None:
    """The history tells what was found since; the row keeps what it was decided by."""
    with asking(tmp_path / "home", database_url, GOOD, GOOD, GOOD, GOOD, REVOKED) as (house, _):
        promocion_id = house.accepted()
        before = house.load(promocion_id)
        found = house.oficialia.revalidating.revalidate(house.lucia, promocion_id)
        assert found.verdict.revocation is Revocation.REVOKED
        assert house.load(promocion_id) == before
        assert list(_queue(house).values()) == ["vigente"]


def test_a_list_that_knows_better_wins(tmp_path: Path, database_url: str) -> None:
    """The responder says good, the list on disk says revoked: it is revoked."""
    with asking(tmp_path / "home", database_url, GOOD, lists=True) as (house, running):
        promocion_id = house.signed()
        settings = house.oficialia.settings
        entries = {people.person().certificate.serial: people.NOW}
        data = people.authority().crl({s: at.replace(year=2025) for s, at in entries.items()}, at=people.NOW)
        (settings.trust / TEST_FOLDER / "lista.crl").write_bytes(data)
        again = build(settings, house.clock)
        with pytest.raises(SignatureDoesNotStand):
            again.sending.send(house.ana, promocion_id, "x" * 32)
        again.database.close()
        assert len(running.questions) == 3


def _writing(house: list[House]) -> Callable[[bytes], bytes]:
    def answer(request: bytes) -> bytes:
        for each in house:
            each.draft("juan")
        return HONEST.answer(request)

    return answer


def test_nobody_waits_for_the_answer_with_the_database_held(tmp_path: Path, database_url: str) -> None:
    """While the responder is asked, at whatever step, others write."""
    opened_house: list[House] = []
    with asking(tmp_path / "home", database_url, Reply(_writing(opened_house))) as (house, running):
        opened_house.append(house)
        promocion_id = house.accepted()
        house.oficialia.revalidating.revalidate(house.lucia, promocion_id)
        assert len(house.oficialia.filing.mine(house.actor("juan"))[0]) == len(running.questions) == 5
        reasons = {a.reason for a in _answers(house, promocion_id)}
    assert reasons == {"answered"}


def test_a_busy_responder_is_asked_twice_and_kept_once(tmp_path: Path, database_url: str) -> None:
    """TryLater is an answer that says nothing; its bytes are kept all the same."""
    with asking(tmp_path / "home", database_url, GOOD, GOOD, Reply(status_only("try_later"))) as (
        house,
        running,
    ):
        (kept,) = _answers(house, house.sent())
        assert (kept.reason, kept.raw) == ("try_later", status_only("try_later"))
        assert len(running.questions) == 4


def test_only_who_reads_the_queue_looks_again(tmp_path: Path) -> None:
    """A filer may not, not even at their own; what was not sent is not there."""
    with opened(tmp_path / "home") as house:
        promocion_id, draft_id = house.sent(), house.draft()
        revalidating = house.oficialia.revalidating
        for act in (revalidating.revalidate, revalidating.verdicts, revalidating.answers):
            with pytest.raises(NotAllowed):
                act(house.ana, promocion_id)
            for nothing in (draft_id, 999_999, -1, 2**70):
                with pytest.raises(NotFound):
                    act(house.lucia, nothing)


def test_verdicts_of_the_version_before_get_their_occasion(tmp_path: Path, database_url: str) -> None:
    """The first was the sending's, the second the decision's."""
    with opened(tmp_path / "home", database_url) as house:
        promocion_id = house.accepted()
        house.oficialia.revalidating.revalidate(house.lucia, promocion_id)
        database = house.oficialia.database
        migrate.downgrade(database, "0002")
        with database.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM verdict")) == 2
        migrate.upgrade(database)
        history = house.oficialia.revalidating.verdicts(house.lucia, promocion_id)
    assert [(v.occasion.value, v.by) for v in history] == [("sending", ""), ("decision", "")]
