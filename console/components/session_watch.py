"""Watches over the session in the browser: warns before its end, keeps what was typed, comes back by itself."""

from console.components.bundles import nothing, renderer, require_bundle

require_bundle("session")


def session_watch(person: str) -> None:
    """Mount the watch; it draws outside the page's flow and takes no room.

    It asks ``/api/sesion`` by itself. When the same person is back after the session's end it asks for a
    run, with everything that was typed; when somebody else is, it loads the page anew.

    Args:
        person: what stands for the account (:func:`console.session.person_mark`), not the account's id.
    """
    renderer("session")(key="session_watch", data={"person": person}, on_returned_change=nothing)
