"""Reports of faults (manual §11): what one says, how it is admitted, the states that it passes through."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from core.domain.identifiers import FOLIO_ALPHABET
from core.domain.promocion import FieldProblem, FieldsNotAdmitted, plain_text
from core.domain.registration import read_email
from core.domain.visible_text import shows_something
from core.errors import Refusal

_GROUP = 4
_FOLIO = re.compile(rf"FAL[{FOLIO_ALPHABET}]{{{2 * _GROUP}}}")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]")
MAX_PROBLEM = 4_000
MAX_REMARK = 4_000
"""Characters of a note, of an answer and of a reason."""


class FaultSystem(StrEnum):
    """The system that fails (manual §11)."""

    SINEC = "SINEC"
    SITEC = "SITEC"
    SISELO = "SISELO"
    OPE = "OPE"


class FaultStatus(StrEnum):
    """Where a report stands."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


CLOSED_FAULTS = frozenset({FaultStatus.RESOLVED, FaultStatus.DISMISSED})


class FaultAct(StrEnum):
    """What the staff do with a report. Those from ``NOTE`` on leave its state as it is."""

    TAKE = "take"
    RELEASE = "release"
    RESOLVE = "resolve"
    DISMISS = "dismiss"
    REOPEN = "reopen"
    NOTE = "note"
    REPLY = "reply"
    NAME_OUTAGE = "name_outage"
    UNNAME_OUTAGE = "unname_outage"


FAULT_TRANSITIONS: Mapping[tuple[FaultStatus, FaultAct], FaultStatus] = {
    (FaultStatus.NEW, FaultAct.TAKE): FaultStatus.IN_PROGRESS,
    (FaultStatus.IN_PROGRESS, FaultAct.TAKE): FaultStatus.IN_PROGRESS,
    (FaultStatus.IN_PROGRESS, FaultAct.RELEASE): FaultStatus.NEW,
    (FaultStatus.IN_PROGRESS, FaultAct.RESOLVE): FaultStatus.RESOLVED,
    (FaultStatus.NEW, FaultAct.DISMISS): FaultStatus.DISMISSED,
    (FaultStatus.IN_PROGRESS, FaultAct.DISMISS): FaultStatus.DISMISSED,
    (FaultStatus.RESOLVED, FaultAct.REOPEN): FaultStatus.IN_PROGRESS,
    (FaultStatus.DISMISSED, FaultAct.REOPEN): FaultStatus.IN_PROGRESS,
    **{
        (status, act): status
        for status in FaultStatus
        for act in (FaultAct.NOTE, FaultAct.REPLY, FaultAct.NAME_OUTAGE, FaultAct.UNNAME_OUTAGE)
    },
}


class FaultReportNotAdmitted(FieldsNotAdmitted):
    """One or more fields of the report do not meet their rules."""


class FaultActForbidden(Refusal):
    """The report stands where this act is not possible. Facts: ``status``, its code."""


def fault_after(status: FaultStatus, act: FaultAct) -> FaultStatus:
    """Return the state that an act leads to.

    Raises:
        FaultActForbidden: not from this state.
    """
    if (status, act) not in FAULT_TRANSITIONS:
        raise FaultActForbidden(status=status.value)
    return FAULT_TRANSITIONS[status, act]


@dataclass(frozen=True, slots=True)
class FaultForm:
    """What a person filled in, as it was typed (manual §11; the last two are ours and optional).

    Attributes:
        system: a value of :class:`FaultSystem`.
        username: by which the person enters the system that fails.
        promocion_folio: of the promoción that the fault has to do with.
        error_code: the key («clave») of the message that was shown.
    """

    system: str = ""
    username: str = ""
    given_names: str = ""
    first_surname: str = ""
    second_surname: str = ""
    email: str = ""
    email_again: str = ""
    title: str = ""
    problem: str = ""
    promocion_folio: str = ""
    error_code: str = ""


FAULT_LIMITS: Mapping[str, int] = {
    "username": 64,
    "given_names": 100,
    "first_surname": 100,
    "second_surname": 100,
    "email": 254,
    "title": 150,
    "problem": MAX_PROBLEM,
    "promocion_folio": 32,
    "error_code": 64,
}
"""Most characters of each field."""
_REQUIRED = ("username", "given_names", "first_surname", "title", "problem")
_OPTIONAL = ("second_surname", "promocion_folio", "error_code")


@dataclass(frozen=True, slots=True)
class FaultStatement:
    """A report that meets its rules, each value in the form in which it is stored.

    ``problem`` may have several lines, everything else has one.
    """

    system: FaultSystem
    username: str
    given_names: str
    first_surname: str
    second_surname: str
    email: str
    title: str
    problem: str
    promocion_folio: str
    error_code: str


def admit_fault(form: FaultForm) -> FaultStatement:
    """Return what a form says: NFC, without what nobody sees, in single blanks.

    Characters that cannot be seen are taken out and not refused: whoever pastes an error message from
    elsewhere brings them along without knowing.

    Raises:
        FaultReportNotAdmitted: with every problem, in the order of the form.
    """
    said = {name: _one_line(getattr(form, name)) for name in (*_REQUIRED, *_OPTIONAL)}
    said["problem"] = plain_text(form.problem)
    email = read_email(form.email)
    found = {
        "system": "" if form.system in set(FaultSystem) else "required",
        **{name: _text_problem(name, said[name], required=name in _REQUIRED) for name in said},
        "email": _email_problem(form.email, email),
        "email_again": _again_problem(form.email_again, email),
    }
    problems = tuple(FieldProblem(f.name, found[f.name]) for f in fields(form) if found[f.name])
    if problems:
        raise FaultReportNotAdmitted(problems)
    return FaultStatement(system=FaultSystem(form.system), email=email, **said)


def _one_line(text: str) -> str:
    return " ".join(plain_text(text).split())


def _text_problem(name: str, text: str, *, required: bool) -> str:
    if len(text) > FAULT_LIMITS[name]:
        return "too_long"
    return "required" if required and not shows_something(text) else ""


def _email_problem(typed: str, email: str) -> str:
    if not typed.strip():
        return "required"
    return "" if email else "email_form"


def _again_problem(typed: str, email: str) -> str:
    """Ask for the same address again: a typing error would send every answer to somebody else."""
    if not typed.strip():
        return "required"
    return "email_differs" if email and read_email(typed).lower() != email.lower() else ""


def format_fault_folio(letters: str) -> str:
    """Return ``FAL-7KQ4-M2PX`` of eight letters of the folios' alphabet (39.6 bits: nobody guesses one)."""
    return f"FAL-{letters[:_GROUP]}-{letters[_GROUP:]}"


def read_fault_folio(text: str) -> str:
    """Return a folio however it was typed; empty where the text is none."""
    plain = _BETWEEN.sub("", text[:64]).upper()
    return format_fault_folio(plain[3:]) if _FOLIO.fullmatch(plain) else ""
