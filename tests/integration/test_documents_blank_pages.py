"""Which pages of a PDF count as blank: those with nothing on them, not those whose pattern is very fine."""

import io
from pathlib import Path

import pytest
from PIL import Image

from core.config import Settings
from core.documents.reader import DocumentReader


def _scan(level: int, grain: int) -> bytes:
    """Return a PDF of one scanned sheet, so light (0–255), whose dots differ by a normal distribution."""
    noise, out = Image.effect_noise((850, 1100), grain), io.BytesIO()
    noise.point([min(max(dot - 128 + level, 0), 255) for dot in range(256)]).save(out, "PDF", resolution=100)
    return out.getvalue()


@pytest.mark.parametrize(
    ("level", "grain", "code"),
    [(128, 10, "without_text"), (225, 20, "without_text"), (240, 4, "pages_blank"), (255, 0, "pages_blank")],
)
def test_a_pattern_too_fine_to_see_from_afar_is_no_blank_page(
    tmp_path: Path, level: int, grain: int, code: str
) -> None:
    """Noise over a whole page is a picture; white paper is blank, with the grain of a scanner or without."""
    path = tmp_path / "documento"
    path.write_bytes(_scan(level, grain))
    with DocumentReader(Settings(), tmp_path / "cache") as reader:
        assert [finding.code for finding in reader.inspect(path, "hoja.pdf").findings] == [code]
