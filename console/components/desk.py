"""What a page of work has beside Streamlit: keys of its own, a panel that folds, the focus kept through dialogs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.components.bundles import nothing, renderer, require_bundle

require_bundle("desk")


@dataclass(frozen=True, slots=True)
class PageKey:
    """A key of the page.

    Attributes:
        key: as ``KeyboardEvent.key`` says it, a letter in lower case.
        act: ``press`` a button, ``focus`` a field, ``open`` a section and go there, ``write``
            in its first field, or ``fold`` the panel.
        target: Streamlit's key of what is pressed, focused or opened; empty for the panel.
    """

    key: str
    act: str
    target: str = ""


def desk(
    keys: Sequence[PageKey], *, opening: Mapping[str, str], panel: str, reader: str, folded: bool, key: str
) -> bool:
    """Draw the button that folds the panel, and watch the keys; return whether the panel is folded.

    Args:
        keys: those that no button's shortcut can be.
        opening: letter of a button that opens a dialog → its Streamlit key; while it can be pressed, what is typed
            after its letter waits for the dialog's first field.
        panel: Streamlit's key of the container that folds. It scrolls by itself, as tall as the reader.
        reader: Streamlit's key of the container with the viewer, which gets the focus that nobody has.
        folded: how the panel is at the start.
        key: the instance.
    """
    result = renderer("desk")(
        key=key,
        data={
            "keys": [{"key": each.key, "act": each.act, "target": each.target} for each in keys],
            "opening": dict(opening),
            "panel": panel,
            "reader": reader,
            "folded": folded,
        },
        on_folded_change=nothing,
    )
    return folded if result.folded is None else bool(result.folded)
