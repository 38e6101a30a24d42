"""The antivirus in the life of a document: on arriving, while it is silent, and before a decision."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from console import texts
from core.domain.promocion import Document
from core.domain.workflow import Status
from core.services.scanning import FoundInfectedMeanwhile, _is_due
from core.storage.document_rows import documents_of
from core.storage.scans import count_unanswered, set_scan
from tests.browsing import Browser, serving
from tests.clamd import EICAR, THREAT, pretending, running_clamd, take_all
from tests.offices import House, opened
from tests.pki.people import NOW

CLEAN, INFECTED, CUT = b"stream: OK\0", b"stream: Win.Test FOUND\0", b""


@dataclass
class Turning:
    """A clamd that says what it is told to; ``asked``: the files that it was sent."""

    says: bytes = CLEAN
    pong: bytes = b"PONG\0"
    asked: list[bytes] = field(default_factory=list)

    def behave(self, line: socket.socket) -> None:
        """Answer one connection."""
        taken = take_all(line)
        if taken == b"zPING\0":
            line.sendall(self.pong)
        else:
            self.asked.append(taken)
            line.sendall(self.says)


@contextmanager
def watched(home: Path, database_url: str, turning: Turning) -> Iterator[House]:
    """Open an Oficialía whose antivirus can be made to say anything."""
    with pretending(turning.behave) as address, opened(home, database_url, clamd=address) as house:
        yield house


def documents(house: House, promocion_id: int) -> tuple[Document, ...]:
    """Return a promoción's documents as they are stored."""
    with house.oficialia.database.read() as session:
        return documents_of(session, promocion_id)


def codes(document: Document) -> list[str]:
    """Return the codes of what was found in a document, the most severe first."""
    return [str(found["code"]) for found in document.findings]


def found_infected(house: House, promocion_id: int) -> list[dict[str, str | int]]:
    """Return the facts of each event that says that something was found infected."""
    return [dict(e.facts) for e in house.events(promocion_id) if e.action == "find_infected"]


def test_a_real_clamd_is_asked_when_a_document_arrives(tmp_path: Path, database_url: str) -> None:
    """What it finds stands with the document, refused and by name, in words; a clean one has no finding."""
    with running_clamd() as address, opened(tmp_path, database_url, clamd=address) as house:
        draft = house.draft()
        infected = house.attach(draft, "eicar.txt", EICAR)
        clean = house.attach(draft, "escrito.txt")
        added = [e.facts.get("threat") for e in house.events(draft) if e.action == "add_document"]
    assert (infected.scan, infected.threat, infected.scanned_at) == ("infected", THREAT, house.clock.at)
    assert added == [THREAT, None]
    assert (clean.scan, clean.threat, codes(clean)) == ("clean", "", [])
    first = infected.findings[0]
    assert (first["code"], first["severity"]) == ("infected", "refused")
    for reader in ("filer", "clerk"):
        assert THREAT in texts.finding("infected", {"threat": THREAT}, reader)


def test_an_infected_original_is_saved_under_an_inert_name(tmp_path: Path) -> None:
    """Whoever downloads it gets the same bytes, and nothing opens them by a double click."""
    turning = Turning(says=INFECTED)
    with watched(tmp_path, "", turning) as house, serving(house) as app:
        document = house.attach(house.draft(), "poder.pdf")
        ana = Browser(app)
        ana.sign_in("ana")
        answer = ana.get(f"/api/documentos/{document.id}/original")
    assert 'filename="poder.pdf.infectado"' in answer.headers["Content-Disposition"]
    assert answer.content == b"Escrito inicial.\n"


def test_another_name_keeps_the_answer(tmp_path: Path, database_url: str) -> None:
    """A document that is renamed is examined anew, but its bytes are the same: nobody is asked again."""
    turning = Turning(says=INFECTED)
    with watched(tmp_path, database_url, turning) as house:
        draft = house.draft()
        document = house.attach(draft, "a.txt")
        house.oficialia.arranging.move(house.ana, document.id, "a.pdf")
        (renamed,) = documents(house, draft)
    assert (renamed.name, renamed.scan, renamed.threat) == ("a.pdf", "infected", "Win.Test")
    assert "infected" in codes(renamed)
    assert renamed.scanned_at == document.scanned_at
    assert len(turning.asked) == 1


def test_one_that_is_down_costs_the_filer_nothing(tmp_path: Path, database_url: str) -> None:
    """The document arrives, can be signed and sent, and says that it was not scanned."""
    with opened(tmp_path, database_url, clamd=f"unix:{tmp_path / 'nobody'}") as house:
        sent = house.sent()
        (document,) = documents(house, sent)
        assert house.oficialia.scanning.scan_waiting() == 0
        assert (document.scan, codes(document)) == ("not_scanned", ["not_scanned"])
        assert document.findings[0]["facts"] == {"reason": "unreachable"}
        assert house.load(sent).status is Status.SENT


def test_without_one_nothing_is_claimed(tmp_path: Path, database_url: str) -> None:
    """No antivirus configured: no answer, no finding, no work."""
    with opened(tmp_path, database_url) as house:
        document = house.attach(house.draft(), "eicar.txt", EICAR)
        assert (document.scan, document.scanned_at, codes(document)) == ("", None, [])
        assert not house.oficialia.scanning.is_on
        assert house.oficialia.scanning.scan_waiting() == 0


@pytest.mark.parametrize(("later", "scan", "events"), [(CLEAN, "clean", 0), (INFECTED, "infected", 1)])
def test_what_was_not_scanned_is_asked_about_again(
    tmp_path: Path, database_url: str, later: bytes, scan: str, events: int
) -> None:
    """Also after sending: the answer takes the finding's place, and an infection is an event of the system."""
    turning = Turning(says=b"stream: Can't open file ERROR\0")
    with watched(tmp_path, database_url, turning) as house:
        sent = house.sent()
        assert documents(house, sent)[0].scan == "not_scanned"
        turning.says = later
        house.clock.advance(minutes=2)
        assert house.oficialia.scanning.scan_waiting() == 1
        (document,) = documents(house, sent)
        assert (document.scan, document.scanned_at) == (scan, house.clock.at)
        assert codes(document) == ["infected"] * events
        assert len(found_infected(house, sent)) == events
        if events:
            facts = {"name": document.name, "threat": "Win.Test", "sha256": document.sha256}
            assert found_infected(house, sent) == [facts]
            event = house.events(sent)[-1]
            assert (event.actor_id, event.role) == (None, "system")
            assert texts.label("action", event.action) == "Encontró infectado un documento"
        assert house.oficialia.scanning.scan_waiting() == 0


def test_documents_from_before_the_antivirus_are_asked_about(tmp_path: Path, database_url: str) -> None:
    """Those of open promociones; what was decided stays as it was decided."""
    with opened(tmp_path, database_url) as house:
        waiting, decided = house.sent(), house.sent()
        house.oficialia.review.open(house.lucia, decided)
        house.oficialia.deciding.accept(house.lucia, decided)
    turning = Turning()
    with (
        pretending(turning.behave) as address,
        opened(tmp_path, database_url, migrated=False, clamd=address) as house,
    ):
        assert house.oficialia.scanning.scan_waiting() == 1
        assert [documents(house, p)[0].scan for p in (waiting, decided)] == ["clean", ""]


def test_a_file_on_which_it_fails_is_asked_about_ever_less_often(tmp_path: Path, database_url: str) -> None:
    """It crashes clamd: within an hour it is sent six times, not every half minute."""
    turning = Turning(says=CUT)
    with watched(tmp_path, database_url, turning) as house:
        house.attach(house.draft())
        tries = []
        for minute in range(1, 61):
            house.clock.advance(minutes=1)
            turning.asked.clear()
            house.oficialia.scanning.scan_waiting()
            tries += [minute] * len(turning.asked)
    assert tries == [1, 2, 4, 8, 16, 32]


def test_no_wait_is_longer_than_six_hours() -> None:
    """However old the document is; and one of which only the antivirus kept us does not wait at all."""
    finding: dict[str, object] = {"code": "not_scanned", "severity": "info", "facts": {"reason": "closed"}}
    old = Document(1, 1, "a", 1, "a" * 64, "text/plain", (finding,), NOW, scanned_at=NOW + timedelta(days=9))
    asked = NOW + timedelta(days=9)
    assert not _is_due(old, asked + timedelta(hours=6, seconds=-1))
    assert _is_due(old, asked + timedelta(hours=6))
    assert _is_due(replace(old, findings=({**finding, "facts": {"reason": "unreachable"}},)), asked)


def test_an_outage_ends_for_all_at_once(tmp_path: Path, database_url: str) -> None:
    """Documents that arrived while nobody answered are asked about at the first sign of life."""
    with opened(tmp_path, database_url, clamd=f"unix:{tmp_path / 's'}") as house:
        draft = house.draft()
        for number in range(3):
            house.attach(draft, f"{number}.txt", b"%d" % number)
        house.clock.advance(seconds=1)
        assert house.oficialia.scanning.scan_waiting() == 0
    turning = Turning()
    with (
        pretending(turning.behave) as address,
        opened(tmp_path, database_url, migrated=False, clamd=address) as house,
    ):
        turning.pong = b"220 smtp\0"
        assert house.oficialia.scanning.scan_waiting() == 0
        turning.pong = b"PONG\0"
        assert house.oficialia.scanning.scan_waiting() == 3
        with house.oficialia.database.read() as session:
            assert count_unanswered(session) == 0


def test_what_is_gone_or_answered_is_not_written_over(tmp_path: Path, database_url: str) -> None:
    """Deleted meanwhile, or answered by another replica first: the late answer is dropped, without an event."""
    turning = Turning(says=CUT)
    with watched(tmp_path, database_url, turning) as house:
        draft = house.draft()
        gone, answered = house.attach(draft, "a.txt", b"a"), house.attach(draft, "b.txt", b"b")
        house.oficialia.attaching.delete_document(house.ana, gone.id)
        turning.says = INFECTED
        house.clock.advance(minutes=2)
        house.oficialia.scanning.scan_waiting()
        with house.oficialia.database.write() as session:
            assert not set_scan(session, gone)
            assert not set_scan(session, answered)
        assert documents(house, draft)[0].scan == "infected"
        assert len(found_infected(house, draft)) == 1


def test_an_acceptance_asks_once_more(tmp_path: Path, database_url: str) -> None:
    """What is found then stops it, once: the clerk sees what nobody could know, and decides again."""
    turning = Turning(says=CUT)
    with watched(tmp_path, database_url, turning) as house:
        sent = house.sent()
        house.oficialia.review.open(house.lucia, sent)
        turning.says = INFECTED
        with pytest.raises(FoundInfectedMeanwhile) as caught:
            house.oficialia.deciding.accept(house.lucia, sent)
        assert house.load(sent).status is Status.UNDER_REVIEW
        assert len(found_infected(house, sent)) == 1
        assert documents(house, sent)[0].threat == "Win.Test"
        words = texts.explain_refusal(caught.value)
        assert "Win.Test" in words.what
        assert "escrito.txt" in words.what
        assert house.oficialia.deciding.accept(house.lucia, sent).status is Status.ACCEPTED


@pytest.mark.parametrize(("says", "scan"), [(CLEAN, "clean"), (CUT, "not_scanned")])
def test_an_acceptance_does_not_wait_for_it(
    tmp_path: Path, database_url: str, says: bytes, scan: str
) -> None:
    """Clean, or still silent: the promoción is accepted, and the document says which, and since when."""
    turning = Turning(says=CUT)
    with watched(tmp_path, database_url, turning) as house:
        sent = house.sent()
        asked = house.clock.at
        house.oficialia.review.open(house.lucia, sent)
        turning.says = says
        house.clock.advance(minutes=5)
        assert house.oficialia.deciding.accept(house.lucia, sent).status is Status.ACCEPTED
        (document,) = documents(house, sent)
        assert (document.scan, document.scanned_at) == (scan, asked if says == CUT else house.clock.at)


def test_missing_bytes_do_not_stop_the_others(tmp_path: Path, database_url: str) -> None:
    """A stored file that is gone is not scanned; the one after it is."""
    turning = Turning(says=CUT)
    with watched(tmp_path, database_url, turning) as house:
        draft = house.draft()
        lost, kept = house.attach(draft, "a.txt", b"a"), house.attach(draft, "b.txt", b"b")
        house.oficialia.store.local_path(lost.sha256).unlink()
        turning.says = CLEAN
        house.clock.advance(minutes=2)
        assert house.oficialia.scanning.scan_waiting() == 1
        assert [d.scan for d in documents(house, draft)] == ["not_scanned", "clean"]
        assert kept.name == "b.txt"
