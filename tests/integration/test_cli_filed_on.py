"""``oficialia filed-on``: each day a promoción was taken as filed on, derived again in words and by exit code."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from console.cli import app
from console.cli.database import NOT_READY
from console.cli.filed_on import DIFFERS
from console.cli.refused import REFUSED
from core.config import PROJECT
from core.domain.closures import Closure, ClosureKind
from core.storage.promociones import change_promocion
from tests.offices import House, opened

MONDAY = date(2026, 11, 23)
CAUSE = "Falla del sistema.\x1b[2J"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Return an Oficialía that commands find in the environment, at ten o'clock on a Monday."""
    monkeypatch.setenv("OFICIALIA_HOME", str(tmp_path / "home"))
    with opened(tmp_path / "home") as built:
        built.clock.at = datetime(2026, 11, 23, 16, tzinfo=UTC)
        yield built


def asked(folio: str) -> Result:
    """Ask for a promoción's days; what the command raises is a failure of the test."""
    result = CliRunner().invoke(app, ["filed-on", folio])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def suspended(house: House) -> None:
    """Save a suspension of Monday."""
    desk, elena = house.oficialia.calendar_desk, house.actor("elena")
    calendar = desk.in_force(elena).calendar.with_closures(
        [Closure(MONDAY, ClosureKind.SUSPENSION, "Acuerdo 12/2026", "DOF")]
    )
    desk.save(elena, calendar, 0, CAUSE)


def test_a_day_is_derived_step_by_step(house: House) -> None:
    """By the file while nothing was saved; a folio is understood however it is written."""
    folio = house.load(house.sent()).folio
    told = asked(f" {folio.lower()} ")
    assert told.exit_code == 0
    first, *steps = told.stdout.splitlines()
    assert first.startswith("Edición 0 del calendario: ")
    assert "23/11/2026" in first
    assert first.endswith("(vale ahora)")
    assert steps == [
        "  Se envía el lunes 23/11/2026 a las 10:00:00 (UTC−6).",
        "  Ese día es hábil; el horario es de 09:00 a 18:00.",
        "  La hora está dentro del horario.",
        "  Se tiene por presentada el lunes 23/11/2026.",
    ]


def test_every_day_it_had_is_told_with_its_edition_and_its_cause(house: House) -> None:
    """Oldest first; what people wrote cannot steer the terminal."""
    folio = house.load(house.sent()).folio
    suspended(house)
    told = asked(folio)
    assert told.exit_code == 0
    editions = [line for line in told.stdout.splitlines() if line.startswith("Edición")]
    assert [line.split(" del ")[0] for line in editions] == ["Edición 0", "Edición 1"]
    assert [line.rpartition("(")[2] for line in editions] == ["valió antes)", "vale ahora)"]
    assert "  Se salta el lunes 23/11/2026: suspensión (Acuerdo 12/2026)." in told.stdout
    assert "  Motivo: Falla del sistema." in told.stdout
    assert "\x1b" not in told.stdout


def test_a_day_that_does_not_follow_ends_with_1(house: House) -> None:
    """Whoever changed it behind the console's back is found out, and the derivation is shown all the same."""
    promocion = house.load(house.sent())
    with house.oficialia.database.write() as session:
        change_promocion(session, promocion, filed_on=date(2026, 11, 25))
    told = asked(promocion.folio)
    assert told.exit_code == DIFFERS
    assert "NO COINCIDE" in told.stdout
    assert "Se tiene por presentada el lunes 23/11/2026." in told.stdout


@pytest.mark.parametrize("folio", ["PRO-99999-AAAA", "", "x\0y", "Ñ" * 500, "'; --"])
def test_what_is_no_folio_of_ours_is_refused_in_words(house: House, folio: str) -> None:
    """Three sentences, no traceback; a draft has no day either."""
    for wanted in (folio, house.load(house.draft()).folio):
        told = asked(wanted)
        assert (told.exit_code, told.stdout) == (REFUSED, "")
        assert len(told.stderr.splitlines()) == 3


def test_catalogues_that_cannot_be_used_are_told(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback: the file and what is wrong with it, by every command that asks for them."""
    folio = house.load(house.sent()).folio
    data = Path(shutil.copytree(PROJECT / "data", tmp_path / "datos", ignore=shutil.ignore_patterns("var")))
    monkeypatch.setenv("OFICIALIA_DATA", str(data))
    (data / "catalogs" / "calendar.toml").write_text("[hours]\nmonday = 3", encoding="utf-8")
    out = str(tmp_path / "resumen")
    for words in (["filed-on", folio], ["catalog", "list"], ["summary", "--day", "--out", out]):
        told = CliRunner().invoke(app, words)
        assert told.exit_code == NOT_READY, words
        assert "calendar.toml" in told.stderr


def test_without_a_database_it_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what to do."""
    monkeypatch.setenv("OFICIALIA_HOME", str(house.oficialia.settings.home / "elsewhere"))
    told = asked("PRO-00001-AAAA")
    assert told.exit_code == NOT_READY
    assert "oficialia migrate" in told.stderr
