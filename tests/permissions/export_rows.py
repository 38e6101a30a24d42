"""Every action about tables and bundles that leave, and who may."""

import io

from core.domain.exporting import (
    USUAL_COLUMNS,
    BundleWords,
    Scope,
    Selection,
    SheetKind,
    TableStyle,
    TableWords,
)
from core.domain.people import Actor, Permission
from core.domain.queue import Tab
from tests.permissions.rules import ANY, Row, exported, permitted
from tests.permissions.world import World

EXPORT, READ_QUEUE = Permission.EXPORT, Permission.READ_QUEUE
STYLE = TableStyle(SheetKind.CSV, USUAL_COLUMNS, TableWords({}))
WORDS = BundleWords(("x",) * 6, {}, {})
WITH_RECEIPT = ("sent", "taken", "accepted", "nobody")


def _everything(world: World, actor: Actor) -> Selection:
    return Selection(Scope.LIST, world.oficialia.queue.query(actor, Tab.ALL))


def _prepare(world: World, actor: Actor) -> str:
    return world.oficialia.exporting.prepare(actor, _everything(world, actor), STYLE, "lista.csv").token


EXPORT_ROWS: dict[str, Row] = {
    "closed.deciders": Row(lambda w, a, _: w.oficialia.closed.deciders(a), permitted(READ_QUEUE), ANY),
    "closed.papers": Row(
        lambda w, a, f: w.oficialia.closed.papers(a, [f.promocion_id]), permitted(READ_QUEUE)
    ),
    "exporting.count": Row(
        lambda w, a, _: w.oficialia.exporting.count(a, _everything(w, a)), permitted(EXPORT), ANY
    ),
    "exporting.table": Row(
        lambda w, a, f: w.oficialia.exporting.table(
            a, Selection(Scope.MARKED, ids=(f.promocion_id,)), STYLE, io.BytesIO()
        ),
        exported,
        WITH_RECEIPT,
    ),
    "exporting.prepare": Row(lambda w, a, _: _prepare(w, a), permitted(EXPORT), ANY),
    "exporting.prepared": Row(
        lambda w, a, _: w.oficialia.exporting.prepared(a, _prepare(w, a)), permitted(EXPORT), ANY
    ),
    "bundling.receipts": Row(
        lambda w, a, f: w.oficialia.bundling.receipts(
            a, Selection(Scope.MARKED, ids=(f.promocion_id,)), WORDS, io.BytesIO()
        ),
        exported,
        WITH_RECEIPT,
    ),
}
