"""Asks before the browser closes or leaves the console while a catalogue's draft is unsaved."""

from streamlit.components.v2 import component

from console.components import bundles  # noqa: F401 - lets any v2 component live with serialisable sessions

_JS = """
export default function () {
  const ask = (event) => event.preventDefault();
  window.addEventListener("beforeunload", ask);
  return () => window.removeEventListener("beforeunload", ask);
}
"""
_guard = component("catalog_guard", html="<span></span>", js=_JS)


def leaving_guard(*, key: str) -> None:
    """Mount the guard; it draws nothing, and goes with the run that does not mount it any more."""
    _guard(key=key, height=1)
