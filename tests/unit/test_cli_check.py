"""``oficialia check``: an answer for whatever a name leads to, and the rules for what can be read."""

import json
import os
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from typer.testing import CliRunner

from console.cli import app
from console.cli.checked_files import checked
from core.config import Settings
from tests import documents_samples as samples

KEYS = {"file", "size_bytes", "media_type", "verdict", "findings", "pages", "seconds", "rules_version"}


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    """Return names that lead to all kinds of things."""
    made = {
        "bien": ("escrito.pdf", samples.pdf(2)),
        "aviso": ("abre.pdf", samples.pdf_with_page_action("/Launch")),
        "vacio": ("vacio.pdf", b""),
        "cerrado": ("cerrado.pdf", samples.encrypted_pdf("x")),
        "bomba": ("bomba.pdf", samples.pdf_bomb()),
    }
    for name, data in made.values():
        (tmp_path / name).write_bytes(data)
    bytes_name = os.fsdecode(os.fsencode(tmp_path) + b"/mal\xff\n.pdf")
    Path(bytes_name).write_bytes(samples.pdf())
    os.mkfifo(tmp_path / "tubo")
    (tmp_path / "vuelta").symlink_to("vuelta")
    (tmp_path / "enlace.pdf").symlink_to("escrito.pdf")
    with (tmp_path / "enorme.pdf").open("wb") as sparse:
        sparse.truncate(1 << 40)
    found = {key: str(tmp_path / name) for key, (name, _) in made.items()}
    rest = ("tubo", "vuelta", "enlace.pdf", "enorme.pdf", "falta.pdf", "")
    return {**found, "bytes": bytes_name, **{name or "carpeta": str(tmp_path / name) for name in rest}}


def _answers(*files: str) -> dict[str, Any]:
    return {str(answer["file"]): answer for answer in checked(files, Settings())}


def test_everything_a_name_leads_to_gets_its_verdict(places: dict[str, str]) -> None:
    """Files by their findings; what is no file, or is not there, is unreadable and says why."""
    places |= {"cero": "/dev/zero", "nul": "a\0b", "largo": "x" * 5000}
    answers = _answers(*places.values())
    verdicts = {key: answers[path]["verdict"] for key, path in places.items()}
    assert verdicts == {
        "bien": "admissible",
        "aviso": "warning",
        "vacio": "refused",
        "cerrado": "refused",
        "bomba": "refused",
        "bytes": "admissible",
        "enlace.pdf": "admissible",
        "enorme.pdf": "refused",
        **dict.fromkeys(("tubo", "vuelta", "falta.pdf", "carpeta", "cero", "nul", "largo"), "unreadable"),
    }
    obstacles = {key: _first(answers[path])["facts"].get("obstacle") for key, path in places.items()}
    assert obstacles["tubo"] == obstacles["carpeta"] == obstacles["cero"] == "not_a_file"
    assert (obstacles["vuelta"], obstacles["falta.pdf"]) == ("loop", "not_found")
    assert all(set(answer) == KEYS for answer in answers.values())


def _first(answer: dict[str, Any]) -> dict[str, Any]:
    found: list[dict[str, Any]] = answer["findings"]
    return found[0] if found else {"facts": {}}


def test_a_line_says_what_was_found_and_by_which_rule(places: dict[str, str]) -> None:
    """Size, type and pages are the file's; each finding has its code, rule and sentence."""
    answer = _answers(places["aviso"])[places["aviso"]]
    size = Path(places["aviso"]).stat().st_size
    assert (answer["size_bytes"], answer["media_type"], answer["pages"]) == (size, "application/pdf", 1)
    assert _first(answer)["code"] == "active_content"
    assert (_first(answer)["rule"], _first(answer)["facts"]) == ("R-11", {"kind": "launch"})
    assert "abrir otro programa" in _first(answer)["text"]
    assert _first(_answers(places["enorme.pdf"])[places["enorme.pdf"]])["code"] == "too_large"


@pytest.mark.parametrize(
    ("which", "code"), [(["bien", "aviso"], 0), (["bien", "vacio"], 1), (["vacio", "falta.pdf"], 2)]
)
def test_the_exit_code_is_that_of_the_worst(places: dict[str, str], which: list[str], code: int) -> None:
    """0 admissible or with warnings, 1 refused, 2 unreadable; one line of JSON for each file, in order."""
    names = [places[key] for key in which]
    result = CliRunner().invoke(app, ["check", "--json", *names])
    assert result.exit_code == code, result.output
    assert [json.loads(line)["file"] for line in result.output.splitlines()] == names


def test_a_name_of_any_bytes_is_printed_and_parsed(places: dict[str, str]) -> None:
    """A name that is no UTF-8 and holds a line break is one line, in JSON and as text."""
    name = places["bytes"]
    told = CliRunner().invoke(app, ["check", "--json", name])
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["file"] == name
    shown = CliRunner().invoke(app, ["check", name])
    assert len(shown.output.splitlines()) == 1
    assert shown.output.startswith("✔ admisible")


def test_no_file_is_a_wrong_order() -> None:
    """Without a file the command says how it is used."""
    assert CliRunner().invoke(app, ["check"]).exit_code == 2


def test_a_file_that_changes_while_it_is_read_is_told(places: dict[str, str]) -> None:
    """What was looked at would be no state that the file ever had."""
    path = Path(places["bien"])
    real = os.fstat
    seen: list[os.stat_result] = []

    def growing(descriptor: int) -> os.stat_result:
        if seen:
            path.write_bytes(b"otra cosa")
        seen.append(real(descriptor))
        return real(descriptor)

    with patch("console.cli.checked_files.os.fstat", growing):
        answer = _answers(places["bien"])[places["bien"]]
    assert _first(answer)["facts"] == {"obstacle": "changed"}


def test_a_file_that_vanishes_once_it_is_open_is_still_read(places: dict[str, str]) -> None:
    """It was opened, so one state of it is there to be looked at."""
    path = Path(places["bien"])
    real = os.open

    def vanishing(name: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        descriptor = real(name, flags, mode, dir_fd=dir_fd)
        if name == places["bien"]:
            path.unlink()
        return descriptor

    with patch("console.cli.checked_files.os.open", vanishing):
        assert _answers(places["bien"])[places["bien"]]["verdict"] == "admissible"
    assert not path.exists()
