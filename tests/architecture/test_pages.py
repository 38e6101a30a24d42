"""Pages are thin scripts: what they may import, that a guard stands first, how long they are."""

import ast
import sys

import pytest

from tests.architecture.source import Source, dotted, imported_modules, parse, sources

MAY_IMPORT = ("streamlit", "console", "core.domain", "core.errors")
MOST_LINES = 60


def pages() -> list[Source]:
    """Return the page scripts; a package's ``__init__`` is none."""
    return [source for source in sources("pages") if not source.path.endswith("__init__.py")]


def strange_imports(source: Source) -> list[str]:
    """Return the imports of a page that are neither the standard library nor in ``MAY_IMPORT``."""
    found = imported_modules(source.tree)
    return [f"{source.at(node)} {name}" for node, name in found if not _page_may_import(name)]


def _page_may_import(module: str) -> bool:
    own = any(module == allowed or module.startswith(f"{allowed}.") for allowed in MAY_IMPORT)
    return own or module.partition(".")[0] in sys.stdlib_module_names


def guarded(source: Source) -> bool:
    """Whether the first statement after docstring and imports calls ``console.guards.require``."""
    body = [node for node in source.tree.body if not _is_preamble(node)]
    match body[0] if body else None:
        case ast.Expr(value=ast.Call(func=call)) | ast.Assign(value=ast.Call(func=call)):
            name = dotted(call)
        case _:
            return False
    modules = {module for _, module in imported_modules(source.tree)}
    return (name == "require" and "console.guards.require" in modules) or (
        name == "guards.require" and "console.guards" in modules
    )


def _is_preamble(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def test_pages_import_screens_and_values_only() -> None:
    """A page reaches services through the console, never storage, signatures or Starlette by itself."""
    assert [strange for source in pages() for strange in strange_imports(source)] == []


def test_every_page_calls_its_guard_first() -> None:
    """Streamlit may run a page without the entry script, so each asks who is there before anything else."""
    assert [source.path for source in pages() if not guarded(source)] == []


def test_pages_are_thin() -> None:
    """Guard, load, draw, act: no page is longer than sixty lines."""
    assert [source.path for source in pages() if len(source.lines) > MOST_LINES] == []


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ('"""P."""\nfrom console.guards import require\nrequire("x")\n', True),
        ('"""P."""\nfrom console import guards\nvisitor = guards.require("x")\n', True),
        ('"""P."""\nfrom console.guards import require\nx = 1\nrequire("x")\n', False),
        ('"""P."""\nfrom elsewhere import require\nrequire("x")\n', False),
        ('"""P."""\n', False),
    ],
)
def test_the_guard_check_tells_pages_apart(text: str, verdict: bool) -> None:
    """A guard that comes late, from elsewhere or not at all is noticed."""
    assert guarded(parse(text)) is verdict


def test_the_import_check_notices_a_short_cut() -> None:
    """Storage, Starlette and a module that merely starts like an allowed one are strange to a page."""
    text = "import datetime\nimport streamlit as st\nfrom core.storage import engine\nimport consolex\n"
    found = strange_imports(parse(text + "from starlette.requests import Request\n"))
    assert [line.split()[1] for line in found] == [
        "core.storage.engine",
        "consolex",
        "starlette.requests.Request",
    ]
