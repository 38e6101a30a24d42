"""The institution's data file."""

from pathlib import Path

import pytest

from core.receipts.institucion import InstitucionFileError, load_institucion
from tests.receipts_samples import DATA, institucion

SHIPPED = (DATA / "institucion.toml").read_text("utf-8")


def _load(tmp_path: Path, text: str) -> None:
    for folder in ("marks", "aviso-de-privacidad"):
        (tmp_path / folder).symlink_to(DATA / folder)
    path = tmp_path / "institucion.toml"
    path.write_text(text, "utf-8")
    load_institucion(path)


def test_shipped_institution_says_it_is_a_demonstration() -> None:
    """The shipped file names no real authority, and its values say that they are a sample."""
    sample = institucion()
    assert sample.demonstration
    assert "demostración" in sample.name
    assert "demostración" in sample.legal_basis[0].lower()
    assert "demostración" in sample.privacy.title
    assert "por confirmar" in sample.privacy.text
    assert sample.support[0].email.endswith(".example")


def test_marks_for_both_backgrounds_are_readable_pictures() -> None:
    """Each mark is an SVG without scripts or outside references."""
    for mark in (institucion().mark_light, institucion().mark_dark):
        text = mark.read_text("utf-8")
        assert text.startswith("<svg")
        assert "script" not in text
        assert "href" not in text


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('short_name = "DEMO"', "", "short_name"),
        ('short_name = "DEMO"', 'short_name = "  "', "short_name"),
        ('short_name = "DEMO"', 'shrt_name = "DEMO"', "shrt_name"),
        ("demonstration = true", 'demonstration = "no"', "demonstration"),
        ('phones = ["55 0000 0000"]', "phones = []", "phones"),
        ('phones = ["55 0000 0000"]', "phones = [55]", "phones"),
        ('primary = "#7a1f3d"', 'primary = "wine"', "colours.primary"),
        ('ink = "#1f1a1c"', 'inc = "#1f1a1c"', "colours.inc"),
        ('mark_light = "marks/oficialia.svg"', 'mark_light = "marks/absent.svg"', "absent.svg"),
        ("[privacy]", "[privacidad]", "privacidad"),
        ('version = "2026-01"', 'version = "2020-01"', "2020-01.md"),
        ('version = "2026-01"', 'version = "../2026-01"', "privacy.version"),
        ('version = "2026-01"', 'versions = "2026-01"', "privacy.versions"),
        ("[[support]]", "[support]", "support"),
        ("demonstration = true", "demonstration = ", "Invalid value"),
        ("demonstration = true", "demonstration = " + "[" * 5_000, "recursion"),
        ('short_name = "DEMO"', f'short_name = "{"x" * 501}"', "500 characters"),
        ('phones = ["55 0000 0000"]', f"phones = {['55 0000 0000'] * 21}", "phones"),
        (
            "[[support]]",
            '[[support]]\nname = "x"\nemail = "x@example.mx"\n' * 20 + "[[support]]",
            "20 at most",
        ),
    ],
)
def test_wrong_value_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    """A value absent, misspelt or of the wrong kind stops the start with file and key in the message."""
    assert old in SHIPPED
    with pytest.raises(InstitucionFileError) as caught:
        _load(tmp_path, SHIPPED.replace(old, new))
    assert named in str(caught.value)
    assert "institucion.toml" in str(caught.value)


def test_absent_file_is_named(tmp_path: Path) -> None:
    """A missing file is told by its path."""
    with pytest.raises(InstitucionFileError, match="nowhere"):
        load_institucion(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("text", ["Aviso sin título.\n\nTexto.", "# Solo un título\n"])
def test_a_privacy_notice_has_title_and_text(tmp_path: Path, text: str) -> None:
    """A notice that people could accept without seeing what it says stops the start."""
    (tmp_path / "marks").symlink_to(DATA / "marks")
    notice = tmp_path / "aviso-de-privacidad" / "2026-01.md"
    notice.parent.mkdir()
    notice.write_text(text, "utf-8")
    (tmp_path / "institucion.toml").write_text(SHIPPED, "utf-8")
    with pytest.raises(InstitucionFileError, match=r"2026-01\.md"):
        load_institucion(tmp_path / "institucion.toml")
