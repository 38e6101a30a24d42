"""The built front ends, and how Streamlit comes to serve them.

The JavaScript is served as a file under ``/_stcore/bidi-components/`` (behind the gate), not sent inline:
an inline script travels again with every rerun and needs ``script-src blob:`` in the content policy.
Streamlit finds such files through ``[tool.streamlit.component]`` only for a distribution that has an
importable package of its own name. ``oficialia`` has none (its packages are ``core``, ``console``,
``pages``), so the manifest is handed to the component manager here. The manager belongs to a runtime and a
test makes several, hence at each mount rather than at import.
"""

from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path

import streamlit as st
from streamlit.components.v2.bidi_component import main as streamlit_mounting
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.components.v2.types import ComponentRenderer

COMPONENTS = Path(__file__).resolve().parent
DIST = COMPONENTS / "frontend" / "dist"
PROJECT = "oficialia"


class FrontEndNotBuilt(RuntimeError):  # noqa: N818 - named as a sentence, like every refusal (design.md, Names)
    """The JavaScript of a component is missing: the project was not built."""


def require_bundle(name: str, dist: Path = DIST) -> Path:
    """Find the one built file of a component, ``dist/<name>/<name>-<hash>.js``.

    Raises:
        FrontEndNotBuilt: there is none, or the remains of an interrupted build.
    """
    found = sorted((dist / name).glob(f"{name}-*.js"))
    if len(found) != 1:
        raise FrontEndNotBuilt(
            f"the front end «{name}» is not built ({len(found)} files in {dist / name}): run «make», "
            f"or «npm ci && npm run build» in {dist.parent}"
        )
    return found[0]


def renderer(name: str) -> ComponentRenderer:
    """Give the mounting command of a component, known to the runtime that runs this script."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"{PROJECT}.{name}") is None:
        _announce(manager, name)
    return _component(name)


def _announce(manager: BidiComponentManager, name: str) -> None:
    config = ComponentConfig(name=name, asset_dir=f"frontend/dist/{name}")
    manager.register_from_manifest(ComponentManifest(PROJECT, "0", [config]), COMPONENTS)


def _mend_presenter() -> None:
    """Let components live with ``runner.enforceSerializableSessionState``.

    Streamlit 1.67 shows a component's value in ``st.session_state`` as an instance of a class local to a
    function, which its own check then cannot pickle: every run that mounts a component ends in an error. A
    plain dict says the same; lost is only writing into it, which nobody does here.
    """
    original = vars(streamlit_mounting)["make_bidi_component_presenter"]
    if hasattr(original, "__wrapped__"):
        return

    @wraps(original)
    def make_plain_presenter(*args: object, **kwargs: object) -> Callable[[object, object], object]:
        present = original(*args, **kwargs)

        def plain(base: object, session_state: object) -> object:
            value = present(base, session_state)
            return dict(value) if isinstance(value, dict) else value

        return plain

    vars(streamlit_mounting)["make_bidi_component_presenter"] = make_plain_presenter


_mend_presenter()


@cache
def _component(name: str) -> ComponentRenderer:
    return st.components.v2.component(f"{PROJECT}.{name}", js=f"{name}-*.js")


def nothing() -> None:
    """Do nothing: Streamlit reports a value only where a callback is named."""
