"""The form of a person's own data, and the history of its changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import streamlit as st

from console import formats, texts


class ShownChange(Protocol):
    """What is shown of a change."""

    @property
    def at(self) -> datetime: ...  # noqa: D102 - as in the service
    @property
    def field(self) -> str: ...  # noqa: D102 - as in the service
    @property
    def old(self) -> str: ...  # noqa: D102 - as in the service
    @property
    def new(self) -> str: ...  # noqa: D102 - as in the service
    @property
    def by(self) -> str: ...  # noqa: D102 - as in the service


def profile_form(name: str, phone: str, problems: Mapping[str, str], *, may_rename: bool) -> tuple[str, str]:
    """Draw name and telephone, and return what stands in the fields.

    Args:
        name: as it is stored.
        phone: ten digits, or nothing.
        problems: field → code, from the last time it was saved.
        may_rename: whether the name can be changed here.
    """
    typed_name = st.text_input(
        "Nombre o razón social *" if may_rename else "Nombre",
        name,
        max_chars=300,
        disabled=not may_rename,
        key=f"perfil_nombre_{name}",
        help="Es el que aparece en los acuses de las promociones que cree desde ahora."
        if may_rename
        else "El nombre del personal lo cambia quien administra las cuentas.",
    )
    _problem("name", problems)
    typed_phone = st.text_input(
        "Teléfono del trabajo *" if may_rename else "Teléfono del trabajo",
        phone,
        max_chars=32,
        key=f"perfil_telefono_{phone}",
        placeholder="10 dígitos",
    )
    _problem("phone", problems)
    return (typed_name if may_rename else name), typed_phone


def _problem(name: str, problems: Mapping[str, str]) -> None:
    if name in problems:
        st.markdown(f":red[:material/error: {texts.field_problem(problems[name])}]")


def changes_table(changes: Sequence[ShownChange], zone: str) -> None:
    """Draw the changes, newest first."""
    st.dataframe(
        [
            {
                "Fecha y hora": formats.short_instant(c.at, zone),
                "Dato": texts.label("field", c.field),
                "Antes": formats.cell(c.old) or "—",
                "Después": formats.cell(c.new) or "—",
                "Lo cambió": formats.cell(c.by),
            }
            for c in changes
        ],
        hide_index=True,
        alt="Cambios a los datos de la cuenta, del más reciente al más antiguo",
    )
