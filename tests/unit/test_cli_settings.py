"""Whatever an operator got wrong in the settings, every command says it in a sentence."""

import os
import stat
import sys
from pathlib import Path

import pytest

from console.cli import app, main

COMMANDS = [str(c.callback.__name__).replace("_", "-") for c in app.registered_commands if c.callback]
ARGUMENTS = {
    "certificate": [__file__],
    "check": [__file__],
    "sign": [__file__, "--certificate", __file__, "--key", __file__],
    "verify": [__file__, __file__],
    "add-account": ["ana.ruiz", "--name", "Ana Ruiz", "--role", "clerk"],
    "unblock": ["ana.ruiz"],
    "filed-on": ["PRO-00001-AAAA"],
    "report": ["--from", "2026-11-01", "--to", "2026-11-30"],
    "summary": ["--week", "--out", "resumen"],
}


def ends(monkeypatch: pytest.MonkeyPatch, *arguments: str, **settings: str) -> int:
    """Run the command line as the shell does; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["oficialia", *arguments])
    for name, value in settings.items():
        monkeypatch.setenv(f"OFICIALIA_{name}", value)
    before = os.umask(0o022)
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        os.umask(before)
    return int(str(ended.value.code))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_ends_with_2_and_names_the_variable(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, no traceback, nothing done."""
    assert ends(monkeypatch, command, *ARGUMENTS.get(command, []), MAX_DOCUMENTS="0") == 2
    told = capsys.readouterr().err
    assert told.startswith(
        "No se admite el valor de OFICIALIA_MAX_DOCUMENTS («0»): debe ser un número entero"
    )
    assert told.count("\n") == 1


def test_a_value_cannot_steer_the_terminal_or_show_a_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Control characters are replaced; a database's address is not repeated."""
    assert ends(monkeypatch, "doctor", ZONE="\x1b[2J") == 2
    assert "«\ufffd[2J»" in capsys.readouterr().err
    assert ends(monkeypatch, "doctor", ZONE="", DATABASE_URL="mysql://u:secreta@h/b") == 2
    told = capsys.readouterr().err
    assert "OFICIALIA_DATABASE_URL: debe ser" in told
    assert "secreta" not in told


def test_what_a_command_makes_is_its_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The data folder and the database in it cannot be read by other users of the machine."""
    home = tmp_path / "home"
    assert ends(monkeypatch, "migrate", HOME=str(home)) == 0
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (home, home / "oficialia.sqlite3")}
    assert modes == {0o700, 0o600}
