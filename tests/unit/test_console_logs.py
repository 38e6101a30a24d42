"""What is written to the log can be read by operators: no session can be taken over with it."""

import io
import logging
import re
import uuid
from collections.abc import Iterator

import pytest
import structlog
from streamlit.logger import get_logger
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from console.logs import configure_logs


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Return what one of Streamlit's loggers writes, through a handler of its own as Streamlit gives it."""
    before = logging.getLogRecordFactory()
    configure_logs("INFO")
    output = io.StringIO()
    handler = logging.StreamHandler(output)
    logger = get_logger("streamlit.runtime.websocket_session_manager")
    logger.addHandler(handler)
    yield output
    logger.removeHandler(handler)
    logging.setLogRecordFactory(before)


def test_no_session_id_is_written_by_streamlit(written: io.StringIO) -> None:
    """As an argument, inside the message, in capitals and in a traceback: the rest of the line stays."""
    session = str(uuid.uuid4())
    logger = get_logger("streamlit.runtime.websocket_session_manager")
    logger.warning("Ignoring reconnect to active session id %s: user identity", session)
    logger.warning(f"session {session.upper()} and {session}")  # noqa: G004 - as a careless library does
    try:
        int(session)
    except ValueError:
        logger.exception("failed")
    text = written.getvalue()
    assert session not in text.lower()
    assert "Ignoring reconnect to active session id [sesión]: user identity" in text
    assert "ValueError: invalid literal for int() with base 10: '[sesión]'" in text


def test_other_records_are_as_they_were(written: io.StringIO) -> None:
    """Arguments, digests and folios are kept, and an error's traceback too."""
    digest = "9f2c" * 16
    get_logger("streamlit.runtime.websocket_session_manager").warning("PRO-01228-P7X7 %d %s", 3, digest)
    assert written.getvalue() == f"PRO-01228-P7X7 3 {digest}\n"


SECRETS = (
    "GET /contrasena?enlace=abc-DEF_123 HTTP/1.1",
    "/salir?clave=0a1b2c&x=1",
    "/entrar/directorio/vuelta?code=abcDEF.1&state=xyz-9",
    'Cookie: __Host-oficialia_sesion=abcDEF; oficialia_dispositivo="abcDEF"',
)


@pytest.mark.parametrize("line", SECRETS)
def test_no_value_that_lets_in_is_written(written: io.StringIO, line: str) -> None:
    """Tokens of links, keys of forms, codes of the directory and cookies: the name stays, the value goes."""
    get_logger("streamlit.runtime.websocket_session_manager").warning("asked for %s", line)
    text = written.getvalue()
    assert "[oculto]" in text
    assert not {"abc-DEF_123", "0a1b2c", "abcDEF.1", "xyz-9", "abcDEF"} & set(re.split(r'[=&;\s"]', text))


def test_our_own_lines_are_written_without_them_too(
    written: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """A structured line, its fields and its traceback."""
    del written
    logger = structlog.get_logger("of this test")
    try:
        int("/desbloquear/enlace?enlace=abcDEF123")
    except ValueError:
        logger.exception("failed", where="/contrasena?enlace=abcDEF123", times=2)
    told = capsys.readouterr().out
    assert "abcDEF123" not in told
    assert told.count("enlace=[oculto]") >= 2
    assert "times=2" in told


def test_a_real_session_manager_writes_none(written: io.StringIO) -> None:
    """The very line of the library, written by itself."""
    manager = WebsocketSessionManager.__new__(WebsocketSessionManager)
    manager._log_logged_out_reconnect(str(uuid.uuid4()))
    assert "Ignoring reconnect to logged-out session id [sesión]" in written.getvalue()
