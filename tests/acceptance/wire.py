"""A hostile client of the running console: plain HTTP, and Streamlit's WebSocket spoken without a browser."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.acceptance.running_app import RunningApp, demo_password

_LARGEST_MESSAGE = 64 * 1024 * 1024
_TOKEN = re.compile(r'name="clave" value="([0-9a-f]+)"')


def entered(app: RunningApp, username: str) -> httpx.Cookies:
    """Sign a demo account in over plain HTTP; return its cookies."""
    with httpx.Client(base_url=app.url) as client:
        found = _TOKEN.search(client.get("/entrar").text)
        form = {
            "clave": found[1] if found else "",
            "usuario": username,
            "contrasena": demo_password(username),
        }
        answer = client.post("/entrar", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        return client.cookies


@dataclass(slots=True)
class Drawn:
    """What one run drew: texts by kind of element, widgets by how their label begins, and the run's frame."""

    texts: list[str] = field(default_factory=list)
    widgets: dict[str, str] = field(default_factory=dict)
    fragments: set[str] = field(default_factory=set)
    pages: dict[str, str] = field(default_factory=dict)
    session_id: str = ""

    @property
    def text(self) -> str:
        """Everything that was drawn as text, a line each."""
        return "\n".join(self.texts)

    def take(self, message: ForwardMsg) -> None:
        """Add what a message draws."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session_id = message.new_session.initialize.session_id
        elif kind == "navigation":
            self.pages = {p.page_name: p.page_script_hash for p in message.navigation.app_pages}
        elif kind == "delta":
            self.fragments |= {message.delta.fragment_id} - {""}
            self._element(message.delta.new_element)

    def _element(self, element: Any) -> None:  # noqa: ANN401 - a generated class, a field for each widget
        kind = element.WhichOneof("type")
        drawn = getattr(element, kind) if kind else None
        label, widget = str(getattr(drawn, "label", "")), str(getattr(drawn, "id", ""))
        self.texts.append(str(getattr(drawn, "body", "")) or label or str(kind))
        if widget:
            self.widgets[label or widget.rpartition("-")[2]] = widget


class Wire:
    """One open window, whose messages are ours to forge."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    def send(self, message: BackMsg | bytes) -> None:
        """Send a message, or bytes that are none."""
        self._connection.send(message if isinstance(message, bytes) else message.SerializeToString())

    def ask_run(self, *widgets: WidgetState, page: str = "", query: str = "", fragment: str = "") -> None:
        """Ask for a run, of one fragment alone where that is named, and wait for nothing."""
        asked = ClientState(
            widget_states=WidgetStates(widgets=widgets),
            page_script_hash=page,
            query_string=query,
            fragment_id=fragment,
        )
        self.send(BackMsg(rerun_script=asked))

    def run(self, *widgets: WidgetState, page: str = "", query: str = "") -> Drawn:
        """Ask for a run with forged widgets, page (its hash) or query; return what it drew."""
        self.ask_run(*widgets, page=page, query=query)
        drawn = Drawn()
        for message in self.messages():
            drawn.take(message)
            if message.WhichOneof("type") == "script_finished":
                return drawn
        raise AssertionError("the window was closed")

    def messages(self) -> Iterator[ForwardMsg]:
        """Yield what comes; raises ``websockets.ConnectionClosed`` when the window is closed."""
        while True:
            yield ForwardMsg.FromString(self._connection.recv(timeout=60, decode=False))

    def answers_until_heartbeat(self) -> list[str]:
        """Ask for a sign of life; return the kinds of everything that came before it."""
        self.send(BackMsg(app_heartbeat=True))
        kinds: list[str] = []
        for message in self.messages():
            kinds.append(str(message.WhichOneof("type")))
            if kinds[-1] == "heartbeat_ack":
                break
        return kinds


@contextmanager
def wired(
    app: RunningApp,
    cookies: httpx.Cookies | None,
    session_id: str = "",
    headers: Sequence[tuple[str, str]] = (),
) -> Iterator[Wire]:
    """Open a window with somebody's cookies, or with none.

    Args:
        app: where.
        cookies: whose; nobody's where None.
        session_id: of the Streamlit session to be taken over.
        headers: to be forged beside.
    """
    sent = [("Cookie", "; ".join(f"{k}={v}" for k, v in cookies.items()))] if cookies else []
    protocols = ["streamlit", "token", session_id] if session_id else ["streamlit"]
    with connect(
        app.url.replace("http", "ws", 1) + "/_stcore/stream",
        origin=Origin(app.url),
        additional_headers=[*sent, *headers],
        subprotocols=[Subprotocol(name) for name in protocols],
        max_size=_LARGEST_MESSAGE,
    ) as connection:
        yield Wire(connection)


def pressed(widget: str) -> WidgetState:
    """Return a button pressed."""
    return WidgetState(id=widget, trigger_value=True)


def typed(widget: str, text: str) -> WidgetState:
    """Return a text typed, or an option chosen by its text."""
    return WidgetState(id=widget, string_value=text)


def chosen(widget: str, *options: str) -> WidgetState:
    """Return options chosen among buttons."""
    state = WidgetState(id=widget)
    state.string_array_value.data.extend(options)
    return state
