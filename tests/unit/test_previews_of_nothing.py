"""What the viewer is told of a document that it cannot show."""

import pytest

from console.web.document_json import preview_json
from core.documents.findings import Finding, FindingCode
from core.documents.previews import NoPreview


@pytest.mark.parametrize(("detected", "program"), [("executable", True), ("unknown", False)])
def test_a_program_is_told_apart(detected: str, program: bool) -> None:
    """Nobody is advised to download and open a program."""
    found = NoPreview(Finding.of(FindingCode.NO_PREVIEW, detected=detected))
    assert preview_json(found)["program"] is program
