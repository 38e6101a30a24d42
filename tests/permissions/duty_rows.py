"""Presence, and giving promociones to clerks, and who may."""

from core.domain.people import Permission
from tests.permissions.rules import ANY, Row, permitted

REVIEW, ASSIGN = Permission.REVIEW, Permission.ASSIGN

DUTY_ROWS: dict[str, Row] = {
    "assigning.assignable": Row(lambda w, a, _: w.oficialia.assigning.assignable(a), permitted(ASSIGN), ANY),
    "presence.own": Row(lambda w, a, _: w.oficialia.presence.own(a), permitted(REVIEW), ANY),
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
}

DUTY_UNASKED: dict[str, str] = {}
