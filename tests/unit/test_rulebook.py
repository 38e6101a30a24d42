"""The rule book: every finding has one rule, every rule its sentences, and its results say what was not seen."""

import string
from collections import Counter
from pathlib import Path

import pytest

from console import texts
from core.config import PROJECT
from core.documents.findings import (
    RULE_BOOK_VERSION,
    ActiveKind,
    Finding,
    FindingCode,
    Limit,
    Severity,
    severity_of,
)
from core.documents.media_types import MediaTypes
from core.documents.rulebook import UNRULED, Examined, RuleBook, Scope
from core.domain.checklist import (
    Checklist,
    FilingCode,
    RuleItem,
    RuleOutcome,
    RuleResult,
    Why,
    checklist_from_json,
    checklist_to_json,
)
from core.storage.catalogs import load_catalogs

CATALOGUE = PROJECT / "data" / "catalogs" / "rules.toml"
BOOK = RuleBook.load(CATALOGUE)
RULED = [c for c in FindingCode if c not in UNRULED and c is not FindingCode.ACTIVE_CONTENT]
PLAIN = [c for c in FilingCode if c is not FilingCode.NOT_LOOKED_FOR]


def _examined(
    *found: Finding, family: str = "pdf", version: str = RULE_BOOK_VERSION, scan: str = "clean"
) -> Examined:
    rows = tuple(finding.row() for finding in found)
    return Examined("anexos/escrito.pdf", family, rows, version, scan)


def _judged(document: Examined) -> dict[str, RuleResult]:
    return {result.rule: result for result in BOOK.judge([document])}


def test_every_finding_belongs_to_exactly_one_rule() -> None:
    """No code is forgotten or judged twice, and each kind of active content has its place."""
    counted = Counter(code for rule in BOOK.rules for code in rule.codes if not rule.kinds)
    assert counted == Counter([*(c.value for c in RULED), *(c.value for c in PLAIN)])
    assert Counter(k for r in BOOK.rules for k in r.kinds) == Counter(k.value for k in ActiveKind)
    assert all(r.codes == ("active_content",) for r in BOOK.rules if r.kinds)


def test_every_rule_has_its_place() -> None:
    """Ids are unique and in order; the severity is the worst of the codes; grounds and steps exist."""
    assert [r.id for r in BOOK.rules] == [f"R-{n:02d}" for n in range(1, len(BOOK.rules) + 1)]
    grounds = {g.code for g in load_catalogs(PROJECT / "data" / "catalogs").grounds}
    steps = set(texts._content()["values"]["step"])
    assert {r.ground for r in BOOK.rules if r.ground} <= grounds
    assert {step for r in BOOK.rules for step in r.steps} <= steps
    assert all(r.legal_basis and r.source for r in BOOK.rules)
    order = list(Severity)
    for rule in (r for r in BOOK.rules if r.scope is Scope.DOCUMENT):
        worst = min((severity_of(FindingCode(code)) for code in rule.codes), key=order.index)
        assert rule.severity is worst, rule.id


def test_every_rule_has_its_sentences_for_both_readers() -> None:
    """A title, and what happened, what it means and what to do, for the filer and for the clerk."""
    written = texts._content()["rules"]
    assert set(written) == {rule.id for rule in BOOK.rules}
    for entry in written.values():
        assert set(entry) == {"title", "filer", "clerk"}
        for reader in ("filer", "clerk"):
            assert set(entry[reader]) == {"what", "means", "do"}
            sentences = entry[reader].values()
            assert all(s.endswith(".") and not list(_placeholders(s)) for s in sentences)


def _placeholders(sentence: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(sentence) if name]


def test_every_outcome_and_reason_can_be_said() -> None:
    """A code never reaches a person's screen."""
    assert set(texts.labels("rule_outcome")) == {o.value for o in RuleOutcome}
    assert set(texts._content()["values"]["why"]) == {w.value for w in Why}


@pytest.mark.parametrize("code", RULED)
def test_a_finding_decides_its_rule(code: FindingCode) -> None:
    """A refused finding is a problem, a warning a warning, a note leaves the rule well."""
    finding = Finding.of(code)
    result = _judged(_examined(finding))[BOOK.rule_of(code, {})]
    expected = {
        Severity.REFUSED: RuleOutcome.PROBLEM,
        Severity.WARNING: RuleOutcome.WARNING,
        Severity.INFO: RuleOutcome.PASSED,
    }[finding.severity]
    assert result.outcome is (RuleOutcome.NOT_EXAMINED if code is FindingCode.NOT_SCANNED else expected)
    assert [(i.code, i.document) for i in result.items] == [(code.value, "anexos/escrito.pdf")]


@pytest.mark.parametrize("kind", ActiveKind)
def test_each_kind_of_active_content_decides_one_rule(kind: ActiveKind) -> None:
    """The rule that covers the kind warns; the other three do not."""
    results = _judged(_examined(Finding.of(FindingCode.ACTIVE_CONTENT, kind=kind.value)))
    warned = [r.rule for r in results.values() if r.outcome is RuleOutcome.WARNING]
    assert warned == [BOOK.rule_of("active_content", {"kind": kind.value})]


def test_a_clean_document_passes_every_rule() -> None:
    """Nothing found and everything looked at: every rule is well and says nothing."""
    assert {r.outcome for r in _judged(_examined()).values()} == {RuleOutcome.PASSED}
    assert not any(r.items for r in _judged(_examined()).values())


def test_a_step_that_did_not_end_leaves_its_rules_unexamined() -> None:
    """The rules that the step serves say so, with the limit; the others do not."""
    stopped = Finding.of(FindingCode.NOT_EXAMINED, step="examine_pdf_pages", limit=Limit.TIME.value)
    results = _judged(_examined(stopped))
    open_rules = {r.rule for r in results.values() if r.outcome is RuleOutcome.NOT_EXAMINED}
    assert open_rules == {rule.id for rule in BOOK.rules if "examine_pdf_pages" in rule.steps}
    blank = results[BOOK.rule_of("pages_blank", {})]
    assert blank.items[0].facts == {"step": "examine_pdf_pages", "limit": "time"}


def test_a_file_that_was_not_identified_was_examined_for_nothing() -> None:
    """When even the first step met a limit, only what needs no reader of ours is claimed."""
    stopped = Finding.of(FindingCode.NOT_EXAMINED, step="identify", limit=Limit.MEMORY.value)
    passed = {r.rule for r in _judged(_examined(stopped)).values() if r.outcome is RuleOutcome.PASSED}
    assert passed == {BOOK.rule_of(code, {}) for code in ("empty", "too_large", "infected")}


@pytest.mark.parametrize(
    ("document", "code", "why"),
    [
        (_examined(Finding.of(FindingCode.PASSWORD_PROTECTED)), "pages_blank", Why.NOT_OPENED),
        (_examined(family="ole"), "pages_blank", Why.TYPE),
        (_examined(family="ole"), "active_content", Why.TYPE),
        (_examined(version=""), "empty", Why.OLDER_BOOK),
        (_examined(scan=""), "infected", Why.NO_ANTIVIRUS),
    ],
)
def test_what_was_not_looked_for_says_why(document: Examined, code: str, why: Why) -> None:
    """A file that does not open, a type nobody examines for it, an older book, no antivirus."""
    result = _judged(document)[BOOK.rule_of(code, {"kind": "dde"})]
    assert result.outcome is RuleOutcome.NOT_EXAMINED
    assert [dict(i.facts) for i in result.items] == [{"why": why.value}]


def test_every_family_named_is_one_of_the_catalogue() -> None:
    """A family misspelt would silently claim an examination that nobody makes."""
    types = MediaTypes.load(PROJECT / "data" / "catalogs" / "media_types.toml")
    families = {e.family for e in types.entries}
    assert {f for rule in BOOK.rules for f in rule.unexamined} <= families


def test_a_checklist_survives_its_json() -> None:
    """What is frozen at sending is what is read later."""
    items = (RuleItem("damaged", RuleOutcome.PROBLEM, "a.pdf", facts={"detected": "text"}),)
    kept = Checklist("2026-11", (RuleResult("R-04", "2026-11", items), RuleResult("R-05", "2026-11")))
    assert checklist_from_json(checklist_to_json(kept)) == kept
    assert checklist_from_json(None) is None
    assert checklist_from_json({}) is None
    assert kept.problems() == items
    assert [r.rule for r in kept.of(RuleOutcome.PASSED)] == ["R-05"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version = "2026-11"\n\n', 'version = "1999-01"\n\n'),
        ('severity = "refused"', 'severity = "grave"'),
        ('scope = "filing"', 'scope = "world"'),
        ('id = "R-01"', 'identity = "R-01"'),
        ('id = "R-01"\nversion = "2026-11"', 'id = "R-01"\nversion = "2099-01"'),
    ],
)
def test_a_broken_book_is_refused_at_the_start(tmp_path: Path, old: str, new: str) -> None:
    """A version that the code does not know, or a field that does not exist, is found when it is read."""
    content = CATALOGUE.read_text("utf-8")
    assert old in content
    path = tmp_path / "rules.toml"
    path.write_text(content.replace(old, new, 1))
    with pytest.raises(ValueError, match="rules"):
        RuleBook.load(path)
