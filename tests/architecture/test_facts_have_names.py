"""Each fact that an audit event carries has a name in Spanish: the register shows it."""

import ast

from console import texts
from tests.architecture.source import sources

WRITERS = {"append_event", "append_account_event"}


def _facts(tree: ast.AST) -> set[str]:
    """Return the names of the facts that a module gives to audit events."""
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call))
    return {k.arg for c in calls if ast.unparse(c.func) in WRITERS for k in c.keywords if k.arg}


NOT_FACTS = {"from_status", "to_status", "promocion_id", "account_id"}
"""Columns of their own."""


def test_every_fact_of_an_act_has_its_name() -> None:
    """No fact is shown under its English name."""
    given = set().union(*(_facts(source.tree) for source in sources("core", "console"))) - NOT_FACTS
    assert "address" in given
    assert sorted(given - set(texts.labels("fact"))) == []
