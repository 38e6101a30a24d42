"""The project's Python files, parsed once, for tests that read the code itself."""

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.config import PROJECT


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path inside the project with ``/``, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> list[str]:
        """The lines of the text, first is 0."""
        return self.text.splitlines()

    def at(self, node: ast.stmt | ast.expr) -> str:
        """Return where a node stands, for a message."""
        return f"{self.path}:{node.lineno}"


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Return every Python file below ``folders``, without generated ones and Alembic's revisions."""
    found = sorted(path for folder in folders for path in (PROJECT / folder).rglob("*.py"))
    return tuple(_parse(path) for path in found if not _foreign(path))


def parse(text: str, path: str = "pages/filer/example.py") -> Source:
    """Return a file that does not exist, for a test of the test."""
    return Source(path, text, ast.parse(text))


def _foreign(path: Path) -> bool:
    return "node_modules" in path.parts or path.parent.name == "versions"


def _parse(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(PROJECT).as_posix(), text, ast.parse(text))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function and method below ``tree``."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def dotted(node: ast.expr) -> str:
    """Return ``a.b.c`` for a name or attribute; ``?`` stands for anything else at its root."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{dotted(value)}.{name}"
        case _:
            return "?"


def imported_modules(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Yield each absolute module that an import names, ``from a import b`` as ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            root = "." * node.level + (node.module or "")
            yield from ((node, f"{root}.{alias.name}") for alias in node.names)


def comments(source: Source) -> Iterator[tuple[int, str]]:
    """Yield (line number, text) of each comment; a ``#`` inside a string is none."""
    tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
    return ((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)
