"""Who asked for what is not theirs is written to the log, on routes and on screens (OWASP ASVS 16.3.2)."""

from unittest.mock import patch

from starlette.types import ASGIApp
from streamlit.testing.v1 import AppTest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs
from structlog.typing import EventDict

from core.config import PROJECT
from core.domain.people import Actor, Role
from tests.browsing import Browser
from tests.offices import House

_REFUSED = "authorization refused"


def _refused(lines: list[EventDict]) -> list[EventDict]:
    return [line for line in lines if line["event"] == _REFUSED]


def test_another_filers_document_leaves_a_line(house: House, app: ASGIApp) -> None:
    """With whose request it was, what for and the answer's code; one's own document leaves none."""
    house.attach(house.draft())
    for username, lines_left in (("ana", 0), ("juan", 1)):
        browser = Browser(app)
        browser.sign_in(username)
        with capture_logs(processors=[merge_contextvars]) as lines:
            answer = browser.get("/api/documentos/1/vista?x=secreto")
        found = _refused(lines)
        assert (answer.status_code == 404, len(found)) == (bool(lines_left), lines_left), username
    assert found == [
        {
            "event": _REFUSED,
            "log_level": "warning",
            "code": "not_found",
            "where": "/api/documentos/1/vista",
            "account": house.actor("juan").account_id,
        }
    ]


def test_a_page_of_another_role_leaves_a_line(house: House, app: ASGIApp) -> None:
    """A filer who opens the clerks' queue is turned away, and the log says who."""
    Browser(app).sign_in("ana")
    filer: Actor = house.actor("ana")
    assert Role.FILER in filer.roles
    script = str(PROJECT / "pages" / "clerk" / "bandeja.py")
    with (
        patch("console.guards.current_actor", lambda: filer),
        capture_logs(processors=[merge_contextvars]) as lines,
    ):
        drawn = AppTest.from_file(script, default_timeout=60).run()
    assert drawn.error
    (line,) = _refused(lines)
    assert (line["code"], line["account"]) == ("not_allowed", filer.account_id)
