"""The institution's data as a form: what Contacto, the sign-in page, mails and receipts say of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from console.components.catalog_fields import field_help, field_name
from console.formats import escape
from core.domain.editions import CatalogName

Document = Mapping[str, Any]
_TEXTS = {"name": 200, "short_name": 30, "unit": 120}
_LINES = ("address", "phones", "opening_hours", "legal_basis")
_CONTACT = {"name": 120, "email": 254, "phone": 60}
_MOST_LINES = 2000
_NEEDED = frozenset({"name", "email"})


def institution_form(
    document: Document, problems: Mapping[str, str], notices: Sequence[str], *, key: str
) -> dict[str, Any]:
    """Draw the form and return the document as it is written there.

    Args:
        document: the institution's data, TOML's own values.
        problems: key → a sentence to stand below that field; of support ``support.0.email``.
        notices: versions of the privacy notice that are installed.
        key: prefix of the fields' keys; another where the form is to begin anew.
    """
    values: dict[str, Any] = {"demonstration": _flag(document, key)}
    for name, most in _TEXTS.items():
        values[name] = _text(name, document.get(name), most, key, problems)
    for name in _LINES:
        values[name] = _lines(name, document.get(name), key, problems)
    values["support"] = _support(document.get("support", []), key, problems)
    values["privacy"] = _privacy(document.get("privacy", {}), notices, key)
    values["colours"] = _colours(document.get("colours", {}), key)
    return {name: values.get(name, value) for name, value in {**document, **values}.items()}


def _flag(document: Document, key: str) -> bool:
    return st.checkbox(
        field_name("demonstration"),
        bool(document.get("demonstration")),
        help=_help("demonstration"),
        key=f"{key}_demonstration",
    )


def _text(name: str, value: object, most: int, key: str, problems: Mapping[str, str]) -> str:
    """Draw a line; an unchanged one is returned as it was, blanks and all."""
    label = field_name(name, CatalogName.INSTITUCION)
    typed = st.text_input(  # markdown-safe: the field's name is our own
        f"{label} *",
        str(value or ""),
        max_chars=max(most, len(str(value or ""))),
        help=_help(name),
        key=f"{key}_{name}",
    )
    _problem(name, problems)
    return typed if typed == value else typed.strip()


def _lines(name: str, value: object, key: str, problems: Mapping[str, str]) -> list[str]:
    lines = [str(line) for line in value] if isinstance(value, list) else []
    typed = st.text_area(  # markdown-safe: the field's name is our own
        f"{field_name(name)} *",
        "\n".join(lines),
        max_chars=_MOST_LINES,
        help=_help("lines"),
        key=f"{key}_{name}",
        height=100,
    )
    _problem(name, problems)
    return [line.strip() for line in typed.splitlines() if line.strip()]


def _support(value: object, key: str, problems: Mapping[str, str]) -> list[dict[str, str]]:
    """Draw who helps, a row each; one whose name and mail are both emptied is taken off."""
    contacts = [contact for contact in value if isinstance(contact, dict)] if isinstance(value, list) else []
    st.subheader(field_name("support"))
    found = [_contact(place, contact, key, problems) for place, contact in enumerate(contacts)]
    if st.button("Agregar a quien da soporte", icon=":material/add:", key=f"{key}_support_add"):
        found.append({"name": "", "email": ""})
    _problem("support", problems)
    return [contact for contact in found if contact is not None]


def _contact(
    place: int, contact: Mapping[str, Any], key: str, problems: Mapping[str, str]
) -> dict[str, str] | None:
    values: dict[str, str] = {}
    columns = st.columns([3, 3, 2.4, 1], vertical_alignment="bottom")
    for column, (name, most) in zip(columns, _CONTACT.items(), strict=False):
        with column:
            typed = st.text_input(
                field_name(name) + (" *" if name in _NEEDED else ""),
                str(contact.get(name, "")),
                max_chars=most,
                key=f"{key}_support_{place}_{name}",
            )
        if typed.strip() or name in _NEEDED:
            values[name] = typed.strip()
    for name in _CONTACT:
        _problem(f"support.{place}.{name}", problems, field_name(name))
    with columns[-1]:
        gone = st.button("Quitar", key=f"{key}_support_{place}_remove", width="stretch")
    return None if gone else values


def _privacy(value: object, notices: Sequence[str], key: str) -> dict[str, str]:
    version = str(value.get("version", "")) if isinstance(value, dict) else ""
    options = [*notices] if version in notices else [version, *notices]
    chosen = st.selectbox(
        field_name("version"),
        options,
        index=options.index(version),
        help=_help("version"),
        key=f"{key}_version",
    )
    return {"version": chosen or version}


def _colours(value: object, key: str) -> dict[str, str]:
    colours = value if isinstance(value, dict) else {}
    chosen = {}
    with st.container(horizontal=True, gap="large"):
        for name, colour in colours.items():
            picked = st.color_picker(field_name(name), str(colour), key=f"{key}_{name}")
            chosen[name] = colour if picked.lower() == str(colour).lower() else picked.lower()
    return chosen


def _help(key: str) -> str | None:
    return field_help(CatalogName.INSTITUCION, key)


def _problem(name: str, problems: Mapping[str, str], field: str = "") -> None:
    """Draw what is wrong below a field; ``field`` names it where several stand in a row."""
    if name in problems:
        said = f"{field}: {problems[name]}" if field else problems[name]
        st.markdown(f":red[:material/error: {escape(said)}]")
