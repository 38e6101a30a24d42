"""Presence, and giving promociones to clerks, and who may."""

import io
from datetime import date

from core.domain.chart_tables import TableName
from core.domain.exporting import SheetKind
from core.domain.people import Permission
from core.domain.summary import SummaryKind
from core.services.retrying import Waiting
from tests.permissions.rules import ANY, Row, permitted

REVIEW, ASSIGN, READ_BOARD = Permission.REVIEW, Permission.ASSIGN, Permission.READ_BOARD
DAYS = (date(2026, 11, 1), date(2026, 11, 23))

DUTY_ROWS: dict[str, Row] = {
    "assigning.assignable": Row(lambda w, a, _: w.oficialia.assigning.assignable(a), permitted(ASSIGN), ANY),
    "presence.own": Row(lambda w, a, _: w.oficialia.presence.own(a), permitted(REVIEW), ANY),
    "presence.kept": Row(lambda w, a, _: w.oficialia.presence.kept(a), permitted(REVIEW), ANY),
    "presence.begin": Row(lambda w, a, _: w.oficialia.presence.begin(a), permitted(REVIEW), ANY),
    "presence.end": Row(lambda w, a, _: w.oficialia.presence.end(a, give_back=True), permitted(REVIEW), ANY),
    "presence.roster": Row(lambda w, a, _: w.oficialia.presence.roster(a), permitted(ASSIGN), ANY),
    "presence.begin_for": Row(
        lambda w, a, _: w.oficialia.presence.begin_for(a, w.actors["lucia"].account_id),
        permitted(ASSIGN),
        ANY,
    ),
    "presence.end_for": Row(
        lambda w, a, _: w.oficialia.presence.end_for(a, w.actors["lucia"].account_id, give_back=True),
        permitted(ASSIGN),
        ANY,
    ),
    "presence.set_types": Row(
        lambda w, a, _: w.oficialia.presence.set_types(a, w.actors["lucia"].account_id, ["DEN"]),
        permitted(ASSIGN),
        ANY,
    ),
    "retrying.retry": Row(
        lambda w, a, _: w.oficialia.retrying.retry(a, Waiting.ACUSES), permitted(READ_BOARD), ANY
    ),
    "summaries.table": Row(
        lambda w, a, _: w.oficialia.summaries.table(a, TableName.TEAM, SheetKind.CSV, DAYS, "", io.BytesIO()),
        permitted(READ_BOARD),
        ANY,
    ),
    "summaries.workbook": Row(
        lambda w, a, _: w.oficialia.summaries.workbook(a, DAYS, "", io.BytesIO()), permitted(READ_BOARD), ANY
    ),
    "summaries.paper": Row(
        lambda w, a, _: w.oficialia.summaries.paper(a, DAYS, ""), permitted(READ_BOARD), ANY
    ),
    "summaries.wishes": Row(lambda w, a, _: w.oficialia.summaries.wishes(a), permitted(READ_BOARD), ANY),
    "summaries.wish": Row(
        lambda w, a, _: w.oficialia.summaries.wish(a, SummaryKind.WEEKLY, wished=True),
        permitted(READ_BOARD),
        ANY,
    ),
}

DUTY_UNASKED: dict[str, str] = {
    "summaries.words": "names of tables and columns",
    "summaries.by_operator": "the operator's command line",
    "summaries.post_due": "the server itself",
    "summaries.attachments": "of a message, made as its reader may see them",
}
