"""Every refusal can be explained to the person refused: what happened, what it means, what to do."""

import ast
import string
import tomllib
from collections import Counter

from core.config import PROJECT
from core.errors import Refusal
from tests.architecture.source import sources

PARTS = ("what", "means", "do")


def _bases() -> dict[str, set[str]]:
    """Return class name → names of its bases, for every class of the product."""
    classes = (n for s in sources("core", "console") for n in ast.walk(s.tree) if isinstance(n, ast.ClassDef))
    return {node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases} for node in classes}


def refusal_names() -> set[str]:
    """Return the names of all classes below ``Refusal``, found in the text so that nothing is imported."""
    bases, found = _bases(), {"Refusal"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found - {"Refusal"}


def code_of(name: str) -> str:
    """Return the code that the product derives from a refusal's class name."""
    made: type[Refusal] = type(name, (Refusal,), {})
    return made.code


def _entries() -> list[tuple[str, str, dict[str, object]]]:
    """Return (file, code, entry) for each ``[refusals.code]`` in ``data/texts``."""
    files = sorted((PROJECT / "data" / "texts").glob("*.toml"))
    loaded = ((path.name, tomllib.loads(path.read_text(encoding="utf-8"))) for path in files)
    return [(name, code, e) for name, data in loaded for code, e in data.get("refusals", {}).items()]


def _raised() -> set[str]:
    nodes = (node for s in sources("core", "console", "pages") for node in ast.walk(s.tree))
    return {
        ast.unparse(node.exc.func if isinstance(node.exc, ast.Call) else node.exc).rpartition(".")[2]
        for node in nodes
        if isinstance(node, ast.Raise) and node.exc
    }


def test_every_refusal_has_its_entry() -> None:
    """Each refusal that can reach a person is in ``data/texts``; one that only gathers others need not be."""
    bases = _bases()
    gathers = {base for above in bases.values() for base in above} - _raised()
    written = {code for _, code, _ in _entries()}
    assert sorted(n for n in refusal_names() - gathers if code_of(n) not in written) == []


def test_every_entry_says_what_it_means_and_what_to_do() -> None:
    """No part is missing, empty or extra; all but the manual's own words are whole sentences."""
    wanting = [(f, c, p) for f, c, entry in _entries() for p in PARTS if not str(entry.get(p, "")).strip()]
    assert wanting == []
    ours = ((file, code, str(entry[part])) for file, code, entry in _entries() for part in PARTS[1:])
    assert [(file, code) for file, code, text in ours if not text.endswith((".", "?", "»"))] == []
    assert [f"{file} {code}" for file, code, entry in _entries() if set(entry) - set(PARTS)] == []


def test_every_entry_belongs_to_one_refusal() -> None:
    """No code stands twice, and none is left over: each is a refusal's or is named in the code."""
    codes = [code for _, code, _ in _entries()]
    assert [code for code, times in Counter(codes).items() if times > 1] == []
    left = set(codes) - {code_of(name) for name in refusal_names()}
    texts = [source.text for source in sources("core", "console")]
    assert sorted(code for code in left if not any(f'"{code}"' in text for text in texts)) == []


def test_the_facts_in_an_entry_are_plain_names() -> None:
    """A sentence mentions facts as ``{name}``: no attribute, index or format that could fail or leak."""
    texts = [str(entry[part]) for _, _, entry in _entries() for part in PARTS if part in entry]
    fields = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    assert sorted(name for name in fields if not name.isidentifier()) == []
