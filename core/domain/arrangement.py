"""How a filer arranged the documents of a promoción: folders, versions that were replaced, what was sent before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.domain.promocion import Document


@dataclass(frozen=True, slots=True)
class ReplacedVersion:
    """The version that another of its name replaced. ``document.id`` is that of its own row, not a document's."""

    document: Document
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class SentElsewhere:
    """Where the same bytes already stand: a document of a filing that the same filer has sent."""

    folio: str
    name: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the list of documents shows beside the documents themselves.

    Attributes:
        folders: every folder's path, those without documents too, sorted.
        replaced: name of a document → the version that it replaced.
        sent: SHA-256 of a document → where the same bytes were sent before.
    """

    folders: tuple[str, ...] = ()
    replaced: Mapping[str, ReplacedVersion] = field(default_factory=dict)
    sent: Mapping[str, tuple[SentElsewhere, ...]] = field(default_factory=dict)
