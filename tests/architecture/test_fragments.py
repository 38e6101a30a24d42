"""What runs without its page asks for the session itself."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Source, dotted, parse, sources

_ALONE = {"st.dialog", "st.fragment"}


def _runs_alone(function: ast.FunctionDef) -> bool:
    decorators = (d.func if isinstance(d, ast.Call) else d for d in function.decorator_list)
    return any(dotted(d) in _ALONE for d in decorators)


def unguarded(source: Source) -> Iterator[str]:
    """Yield the dialogs and fragments of a file whose first statement does not call ``require``."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef) and _runs_alone(node):
            statements = [s for s in node.body if not _is_text(s)]
            calls = (c for c in ast.walk(statements[0]) if isinstance(c, ast.Call))
            if not any(dotted(c.func) == "require" for c in calls):
                yield f"{source.at(node)} {node.name}"


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def test_dialogs_and_fragments_ask_who_is_there() -> None:
    """Streamlit reruns them without main.py and the page: a session that ended must not go on deciding."""
    assert [name for source in sources("console", "pages") for name in unguarded(source)] == []


def test_the_check_notices_a_dialog_without_a_guard() -> None:
    """A dialog that uses the page's earlier answer is found, one that asks again is not."""
    bad = "import streamlit as st\n@st.dialog('x')\ndef f(actor):\n    st.write(actor)\n"
    good = "@st.fragment(run_every=5)\ndef f():\n    'x'\n    actor = require(P.REVIEW)\n"
    assert len(list(unguarded(parse(bad)))) == 1
    assert list(unguarded(parse(good))) == []
