"""Where a catalogue's entry is used: asked before it is changed or retired."""

from core.domain.editions import CatalogName
from core.domain.people import Actor, Permission, require
from core.storage.catalog_uses import promociones_with
from core.storage.engine import Database


class CatalogUses:
    """The use case of counting an entry's uses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, actor: Actor, name: CatalogName, code: str) -> int:
        """Return in how many promociones, drafts among them, an entry stands now.

        Raises:
            NotAllowed: the actor does not keep catalogues.
        """
        require(actor, Permission.MANAGE_CATALOGS)
        with self._database.read() as session:
            return promociones_with(session, name, code)
