"""What tests need from outside: absent, a test is skipped with the reason; on CI it fails."""

import os
from pathlib import Path
from typing import NoReturn

import pytest

ON_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def missing(reason: str) -> NoReturn:
    """Skip the running test, or fail it on CI, where ``.ci/run`` should have installed what it needs."""
    if ON_CI:
        pytest.fail(f"on CI this must not be missing: {reason}", pytrace=False)
    pytest.skip(reason)


def shared_folder(variable: str) -> Path:
    """Return the folder that ``variable`` names; skip the test where it is unset or absent, also on CI.

    These hold public files that are no part of the project, so a checkout alone never has them.
    """
    value = os.environ.get(variable, "")
    if not value or not Path(value).is_dir():
        pytest.skip(f"{variable} names no folder")
    return Path(value)
