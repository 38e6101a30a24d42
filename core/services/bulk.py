"""One act on many promociones: who is passed over, told first; each looked at again; each with its own result."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.clock import Clock
from core.domain.bulk import MOST_AT_ONCE, PERMISSIONS, BulkAction, BulkItem, BulkOrder, Exclusion, planned
from core.domain.people import Actor, require
from core.domain.promocion import Promocion, Rejection
from core.domain.queue import QueueRow
from core.errors import NotFound, Refusal
from core.services.assigning import Assigning
from core.services.claims import Claims, SomebodyElseHasIt
from core.services.deciding import Deciding
from core.services.labels import Labels
from core.services.queue import Queue
from core.services.rejections import checked_rejection


class TooManyMarked(Refusal):
    """More promociones are marked than one act takes."""


class NeedsADocument(Refusal):
    """The ground names a document, so each promoción has to be rejected by itself."""


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What an act would do. ``excluded``: with the reason of each."""

    included: tuple[BulkItem, ...]
    excluded: tuple[BulkItem, ...]


class Bulk:
    """The use cases of many at once."""

    def __init__(
        self,
        clock: Clock,
        queue: Queue,
        claims: Claims,
        assigning: Assigning,
        labels: Labels,
        deciding: Deciding,
    ) -> None:
        self._clock = clock
        self._queue = queue
        self._claims = claims
        self._assigning = assigning
        self._labels = labels
        self._deciding = deciding

    def plan(self, actor: Actor, order: BulkOrder, promocion_ids: Sequence[int]) -> BulkPlan:
        """Return which promociones an act would be done to as they stand now, and which not.

        Raises:
            NotAllowed: the actor may not do it to one either.
            TooManyMarked: there are more than ``MOST_AT_ONCE``.
        """
        require(actor, PERMISSIONS[order.action])
        wanted = _wanted(promocion_ids)
        rows = {row.id: row for row in self._queue.rows(actor, wanted)}
        now = self._clock.now()
        items = [
            planned(order, rows[i], actor, now) if i in rows else BulkItem(i, "", Exclusion.NOT_THERE.value)
            for i in wanted
        ]
        return BulkPlan(tuple(i for i in items if i.done), tuple(i for i in items if not i.done))

    def run(self, actor: Actor, order: BulkOrder, promocion_ids: Sequence[int]) -> Iterator[BulkItem]:
        """Do it, one promoción after the other as the results are taken; what is refused changes nothing.

        Each is looked at again in its own transaction, whatever the plan said.

        Raises:
            NotAllowed: the actor may not do it to one either; before the first.
            TooManyMarked, NeedsADocument: before the first.
        """
        require(actor, PERMISSIONS[order.action])
        wanted = _wanted(promocion_ids)
        if order.action is BulkAction.REJECT:
            self._check_ground(order.rejection)
        folios = {row.id: row.folio for row in self._queue.rows(actor, wanted)}
        return (self._one(actor, order, i, folios.get(i, "")) for i in wanted)

    def _check_ground(self, rejection: Rejection | None) -> None:
        wanted = rejection.ground if rejection else ""
        ground = next((g for g in self._deciding.grounds() if g.code == wanted), None)
        if (ground and ground.needs_document) or (rejection and rejection.document):
            raise NeedsADocument

    def _one(self, actor: Actor, order: BulkOrder, promocion_id: int, folio: str) -> BulkItem:
        acts: dict[BulkAction, Callable[[], object]] = {
            BulkAction.TAKE: lambda: self._take(actor, promocion_id),
            BulkAction.RELEASE: lambda: self._claims.release(actor, promocion_id, order.text),
            BulkAction.ASSIGN: lambda: self._assigning.assign(
                actor, promocion_id, order.account_id, order.text
            ),
            BulkAction.UNASSIGN: lambda: self._assigning.unassign(actor, promocion_id, order.text),
            BulkAction.LABEL: lambda: self._labels.put(actor, promocion_id, order.label),
            BulkAction.UNLABEL: lambda: self._labels.take_off(actor, promocion_id, order.label),
            BulkAction.REJECT: lambda: self._reject(actor, promocion_id, order.rejection),
        }
        try:
            left = acts[order.action]()
        except Refusal as refusal:
            return BulkItem(promocion_id, folio, refusal.code, dict(refusal.facts))
        # a rejection alone leaves a promoción; under four eyes the first one decides nothing yet
        return BulkItem(promocion_id, folio, proposed=isinstance(left, Promocion) and left.decision is None)

    def _take(self, actor: Actor, promocion_id: int) -> None:
        if not self._claims.take(actor, promocion_id):
            raise SomebodyElseHasIt(name=_holder(self._queue.rows(actor, [promocion_id])))

    def _reject(self, actor: Actor, promocion_id: int, rejection: Rejection | None) -> Promocion:
        if rejection is None:
            raise NotFound
        # before it is taken: whatever is refused afterwards costs it whom it was kept for
        checked_rejection((), rejection, self._deciding.grounds(), lambda _: 0)
        (before,) = self._queue.rows(actor, [promocion_id]) or (None,)
        own = before is not None and before.claimed_by == actor.account_id
        self._take(actor, promocion_id)
        try:
            return self._deciding.reject(actor, promocion_id, rejection)
        except Refusal:
            if not own:  # it goes back to where it was
                self._claims.release(actor, promocion_id)
            raise


def _holder(rows: Sequence[QueueRow]) -> str:
    return next((row.claimed_by_name or row.assigned_name for row in rows), "")


def _wanted(promocion_ids: Sequence[int]) -> list[int]:
    wanted = list(dict.fromkeys(promocion_ids))
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyMarked(most=MOST_AT_ONCE)
    return wanted
