"""Where the limits of an examination lie, with readers that only say what they are told to."""

from pathlib import Path
from typing import cast

import pytest

from core.config import Settings
from core.documents.frames import Frame
from core.documents.inspection import MAX_PAGES, Inspector
from core.documents.media_types import MediaTypes
from core.documents.worker import Answer, Worker


class _Counting:
    """A worker whose readers open a PDF of so many pages."""

    seconds = 10.0

    def __init__(self, pages: int) -> None:
        self._header = {"kind": "pdf", "opens": True, "pages": pages, "measured": True}

    def run(self, *_: object, **__: object) -> Answer:
        """Answer every task alike."""
        return Answer((Frame(self._header, b""),), None)


@pytest.mark.parametrize(("pages", "found"), [(MAX_PAGES, []), (MAX_PAGES + 1, ["too_many_pages"])])
def test_the_most_pages_are_inclusive(tmp_path: Path, pages: int, found: list[str]) -> None:
    """A document of exactly so many pages has no finding; one more has."""
    path = tmp_path / "largo.pdf"
    path.write_bytes(b"%PDF-1.7")
    types = MediaTypes.load(Settings().data / "catalogs" / "media_types.toml")
    inspection = Inspector(cast("Worker", _Counting(pages)), types).inspect(path, path.name)
    assert [finding.code for finding in inspection.findings] == found
