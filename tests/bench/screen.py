"""A browser's side of Streamlit's websocket: asks for a rerun and reads what is to be drawn, draws nothing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from console.web.identity import COOKIE

_LARGEST_MESSAGE = 64 * 1024 * 1024
_CHOOSERS = ("button_group", "selectbox", "text_input")


class Screen:
    """One open page of a signed-in person."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._widgets: dict[str, Any] = {}
        self._values: list[WidgetState] = []
        self.received_bytes = 0

    def choose(self, key: str, value: str) -> None:
        """Set the widget with this key, drawn before, as of the next run.

        A choice is named by how its label begins.

        Raises:
            LookupError: there is no such widget or choice.
        """
        kind, widget = self._widgets[key]
        if kind == "text_input":
            state = WidgetState(id=widget.id, string_value=value)
        elif kind == "selectbox":
            state = WidgetState(id=widget.id, string_value=_option(widget.options, value))
        else:
            labels = [option.content for option in widget.options]
            state = WidgetState(id=widget.id)
            state.string_array_value.data.append(_option(labels, value))
        self._values.append(state)

    def rerun(self) -> str:
        """Run the page once; return its texts, one a line, with ``dataframe`` for a table.

        Raises:
            AssertionError: the script did not come to its end.
        """
        state = ClientState(widget_states=WidgetStates(widgets=self._values))
        self._connection.send(BackMsg(rerun_script=state).SerializeToString())
        self.received_bytes = 0
        drawn = []
        for message in self._messages():
            kind = message.WhichOneof("type")
            if kind == "delta":
                drawn.append(self._keep(message.delta.new_element))
            elif kind == "script_finished":
                assert message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                break
        return "\n".join(drawn)

    def _keep(self, element: Any) -> str:  # noqa: ANN401 - a generated class, a field for each widget
        kind = str(element.WhichOneof("type"))
        if kind in _CHOOSERS:
            widget = getattr(element, kind)
            self._widgets[widget.id.rpartition("-")[2]] = (kind, widget)
        return str(element.markdown.body) or kind

    def _messages(self) -> Iterator[ForwardMsg]:
        while True:
            data = self._connection.recv(timeout=60, decode=False)
            self.received_bytes += len(data)
            yield ForwardMsg.FromString(data)


def _option(labels: list[str], beginning: str) -> str:
    found = [label for label in labels if label.startswith(beginning)]
    if not found:
        raise LookupError(f"{beginning} is none of {list(labels)}")
    return found[0]


@contextmanager
def open_screen(address: str, token: str, choices: Mapping[str, str] | None = None) -> Iterator[Screen]:
    """Open the start page at ``address`` (``http://host:port``), run it, and choose (widget's key → value)."""
    with connect(
        address.replace("http", "ws", 1) + "/_stcore/stream",
        origin=Origin(address),
        additional_headers={"Cookie": f"{COOKIE}={token}"},
        subprotocols=[Subprotocol("streamlit")],
        max_size=_LARGEST_MESSAGE,
    ) as connection:
        screen = Screen(connection)
        screen.rerun()
        for key, value in (choices or {}).items():
            screen.choose(key, value)
        yield screen
