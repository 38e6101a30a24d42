"""Lists that somebody of the staff names; nobody sees another's. No act of the Oficialía, so not in the register."""

from collections.abc import Mapping, Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.domain.people import Actor, Permission, require
from core.domain.promocion import plain_text
from core.domain.saved_views import LONGEST_NAME, LONGEST_QUERY, MOST_VIEWS, Place, SavedView
from core.domain.visible_text import shows_something
from core.errors import NotFound, Refusal
from core.storage.engine import Database
from core.storage.lookup import storable
from core.storage.review_tables import SavedViewRow
from core.storage.saved_views import add_view, own_view, saved_views


class ViewNameNotAdmitted(Refusal):
    """A named list needs a name that shows something, of one line."""


class ViewNameTaken(Refusal):
    """The person has another list of that name."""


class TooManyViews(Refusal):
    """The person has as many named lists as there may be."""


class SavedViews:
    """The use cases of named lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, actor: Actor, place: Place) -> tuple[SavedView, ...]:
        """Return the actor's named lists of a screen.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            return saved_views(session, actor.account_id, place)

    def save(
        self, actor: Actor, place: Place, name: str, query: Mapping[str, str], columns: Sequence[str] = ()
    ) -> int:
        """Name a list; return its id. One of the same name takes the new list's filters.

        Args:
            actor: whose it will be.
            place: which screen's.
            name: one line.
            query: parameters of the list's address.
            columns: headings shown.

        Raises:
            NotAllowed: the actor does not read the queue.
            ViewNameNotAdmitted, ViewNameTaken, TooManyViews: as they say.
        """
        require(actor, Permission.READ_QUEUE)
        written, kept = _name(name), _query(query)
        with self._database.write() as session:
            views = saved_views(session, actor.account_id, place)
            same = next((view for view in views if view.name == written), None)
            if same:
                row = _own(session, actor, same.id)
                row.query, row.columns = kept, list(columns)
                return row.id
            if len(views) >= MOST_VIEWS:
                raise TooManyViews(most=MOST_VIEWS)
            try:
                return add_view(session, actor.account_id, place, written, kept, columns)
            except IntegrityError:  # another window of theirs named one so first
                raise ViewNameTaken from None

    def rename(self, actor: Actor, view_id: int, name: str) -> None:
        """Give one of the actor's lists another name.

        Raises:
            NotAllowed, NotFound: as they say.
            ViewNameNotAdmitted, ViewNameTaken: as they say.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.write() as session:
            row = _own(session, actor, view_id)
            written = _name(name)
            others = saved_views(session, actor.account_id, row.place)
            if any(view.name == written and view.id != view_id for view in others):
                raise ViewNameTaken
            row.name = written

    def delete(self, actor: Actor, view_id: int) -> None:
        """Forget one of the actor's lists.

        Raises:
            NotAllowed, NotFound: as they say.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.write() as session:
            session.delete(_own(session, actor, view_id))


def _own(session: Session, actor: Actor, view_id: int) -> SavedViewRow:
    row = own_view(session, actor.account_id, view_id)
    if row is None:
        raise NotFound
    return row


def _name(name: str) -> str:
    written = " ".join(plain_text(name).split())
    if len(written) > LONGEST_NAME or not shows_something(written):
        raise ViewNameNotAdmitted(most=LONGEST_NAME)
    return written


def _query(query: Mapping[str, str]) -> dict[str, str]:
    kept = {storable(str(name)): storable(str(value)) for name, value in query.items()}
    fits = sum(len(name) + len(value) for name, value in kept.items()) <= LONGEST_QUERY
    return kept if fits else {}
