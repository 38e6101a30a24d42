"""What must be written down is written down."""

import ast
import re

from core.config import PROJECT, Settings
from tests.architecture.source import functions, sources

ASSERTS = re.compile(r"\bassert\b|\braises\(|\bexpect\(|\bwarns\(|\.assert_|\b_?check\w*\(|\bverify_")


def settings_in_readme() -> set[str]:
    """Return the variables that have a row in the README's table."""
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `(OFICIALIA_[A-Z0-9_]+)` \|", text, flags=re.MULTILINE))


def test_every_setting_is_in_the_readme() -> None:
    """Each field of ``Settings`` has its row, and no row is left of a setting that is gone."""
    fields = {f"OFICIALIA_{name.upper()}" for name in Settings.__dataclass_fields__}
    assert settings_in_readme() == fields


def test_every_setting_is_in_the_docstring() -> None:
    """The class itself documents each field, in the order of the fields."""
    documented = re.findall(r"^        (\w+): ", Settings.__doc__ or "", flags=re.MULTILINE)
    assert documented == list(Settings.__dataclass_fields__)


def test_every_test_says_what_it_shows() -> None:
    """Each test function has a docstring that ends as a sentence does."""
    silent = [
        f"{source.path} {function.name}"
        for source in sources("tests")
        for function in functions(source.tree)
        if function.name.startswith("test_") and not (ast.get_docstring(function) or "").endswith((".", "?"))
    ]
    assert silent == []


def test_every_test_asserts_and_none_sleeps() -> None:
    """A test that asserts nothing shows nothing; one that sleeps is slow when it passes and random after."""
    tests = [
        (f"{source.path} {function.name}", ast.get_source_segment(source.text, function) or "")
        for source in sources("tests")
        for function in functions(source.tree)
        if function.name.startswith("test_")
    ]
    assert [name for name, text in tests if not ASSERTS.search(text)] == []
    sleeping = re.compile(r"\b(?:sleep|wait_for_timeout)" + r"\(")
    asking = [s for s in sources("tests") if s.path.rpartition("/")[2].startswith(("test_", "conftest"))]
    assert [source.path for source in asking if sleeping.search(source.text)] == []
