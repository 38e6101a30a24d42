"""What the rule book says of a filing: one result for each rule, as codes and facts."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class RuleOutcome(StrEnum):
    """How a filing stands with a rule; the worst first."""

    PROBLEM = "problem"
    WARNING = "warning"
    NOT_EXAMINED = "not_examined"
    PASSED = "passed"


class FilingCode(StrEnum):
    """What can be found in a filing as a whole; each has an entry ``[findings.<code>]`` in the texts.

    ``NOT_LOOKED_FOR`` is the reason why a rule says nothing of a document, fact ``why``.
    """

    NO_DOCUMENTS = "no_documents"
    DUPLICATED = "duplicated"
    SAME_AS_SENT = "same_as_sent"
    OTHER_SYSTEM = "other_system"
    NUMBER_NOT_OWN = "number_not_own"
    CONFIDENTIAL_WITHOUT_SUMMARY = "confidential_without_summary"
    NOT_LOOKED_FOR = "not_looked_for"


class Why(StrEnum):
    """Why a rule was not examined in a document."""

    NOT_OPENED = "not_opened"
    TYPE = "type"
    OLDER_BOOK = "older_book"
    NO_ANTIVIRUS = "no_antivirus"


@dataclass(frozen=True, slots=True)
class RuleItem:
    """One thing that a rule found.

    Attributes:
        code: a value of ``FindingCode`` or ``FilingCode``, entry of the texts.
        outcome: what this alone makes of the rule; a note that changes nothing is ``PASSED``.
        document: name of the document concerned; empty where it is the filing as a whole.
        form_field: name of the form's field concerned; empty for none.
        facts: values for the sentence.
    """

    code: str
    outcome: RuleOutcome
    document: str = ""
    form_field: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """How a filing stands with one rule (``R-01``) as it was in a version of the book (``2026-11``)."""

    rule: str
    version: str
    items: tuple[RuleItem, ...] = ()

    @property
    def outcome(self) -> RuleOutcome:
        """The worst of its items; passed where there is none."""
        found = {item.outcome for item in self.items}
        return next((outcome for outcome in RuleOutcome if outcome in found), RuleOutcome.PASSED)


@dataclass(frozen=True, slots=True)
class Checklist:
    """Every rule of a version of the book, in its order, with its result."""

    version: str
    results: tuple[RuleResult, ...]

    def of(self, *outcomes: RuleOutcome) -> tuple[RuleResult, ...]:
        """Return the results with one of these outcomes."""
        return tuple(result for result in self.results if result.outcome in outcomes)

    def problems(self) -> tuple[RuleItem, ...]:
        """Return everything found that gets filings rejected."""
        return tuple(i for r in self.results for i in r.items if i.outcome is RuleOutcome.PROBLEM)


def checklist_to_json(checklist: Checklist) -> dict[str, Any]:
    """Return ``{version, results: [{rule, version, outcome, items: [{code, outcome, …}]}]}``."""
    results = [{**asdict(result), "outcome": result.outcome} for result in checklist.results]
    return {"version": checklist.version, "results": results}


def checklist_from_json(content: Mapping[str, Any] | None) -> Checklist | None:
    """Return what :func:`checklist_to_json` wrote; None where there was no rule book yet."""
    if not content:
        return None
    results = tuple(
        RuleResult(r["rule"], r["version"], tuple(_items(r["items"]))) for r in content["results"]
    )
    return Checklist(content["version"], results)


def _items(rows: Iterable[Mapping[str, Any]]) -> Iterable[RuleItem]:
    for row in rows:
        yield RuleItem(**{**row, "outcome": RuleOutcome(row["outcome"])})
