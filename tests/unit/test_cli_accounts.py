"""``oficialia add-account`` and ``unblock``: everything is checked before a password is asked for."""

import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from console.cli import app

GOOD = "una contraseña larga"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder whose database is ready."""
    monkeypatch.setenv("OFICIALIA_HOME", str(tmp_path))
    assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    return tmp_path


def add(username: str, *more: str, typed: str = f"{GOOD}\n{GOOD}\n") -> Result:
    """Run the command, typing passwords."""
    given = {"--name": "Ana Ruiz", "--role": "clerk"} | dict(zip(more[::2], more[1::2], strict=True))
    options = [part for pair in given.items() for part in pair]
    return CliRunner().invoke(app, ["add-account", username, *options], input=typed)


@pytest.mark.parametrize(
    ("username", "more", "told"),
    [
        ("ab", (), "de 3 a 64 caracteres"),
        ("ana ruiz", (), "de 3 a 64 caracteres"),
        ("anañ", (), "de 3 a 64 caracteres"),
        ("a" * 65, (), "de 3 a 64 caracteres"),
        ("ana", ("--name", " "), "Indique con --name"),
        ("ana", ("--name", "Ana\x1b[2J"), "Indique con --name"),
        ("ana", ("--role", "filer"), "Un promovente necesita su RFC"),
        ("ana", ("--role", "filer", "--rfc", "XX"), "El RFC no tiene la forma correcta"),
        ("ana", ("--rfc", "XX"), "El RFC no tiene la forma correcta"),
    ],
)
def test_what_is_wrong_is_told_before_the_password(
    home: Path, username: str, more: tuple[str, ...], told: str
) -> None:
    """Exit code 1, one sentence, and nobody types a password in vain."""
    result = add(username, *more)
    assert (result.exit_code, home.is_dir()) == (1, True)
    assert told in result.stderr
    assert "Contraseña" not in result.output


def test_an_account_is_made_once_and_unblocked(home: Path) -> None:
    """In lower case; a second one of that name is refused, and an unknown one cannot be unblocked."""
    assert "La cuenta ana.ruiz está lista." in add("Ana.Ruiz").stdout
    again = add("ana.ruiz")
    assert again.exit_code == 1
    assert "Traceback" not in again.output
    assert CliRunner().invoke(app, ["unblock", "ana.ruiz"]).exit_code == 0
    assert CliRunner().invoke(app, ["unblock", "nadie"]).exit_code == 1
    assert (home / "oficialia.sqlite3").is_file()


def test_the_password_is_asked_in_spanish_and_three_times_at_most(home: Path) -> None:
    """Too short, then not repeated, then good; after three wrong ones no account is made."""
    result = add("ana", typed=f"corta\n{GOOD}\notra distinta\n{GOOD}\n{GOOD}\n")
    assert result.exit_code == 0, result.output
    assert "al menos 15 caracteres" in result.stderr
    assert "Las dos contraseñas no son iguales." in result.stderr
    assert "Repita la contraseña" in result.output
    assert GOOD not in result.output
    refused = add("otra", typed="corta\n" * 3)
    assert refused.exit_code == 1
    assert "No se creó la cuenta." in refused.stderr
    assert CliRunner().invoke(app, ["unblock", "otra"]).exit_code == 1
    assert home.is_dir()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("1234567890987654321", "de las más usadas"),
        ("Ana Ruiz Ana Ruiz", "dice demasiado de usted"),
        ("oficialia.demo.ana1", "dice demasiado de usted"),
        ("abcabcabcabcabcabc", "caracteres repetidos"),
        ("x" * 1_030, "demasiado larga"),
    ],
)
def test_the_passwords_rules_are_those_of_the_pages(home: Path, typed: str, told: str) -> None:
    """What is refused there is refused here, in the same words, and can be typed again."""
    result = add("ana.ruiz", typed=f"{typed}\n{GOOD}\n{GOOD}\n")
    assert (result.exit_code, told in result.stderr, home.is_dir()) == (0, True, True)


def test_a_person_of_the_staff_may_do_several_things(home: Path) -> None:
    """Roles add up; filing does not mix with the staff's, and that is said before the password."""
    given = ["add-account", "ana.ruiz", "--name", "Ana Ruiz", "--role", "clerk", "--role"]
    mixed = CliRunner().invoke(app, [*given, "filer", "--rfc", "GODE561231GR8"])
    assert (mixed.exit_code, "no pueden estar en una misma cuenta" in mixed.stderr) == (1, True)
    assert "Contraseña" not in mixed.output
    made = CliRunner().invoke(app, [*given, "supervisor"], input=f"{GOOD}\n{GOOD}\n")
    assert made.exit_code == 0, made.output
    with sqlite3.connect(home / "oficialia.sqlite3") as database:
        roles = database.execute("SELECT role FROM account_role ORDER BY role").fetchall()
    database.close()
    assert roles == [("clerk",), ("supervisor",)]


@pytest.mark.parametrize(
    "command", [["unblock", "ana"], ["add-account", "ana", "--name", "A", "--role", "clerk"]]
)
def test_without_a_database_the_way_out_is_told(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 3, no traceback, and no empty database is left behind."""
    monkeypatch.setenv("OFICIALIA_HOME", str(tmp_path / "home"))
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 3
    assert "Ejecute «oficialia migrate»" in result.stderr
    assert not (tmp_path / "home").exists()
    monkeypatch.setenv("OFICIALIA_DATABASE_URL", "postgresql+psycopg://u:secreta@127.0.0.1:1/b")
    silent = CliRunner().invoke(app, command)
    assert silent.exit_code == 3
    assert "La base de datos no responde" in silent.stderr
    assert "secreta" not in silent.output
