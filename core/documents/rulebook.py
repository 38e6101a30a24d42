"""The rule book: which finding belongs to which rule, and what a rule says of an examined document.

The rules are data (``data/catalogs/rules.toml``); their sentences stand in ``data/texts/rules.toml``.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from core.documents.findings import RULE_BOOK_VERSION, FindingCode, Severity
from core.domain.checklist import FilingCode, RuleItem, RuleOutcome, RuleResult, Why

__all__ = ["RULE_BOOK_VERSION", "Examined", "Rule", "RuleBook", "Scope"]

_OUTCOMES = {
    Severity.REFUSED: RuleOutcome.PROBLEM,
    Severity.WARNING: RuleOutcome.WARNING,
    Severity.INFO: RuleOutcome.PASSED,
}
UNRULED = frozenset({FindingCode.NOT_EXAMINED, FindingCode.NO_PREVIEW, FindingCode.UNREADABLE})
"""Findings of no rule: that a step did not end concerns each rule that the step serves."""
_CLOSED = frozenset(
    {
        *(FindingCode.EMPTY, FindingCode.TOO_LARGE, FindingCode.DAMAGED, FindingCode.PASSWORD_PROTECTED),
        *(FindingCode.TYPE_NOT_ADMITTED, FindingCode.EXPANDS_TOO_MUCH, FindingCode.UNREADABLE),
    }
)
"""Findings after which nobody looked inside."""
_FROM_OUTSIDE = frozenset({FindingCode.EMPTY, FindingCode.TOO_LARGE, FindingCode.INFECTED})
"""What is found without a reader of ours."""


class Scope(StrEnum):
    """What a rule is about."""

    DOCUMENT = "document"
    FILING = "filing"


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of ``data/catalogs/rules.toml``, whose head explains the fields."""

    id: str
    version: str
    severity: Severity
    scope: Scope
    codes: tuple[str, ...]
    legal_basis: str
    source: str
    kinds: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    unexamined: tuple[str, ...] = ()
    inside: bool = False
    ground: str = ""

    def covers(self, code: str, facts: Mapping[str, object]) -> bool:
        """Whether a finding is this rule's."""
        return code in self.codes and (not self.kinds or facts.get("kind") in self.kinds)


@dataclass(frozen=True, slots=True)
class Examined:
    """An examined document as it is stored.

    Attributes:
        name: its path.
        family: of the catalogue of media types; empty where nobody examines the type.
        findings: rows ``{code, severity, facts}``.
        rules_version: of the book it was examined with.
        scan: a value of ``Scan``; empty where no antivirus was asked.
    """

    name: str
    family: str
    findings: tuple[Mapping[str, object], ...]
    rules_version: str
    scan: str = ""


class RuleBook:
    """All rules of a version, in the book's order."""

    def __init__(self, version: str, rules: Iterable[Rule]) -> None:
        self.version = version
        self.rules = tuple(rules)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the catalogue.

        Raises:
            ValueError: not TOML, a field missing or unknown, or not of this code's version.
        """
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        try:
            book = cls(content["version"], (_rule(row) for row in content["rules"]))
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError(f"{path}: {error}") from error
        if book.version != RULE_BOOK_VERSION or any(r.version > book.version for r in book.rules):
            raise ValueError(f"{path}: version {book.version}")
        return book

    def rule(self, rule_id: str) -> Rule | None:
        """Return a rule by its id; None for one of another version."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def rule_of(self, code: str, facts: Mapping[str, object]) -> str:
        """Return the id of the rule that a finding belongs to; empty for one of no rule."""
        return next((rule.id for rule in self.rules if rule.covers(code, facts)), "")

    def judge(self, documents: Iterable[Examined]) -> tuple[RuleResult, ...]:
        """Return the result of each rule about documents, from what was found in them."""
        seen = tuple(documents)
        return tuple(
            RuleResult(rule.id, rule.version, tuple(item for d in seen for item in _items(rule, d)))
            for rule in self.rules
            if rule.scope is Scope.DOCUMENT
        )


def _items(rule: Rule, document: Examined) -> Iterator[RuleItem]:
    """Yield what a rule found in a document, or why it was not looked for."""
    found = [_item(row, document) for row in document.findings if rule.covers(str(row["code"]), _facts(row))]
    yield from found
    if any(item.outcome is not RuleOutcome.PASSED for item in found):
        return
    stopped = [row for row in document.findings if _stops(rule, row)]
    if stopped:
        yield from (_item(row, document, RuleOutcome.NOT_EXAMINED) for row in stopped)
    elif why := _why_not(rule, document):
        yield RuleItem(
            FilingCode.NOT_LOOKED_FOR, RuleOutcome.NOT_EXAMINED, document.name, facts={"why": why.value}
        )


def _stops(rule: Rule, row: Mapping[str, object]) -> bool:
    """Whether a finding says that a step which this rule needs did not end."""
    step = _facts(row).get("step")
    needed = step in rule.steps or (step == "identify" and not _FROM_OUTSIDE & set(rule.codes))
    return row["code"] == FindingCode.NOT_EXAMINED and needed


def _why_not(rule: Rule, document: Examined) -> Why | None:
    codes = {str(row["code"]) for row in document.findings}
    if FindingCode.INFECTED in rule.codes:
        return None if document.scan else Why.NO_ANTIVIRUS
    if document.rules_version < rule.version:
        return Why.OLDER_BOOK
    if rule.inside and codes & _CLOSED:
        return Why.NOT_OPENED
    return Why.TYPE if document.family in rule.unexamined else None


def _item(row: Mapping[str, object], document: Examined, outcome: RuleOutcome | None = None) -> RuleItem:
    code, severity = str(row["code"]), Severity(str(row["severity"]))
    if code == FindingCode.NOT_SCANNED:
        outcome = RuleOutcome.NOT_EXAMINED
    return RuleItem(code, outcome or _OUTCOMES[severity], document.name, facts=_facts(row))


def _facts(row: Mapping[str, object]) -> dict[str, str | int]:
    facts = row.get("facts")
    return {k: v for k, v in facts.items() if isinstance(v, str | int)} if isinstance(facts, Mapping) else {}


def _rule(row: Mapping[str, Any]) -> Rule:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    values |= {"severity": Severity(row["severity"]), "scope": Scope(row["scope"])}
    return Rule(**values)
