"""What ``oficialia doctor`` says of the calendar: until when its days are entered, by the edition in force."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.cli import app
from console.cli.calendar_check import calendar, covered
from core.config import PROJECT, Settings

TODAY = date(2026, 11, 23)
SHIPPED = PROJECT / "data" / "catalogs" / "calendar.toml"


@pytest.mark.parametrize(
    ("until", "level", "words"),
    [
        (None, "aviso", "no tiene ningún día inhábil"),
        (TODAY - timedelta(days=1), "aviso", "solo están completos hasta el domingo 22/11/2026: las fechas"),
        (TODAY, "aviso", "completos solo hasta el lunes 23/11/2026."),
        (TODAY + timedelta(days=59), "aviso", "completos solo hasta"),
        (TODAY + timedelta(days=60), "bien", "están completos hasta el viernes 22/01/2027."),
    ],
)
def test_the_days_that_are_missing_are_told_in_time(until: date | None, level: str, words: str) -> None:
    """Two months before they are needed; what has run out already, with what it does to dates and what to do."""
    told, sentence = covered(until, TODAY)
    assert told == level
    assert words in sentence
    assert ("Calendario" in sentence) == (until is not None and until < TODAY)


def _with_coverage(path: Path, until: str) -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    assert "complete_until = 2026-12-31" in text
    path.write_text(
        text.replace("complete_until = 2026-12-31", f"complete_until = {until}"), encoding="utf-8"
    )
    return path


def test_the_edition_in_force_is_asked_not_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no database yet, the file will rule."""
    monkeypatch.setenv("OFICIALIA_HOME", str(tmp_path / "home"))
    settings = Settings.from_environment()
    data = replace(settings, data=tmp_path / "datos")
    (data.data / "catalogs").mkdir(parents=True)
    for path in SHIPPED.parent.glob("*.toml"):
        (data.data / "catalogs" / path.name).write_bytes(path.read_bytes())
    _with_coverage(data.data / "catalogs" / "calendar.toml", "2199-12-31")
    assert calendar(data)[0] == "bien"
    assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    saved = ["catalog", "import", "calendar", str(_with_coverage(tmp_path / "nuevo.toml", "2026-01-02"))]
    assert CliRunner().invoke(app, [*saved, "--reason", "Prueba", "--yes"]).exit_code == 0
    assert calendar(settings)[0] == "aviso"
    assert "viernes 02/01/2026" in calendar(settings)[1]
