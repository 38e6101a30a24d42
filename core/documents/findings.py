"""What an examination found, as codes and facts; the sentences live in ``data/texts/documents.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

RULE_BOOK_VERSION = "2026-11"
"""Year and month of the rules in ``data/catalogs/rules.toml`` and of the examinations that serve them.

Change it with either: documents examined with another version are then examined anew.
"""


class Severity(StrEnum):
    """What a finding does to a filing."""

    REFUSED = "refused"
    WARNING = "warning"
    INFO = "info"


class Limit(StrEnum):
    """Why an examination did not end by itself."""

    MEMORY = "memory"
    TIME = "time"
    CRASH = "crash"
    OUTPUT = "output"
    FAILED = "failed"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"


class FindingCode(StrEnum):
    """Every finding there is; each has an entry ``[findings.<code>]`` in the texts."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"
    TRUNCATED = "truncated"
    PASSWORD_PROTECTED = "password_protected"  # noqa: S105 - a finding's code, not a password
    TYPE_NOT_ADMITTED = "type_not_admitted"
    EXPANDS_TOO_MUCH = "expands_too_much"
    CONTENT_DIFFERS_FROM_EXTENSION = "content_differs_from_extension"
    TWO_TYPES_IN_ONE = "two_types_in_one"
    OPENS_IN_ONE_READER_ONLY = "opens_in_one_reader_only"
    PAGE_COUNTS_DIFFER = "page_counts_differ"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    PAGE_TOO_LARGE = "page_too_large"
    PAGES_UNREADABLE = "pages_unreadable"
    PAGES_BLANK = "pages_blank"
    WITHOUT_TEXT = "without_text"
    ACTIVE_CONTENT = "active_content"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"
    NOT_EXAMINED = "not_examined"
    NO_PREVIEW = "no_preview"


class ActiveKind(StrEnum):
    """What in a document acts instead of just being read."""

    JAVASCRIPT = "javascript"
    LAUNCH = "launch"
    EMBEDDED_FILES = "embedded_files"
    REMOTE = "remote"
    XFA = "xfa"
    MULTIMEDIA = "multimedia"
    MACROS = "macros"
    OLE_OBJECTS = "ole_objects"
    EXTERNAL_RESOURCES = "external_resources"
    DDE = "dde"


_REFUSED = frozenset(
    {
        FindingCode.EMPTY,
        FindingCode.UNREADABLE,
        FindingCode.TOO_LARGE,
        FindingCode.DAMAGED,
        FindingCode.PASSWORD_PROTECTED,
        FindingCode.TYPE_NOT_ADMITTED,
        FindingCode.EXPANDS_TOO_MUCH,
        FindingCode.INFECTED,
    }
)
_INFO = frozenset({FindingCode.NO_PREVIEW, FindingCode.WITHOUT_TEXT, FindingCode.NOT_SCANNED})


def severity_of(code: FindingCode) -> Severity:
    """Return what a finding of this code does to a filing."""
    if code in _INFO:
        return Severity.INFO
    return Severity.REFUSED if code in _REFUSED else Severity.WARNING


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    Attributes:
        code: entry of the texts, a value of ``FindingCode``.
        severity: what it does to the filing.
        facts: values for the sentence: whole numbers, or codes named in ``[values]`` of the texts.
    """

    code: str
    severity: Severity
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @classmethod
    def of(cls, code: FindingCode, **facts: str | int) -> Self:
        """Return the finding with the severity that its code has."""
        return cls(code.value, severity_of(code), facts)

    def row(self) -> dict[str, object]:
        """Return it as it is stored with its document: ``{code, severity, facts}``."""
        return {"code": self.code, "severity": self.severity.value, "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file is and what was found in it.

    Attributes:
        media_type: by content, for instance ``application/pdf``; ``application/octet-stream`` if unknown.
        pages: pages of a PDF or images of a TIFF; None where the type has no pages or they were not counted.
        findings: most severe first.
        rules_version: of the rule book that it was examined with.
    """

    media_type: str
    pages: int | None
    findings: tuple[Finding, ...]
    rules_version: str = RULE_BOOK_VERSION

    @property
    def severity(self) -> Severity:
        """The worst severity found; ``INFO`` when nothing was."""
        found = {f.severity for f in self.findings}
        return next((s for s in Severity if s in found), Severity.INFO)
