"""What an entry of a catalogue holds, and the form in which it is written; the service checks all of it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

import streamlit as st

from console import texts
from console.formats import escape
from core.domain.announcements import Audience, Level
from core.domain.catalogs import FilingSystem
from core.domain.editions import CatalogName
from core.domain.required_fields import RequirableField

Row = Mapping[str, Any]
_DAY = "DD/MM/YYYY"
_MINUTE = 60


class FieldKind(StrEnum):
    """How a field is written."""

    TEXT = "text"
    LONG = "long"
    FLAG = "flag"
    CHOICE = "choice"
    SEVERAL = "several"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class EntryField:
    """A key of an entry.

    Attributes:
        most: characters, of a text.
        options: codes, of a choice; ``kind_of_label``: under which they are named in ``data/texts``.
    """

    key: str
    kind: FieldKind
    required: bool = False
    most: int = 0
    options: tuple[str, ...] = ()
    kind_of_label: str = ""


def _code(most: int) -> EntryField:
    return EntryField("code", FieldKind.TEXT, required=True, most=most)


_NAME = EntryField("name", FieldKind.TEXT, required=True, most=200)
_SOURCE = EntryField("source", FieldKind.TEXT, required=True, most=300)
_FROM = EntryField("valid_from", FieldKind.DAY)
FIELDS: Mapping[CatalogName, tuple[EntryField, ...]] = {
    CatalogName.PROCEDURE_TYPES: (
        _code(16),
        _NAME,
        EntryField(
            "system",
            FieldKind.CHOICE,
            required=True,
            options=tuple(FilingSystem),
            kind_of_label="catalog_value",
        ),
        EntryField(
            "required_fields", FieldKind.SEVERAL, options=tuple(RequirableField), kind_of_label="field"
        ),
        EntryField("restricted", FieldKind.FLAG),
        EntryField("advice", FieldKind.LONG, most=1000),
        _SOURCE,
        _FROM,
    ),
    CatalogName.GROUNDS: (
        _code(32),
        EntryField("title", FieldKind.TEXT, required=True, most=200),
        EntryField("legal_basis", FieldKind.LONG, required=True, most=500),
        EntryField("needs_document", FieldKind.FLAG),
        EntryField("advice", FieldKind.LONG, required=True, most=1000),
        _SOURCE,
        _FROM,
    ),
    CatalogName.LABELS: (
        _code(32),
        EntryField("name", FieldKind.TEXT, required=True, most=60),
        EntryField("advice", FieldKind.LONG, required=True, most=500),
        _SOURCE,
        _FROM,
    ),
    CatalogName.NOTICES: (
        _code(32),
        EntryField("text", FieldKind.LONG, required=True, most=1000),
        EntryField(
            "level",
            FieldKind.CHOICE,
            required=True,
            options=tuple(Level),
            kind_of_label="announcement_level",
        ),
        EntryField(
            "audience",
            FieldKind.CHOICE,
            required=True,
            options=tuple(Audience),
            kind_of_label="announcement_audience",
        ),
        EntryField("valid_from", FieldKind.MOMENT),
        EntryField("valid_until", FieldKind.MOMENT),
    ),
}
"""What is written of each catalogue's entries, in the form's order."""


def entry_form(name: CatalogName, row: Row, problems: Mapping[str, str], *, key: str) -> dict[str, Any]:
    """Draw every field of an entry and return what they hold, without what is empty.

    Args:
        name: of which catalogue.
        row: the entry; empty for a new one, whose code can be written.
        problems: key → a sentence to stand below that field.
        key: prefix of the fields' keys.
    """
    values: dict[str, Any] = {}
    for field in FIELDS[name]:
        value = _draw(name, field, row, f"{key}_{field.key}")
        if value not in (None, "", False, []):
            values[field.key] = value
        if field.key in problems:
            st.markdown(f":red[:material/error: {escape(problems[field.key])}]")
    kept = {k: v for k, v in row.items() if k == "retired_on"}
    return {**values, **kept}


def field_name(key: str, name: CatalogName | None = None) -> str:
    """Return what people call a key, in that catalogue where it is called otherwise there."""
    return texts.labels("catalog_field").get(f"{key}_{name}") or texts.label("catalog_field", key)


def field_help(name: CatalogName, key: str) -> str | None:
    """Return the help of a field, the catalogue's own where there is one."""
    helps = texts.labels("catalog_help")
    return helps.get(f"{key}_{name}") or helps.get(key)


def _draw(name: CatalogName, field: EntryField, row: Row, key: str) -> object:
    label = field_name(field.key, name) + (" *" if field.required else "")
    value, advice = row.get(field.key), field_help(name, field.key)
    match field.kind:
        case FieldKind.FLAG:
            return st.checkbox(label, bool(value), help=advice, key=key)
        case FieldKind.CHOICE:
            return _choice(field, label, value, advice, key)
        case FieldKind.SEVERAL:
            return _several(field, label, row, advice, key)
        case FieldKind.DAY:
            return st.date_input(label, value, format=_DAY, help=advice, key=key)
        case FieldKind.MOMENT:
            return _moment(label, value, advice, key)
    return _text(field, label, value, advice, key)


def _text(field: EntryField, label: str, value: object, advice: str | None, key: str) -> str:
    text = str(value or "")
    most = max(field.most, len(text))  # what a file brought is shown whole, and objected to when it is put in
    if field.kind is FieldKind.LONG:
        return st.text_area(label, text, max_chars=most, help=advice, key=key, height=100)
    fixed = field.key == "code" and bool(text)
    return st.text_input(label, text, max_chars=most, help=advice, key=key, disabled=fixed)


def _choice(field: EntryField, label: str, value: object, advice: str | None, key: str) -> str | None:
    place = field.options.index(str(value)) if value in field.options else None
    return st.selectbox(
        label,
        field.options,
        index=place,
        format_func=lambda code: texts.label(field.kind_of_label, code),
        placeholder="Elija una opción",
        help=advice,
        key=key,
    )


def _several(field: EntryField, label: str, row: Row, advice: str | None, key: str) -> list[str]:
    chosen = st.pills(
        label,
        field.options,
        selection_mode="multi",
        default=[code for code in compulsory(row) if code in field.options],
        format_func=lambda code: texts.label(field.kind_of_label, code),
        help=advice,
        key=key,
    )
    return [code for code in field.options if code in chosen]


def compulsory(row: Row) -> list[str]:
    """Return which fields a type of procedure makes compulsory; ``needs_description`` is the older way to say one."""
    listed = [str(code) for code in row.get("required_fields", [])]
    return [*listed, RequirableField.DESCRIPCION] if row.get("needs_description") else listed


def _moment(label: str, value: object, advice: str | None, key: str) -> datetime | date | time | None:
    """Draw a day and an hour; an hour without its day comes back as such, to be objected to."""
    day, hour = st.columns([0.6, 0.4])
    at = value.time() if isinstance(value, datetime) else None
    on = value.date() if isinstance(value, datetime) else value
    with day:
        chosen = st.date_input(
            f"{label}: día",  # markdown-safe: the field's name is our own
            on if isinstance(on, date) else None,
            format=_DAY,
            help=advice,
            key=f"{key}_dia",
        )
    with hour:
        clock = st.time_input(f"{label}: hora", at, step=_MINUTE, key=f"{key}_hora")
    if not isinstance(chosen, date):
        return clock
    return datetime.combine(chosen, clock) if clock is not None else chosen
