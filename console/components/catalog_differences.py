"""What differs between two editions of a catalogue, drawn so that a lawyer can compare it."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from console.components.catalog_fields import field_name
from console.components.catalog_words import change_lines, difference_title, value_words
from console.formats import escape, escape_lines
from core.domain.catalog_changes import Clash, Difference
from core.domain.editions import CatalogName

_MOST = 60


def differences_shown(
    name: CatalogName, found: Sequence[Difference], documents: Sequence[Mapping[str, Any]]
) -> None:
    """Draw each difference as a line, with the fields that differ below it.

    Args:
        name: of which catalogue.
        found: the differences.
        documents: both, the later one first, to call entries by their names.
    """
    for difference in found[:_MOST]:
        title = difference_title(name, difference, documents)
        lines = [_line(*line) for line in change_lines(name, difference)]
        st.markdown("  \n".join([f"**{escape(title)}**", *lines]))  # markdown-safe: every part is escaped
    if len(found) > _MOST:
        st.caption(f"y {len(found) - _MOST:d} cambios más")


def _line(field: str, before: str, after: str) -> str:
    said = f":gray[{escape(field)}:] "
    return said + (
        f"{escape_lines(before)} :gray[pasa a] {escape_lines(after)}" if before else escape_lines(after)
    )


def clashes_shown(clashes: Sequence[Clash]) -> None:
    """Draw what a colleague changed in another way, and which value stayed."""
    for clash in clashes:
        where = (
            field_name(clash.key) if clash.entry == clash.key else f"{clash.entry}, {field_name(clash.key)}"
        )
        mine, theirs = (escape_lines(value_words(clash.key, value)) for value in (clash.mine, clash.theirs))
        st.markdown(  # markdown-safe: every part is escaped
            f"**{escape(where)}**  \n:gray[Queda lo que usted escribió:] {mine}  \n"
            f":gray[En la otra edición dice:] {theirs}"
        )
