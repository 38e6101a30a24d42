"""Fifty clerks on two hundred filings, on each database, some of them killed in the middle.

``CLERKS``, ``FILINGS`` and ``SEED`` make it larger, smaller or another story.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from core.config import PROJECT

CLERKS = os.environ.get("CLERKS", "50")
FILINGS = os.environ.get("FILINGS", "200")
SEED = os.environ.get("SEED", "2026")


def test_every_filing_is_decided_exactly_once(tmp_path: Path, database_url: str) -> None:
    """By whoever had it; no claim is stuck, numbers have neither gap nor repeat, every receipt is there."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.simulation.clerks_at_work", tmp_path / "home", database_url),
            *(CLERKS, FILINGS, SEED),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.write(f"{database_url.partition(':')[0]}: {found}\n")
    assert found["accepted"] + found["rejected"] == found["filings"] == int(FILINGS)
    assert found["kills"] > 0
    assert found["acts"]["claim"] > found["filings"]
