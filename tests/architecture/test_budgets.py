"""Sizes and names that design.md fixes, beyond what ruff counts."""

import ast
import re
import statistics
import sys
from pathlib import PurePosixPath

from tests.architecture.source import Source, comments, functions, parse, sources

MOST_LINES = 300
MEDIAN_STATEMENTS = 8
SUPPRESSION = re.compile(r"noqa(?::[A-Z0-9, ]+(?![a-z]))?|type:\s*ignore(?:\[[\w, -]+\])?")
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}


def _product() -> tuple[Source, ...]:
    return sources("core", "console", "pages")


def statements(function: ast.AST) -> int:
    """Count the statements of a function's body, docstring and nested definitions included."""
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1


def unexplained(source: Source) -> list[str]:
    """Return the lines that silence a tool without saying why."""
    silenced = ((number, text) for number, text in comments(source) if SUPPRESSION.search(text))
    return [
        f"{source.path}:{number}"
        for number, text in silenced
        if not any(map(str.isalpha, SUPPRESSION.sub("", text)))
    ]


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    """A file that has grown past its budget is two things."""
    assert [f"{s.path}: {len(s.lines)}" for s in _product() if len(s.lines) > MOST_LINES] == []


def test_the_usual_function_is_small() -> None:
    """Half of all functions have eight statements or fewer (ruff holds the largest to 25)."""
    sizes = [statements(function) for source in _product() for function in functions(source.tree)]
    assert statistics.median(sizes) <= MEDIAN_STATEMENTS


def test_every_module_is_named_for_what_it_is() -> None:
    """No utils, helpers, common or misc anywhere, tests included."""
    paths = [PurePosixPath(s.path) for s in (*_product(), *sources("tests"))]
    assert [str(path) for path in paths if NAMELESS & {path.stem, *path.parts}] == []


def test_no_console_module_hides_the_standard_library() -> None:
    """Streamlit puts the entry script's folder first on the path, so ``console/calendar.py`` would win."""
    names = {PurePosixPath(s.path).stem for s in sources("console")} - {"__init__", "__main__"}
    assert names & sys.stdlib_module_names == set()


def test_every_silenced_warning_has_its_reason() -> None:
    """Each ``noqa`` and ``type: ignore`` says on its line why it is right."""
    found = [line for source in (*_product(), *sources("tests")) for line in unexplained(source)]
    assert found == []


def test_the_checks_notice() -> None:
    """A bare suppression is found, one with its reason is not; statements are counted in depth."""
    text = "a = 1  # noqa: S101\nb = 1  # noqa: S101 - reason\nc = 1  # type: ignore[misc]\nd = 1  # noqa\n"
    text += "e = 1  # type: ignore[misc]  # reason\n"
    assert unexplained(parse(text)) == [f"pages/filer/example.py:{n}" for n in (1, 3, 4)]
    tree = parse("def f():\n    if a:\n        b = 1\n    return b\n").tree
    assert [statements(function) for function in functions(tree)] == [3]
