"""The signing card reads certificates and writes signed attributes as the server does, byte for byte."""

import base64
import itertools
import json
import random
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from console import formats, texts
from console.components.bundles import DIST
from console.filer_sending import SAID_BY_THE_CARD
from core.domain.identifiers import Rfc
from core.signatures.admission import defects, key_facts, person_defect
from core.signatures.asn1 import HOSTILE
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.envelope import open_envelope
from core.signatures.refusals import CertificateRevoked, IssuerNotTrusted, NotACertificate
from core.signatures.signing import check_attributes, signed_attributes
from tests.pki import people
from tests.pki.corpus import CORPUS
from tests.prerequisites import missing

ZONE = "America/Mexico_City"
_FRONT_END = DIST.parent


@dataclass(frozen=True, slots=True)
class Question:
    """What both sides are asked: may this certificate sign this manifest, for this account, at this instant?"""

    manifest: bytes
    certificate: bytes
    rfc: str
    at: datetime

    def asked(self) -> dict[str, object]:
        """Return it as the front end takes it."""
        return {
            "manifest": base64.b64encode(self.manifest).decode(),
            "certificate": base64.b64encode(self.certificate).decode(),
            "rfc": self.rfc,
            "at": int(self.at.timestamp() * 1000),
            "zone": ZONE,
            "sentences": texts.refusal_sentences(SAID_BY_THE_CARD),
        }


Asking = Callable[[Sequence[Question]], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Asking:
    """Return what puts questions to the front end's own code, run by Node."""
    node = shutil.which("node") or missing("Node.js is not installed")
    esbuild = _FRONT_END / "node_modules" / ".bin" / "esbuild"
    if not esbuild.exists():
        missing("the front end's packages are not installed (make setup)")
    script = tmp_path_factory.mktemp("peer") / "peer.cjs"
    bundle = ("--bundle", "--platform=node", "--log-level=warning", f"--outfile={script}")
    subprocess.run([esbuild, "tests/peer.ts", *bundle], cwd=_FRONT_END, check=True)

    def put(questions: Sequence[Question]) -> list[dict[str, Any]]:
        asked = json.dumps([question.asked() for question in questions])
        done = subprocess.run([node, script], input=asked, capture_output=True, text=True, check=True)
        answers: list[dict[str, Any]] = json.loads(done.stdout)
        return answers

    return put


def _certificates() -> list[Certificate]:
    """Return every certificate of the corpus that can be read, and one of each kind."""
    found = {}
    for case in CORPUS:
        try:
            certificate = open_envelope(case.make().filing.cms).certificate
        except (NotACertificate, *HOSTILE):
            continue
        found[certificate.der] = certificate
    for who in (people.person(), people.company(), people.csd(), people.weak(), people.expired()):
        found[who.cer] = who.certificate
    return list(found.values())


def test_attributes_are_byte_for_byte_the_servers(ask: Asking) -> None:
    """For any manifest, certificate and instant that UTCTime can say; and the server takes them."""
    chance = random.Random(4)  # noqa: S311 - varied, not secret
    begin, end = datetime(1950, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)
    instants = [begin, end, people.NOW, datetime(2000, 2, 29, 12, 0, 1, tzinfo=UTC)]
    instants += [begin + timedelta(seconds=chance.randrange(3_000_000_000)) for _ in range(60)]
    holders = itertools.cycle((people.person(), people.company(), people.stranger()))
    questions = [
        Question(chance.randbytes(chance.randrange(4000)), who.cer, str(who.rfc), at)
        for at, who in zip(instants, holders, strict=False)
    ]
    for question, answer in zip(questions, ask(questions), strict=True):
        certificate = read_certificate(question.certificate)
        made = base64.b64decode(answer["attributes"])
        assert made == signed_attributes(question.manifest, certificate, question.at)
        assert check_attributes(made, question.manifest, certificate) == question.at
        assert answer["at"] == formats.instant(question.at, ZONE)


def test_certificates_are_read_and_refused_alike(ask: Asking) -> None:
    """Every certificate of the corpus: the same facts, and the same first refusal in the same sentences."""
    certificates = _certificates()
    assert len(certificates) > 20
    _expect_alike(ask, certificates, people.PERSON_RFC)
    _expect_alike(ask, certificates, people.COMPANY_RFC)


def test_real_certificates_are_read_and_refused_alike(ask: Asking, efirma_folder: Path) -> None:
    """Every certificate of the SAT that is at hand, with its odd names and serials."""
    found = [read_certificate(path.read_bytes()) for path in sorted(efirma_folder.rglob("*.cer"))]
    assert len(found) > 20
    _expect_alike(ask, found, "EKU9003173C9")


def _expect_alike(ask: Asking, certificates: Sequence[Certificate], rfc: str) -> None:
    instants = (people.NOW, people.NOW - timedelta(days=4000), people.NOW + timedelta(days=4000))
    questions = [Question(b"", c.der, rfc, at) for c in certificates for at in instants]
    known = [c for c in certificates for _ in instants]
    refused = set()
    for certificate, question, answer in zip(known, questions, ask(questions), strict=True):
        assert answer["facts"] == _facts(certificate), certificate.holder
        expected = _refusal(certificate, question.at, Rfc.parse(rfc))
        assert answer["refusal"] == expected, certificate.holder
        refused.add(expected["code"] if expected else "")
    assert {"certificate_expired", "certificate_not_yet_valid", "certificate_is_csd"} <= refused


def _facts(certificate: Certificate) -> dict[str, object] | None:
    if certificate.public_key is None:
        return None  # the card says that it cannot be read
    key = key_facts(certificate)
    return {
        "kind": str(certificate.kind),
        "holder": certificate.holder,
        "rfc": str(certificate.rfc or ""),
        "issuer": certificate.issuer,
        "serial": certificate.serial,
        "notBefore": int(certificate.not_before.timestamp() * 1000),
        "notAfter": int(certificate.not_after.timestamp() * 1000),
        "bits": key["bits"],
        "exponent": key["exponent"],
        "digest": certificate.digest,
    }


def _refusal(certificate: Certificate, at: datetime, rfc: Rfc) -> dict[str, str] | None:
    """Return the server's first refusal that takes no asking, as the front end answers it."""
    if certificate.public_key is None:
        return None
    for_the_server = (IssuerNotTrusted, CertificateRevoked)
    every = (
        *defects(certificate, at=at, anchors=people.anchors(), revocation=people.crl()),
        person_defect(certificate, rfc),
    )
    first = next((refusal for refusal in every if refusal and not isinstance(refusal, for_the_server)), None)
    if first is None:
        return None
    said = texts.explain_refusal(first)
    return {"code": first.code, "what": said.what, "means": said.means, "do": said.do}
