"""Verifying a promoción against what sha256sum alone takes for the same files, and the verdict without them."""

import secrets
import subprocess
from pathlib import Path

from core.domain.verdict import Outcome, Verdict
from core.signatures.revocation import CrlFolder
from core.signatures.verify import verify
from tests.bench.timing import sample, say, show
from tests.offices import House, opened
from tests.pki.filings import FIELDS, digest, filing
from tests.pki.people import NOW, anchors, crl, person

_MIB = 1024 * 1024
_DOCUMENTS, _SIZE_MIB = 10, 50


def _fill(house: House) -> int:
    """Make and send a promoción with the largest documents that are admitted."""
    promocion_id = house.draft()
    for number in range(_DOCUMENTS):
        data = secrets.token_hex(_SIZE_MIB * _MIB // 2).encode()
        house.attach(promocion_id, f"anexo {number}.txt", data)
    house.sign(promocion_id)
    house.send(promocion_id)
    return promocion_id


def test_verify_against_sha256sum(tmp_path: Path) -> None:
    """Ten documents of 50 MiB: the verdict hashes them all, as sha256sum does, and judges the signature."""
    with opened(tmp_path / "home") as house:
        promocion_id = _fill(house)
        review = house.oficialia.review
        view = review.open(house.lucia, promocion_id)
        assert review.verdict(house.lucia, view).outcome is not Outcome.FAILED
        files = [house.oficialia.store.local_path(document.sha256) for document in view.documents]
        figures = {
            "sha256sum, one process for all files": sample(
                lambda: subprocess.run(["sha256sum", *files], check=True, capture_output=True), times=5
            ),
            "verdict": sample(lambda: review.verdict(house.lucia, view), times=5),
        }
    show(f"Verify {_DOCUMENTS} × {_SIZE_MIB} MiB", figures)


def test_the_verdict_alone() -> None:
    """Every step, with the documents' digests at hand."""
    good = filing(person())
    documents = {name: (digest(data), len(data)) for name, data in good.documents.items()}

    def judge(source: CrlFolder) -> Verdict:
        return verify(
            manifest=good.manifest,
            cms=good.cms,
            fields=FIELDS,
            documents=documents,
            account_rfc=good.account_rfc,
            anchors=anchors(),
            revocation=source,
            at=NOW,
        )

    nobody, him = crl(), crl(person())
    assert (judge(nobody).outcome, judge(him).outcome) == (Outcome.PASSED, Outcome.FAILED)
    figures = {
        "verdict, nobody revoked": sample(lambda: judge(nobody), times=200, warm=10),
        "verdict, revoked": sample(lambda: judge(him), times=200, warm=10),
    }
    show("The verdict without hashing documents", figures)


def test_the_front_ends_sizes() -> None:
    """What each component's bundle weighs, as it travels uncompressed."""
    folder = Path(__file__).resolve().parents[2] / "console" / "components" / "frontend" / "dist"
    bundles = sorted(folder.glob("*/*-*.js"))
    assert bundles
    for bundle in bundles:
        say(f"{bundle.name:40} {bundle.stat().st_size / 1024:8.1f} KiB")
