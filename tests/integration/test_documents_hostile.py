"""Hostile files through the real server, from the upload to the evidence package: nothing is harmed.

A subset that no reader needs long for; ``tests/bench/bench_hostile.py`` sends everything, and times it.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256

from core.bootstrap import Oficialia
from core.domain.people import Actor
from tests.acceptance.running_app import RunningApp, serve
from tests.bench.workplace import workplace
from tests.hostile import names
from tests.hostile.everything import CLAMAV, clamav_files, samples
from tests.hostile.office import SECRET
from tests.hostile.sample import Hostile
from tests.hostile.trial import Outcome, Trial, begin
from tests.hostile.watch import Canary, Seen, watching, zygote_of
from tests.offices import SetClock
from tests.pki import people

_PLENTY = "1000000"
"""Requests a minute: the files come faster than any person's would."""


@pytest.fixture(scope="module")
def oficialia(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oficialia]:
    """Return an Oficialía on a folder of its own."""
    with workplace(tmp_path_factory.mktemp("hostile") / "home", "", SetClock(datetime.now(UTC))) as built:
        yield built


@pytest.fixture(scope="module")
def app(oficialia: Oficialia) -> Iterator[RunningApp]:
    """Return a server of its own on that folder."""
    with serve(oficialia.settings.home, OFICIALIA_REQUESTS_PER_MINUTE=_PLENTY) as running:
        yield running


@pytest.fixture(scope="module")
def trial(oficialia: Oficialia, app: RunningApp) -> Trial:
    """Return a filer with a draft."""
    return begin(oficialia, app.url)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    """Return a port that nobody may connect to."""
    port = Canary()
    yield port
    port.close()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file beside the server's that no document may read."""
    path = tmp_path_factory.mktemp("secreto") / "secreto.txt"
    path.write_text(SECRET)
    return path


def _problems(outcomes: list[Outcome]) -> dict[str, list[str]]:
    return {outcome.name: outcome.problems for outcome in outcomes if outcome.problems}


def _unexpected(app: RunningApp) -> list[str]:
    """Return what the server's log says that it should not."""
    marks = ("Traceback", "request failed", "page failed", "level=error", "Exception")
    return [line for line in app.log.read_text().splitlines() if any(mark in line for mark in marks)]


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of all files: how each went, what was seen of the readers, and their process before."""

    outcomes: list[Outcome]
    seen: Seen
    warm: int


@pytest.fixture(scope="module")
def tried(app: RunningApp, trial: Trial, canary: Canary, secret: Path) -> Tried:
    """Send and read every file once."""
    with trial.client() as client:  # a plain one first, so that the readers are there
        plain = Hostile("escrito.txt", b"Escrito")
        assert trial.upload(client, plain).status_code == httpx.codes.CREATED
    warm = zygote_of(app.process.pid)
    with watching(app.process.pid) as seen:
        return Tried(trial.run(samples(canary.port, secret, slow=False)), seen, warm)


def test_every_hostile_file_is_taken_examined_and_shown_harmlessly(tried: Tried, app: RunningApp) -> None:
    """Each arrives with its digest, gets what must be found, and ends neither server nor readers."""
    assert _problems(tried.outcomes) == {}
    assert len(tried.outcomes) > 80
    assert zygote_of(app.process.pid) == tried.warm
    assert app.process.poll() is None
    assert _unexpected(app) == []
    assert tried.seen.children
    assert tried.seen.peak_mib <= 1024


def test_nothing_is_fetched_and_nothing_read_from_the_server(
    tried: Tried, trial: Trial, canary: Canary
) -> None:
    """Files that name a port and a file of this machine: nobody knocks, and no answer holds the file."""
    reaching_out = [o for o in tried.outcomes if o.name.startswith(("xxe", "llama", "imagen r", "plantilla"))]
    assert len(reaching_out) > 15
    assert [outcome.name for outcome in tried.outcomes if outcome.tells_secret] == []
    assert not canary.knocked()
    if trial.oficialia.reader.confinement()["network_cut"]:
        assert tried.seen.sockets == set()
        assert tried.seen.networks.isdisjoint({str(Path("/proc/self/ns/net").readlink())})


def _draft(trial: Trial) -> int:
    fields = trial.oficialia.filing.view(trial.filer, trial.promocion_id).promocion.fields
    return trial.oficialia.filing.create(trial.filer, fields)


def test_names_as_hostile_clients_write_them(trial: Trial) -> None:
    """Percent-encoded names are kept as NFC, or refused by name; never a fault, whatever they decode to."""
    draft = _draft(trial)
    with trial.client() as client:

        def answer(name: str) -> httpx.Response:
            return client.post(f"/api/promociones/{draft}/documentos?nombre={name}", content=b"Escrito")

        for what, (name, kept) in names.ADMITTED.items():
            given = answer(name)
            assert given.status_code == httpx.codes.CREATED or not kept, what
            assert given.json().get("name", kept) == kept or not kept, what
        for what, name in names.REFUSED.items():
            given = answer(name)
            assert given.status_code in {400, 414, 422, 431}, what
            if given.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
                assert given.json()["error"]["code"] == "name_not_admitted", what
        undecodable = [answer(f"{name}&si_existe=conservar") for name in names.UNDECODABLE.values()]
    assert {given.status_code for given in undecodable} <= {201, 422}
    assert all(name.encode() for name in _documents(trial, draft))  # a surrogate would not encode


def _documents(trial: Trial, promocion_id: int) -> list[str]:
    return [d.name for d in trial.oficialia.filing.view(trial.filer, promocion_id).documents]


@pytest.mark.skipif(not CLAMAV.is_dir(), reason="Debian's package clamav-testfiles is not installed")
def test_the_antivirus_makers_test_files(trial: Trial, app: RunningApp) -> None:
    """Every archive and disguise of Debian's clamav-testfiles is answered, and none faults."""
    other = Trial(trial.oficialia, trial.address, trial.filer, _draft(trial), trial.token)
    outcomes = other.run(clamav_files())
    assert len(outcomes) > 20
    assert _problems(outcomes) == {}
    assert _unexpected(app) == []


def test_what_was_filed_is_what_the_package_holds(tried: Tried, trial: Trial, app: RunningApp) -> None:
    """Signed and sent with every hostile file in it, the package gives each one back byte for byte."""
    oficialia, filer = trial.oficialia, trial.filer
    _sign(oficialia, filer, trial.promocion_id)
    oficialia.sending.send(filer, trial.promocion_id, "a" * 32)
    with trial.client() as client:
        packed = client.get(f"/api/promociones/{trial.promocion_id}/paquete.zip")
    assert packed.status_code == httpx.codes.OK, packed.text
    documents = oficialia.filing.view(filer, trial.promocion_id).documents
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        held = {name.partition("/data/documentos/")[2]: name for name in archive.namelist()}
        for document in documents:
            digest = hashlib.sha256(archive.read(held[document.name])).hexdigest()
            assert digest == document.sha256, document.name
    assert len(documents) == len(tried.outcomes) + 1
    assert _unexpected(app) == []


def _sign(oficialia: Oficialia, filer: Actor, promocion_id: int) -> None:
    who = people.person()
    prepared = oficialia.sending.prepare_signature(filer, promocion_id, who.cer)
    signature = who.private_key.sign(prepared.attributes, padding.PKCS1v15(), SHA256())
    oficialia.sending.sign(filer, promocion_id, who.cer, prepared.attributes, signature)
