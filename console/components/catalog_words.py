"""A catalogue's entries and differences in words: plain text, to be escaped where it is drawn."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from console import formats, texts
from console.components.catalog_fields import FIELDS, field_name
from core.domain.catalog_changes import Difference, FieldChange
from core.domain.catalogs import FilingSystem
from core.domain.editions import CatalogName, ChangeKind, Edition

Row = Mapping[str, Any]
_NAMES = ("name", "title", "text")
_LONGEST_TITLE = 90
_NOTHING = "(nada)"


def entry_title(row: Row) -> str:
    """Return what an entry is called: its name, its title or the first line of its text."""
    text = next((str(row[key]) for key in _NAMES if row.get(key)), str(row.get("code", "")))
    line = text.partition("\n")[0]
    return line if len(line) <= _LONGEST_TITLE else f"{line[:_LONGEST_TITLE]}…"


def state_code(row: Row, today: date) -> str:
    """Return how an entry stands on a day: a code of ``[labels.catalog_state]``."""
    begins, ends, retired = (_day(row.get(k)) for k in ("valid_from", "valid_until", "retired_on"))
    if retired and retired <= today:
        return "retired"
    if ends and ends < today:
        return "ended"
    if begins and begins > today:
        return "later"
    return "ending" if retired or ends else "in_force"


def state_words(row: Row, today: date) -> str:
    """Return how an entry stands on a day, in words: «Vigente», «Desde el lunes 23/11/2026»."""
    code = state_code(row, today)
    key = {"later": "valid_from", "retired": "retired_on"}.get(code)
    shown = row.get(key) if key else (row.get("valid_until") or row.get("retired_on"))
    return texts.label("catalog_state", code).format(day=_moment(shown))


def listed_words(name: CatalogName, row: Row, today: date) -> str:
    """Return how an entry stands and what tells it from the others of its catalogue at a glance."""
    more = []
    if name is CatalogName.NOTICES:
        kinds = {"audience": "announcement_audience", "level": "announcement_level"}
        more = [texts.label(kind, str(row.get(key, ""))) for key, kind in kinds.items()]
    if name is CatalogName.PROCEDURE_TYPES and row.get("system") != FilingSystem.OPE:
        more = [texts.label("catalog_value", str(row.get("system", "")))]
    return " · ".join([state_words(row, today), *more])


def edition_words(edition: Edition, zone: str) -> str:
    """Return which edition it is, when it was saved, by whom and why."""
    if edition.saved_at is None:
        return "Rige lo que se instaló con el sistema: todavía no se guarda ninguna edición en pantalla."
    when = formats.short_instant(edition.saved_at, zone)
    if edition.number == 0:
        return f"Edición 0 · lo que se instaló con el sistema y rigió hasta el {when}"
    who = edition.saved_by or "Administración del sistema"
    return f"Edición {edition.number:d} · {when} · {who} · {edition.reason}"


def difference_title(name: CatalogName, difference: Difference, documents: Sequence[Row]) -> str:
    """Return what happened to an entry, in one line: «Cambia DEN · Denuncia»."""
    kind = texts.label("catalog_change", difference.kind).format(place=difference.place)
    entry = field_name(difference.entry, name) if name is CatalogName.INSTITUCION else difference.entry
    found = (row for d in documents for row in _rows(d.get(name)) if row.get("code") == difference.entry)
    title = next((entry_title(row) for row in found), "")
    who = f"{entry} · {title}" if title and title != entry else entry
    return f"{who}: {kind[0].lower()}{kind[1:]}" if difference.kind is ChangeKind.MOVED else f"{kind} {who}"


def change_lines(name: CatalogName, difference: Difference) -> list[tuple[str, str, str]]:
    """Return the fields that differ: name, what it said, what it says; of what was added only the latter."""
    order = [field.key for field in FIELDS.get(name, ())]
    fields = sorted(difference.fields, key=lambda f: order.index(f.key) if f.key in order else len(order))
    if name is CatalogName.INSTITUCION:
        fields = [part for field in fields for part in _parts(field)]
    added = difference.kind is ChangeKind.ADDED
    return [
        (field_name(f.key, name), "" if added else value_words(f.key, f.before), value_words(f.key, f.after))
        for f in fields
        if not (added and f.key == "code")
    ]


def value_words(key: str, value: object) -> str:
    """Return a value of a catalogue as people say it."""
    if value is None or value in ("", []):
        return _NOTHING
    if isinstance(value, bool):
        return texts.label("catalog_value", "true" if value else "false")
    if isinstance(value, date):
        return _moment(value)
    if isinstance(value, dict):
        return " · ".join(str(part) for part in value.values())
    if isinstance(value, list):
        return "\n".join(value_words(key, part) for part in value)
    kinds = {"level": "announcement_level", "audience": "announcement_audience", "system": "catalog_value"}
    return (
        texts.label(kinds.get(key, "field"), str(value)) if key in {*kinds, "required_fields"} else str(value)
    )


def _parts(field: FieldChange) -> list[FieldChange]:
    """Return the keys of a table that differ, ``colours`` and ``privacy``; any other field as it is."""
    before, after = field.before, field.after
    if not isinstance(before, dict) or not isinstance(after, dict):
        return [field]
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return [FieldChange(key, before.get(key), after.get(key)) for key in keys]


def _rows(rows: object) -> Sequence[Row]:
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return f"{formats.day(value.date())}, {value:%H:%M}"
    return formats.day(value) if isinstance(value, date) else "—"
