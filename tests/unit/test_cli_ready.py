"""``oficialia doctor`` and ``serve`` on installations that are broken in every way: words, no traceback."""

import shutil
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from console.cli import app, diagnosis
from console.demo.accounts import demo_credentials
from core.clock import SystemClock
from core.config import PROJECT, Settings
from core.domain.people import Role
from core.receipts.demo_seal import create_demo_seal
from core.receipts.institucion import load_institucion
from core.services.accounts.creation import Accounts
from core.services.accounts.hashing import PasswordHashing
from core.storage.accounts import NewAccount
from core.storage.engine import Database


def run(*arguments: str) -> Result:
    """Run one command; what it raises is a failure of the test."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def lines(level: str, result: Result) -> list[str]:
    """Return the sentences of one level that the doctor printed."""
    return [line.removeprefix(level).strip() for line in result.stdout.splitlines() if line.startswith(level)]


@pytest.fixture(scope="module")
def demo_seal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a seal, made once: its keys take seconds."""
    folder = tmp_path_factory.mktemp("made") / "seal"
    create_demo_seal(folder, load_institucion(PROJECT / "data" / "institucion.toml"), datetime.now(UTC))
    return folder


@pytest.fixture
def home(tmp_path: Path, demo_seal: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder with database and seal, ready to serve."""
    place = tmp_path / "home"
    monkeypatch.setenv("OFICIALIA_HOME", str(place))
    assert run("migrate").exit_code == 0
    shutil.copytree(demo_seal, place / "seal")
    return place


@pytest.fixture
def spoilt_data(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the shipped data beside the home, for a test to spoil."""
    copy = tmp_path / "data"
    shutil.copytree(PROJECT / "data", copy, ignore=shutil.ignore_patterns("var"))
    monkeypatch.setenv("OFICIALIA_DATA", str(copy))
    assert home.is_dir()
    return copy


def test_an_empty_folder_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing installed: each lack in words, and the doctor makes nothing itself."""
    monkeypatch.setenv("OFICIALIA_HOME", str(tmp_path / "home"))
    told = run("doctor")
    assert told.exit_code == 2
    wrong = " ".join(lines("falla", told))
    for words in (
        "no existe",
        "Ejecute «oficialia migrate»",
        "ninguna firma se admite",
    ):
        assert words in wrong
    assert "no tiene sello digital" in " ".join(lines("aviso", told))
    assert not (tmp_path / "home").exists()


def test_a_database_that_does_not_answer_is_not_sent_to_migrate(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unreachable PostgreSQL and a spoilt SQLite file are called what they are, without the password."""
    monkeypatch.setenv("OFICIALIA_DATABASE_URL", "postgresql+psycopg://u:secreta@127.0.0.1:1/b")
    far = run("doctor")
    assert "La base de datos no responde" in far.stdout
    assert "secreta" not in far.output
    monkeypatch.setenv("OFICIALIA_DATABASE_URL", "")
    (home / "oficialia.sqlite3").write_bytes(b"no es una base" * 1000)
    for path in home.glob("oficialia.sqlite3-*"):
        path.unlink()
    near = run("doctor")
    assert "La base de datos no responde" in near.stdout
    assert "Ejecute «oficialia migrate»" not in far.stdout + near.stdout


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("institucion.toml", "name = "),
        ("catalogs/calendar.toml", "[hours]\nmonday = 3"),
        ("catalogs/media_types.toml", "x = 1"),
        ("texts/filing.toml", ""),
    ],
)
def test_spoilt_data_is_a_finding_and_stops_serve(spoilt_data: Path, file: str, content: str) -> None:
    """The doctor goes on to the other checks; ``serve`` ends with 3 before it announces anything."""
    (spoilt_data / file).write_text(content, encoding="utf-8")
    told = run("doctor")
    assert told.exit_code == 2
    assert "no se pueden usar" in " ".join(lines("falla", told))
    assert "El modo de demostración está apagado." in lines("bien", told)
    refused = run("serve")
    assert refused.exit_code == 3
    assert "La consola no puede atender." in refused.stderr
    assert "/entrar" not in refused.output


def test_a_check_that_fails_unforeseen_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a check raises, the doctor says so in one line."""

    def broken(_settings: Settings) -> tuple[str, str]:
        raise RuntimeError("a\nb")

    monkeypatch.setattr(diagnosis, "CHECKS", (broken,))
    told = run("doctor")
    assert (told.exit_code, told.stdout.count("\n")) == (2, 1)
    assert "RuntimeError: a b" in told.stdout


def test_misspelt_variables_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting nobody reads is a setting the operator believes in; known extras are left in peace."""
    monkeypatch.setenv("OFICIALIA_MAX_DOCUMENT", "3")
    monkeypatch.setenv("OFICIALIA_KEY_PASSWORD", "secreta")
    level, sentence = diagnosis.variables(Settings())
    assert level == "aviso"
    assert sentence.endswith(": OFICIALIA_MAX_DOCUMENT")
    assert diagnosis.unknown_variables({"OFICIALIA_ZONE": "", "PATH": ""}) == []


def test_a_folder_that_others_can_read_is_warned_of(home: Path) -> None:
    """Filings lie in it: the way to close it is told."""
    home.chmod(0o755)
    assert "chmod 700" in " ".join(lines("aviso", run("doctor")))
    home.chmod(0o700)
    assert f"Carpeta de datos: {home}" in lines("bien", run("doctor"))


def test_published_accounts_in_a_real_database_are_warned_of(home: Path) -> None:
    """With the demonstration's passwords anybody could sign in, although the sign-in page is silent."""
    settings = Settings.from_environment()
    assert diagnosis.demo(settings) == ("bien", "El modo de demostración está apagado.")
    database = Database(settings.database_url)
    username = demo_credentials(settings)[-1].username
    account = NewAccount(username, "X", "", frozenset({Role.CLERK}))
    Accounts(database, SystemClock(), PasswordHashing()).create(account, "otra contraseña")
    database.close()
    level, sentence = diagnosis.demo(settings)
    assert (level, username in sentence, home.is_dir()) == ("aviso", True, True)


def test_a_spoilt_seal_is_told_in_words_and_stops_serve(home: Path) -> None:
    """Not a code: what is missing and whom to tell."""
    (home / "seal" / "sello.key.pem").unlink()
    told = run("doctor")
    assert "falta el archivo sello.key.pem" in " ".join(lines("falla", told))
    assert run("serve").exit_code == 3


def test_a_busy_port_ends_serve_with_4_and_one_sentence(home: Path) -> None:
    """No address and no account is announced by a server that cannot start."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        busy = run("serve", "--port", str(port))
    assert (busy.exit_code, busy.stderr.count("\n"), home.is_dir()) == (4, 1, True)
    assert f"puerto {port} de 127.0.0.1: otro programa ya atiende ahí" in busy.stderr
    assert "/entrar" not in busy.output
    assert "el sistema no lo permite" in run("serve", "--host", "192.0.2.1").stderr
