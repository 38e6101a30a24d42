"""The board's part of the composition root: what a supervisor sees, takes along and tries again."""

from dataclasses import dataclass

from core.clock import Clock
from core.config import Settings
from core.services.board import Board
from core.services.current_catalogs import CurrentCatalogs
from core.services.duty import Presence
from core.services.queue import Queue
from core.services.retrying import Retrying, Sources
from core.services.summaries import Summaries
from core.storage.engine import Database


@dataclass(frozen=True, slots=True)
class BoardServices:
    """The services of the board, under the names that the Oficialía gives them."""

    board: Board
    presence: Presence
    retrying: Retrying
    summaries: Summaries


def board_services(
    database: Database,
    clock: Clock,
    settings: Settings,
    catalogs: CurrentCatalogs,
    queue: Queue,
    sources: Sources,
) -> BoardServices:
    """Build them."""
    board = Board(database, clock, settings, catalogs, queue)
    return BoardServices(
        board=board,
        presence=Presence(database, clock, settings, catalogs),
        retrying=Retrying(database, clock, settings, sources),
        summaries=Summaries(database, clock, settings, catalogs, catalogs.institucion, board),
    )


def summaries_of(
    database: Database, clock: Clock, settings: Settings, catalogs: CurrentCatalogs
) -> Summaries:
    """Build what writes summaries alone, for the command line: it needs no seal and no worker."""
    board = Board(database, clock, settings, catalogs, Queue(database, clock, settings, catalogs))
    return Summaries(database, clock, settings, catalogs, catalogs.institucion, board)
