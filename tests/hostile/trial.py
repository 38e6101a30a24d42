"""Hostile files through the real server: uploaded, examined, shown page by page, read back; what came of it."""

import hashlib
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import httpx

from console.web.identity import COOKIE, CSRF_HEADER, csrf_token
from core.bootstrap import Oficialia
from core.domain.people import Actor, Role
from core.domain.promocion import PromocionFields
from core.services.accounts.sessions import SessionOrigin
from tests.bench.workplace import PASSWORD, person_with
from tests.hostile.office import SECRET
from tests.hostile.sample import Hostile, missing
from tests.pki import people

TOLD = frozenset({200, 404, 422})
"""Answers to whoever looks at a page: it, there is none, or it cannot be shown."""
AT_ONCE = 3
_MOST_PAGES = 3
_BUSY = 503
_TRIES = 40


@dataclass(slots=True)
class Outcome:
    """How one file went.

    Attributes:
        name: the file's.
        kind: of its preview.
        seconds: by what was asked for, the longest.
        problems: what should not have been.
        tells_secret: an answer held the text of a file that no document may read.
    """

    name: str
    kind: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    tells_secret: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """A filer with a draft at a running server, and the Oficialía behind it, to look into its database."""

    oficialia: Oficialia
    address: str
    filer: Actor
    promocion_id: int
    token: str

    def run(self, samples: Iterable[Hostile]) -> list[Outcome]:
        """Send and read every sample, a few at once."""
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(self._one, samples))

    @contextmanager
    def client(self) -> Iterator[httpx.Client]:
        """Return the filer's browser."""
        headers = {"Cookie": f"{COOKIE}={self.token}", CSRF_HEADER: csrf_token(self.token)}
        with httpx.Client(base_url=self.address, headers=headers, timeout=120) as client:
            yield client

    def upload(self, client: httpx.Client, sample: Hostile) -> httpx.Response:
        """Send one sample."""
        address = f"/api/promociones/{self.promocion_id}/documentos"
        return client.post(address, params={"nombre": sample.name}, content=sample.data)

    def _one(self, sample: Hostile) -> Outcome:
        outcome = Outcome(sample.name)
        with self.client() as client:
            answer = _timed(outcome, "upload", partial(self.upload, client, sample))
            if answer.status_code != httpx.codes.CREATED:
                outcome.problems.append(f"upload: {answer.status_code} {answer.text[:200]}")
                return outcome
            digest = hashlib.sha256(sample.data).hexdigest()
            if answer.json()["sha256"] != digest:
                outcome.problems.append("another digest was stored")
            base = f"/api/documentos/{answer.json()['id']}"
            _look(outcome, client, base)
            original = client.get(f"{base}/original").content
            if hashlib.sha256(original).hexdigest() != digest:
                outcome.problems.append("other bytes came back")
        outcome.problems += [f"not found: {one}" for one in missing(sample, self._findings(sample.name))]
        return outcome

    def _findings(self, name: str) -> list[tuple[str, str]]:
        documents = self.oficialia.filing.view(self.filer, self.promocion_id).documents
        found = [finding for document in documents if document.name == name for finding in document.findings]
        return [(str(f["code"]), _kind(f.get("facts"))) for f in found]


def _kind(facts: object) -> str:
    return str(facts.get("kind", "")) if isinstance(facts, dict) else ""


def begin(oficialia: Oficialia, address: str) -> Trial:
    """Make the filer, whose e.firma is the tests' own, and a draft."""
    filer = person_with(oficialia, "ana", Role.FILER, rfc=str(people.person().rfc))
    promocion_id = oficialia.filing.create(filer, PromocionFields("Archivos hostiles", "inicial", "DEN"))
    return Trial(oficialia, address, filer, promocion_id, token_of(oficialia, filer))


def token_of(oficialia: Oficialia, who: Actor) -> str:
    """Sign somebody in; return the session's token."""
    origin = SessionOrigin("127.0.0.1", "trial")
    return oficialia.sign_in.with_password(who.username, PASSWORD, origin).token


def _look(outcome: Outcome, client: httpx.Client, base: str) -> None:
    """Ask for everything that can be shown of a document."""
    shown = _asked(outcome, client, f"{base}/vista")
    if shown.status_code != httpx.codes.OK:
        outcome.problems.append(f"vista: {shown.status_code}")
        return
    described = shown.json()
    outcome.kind = str(described["kind"])
    if outcome.kind in {"pages", "image"}:
        pages = int(described.get("pages") or 1)
        for page in range(1, min(pages + 1, _MOST_PAGES) + 1):  # one that is not there, too
            _asked(outcome, client, f"{base}/paginas/{page}?ancho=1000")
            if page <= pages:
                _asked(outcome, client, f"{base}/paginas/{page}/texto")
        _asked(outcome, client, f"{base}/buscar?texto=promocion")


def _asked(outcome: Outcome, client: httpx.Client, address: str) -> httpx.Response:
    """Ask, and again while the readers are busy, as the viewer does."""
    what = address.partition("/documentos/")[2].partition("/")[2].partition("?")[0]
    for _ in range(_TRIES):
        answer = _timed(outcome, what, partial(client.get, address))
        if answer.status_code != _BUSY:
            break
    outcome.tells_secret |= SECRET.encode() in answer.content
    if answer.status_code not in TOLD:
        outcome.problems.append(f"{what}: {answer.status_code} {answer.text[:200]}")
    return answer


def _timed(outcome: Outcome, what: str, ask: "partial[httpx.Response]") -> httpx.Response:
    begun = time.perf_counter()
    answer = ask()
    outcome.seconds[what] = max(outcome.seconds.get(what, 0.0), time.perf_counter() - begun)
    return answer
