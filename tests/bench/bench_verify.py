"""Verifying a promoción against what sha256sum alone takes for the same files."""

import secrets
import subprocess
from pathlib import Path

from core.domain.verdict import Outcome
from tests.bench.timing import sample, show
from tests.offices import opened

_MIB = 1024 * 1024
_DOCUMENTS, _SIZE_MIB = 10, 5


def test_verify_against_sha256sum(tmp_path: Path) -> None:
    """Ten documents of 5 MiB: the verdict hashes them all, as sha256sum does, and judges the signature."""
    with opened(tmp_path / "home") as house:
        promocion_id = house.draft()
        for number in range(_DOCUMENTS):
            house.attach(
                promocion_id, f"anexo {number}.txt", secrets.token_hex(_SIZE_MIB * _MIB // 2).encode()
            )
        house.sign(promocion_id)
        house.send(promocion_id)
        review = house.oficialia.review
        view = review.open(house.lucia, promocion_id)
        assert review.verdict(house.lucia, view).outcome is not Outcome.FAILED
        files = [house.oficialia.store.local_path(document.sha256) for document in view.documents]
        figures = {
            "sha256sum, one process for all files": sample(
                lambda: subprocess.run(["sha256sum", *files], check=True, capture_output=True)
            ),
            "verdict": sample(lambda: review.verdict(house.lucia, view)),
        }
    show(f"Verify {_DOCUMENTS} × {_SIZE_MIB} MiB", figures)
