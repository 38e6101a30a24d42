"""The labels of a promoción as badges, and the list in which they are put and taken off."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from console.formats import escape
from core.domain.labels import Label


def label_badges(names: Sequence[str]) -> None:
    """Draw the labels that a promoción bears."""
    for name in names:
        st.badge(escape(name), icon=":material/label:", color="violet")


def label_choice(
    offered: Sequence[Label],
    chosen: Sequence[str],
    *,
    key: str,
    on_change: Callable[..., None],
    args: tuple[Any, ...],
) -> None:
    """Draw the labels that can be put, those that are chosen; ``on_change`` reads them under ``key``."""
    names = {label.code: label.name for label in offered}
    with st.popover("Etiquetas", icon=":material/label:", type="tertiary"):
        st.pills(
            "Etiquetas de esta promoción (no las ve el promovente)",
            list(names),
            selection_mode="multi",
            default=[code for code in chosen if code in names],
            format_func=lambda code: names[code],
            key=key,
            on_change=on_change,
            args=args,
        )
        for label in offered:
            st.caption(f"**{escape(label.name)}**: {escape(label.advice)}")
