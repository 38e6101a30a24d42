"""Clicks that Streamlit's browser side sends under the name of a fragment that is not theirs."""

from functools import wraps

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.state.session_state import WStates

_PRESSED = frozenset({"trigger_value", "string_trigger_value", "chat_input_value", "json_trigger_value"})
"""Kinds of a widget's value that say *now*, and are gone after one run."""


def keep_stray_clicks() -> None:
    """Run the whole page for a click that came under another fragment's name; from the process's start on.

    The browser side (1.67, ``WidgetStateManager.scheduleFlush``) gathers what changes until its next timer and
    sends all of it under the first fragment's name. The server then runs that fragment alone, and a button
    elsewhere was pressed for nothing: *Aceptar*, when in that instant the viewer told where the reader stands.
    A section opened in it stayed empty. On a busy machine the instant is long.
    """
    ask = AppSession.request_rerun

    @wraps(ask)
    def request_rerun(session: AppSession, client_state: ClientState | None) -> None:
        if client_state is not None and _is_stray(session, client_state):
            whole = ClientState()
            whole.CopyFrom(client_state)
            whole.ClearField("fragment_id")
            client_state = whole
        ask(session, client_state)

    if not hasattr(ask, "__wrapped__"):
        AppSession.request_rerun = request_rerun  # type: ignore[method-assign,assignment]  # it has no hook


def _is_stray(session: AppSession, asked: ClientState) -> bool:
    """Whether something was pressed, folded or ticked that stands outside the fragment asked for."""
    if not asked.fragment_id:
        return False
    known = session.session_state._new_widget_state  # noqa: SLF001 - nothing public tells it
    touched = [known.widget_metadata.get(w.id) for w in asked.widget_states.widgets if _is_touched(w, known)]
    return any(widget is not None and widget.fragment_id != asked.fragment_id for widget in touched)


def _is_touched(widget: WidgetState, known: WStates) -> bool:
    """Whether somebody pressed it just now, or turned what is on or off, open or closed, since the last run."""
    kind = widget.WhichOneof("value")
    if kind != "bool_value":
        return kind in _PRESSED
    before = known.get_serialized(widget.id)
    return before is not None and before.bool_value != widget.bool_value
