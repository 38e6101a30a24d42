"""The commands that everything else starts from, and files that name no machine or registry."""

import os
import re
import subprocess

from core.config import PROJECT

COMMANDS = {"help", "run", "test", "lint", "fix", "bench", "clean"}


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


def test_make_alone_lists_its_commands() -> None:
    """Plain ``make`` changes nothing and says what can be done."""
    answer = _run("make", "--silent")
    assert answer.returncode == 0
    assert set(re.findall(r"^  make (\S+)", answer.stdout, flags=re.MULTILINE)) >= COMMANDS


def test_make_refuses_what_is_no_python() -> None:
    """An interpreter that is too old, or none, is named together with the way out."""
    recipe = _run("make", "--silent", "--always-make", "PYTHON=false", ".venv/.uv")
    assert recipe.returncode != 0
    assert "'false' is not. Choose one: make PYTHON=" in recipe.stderr


def test_ci_is_a_script_that_parses() -> None:
    """``.ci/run`` and what it calls can be executed, and bash understands them."""
    scripts = sorted((PROJECT / ".ci").iterdir())
    assert {script.name for script in scripts} == {"run", "system-packages"}
    assert all(os.access(script, os.X_OK) for script in scripts)
    assert [_run("bash", "-n", str(script)).stderr for script in scripts] == ["", ""]


def test_no_lock_names_a_registry() -> None:
    """A lock holds names, versions and hashes; where to fetch from is the operator's own setting."""
    front = PROJECT / "console" / "components" / "frontend"
    nodes = [folder / "package-lock.json" for folder in (front, PROJECT / "tests" / "provider")]
    locks = [PROJECT / "requirements.lock", PROJECT / "requirements-dev.lock", *nodes]
    hosts = {
        host for path in locks for host in re.findall(r'(?:"resolved": "|index-url )\S+', path.read_text())
    }
    assert hosts == set()


def test_every_python_requirement_is_locked_by_hash() -> None:
    """No line of the locks could install something else than what was reviewed."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        entries = re.split(r"\n(?=\S)", (PROJECT / name).read_text())
        pinned = [entry for entry in entries if re.match(r"[a-z0-9]", entry)]
        assert len(pinned) > 50
        assert [entry.split()[0] for entry in pinned if "--hash=sha256:" not in entry] == []
