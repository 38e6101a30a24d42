"""Every action about reports of faults, and who may."""

import io
from collections.abc import Callable
from datetime import timedelta

from core.domain.fault_reports import FaultSystem
from core.domain.fault_views import FaultQuery
from core.domain.outages import OutageStatement
from core.domain.people import Actor, Permission
from core.services.fault_desk import COLUMNS, FaultWords
from tests.permissions.rules import ANY, Row, anothers, anybody, permitted
from tests.permissions.world import Target, World

READ_FAULTS, MANAGE_CATALOGS = Permission.READ_FAULTS, Permission.MANAGE_CATALOGS
TEXT = "Se reinició el servicio."
WORDS = FaultWords(dict.fromkeys(COLUMNS, "x"), dict.fromkeys(("new", "in_progress"), "x"))
THERE = ("another", "nobody")


def _desk(act: Callable[[World, Actor, str], object]) -> Row:
    return Row(lambda w, a, t: act(w, a, t.fault_folio), anothers(READ_FAULTS), THERE)


def _outage(act: Callable[[World, Actor, Target], object], permission: Permission = READ_FAULTS) -> Row:
    return Row(act, anothers(permission), THERE)


def _said(world: World) -> OutageStatement:
    now = world.house.clock.at
    return OutageStatement(FaultSystem.OPE, now - timedelta(hours=2), now - timedelta(hours=1), TEXT)


FAULT_ROWS: dict[str, Row] = {
    "fault_reporting.known": Row(lambda w, a, _: w.oficialia.fault_reporting.known(a), anybody, ANY),
    "fault_reporting.mine": Row(lambda w, a, _: w.oficialia.fault_reporting.mine(a), anybody, ANY),
    "fault_desk.page": Row(
        lambda w, a, _: w.oficialia.fault_desk.page(a, FaultQuery()), permitted(READ_FAULTS), ANY
    ),
    "fault_desk.counts": Row(lambda w, a, _: w.oficialia.fault_desk.counts(a), permitted(READ_FAULTS), ANY),
    "fault_desk.table": Row(
        lambda w, a, _: w.oficialia.fault_desk.table(a, FaultQuery(), WORDS, io.BytesIO()),
        permitted(READ_FAULTS),
        ANY,
    ),
    "fault_desk.view": _desk(lambda w, a, folio: w.oficialia.fault_desk.view(a, folio)),
    "fault_desk.take": _desk(lambda w, a, folio: w.oficialia.fault_desk.take(a, folio)),
    "fault_desk.release": _desk(lambda w, a, folio: w.oficialia.fault_desk.release(a, folio)),
    "fault_desk.note": _desk(lambda w, a, folio: w.oficialia.fault_desk.note(a, folio, TEXT)),
    "fault_desk.reply": _desk(lambda w, a, folio: w.oficialia.fault_desk.reply(a, folio, TEXT)),
    "fault_desk.resolve": _desk(lambda w, a, folio: w.oficialia.fault_desk.resolve(a, folio, TEXT)),
    "fault_desk.dismiss": _desk(lambda w, a, folio: w.oficialia.fault_desk.dismiss(a, folio, TEXT)),
    "fault_desk.reopen": _desk(lambda w, a, folio: w.oficialia.fault_desk.reopen(a, folio, TEXT)),
    "outages.listing": Row(lambda w, a, _: w.oficialia.outages.listing(a), permitted(READ_FAULTS), ANY),
    "outages.pending": Row(lambda w, a, _: w.oficialia.outages.pending(a), permitted(READ_FAULTS), ANY),
    "outages.outage": _outage(lambda w, a, t: w.oficialia.outages.outage(a, t.outage_id)),
    "outages.name": _outage(lambda w, a, t: w.oficialia.outages.name(a, _said(w), [t.fault_folio])),
    "outages.join": _outage(lambda w, a, t: w.oficialia.outages.join(a, t.outage_id, t.fault_folio)),
    "outages.leave": _outage(lambda w, a, t: w.oficialia.outages.leave(a, t.fault_folio)),
    "outages.correct": _outage(lambda w, a, t: w.oficialia.outages.correct(a, t.outage_id, _said(w))),
    "outages.withdraw": _outage(lambda w, a, t: w.oficialia.outages.withdraw(a, t.outage_id, TEXT)),
    "outages.proposal": _outage(
        lambda w, a, t: w.oficialia.outages.proposal(a, [t.outage_id]), MANAGE_CATALOGS
    ),
}

FAULT_UNASKED: dict[str, str] = {
    "fault_reporting.draw": "a public form",
    "fault_reporting.draw_again": "the same",
    "fault_reporting.report": "anybody, with an account or without",
    "fault_reporting.state": "whoever holds the folio and the e-mail of a report",
    "fault_reporting.forget_old": "the server itself",
    "outages.saved": "inside the transaction that saves the calendar, which asks",
    "outages.committed": "the same",
}
