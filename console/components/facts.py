"""Names and values of people's text, drawn so that no value is taken for Markdown."""

from collections.abc import Iterable

import streamlit as st

from console.formats import escape, escape_lines
from core.domain.institucion import Institucion

Fact = tuple[str, str]
"""A name of ours and a value that may be anybody's."""


def facts(rows: Iterable[Fact]) -> None:
    """Draw each name above its value; rows without a value are left out."""
    for name, value in rows:
        if value:
            st.markdown(f":gray[{escape(name)}]  \n{escape_lines(value)}")


def fact_lines(rows: Iterable[Fact]) -> None:
    """Draw each name before its value, a line each, for narrow panels."""
    lines = [f":gray[{escape(name)}] {escape_lines(value)}" for name, value in rows if value]
    st.markdown("  \n".join(lines))  # markdown-safe: every part is escaped above


def support_rows(institucion: Institucion) -> list[Fact]:
    """Return who helps, and how to reach them."""
    return [(c.name, " · ".join(part for part in (c.email, c.phone) if part)) for c in institucion.support]
