"""What the staff writes beside a promoción: notes, and whether two promociones are the same filing."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.workflow import Status

MOST_NOTE = 4000
"""Characters of a note."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note among the staff; the filer never sees it, and nobody changes it."""

    id: int
    author_name: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said of two promociones: the same filing or not, and why."""

    is_duplicate: bool
    reason: str
    account_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SharedDocument:
    """A document whose bytes stand in both promociones: ``name`` here, ``other_name`` there."""

    sha256: str
    name: str
    other_name: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What two promociones are compared by. ``documents``: names, in the filer's order."""

    folio: str
    status: Status
    owner_name: str
    owner_rfc: str
    procedimiento: str
    tipo_procedimiento: str
    tipo_promocion: str
    expediente: str
    oficialia_previa: str
    promovente: str
    agente_economico: str
    sent_at: datetime | None
    numero_oficialia: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another promoción that may be the same filing.

    Attributes:
        id: the other promoción's.
        shared: documents with the same bytes.
        same_matter: the same filer named the same procedimiento.
        judgement: what was said of the two; None while nobody has.
    """

    id: int
    other: Compared
    shared: tuple[SharedDocument, ...]
    same_matter: bool
    judgement: Judgement | None

    def is_likely(self, here: Compared) -> bool:
        """Whether it is the same matter, or holds half of this one's documents: one power serves many filings."""
        digests = len({each.sha256 for each in self.shared})
        return self.same_matter or (digests > 0 and 2 * digests >= len(here.documents))


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may be the same filing, and what merely has a document in common.

    Attributes:
        found: those with most bytes in common first; no more than are compared.
        total: how many there are in all.
    """

    here: Compared
    found: tuple[Candidate, ...]
    total: int

    @property
    def likely(self) -> tuple[Candidate, ...]:
        """Those that may be the same filing."""
        return tuple(each for each in self.found if each.is_likely(self.here))

    @property
    def others(self) -> tuple[Candidate, ...]:
        """Those that merely have a document in common."""
        return tuple(each for each in self.found if not each.is_likely(self.here))
