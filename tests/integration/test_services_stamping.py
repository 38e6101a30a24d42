"""Sendings are stamped afterwards, whatever the authority does, and the package carries the evidence."""

import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.evidence import StoredTimestamp
from core.domain.people import Actor
from core.errors import NotFound
from core.services.retrying import Retried, Waiting
from core.signatures.timestamp import RESPONSE_TYPE
from core.storage.evidence import current_signature
from core.storage.timestamps import set_timestamp
from tests.offices import House, opened
from tests.pki import people
from tests.pki.ocsp_answers import HONEST
from tests.pki.served import Reply, Served, served
from tests.pki.timestamps import HONEST_TOKEN, token

GOOD = Reply(HONEST_TOKEN.reply, content_type=RESPONSE_TYPE)
REFUSED = Reply(token(status="rejection").reply, content_type=RESPONSE_TYPE)
DOWN = Reply(b"", status=503)


@contextmanager
def stamped(
    home: Path, database_url: str, *replies: Reply, ocsp_url: str = ""
) -> Iterator[tuple[House, Served]]:
    """Open an Oficialía with a timestamping authority that it believes."""
    folder = home / "trust" / "tsa"
    folder.mkdir(parents=True)
    (folder / "tsa.cer").write_bytes(people.authority().certificate_der)
    tests = home / "trust" / "pruebas"
    tests.mkdir()
    (tests / "autoridad.cer").write_bytes(people.authority().certificate_der)
    with (
        served(*replies) as running,
        opened(home, database_url, tsa_url=running.url, ocsp_url=ocsp_url) as house,
    ):
        yield house, running


def _of(house: House, promocion_id: int, actor: Actor | None = None) -> StoredTimestamp:
    found = house.oficialia.stamping.timestamp(actor or house.ana, promocion_id)
    assert found
    return found


def test_a_sending_is_stamped_after_it_was_committed(tmp_path: Path, database_url: str) -> None:
    """Wanted with the sending, which asks nobody; then given once, with its act."""
    with stamped(tmp_path / "home", database_url, GOOD) as (house, running):
        promocion_id = house.sent()
        wanted = _of(house, promocion_id)
        assert (wanted.stamped_at, wanted.token, running.questions) == (None, b"", [])
        assert [house.oficialia.stamping.finish_pending() for _ in range(2)] == [1, 0]
        given = _of(house, promocion_id, house.lucia)
        assert given.stamped_at == people.NOW
        assert (given.tries, given.reason, given.authority) == (1, "", "OCSP DE DEMOSTRACIÓN")
        with house.oficialia.database.read() as session:
            signature = current_signature(session, promocion_id)
        assert signature
        assert given.sha256 == hashlib.sha256(signature.cms).hexdigest()
        act = house.events(promocion_id)[-1]
        assert (act.action, act.role, act.facts["authority"]) == (
            "stamp",
            "system",
            "OCSP DE DEMOSTRACIÓN",
        )


def test_an_authority_that_refuses_is_asked_again_later(tmp_path: Path, database_url: str) -> None:
    """The pause doubles; the reason stands with the filing; in the end it is stamped."""
    with stamped(tmp_path / "home", database_url, REFUSED, DOWN, GOOD) as (house, running):
        promocion_id, stamping = house.sent(), house.oficialia.stamping
        reasons = []
        for minutes in (0, 0.5, 1, 1, 1.5):
            house.clock.advance(minutes=minutes)
            stamping.finish_pending()
            reasons.append((len(running.questions), _of(house, promocion_id).reason))
        assert reasons == [
            (1, "not_granted"),
            (1, "not_granted"),
            (2, "http_error"),
            (2, "http_error"),
            (3, ""),
        ]
        assert _of(house, promocion_id).stamped_at is not None


def test_what_was_put_off_is_asked_for_at_a_supervisors_word(tmp_path: Path, database_url: str) -> None:
    """Whenever it would be tried by itself; that nothing came of it is told apart from that nothing waits."""
    with stamped(tmp_path / "home", database_url, REFUSED, REFUSED, GOOD) as (house, _):
        elena, retrying = house.actor("elena"), house.oficialia.retrying
        house.sent()
        house.oficialia.stamping.finish_pending()
        tries = [retrying.retry(elena, Waiting.TIMESTAMPS) for _ in range(3)]
        assert tries == [Retried(1, 0), Retried(1, 1), Retried(0, 0)]


def test_the_pause_is_never_longer_than_six_hours(tmp_path: Path) -> None:
    """After a week out of order it is still asked four times a day."""
    with stamped(tmp_path / "home", "", DOWN) as (house, running):
        house.sent()
        for _ in range(12):
            house.oficialia.stamping.finish_pending()
            house.clock.advance(hours=6)
        assert len(running.questions) == 12


def test_one_that_does_not_answer_is_asked_once_for_all(tmp_path: Path) -> None:
    """Ten sendings do not wait for ten timeouts."""
    with stamped(tmp_path / "home", "", GOOD) as (house, running):
        first, second = house.sent(), house.sent("juan")
    # the server is gone now: its port is closed
    with opened(tmp_path / "home", migrated=False, tsa_url=running.url) as house:
        assert house.oficialia.stamping.finish_pending() == 0
        assert _of(house, first).reason == "unreachable"
        assert _of(house, second, house.actor("juan")).tries == 0


def test_a_token_is_kept_once(tmp_path: Path, database_url: str) -> None:
    """A second replica that was slower changes nothing."""
    with stamped(tmp_path / "home", database_url, GOOD) as (house, _):
        promocion_id = house.sent()
        house.oficialia.stamping.finish_pending()
        before = _of(house, promocion_id)
        with house.oficialia.database.write() as session:
            later = people.NOW + timedelta(hours=1)
            assert not set_timestamp(session, before.id, stamped_at=later, authority="x", token=b"x")
        assert _of(house, promocion_id) == before


def test_without_an_authority_nothing_is_wanted(tmp_path: Path) -> None:
    """No setting, no row, no question; a package without timestamp."""
    with opened(tmp_path / "home") as house:
        promocion_id = house.sent()
        assert house.oficialia.stamping.finish_pending() == 0
        assert house.oficialia.stamping.timestamp(house.ana, promocion_id) is None
        assert "timestamp.tsr" not in _package(house, promocion_id)


def test_only_who_may_read_the_filing_sees_its_timestamp(tmp_path: Path) -> None:
    """Another filer's looks like none at all."""
    with stamped(tmp_path / "home", "", GOOD) as (house, _):
        promocion_id = house.sent()
        for nothing in (promocion_id, 999_999):
            with pytest.raises(NotFound):
                house.oficialia.stamping.timestamp(house.actor("juan"), nothing)


def _package(house: House, promocion_id: int) -> dict[str, bytes]:
    packaging, packed = house.oficialia.packaging, io.BytesIO()
    packaging.write(packaging.prepare(house.ana, promocion_id), packed)
    with zipfile.ZipFile(packed) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def test_the_package_carries_answers_and_timestamp_with_their_commands(tmp_path: Path) -> None:
    """Whoever types what LEAME.txt says reads the answer and the instant with openssl alone."""
    with (
        served(Reply(HONEST.answer)) as responder,
        stamped(tmp_path / "home", "", GOOD, ocsp_url=responder.url) as (house, _),
    ):
        promocion_id = house.accepted()
        house.oficialia.stamping.finish_pending()
        files = _package(house, promocion_id)
        token_kept = _of(house, promocion_id).token
    for name, data in files.items():
        (tmp_path / "bag" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bag" / name).write_bytes(data)
    assert files["timestamp.tsr"] == token_kept
    told = json.loads(files["revocation/consultas.json"])
    assert [(t["occasion"], t["value"], t["kind"]) for t in told] == [
        ("sending", "vigente", "ocsp"),
        ("decision", "vigente", "ocsp"),
    ]
    assert [hashlib.sha256(files[t["file"]]).hexdigest() for t in told] == [t["sha256"] for t in told]
    lines = files["LEAME.txt"].decode().splitlines()
    commands = [line.strip() for line in lines if line.startswith(("     openssl ocsp", "     openssl ts"))]
    outputs = [_typed(tmp_path / "bag", command) for command in commands]
    assert len(outputs) == 3
    assert all("Cert Status: good" in said for said in outputs[:2])
    assert "Time stamp: Nov 23 18:30:15 2026 GMT" in outputs[2]
    assert "OK" in _typed(tmp_path / "bag", "sha256sum -c tagmanifest-sha256.txt")
    (tmp_path / "bag" / "TSA.pem").write_bytes(files["autoridades.pem"])
    by_hand = next(line.strip() for line in lines if "ts -verify" in line)
    assert "Verification: OK" in _typed(tmp_path / "bag", by_hand)


def _typed(folder: Path, command: str) -> str:
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_what_was_not_believed_is_told_but_not_packed(tmp_path: Path) -> None:
    """Rubbish in the place of an answer is named by its digest; nobody is asked to read it."""
    with (
        served(Reply(b"rubbish")) as responder,
        stamped(tmp_path / "home", "", GOOD, ocsp_url=responder.url) as (house, _),
    ):
        files = _package(house, house.sent())
    (told,) = json.loads(files["revocation/consultas.json"])
    assert (told["reason"], told["file"]) == ("malformed", "")
    assert told["sha256"] == hashlib.sha256(b"rubbish").hexdigest()
    assert not any(name.endswith(".der") for name in files)
    assert "openssl ocsp" not in files["LEAME.txt"].decode()
