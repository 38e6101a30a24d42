"""What the office asks of a decision beside what the law of the product asks: policies that it may set."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.coverage import DocumentCoverage, Progress
from core.domain.verdict import Outcome
from core.domain.workflow import Action


class RequiredReading(StrEnum):
    """How much of the documents whoever decides must have had before the eyes."""

    NOTHING = "nothing"
    OPENED = "opened"
    PAGES = "pages"


class Unmet(StrEnum):
    """Why a decision cannot be taken now, by this person."""

    VERDICT_FAILED = "verdict_failed"
    NOT_OPENED = "not_opened"
    NOT_READ = "not_read"
    OWN_REGISTRATION = "own_registration"
    OWN_PROPOSAL = "own_proposal"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that is not met.

    Attributes:
        facts: ``count`` of documents that were not opened or read to the end, and their ``names``.
    """

    code: Unmet
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policies:
    """What the office has set.

    Attributes:
        four_eyes: a rejection needs a second clerk.
        no_own_registrations: whoever approved a filer's request for an account does not decide their filings.
    """

    required_reading: RequiredReading = RequiredReading.NOTHING
    four_eyes: bool = False
    no_own_registrations: bool = False


@dataclass(frozen=True, slots=True)
class Bearing:
    """What bears on a decision by one clerk: nobody else's reading, proposal or registration counts for them.

    Attributes:
        account_id: who decides.
        outcome: what the verification found.
        coverage: how much of each document they saw.
        approved_filer: they approved the filer's request for an account.
        proposed_by: account that proposed a rejection; None where nobody did.
    """

    account_id: int
    outcome: Outcome
    coverage: tuple[DocumentCoverage, ...]
    approved_filer: bool
    proposed_by: int | None


def unmet_conditions(policies: Policies, action: Action, bearing: Bearing) -> tuple[Condition, ...]:
    """Return what forbids ``Action.ACCEPT`` or ``Action.REJECT``, what cannot be mended by reading first."""
    return tuple(_unmet(policies, action, bearing))


def _unmet(policies: Policies, action: Action, bearing: Bearing) -> Iterator[Condition]:
    if policies.no_own_registrations and bearing.approved_filer:
        yield Condition(Unmet.OWN_REGISTRATION)
    if action is Action.ACCEPT and bearing.outcome is Outcome.FAILED:
        yield Condition(Unmet.VERDICT_FAILED)
    if action is Action.REJECT and policies.four_eyes and bearing.proposed_by == bearing.account_id:
        yield Condition(Unmet.OWN_PROPOSAL)
    yield from _unread(policies.required_reading, bearing.coverage)


def _unread(required: RequiredReading, coverage: tuple[DocumentCoverage, ...]) -> Iterator[Condition]:
    if required is RequiredReading.NOTHING:
        return
    if unopened := [c for c in coverage if c.progress is Progress.UNOPENED]:
        yield _documents(Unmet.NOT_OPENED, unopened)
    # what nobody could count has no last page: to have opened it is enough
    partly = [c for c in coverage if c.progress is Progress.PARTLY and c.total is not None]
    if required is RequiredReading.PAGES and partly:
        yield _documents(Unmet.NOT_READ, partly)


def _documents(code: Unmet, coverage: Iterable[DocumentCoverage]) -> Condition:
    names = [each.name for each in coverage]
    return Condition(code, {"count": len(names), "names": ", ".join(f"«{name}»" for name in names)})
