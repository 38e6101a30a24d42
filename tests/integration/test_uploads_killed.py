"""Killed at any moment (``kill -9``): nothing that was answered is lost, nothing half done is left.

``KILLS=200`` and ``SERVER_KILLS=200`` kill that often; the suite does so a few times only. The database's own
server stays alive, as it would on a machine of its own.
"""

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from console.web.identity import COOKIE, CSRF_HEADER, csrf_token
from core.bootstrap import Oficialia
from core.config import PROJECT
from core.domain.people import Actor, Role
from core.domain.promocion import PromocionFields
from core.services.accounts.sessions import SessionOrigin
from tests.acceptance.running_app import RunningApp, serve
from tests.bench.workplace import PASSWORD, person_with, workplace
from tests.killed_offices import KEPT, NAMES, THREADS, Rests, Told, survey
from tests.offices import SetClock

KILLS = int(os.environ.get("KILLS", "10"))
SERVER_KILLS = int(os.environ.get("SERVER_KILLS", "2"))
SEED = int(os.environ.get("SEED", "2026"))
MOST_KILLS = SERVER_KILLS + 10
_MOST_SECONDS = 2.0
_LARGEST_BYTES = 3 * 1024 * 1024


def test_the_services_killed_at_random_instants(tmp_path: Path, database_url: str) -> None:
    """Uploads, replacements and deletions in a process that is killed again and again, on each database."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.killed_offices",
            tmp_path / "home",
            database_url,
            str(KILLS),
            str(SEED),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout)
    sys.stdout.write(f"{found}\n")
    assert found["kills"] == KILLS
    assert found["acts"] > 0


class Filer(threading.Thread):
    """Somebody who uploads, replaces and deletes some names without end, until the server is gone."""

    def __init__(self, app: RunningApp, promocion_id: int, token: str, number: int, told: Told) -> None:
        super().__init__()
        self._headers = {"Cookie": f"{COOKIE}={token}", CSRF_HEADER: csrf_token(token)}
        self._address = f"/api/promociones/{promocion_id}/documentos"
        self._client = httpx.Client(base_url=app.url, headers=self._headers, timeout=60)
        self._dice = random.Random()  # noqa: S311 - invented documents
        self._names = [NAMES[number], NAMES[THREADS + number]]
        self._ids: dict[str, int] = {}
        self._told = told

    def run(self) -> None:
        """Act until an answer does not come."""
        with suppress(httpx.TransportError), self._client:
            while True:
                self._act(self._dice.choice(self._names))

    def _act(self, name: str) -> None:
        self._told.hear(f"begun\t{name}\t")
        known = self._ids.pop(name, 0)
        if known and self._dice.random() < 0.3:
            answer = self._client.delete(f"/api/documentos/{known}")
            assert answer.status_code == httpx.codes.NO_CONTENT, answer.text
            self._told.hear(f"done\t{name}\t")
            return
        data = self._dice.randbytes(self._dice.randrange(1, _LARGEST_BYTES))
        query = {"nombre": name, "si_existe": "reemplazar"}
        answer = self._client.post(self._address, params=query, content=data)
        assert answer.status_code == httpx.codes.CREATED, answer.text
        self._ids[name] = answer.json()["id"]
        self._told.hear(f"done\t{name}\t{answer.json()['sha256']}")


@pytest.fixture
def oficialia(tmp_path: Path, database_url: str) -> Iterator[Oficialia]:
    """Return an Oficialía on each database, to be looked into while a server works on it or is dead."""
    with workplace(tmp_path / "home", database_url, SetClock(datetime.now(UTC))) as built:
        yield built


def test_the_server_killed_at_random_instants(oficialia: Oficialia) -> None:
    """The whole server with its readers, over HTTP; every time it starts again by itself and misses nothing."""
    filer = person_with(oficialia, "ana", Role.FILER, rfc="XAXX010101AB1")
    promocion_id = oficialia.filing.create(filer, PromocionFields("Anexos", "inicial", "DEN"))
    stored = oficialia.store.put(b"Escrito")
    oficialia.attaching.add_document(filer, promocion_id, KEPT, stored)
    rests, told = Rests(), Told()
    # a slow machine may answer nothing before the first instants: then it is killed more often, and later
    while rests.kills < SERVER_KILLS or (told.acts == 0 and rests.kills < MOST_KILLS):
        _serve_and_kill(
            oficialia, filer, promocion_id, told, _MOST_SECONDS * (1 + rests.kills / SERVER_KILLS)
        )
        found = survey(oficialia, filer, promocion_id, told.now)
        rests.parts, rests.unnamed = rests.parts + found.parts, rests.unnamed + found.unnamed
        rests.kills += 1
        documents = oficialia.filing.view(filer, promocion_id).documents
        there = {document.name: document.sha256 for document in documents}
        told.now = {name: there.get(name, "") for name in NAMES}
    sys.stdout.write(f"{rests}, {told.acts} acts\n")
    assert rests.kills >= SERVER_KILLS
    assert told.acts > 0


def _serve_and_kill(
    oficialia: Oficialia, filer: Actor, promocion_id: int, told: Told, most_seconds: float
) -> None:
    origin = SessionOrigin("127.0.0.1", "killed")
    token = oficialia.sign_in.with_password(filer.username, PASSWORD, origin).token
    url = oficialia.settings.database_url
    with serve(oficialia.settings.home, OFICIALIA_DATABASE_URL=url) as app:
        filers = [Filer(app, promocion_id, token, number, told) for number in range(THREADS)]
        for one in filers:
            one.start()
        # to wait for an end that does not come is what lets them work: the instant is what is random here
        filers[0].join(most_seconds * random.random())  # noqa: S311 - an instant, not a secret
        app.kill()
        for one in filers:
            one.join()
