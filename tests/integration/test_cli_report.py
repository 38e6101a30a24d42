"""``oficialia report`` and ``oficialia board rebuild``: the figures of the log, for people and for programs."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from console.cli import app
from core.domain.board_json import figures_to_json
from core.domain.promocion import Rejection
from core.storage.board_tallies import empty_tallies
from tests.offices import House, opened


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Return an Oficialía that commands find in the environment."""
    monkeypatch.setenv("OFICIALIA_HOME", str(tmp_path / "home"))
    quick = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
    with opened(tmp_path / "home") as built, quick:
        yield built


def run(*words: str) -> Result:
    """Run a command that succeeds."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result


def busy(house: House) -> str:
    """Accept one and reject another; return the local day."""
    o = house.oficialia
    house.accepted()
    rejected = house.taken(tipo_procedimiento="DRM")
    o.deciding.reject(house.lucia, rejected, Rejection("FALTA-ANEXO", "No está el anexo que menciona."))
    return f"{house.clock.at.astimezone(ZoneInfo(o.settings.zone)):%Y-%m-%d}"


def test_the_report_is_what_the_board_shows(house: House) -> None:
    """The same data for programs, number for number, of everything and of one type."""
    day = busy(house)
    for tipo in ("", "DRM"):
        told = json.loads(run("report", "--from", day, "--to", day, "--tipo", tipo, "--json").stdout)
        on = datetime.fromisoformat(day).date()
        shown = house.oficialia.board.figures(house.actor("elena"), on, on, tipo).range
        assert told == figures_to_json(shown, house.oficialia.settings.zone)
        assert told["flow"]["decided"] == (1 if tipo else 2)


def test_people_read_it_as_a_table(house: House) -> None:
    """Totals, shares with their n, times in hours of business, grounds by type, days and hours."""
    day = busy(house)
    lines = run("report", "--from", day, "--to", day).stdout.splitlines()
    text = "\n".join(lines)
    assert lines[0].endswith("(America/Mexico_City), según la bitácora")
    assert "Sin resolver al terminar                  0" in text
    assert "(1 de 2)" in text
    assert "(la mitad en menos; nueve de cada diez en 0:00 h; 2 decisiones)" in text
    assert any(line.startswith("DRM") and "FALTA-ANEXO" in line and line.endswith(" 1") for line in lines)
    nothing = run("report", "--from", "2020-01-01", "--to", "2020-12-31").stdout
    assert "–  (0 de 0)" in nothing
    assert CliRunner().invoke(app, ["report", "--from", "ayer", "--to", day]).exit_code == 2


def test_a_type_nobody_knows_is_refused(house: House) -> None:
    """A slip in the code is no range without work; the sentence says which codes there are."""
    day = busy(house)
    told = CliRunner().invoke(app, ["report", "--from", day, "--to", day, "--tipo", "DMR"])
    assert (told.exit_code, told.stdout) == (2, "")
    assert "'DMR'" in told.stderr
    assert "DRM" in told.stderr


def test_the_totals_are_rebuilt_by_command(house: House) -> None:
    """Lost or wrong, they are as the log says afterwards, and the progress is told."""
    day = busy(house)
    o, elena = house.oficialia, house.actor("elena")
    o.board_tallying.keep()
    on = datetime.fromisoformat(day).date()
    before = o.board.figures(elena, on, on).range
    with o.database.write() as session:
        empty_tallies(session)
    assert o.board.figures(elena, on, on).range != before
    result = run("board", "rebuild")
    assert "Los totales del tablero están al día." in result.stdout
    assert "actos de la bitácora" in result.stderr
    assert o.board.figures(elena, on, on).range == before
