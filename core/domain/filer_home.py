"""What a filer wants to know first: what is under way and what comes next, what is new, the last receipts."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.domain.promocion import Promocion
from core.domain.workflow import Status


class NextStep(StrEnum):
    """What comes next for an open promoción: keys of ``labels.next_step`` in ``data/texts``."""

    ADD_DOCUMENTS = "add_documents"
    CHECK_AND_SIGN = "check_and_sign"
    SEND = "send"
    WAIT_FOR_REVIEW = "wait_for_review"
    WAIT_FOR_DECISION = "wait_for_decision"
    WAIT_AFTER_REOPENING = "wait_after_reopening"


@dataclass(frozen=True, slots=True)
class OpenFiling:
    """An open promoción.

    Attributes:
        documents: how many it has.
        filed_on: the day on which it is taken as filed; of a signed one, if it were sent now; of a draft, None.
    """

    promocion: Promocion
    step: NextStep
    documents: int
    filed_on: date | None


@dataclass(frozen=True, slots=True)
class RecentReceipt:
    """A receipt, and of which promoción."""

    acuse_id: int
    kind: str
    issued_at: datetime
    folio: str
    procedimiento: str


@dataclass(frozen=True, slots=True)
class News:
    """What the Oficialía did with a promoción.

    Attributes:
        event_id: of the act; later acts have greater ones.
        action: ``accept``, ``reject``, ``reopen`` or ``refile``.
        filed_on: the day on which the promoción is taken as filed today.
    """

    event_id: int
    action: str
    at: datetime
    folio: str
    procedimiento: str
    filed_on: date | None


@dataclass(frozen=True, slots=True)
class FilerHomeView:
    """A filer's home.

    Attributes:
        open: the first of the open ones, the latest changed first; ``open_total`` says how many there are.
        news: what was not read yet, newest first; ``news_total`` likewise.
        is_new: nothing was ever created.
    """

    open: tuple[OpenFiling, ...]
    open_total: int
    receipts: tuple[RecentReceipt, ...]
    news: tuple[News, ...]
    news_total: int
    is_new: bool


def next_step(promocion: Promocion, documents: int) -> NextStep:
    """Return what comes next for an open promoción with so many documents.

    Raises:
        KeyError: it is closed.
    """
    if promocion.status is Status.DRAFT:
        return NextStep.CHECK_AND_SIGN if documents else NextStep.ADD_DOCUMENTS
    if promocion.status is Status.SENT and promocion.standing.reopened_at:
        return NextStep.WAIT_AFTER_REOPENING
    return {
        Status.SIGNED: NextStep.SEND,
        Status.SENT: NextStep.WAIT_FOR_REVIEW,
        Status.UNDER_REVIEW: NextStep.WAIT_FOR_DECISION,
    }[promocion.status]
