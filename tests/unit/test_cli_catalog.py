"""``oficialia catalog``: what rules, what ruled, and a file that becomes the next edition."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from console.cli import app
from console.cli.catalog_check import catalogs
from console.cli.database import NOT_READY
from console.cli.refused import REFUSED
from core.config import PROJECT, Settings
from core.domain.editions import CatalogName
from core.storage.engine import Database
from core.storage.tables import EventRow

LABELS = PROJECT / "data" / "catalogs" / "labels.toml"
REASON = ("--reason", "Acuerdo del comité")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder whose database is ready."""
    monkeypatch.setenv("OFICIALIA_HOME", str(tmp_path))
    assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    return tmp_path


def _run(*arguments: str | Path, answers: str = "") -> Result:
    result = CliRunner().invoke(app, ["catalog", *map(str, arguments)], input=answers)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def _changed(home: Path, old: str = 'name = "', new: str = 'name = "Nueva ') -> Path:
    path = home / "labels.toml"
    text = LABELS.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_list_says_which_edition_rules(home: Path) -> None:
    """Six catalogues, each the file until one is imported."""
    lines = _run("list").output.splitlines()
    assert [line.split()[0] for line in lines] == list(CatalogName)
    assert all("edición 0, el archivo" in line for line in lines)
    assert _run("import", "labels", _changed(home), *REASON, "--yes").exit_code == 0
    (line,) = (line for line in _run("list").output.splitlines() if line.startswith("labels"))
    assert "Etiquetas" in line
    assert "edición 1" in line
    assert "línea de órdenes" in line


def test_what_is_exported_is_what_was_written(home: Path) -> None:
    """Comments and all, of the edition that rules or of another."""
    assert _run("export", "labels").output == LABELS.read_text(encoding="utf-8")
    path = _changed(home)
    _run("import", "labels", path, *REASON, "--yes")
    assert _run("export", "labels").output == path.read_text(encoding="utf-8")
    assert _run("export", "labels", "--edition", "0").output == LABELS.read_text(encoding="utf-8")
    assert _run("export", "labels", "--edition", "7").exit_code == REFUSED


def test_an_import_tells_what_it_changes_and_asks(home: Path) -> None:
    """No means no; yes saves it with its reason, and the audit log has it without a person."""
    path = _changed(home)
    refused = _run("import", "labels", path, *REASON, answers="n\n")
    assert refused.exit_code == REFUSED
    assert "cambia" in refused.output
    assert ": name" in refused.output
    assert "edición 0" in _run("history", "labels").output
    saved = _run("import", "labels", path, *REASON, answers="y\n")
    assert saved.exit_code == 0
    assert "Rige la edición 1 de «Etiquetas»" in saved.output
    assert "Acuerdo del comité" in _run("history", "labels").output
    database = Database(Settings.from_environment().database_url)
    with database.read() as session:
        (event,) = session.scalars(select(EventRow).where(EventRow.action == "save_catalog"))
        assert (event.actor_id, event.role, event.facts["edition"]) == (None, "system", 1)
    database.close()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[labels]]", "[labels]", "no se puede leer como TOML"),
        ('name = "', 'name = 7 # "', "falta el texto"),
        ('code = "', 'code = "X', "lleva ahora la clave"),
        ('name = "', 'name = "', "No hay nada que guardar"),
    ],
)
def test_what_cannot_rule_is_refused_in_words(home: Path, old: str, new: str, said: str) -> None:
    """Each with what is wrong, what it means and what to do; nothing is saved."""
    result = _run("import", "labels", _changed(home, old, new), *REASON, "--yes")
    assert result.exit_code == REFUSED
    assert said in result.output
    assert len(_run("history", "labels").output.splitlines()) == 2


def test_an_import_made_from_an_older_edition_is_refused(home: Path) -> None:
    """Whoever names the edition they worked on does not undo what came after it."""
    assert _run("import", "labels", _changed(home), *REASON, "--yes", "--base", "0").exit_code == 0
    again = _run("import", "labels", _changed(home, 'name = "', 'name = "X'), *REASON, "--yes", "--base", "0")
    assert again.exit_code == REFUSED
    assert "edición 1" in again.output


def test_entries_are_shown_with_what_was_retired(home: Path) -> None:
    """A code, its name, and since when it is not used."""
    code = LABELS.read_text(encoding="utf-8").split('code = "')[1].split('"')[0]
    path = _changed(home, f'code = "{code}"', f'code = "{code}"\nretired_on = 2026-07-01')
    _run("import", "labels", path, *REASON, "--yes")
    (line,) = (line for line in _run("show", "labels").output.splitlines() if line.startswith(code))
    assert "(retirada el 2026-07-01)" in line
    assert "retirada" not in _run("show", "labels", "--edition", "0").output
    assert "2026-12-25" in _run("show", "calendar").output


def test_a_file_that_cannot_be_read_and_a_base_that_is_not_ready_are_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback: a sentence and an exit code."""
    assert _run("import", "labels", home / "none.toml", *REASON).exit_code == REFUSED
    monkeypatch.setenv("OFICIALIA_HOME", str(home / "elsewhere"))
    assert _run("list").exit_code == NOT_READY


def test_the_doctor_tells_of_a_file_that_no_longer_rules(home: Path, tmp_path: Path) -> None:
    """Whoever edits a file after an edition was saved is told that nobody reads it."""
    data = Path(shutil.copytree(PROJECT / "data", tmp_path / "datos", ignore=shutil.ignore_patterns("var")))
    settings = replace(Settings.from_environment(), data=data)
    assert catalogs(settings) == ("bien", "Catálogos: 6 en total, 0 con ediciones guardadas.")
    _run("import", "labels", _changed(home), *REASON, "--yes")
    assert catalogs(settings)[0] == "bien"
    path = data / "catalogs" / "labels.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# otra\n", encoding="utf-8")
    level, sentence = catalogs(settings)
    assert level == "aviso"
    assert "«Etiquetas»" in sentence
