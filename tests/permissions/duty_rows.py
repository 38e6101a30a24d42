"""Presence, and giving promociones to clerks, and who may."""

from core.domain.people import Permission
from tests.permissions.rules import ANY, Row, permitted

REVIEW, ASSIGN = Permission.REVIEW, Permission.ASSIGN

DUTY_ROWS: dict[str, Row] = {
    "assigning.assignable": Row(lambda w, a, _: w.oficialia.assigning.assignable(a), permitted(ASSIGN), ANY),
}

DUTY_UNASKED: dict[str, str] = {}
