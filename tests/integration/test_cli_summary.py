"""``oficialia summary``: two files for a day or a week, and what keeps them from being written."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pypdf
import pytest
from typer.testing import CliRunner, Result

from console.cli import app
from console.cli.database import NOT_READY
from core.domain.summary import SummaryKind, last_over, period_of
from core.services.summaries import file_stem
from core.storage.events import latest_events
from tests.offices import House, opened

ZONE = ZoneInfo("America/Mexico_City")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Return an Oficialía that commands find in the environment."""
    monkeypatch.setenv("OFICIALIA_HOME", str(tmp_path / "home"))
    with opened(tmp_path / "home") as built:
        yield built


def written(*words: str | Path) -> Result:
    """Run the command; what it raises is a failure of the test."""
    result = CliRunner().invoke(app, ["summary", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def test_a_week_is_written_as_paper_and_workbook(house: House, tmp_path: Path) -> None:
    """Into a folder that is made where it is not there; the act is the system's own."""
    house.sent()
    out = tmp_path / "resúmenes" / "noviembre"
    told = written("--week", "--on", "2026-11-11", "--out", out)
    stem = out / "resumen-2026-11-09-a-2026-11-15"
    assert told.exit_code == 0
    assert told.stdout.splitlines() == [f"{stem}.pdf", f"{stem}.xlsx"]
    (page, *_) = pypdf.PdfReader(f"{stem}.pdf").pages
    assert "09/11/2026" in page.extract_text()
    assert len(openpyxl.load_workbook(f"{stem}.xlsx").sheetnames) > 1
    with house.oficialia.database.read() as session:
        act = latest_events(session, limit=1)[0]
    assert (act.action, act.actor_id, act.facts["since"]) == ("export_board", None, "2026-11-09")


def test_without_a_day_it_is_the_last_one_that_is_over(house: House, tmp_path: Path) -> None:
    """By the office's clock."""
    assert house.oficialia.settings.zone == ZONE.key
    before = datetime.now(UTC).astimezone(ZONE).date()
    told = written("--day", "--out", tmp_path)
    after = datetime.now(UTC).astimezone(ZONE).date()
    stems = {
        file_stem((day, day)) for day in (last_over(SummaryKind.DAILY, d).since for d in (before, after))
    }
    assert Path(told.stdout.splitlines()[0]).stem in stems


def test_what_has_not_begun_is_not_written(house: House, tmp_path: Path) -> None:
    """A file that bears next week's name would hold the figures of today; this week's is admitted."""
    today = datetime.now(UTC).astimezone(ZONE).date()
    out = tmp_path / "nada"
    for on in (today + timedelta(days=8), date.max):
        told = written("--week", "--on", on.isoformat(), "--out", out)
        assert told.exit_code == 2
        assert "todavía no empieza" in told.stderr
    assert not out.exists()
    week = period_of(SummaryKind.WEEKLY, datetime.now(UTC).astimezone(ZONE).date())
    told = written("--week", "--on", week.since.isoformat(), "--out", out)
    assert (told.exit_code, len(list(out.iterdir()))) == (0, 2)
    assert house.oficialia.settings.home.is_dir()


@pytest.mark.parametrize("words", [(), ("--week", "--day"), ("--day", "--on", "ayer")])
def test_one_period_must_be_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Neither none nor both, nor a day that is none; nobody is asked for the database first."""
    monkeypatch.setenv("OFICIALIA_HOME", str(tmp_path / "home"))
    assert written(*words, "--out", tmp_path / "nada").exit_code == 2
    assert not (tmp_path / "nada").exists()


def test_a_folder_that_cannot_be_written_is_told(house: House, tmp_path: Path) -> None:
    """No traceback: which one, and why."""
    assert house.oficialia.settings.home.is_dir()
    file = tmp_path / "resumen"
    file.write_text("no es una carpeta", encoding="utf-8")
    told = written("--day", "--on", "2026-11-11", "--out", file)
    assert told.exit_code == 1
    assert f"No se puede escribir en {file}" in told.stderr


def test_without_a_database_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves no folder behind."""
    monkeypatch.setenv("OFICIALIA_HOME", str(tmp_path / "home"))
    assert written("--day", "--out", tmp_path / "nada").exit_code == NOT_READY
    assert not (tmp_path / "nada").exists()
