"""A filer's home: what is under way, what is new, the last receipts."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.filer_home import FilerHomeView, NextStep, OpenFiling, next_step
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Promocion
from core.services.filing import Filing
from core.storage.engine import Database
from core.storage.filer_home import document_counts, news_of, recent_receipts
from core.storage.preferences import preference_of, put_preference
from core.storage.promociones import filer_promociones

OPEN_SHOWN, NEWS_SHOWN, RECEIPTS_SHOWN = 6, 3, 3
NEWS_LIVES = timedelta(days=30)
"""What is older is news no more, read or not: it stands in *Mis promociones*."""
_READ, _UP_TO = "home.news", "up_to"
_MOST_MARKED = 10_000


class FilerHome:
    """The use cases of the home."""

    def __init__(self, database: Database, clock: Clock, filing: Filing) -> None:
        self._database = database
        self._clock = clock
        self._filing = filing

    def view(self, actor: Actor) -> FilerHomeView:
        """Return everything that the actor's home shows.

        Raises:
            NotAllowed: the actor does not file.
        """
        require(actor, Permission.FILE)
        owner, since = actor.account_id, self._clock.now() - NEWS_LIVES
        with self._database.read() as session:
            found, total = _mine(session, owner, "abiertas", OPEN_SHOWN)
            _, ever = _mine(session, owner, "todas", 1)
            counts = document_counts(session, [promocion.id for promocion in found])
            receipts = recent_receipts(session, owner, RECEIPTS_SHOWN)
            news, news_total = news_of(
                session, owner, after_id=_read_up_to(session, owner), since=since, limit=NEWS_SHOWN
            )
        under_way = tuple(self._open(promocion, counts.get(promocion.id, 0)) for promocion in found)
        return FilerHomeView(under_way, total, receipts, news, news_total, ever == 0)

    def mark_read(self, actor: Actor, up_to: int) -> None:
        """Keep that the actor read the news up to an act; what comes later stays unread, whatever number is asked.

        Args:
            actor: the filer.
            up_to: ``event_id`` of the newest that was shown.

        Raises:
            NotAllowed: the actor does not file.
        """
        require(actor, Permission.FILE)
        owner, since = actor.account_id, self._clock.now() - NEWS_LIVES
        with self._database.write() as session:
            before = _read_up_to(session, owner)
            unread, _ = news_of(session, owner, after_id=before, since=since, limit=_MOST_MARKED)
            read = [one.event_id for one in unread if one.event_id <= up_to]
            if read:
                put_preference(session, owner, _READ, {_UP_TO: max(read)})

    def _open(self, promocion: Promocion, documents: int) -> OpenFiling:
        step = next_step(promocion, documents)
        filed_on = promocion.filed_on
        if step is NextStep.SEND:
            filed_on = self._filing.filed_on(promocion).on
        return OpenFiling(promocion, step, documents, filed_on)


def _mine(session: Session, owner: int, view: str, limit: int) -> tuple[tuple[Promocion, ...], int]:
    return filer_promociones(session, owner, view=view, search="", limit=limit, offset=0)


def _read_up_to(session: Session, owner: int) -> int:
    kept = preference_of(session, owner, _READ).get(_UP_TO, 0)
    return kept if isinstance(kept, int) else 0
