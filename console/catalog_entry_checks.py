"""What can be said of an entry while it is written, before the service is asked: beside each field."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from console import texts
from console.components.catalog_fields import FIELDS, EntryField
from core.domain.editions import CatalogName
from core.domain.promocion import plain_text
from core.domain.visible_text import shows_something

_CODE = re.compile(r"[A-Z0-9]+(?:[-/][A-Z0-9]+)*")
Row = Mapping[str, Any]


def tidied(row: Row) -> dict[str, Any]:
    """Return an entry with its texts as they are kept: composed, without what cannot be seen, its code in capitals."""
    kept = {key: plain_text(value) if isinstance(value, str) else value for key, value in row.items()}
    return {**kept, "code": str(kept["code"]).upper()} if "code" in kept else kept


def by_own_clock(row: Row, zone: ZoneInfo) -> dict[str, Any]:
    """Return an entry whose instants are wall-clock times of the institution's zone, as the form writes them."""
    return {
        key: value.astimezone(zone).replace(tzinfo=None)
        if isinstance(value, datetime) and value.tzinfo
        else value
        for key, value in row.items()
    }


def problems_of(name: CatalogName, row: Row, taken: Collection[str]) -> dict[str, str]:
    """Return key → what is wrong with it, in words; empty where it can be put into the draft.

    Args:
        name: of which catalogue.
        row: the entry, tidied.
        taken: the codes of the other entries.
    """
    found = {
        field.key: problem
        for field in FIELDS[name]
        if (problem := _problem(field, row.get(field.key), taken))
    }
    return found | {key: problem for key, problem in _periods(row).items() if key not in found}


def _problem(field: EntryField, value: object, taken: Collection[str]) -> str:
    if isinstance(value, time):
        return _said("time_without_day")
    if field.required and (not value or (isinstance(value, str) and not shows_something(value))):
        return _said("missing")
    if isinstance(value, str) and field.most and len(value) > field.most:
        return _said("too_long", length=len(value), most=field.most)
    return _code_problem(field, str(value), taken) if field.key == "code" else ""


def _code_problem(field: EntryField, code: str, taken: Collection[str]) -> str:
    if code in taken:
        return _said("code_taken")
    return "" if _CODE.fullmatch(code) else _said("code_shape", most=field.most)


def _periods(row: Row) -> dict[str, str]:
    begins, ends, retired = (row.get(key) for key in ("valid_from", "valid_until", "retired_on"))
    found = {}
    if begins and ends and not _before(begins, ends):
        found["valid_until"] = _said("ends_before")
    if begins and retired and not _before(begins, retired):
        found["valid_from"] = _said("retired_before")
    return found


def _before(begins: object, ends: object) -> bool:
    """Whether a period holds something: a whole day holds itself."""
    if isinstance(begins, datetime) and isinstance(ends, datetime):
        return begins.replace(tzinfo=None) < ends.replace(tzinfo=None)
    first, last = (v.date() if isinstance(v, datetime) else v for v in (begins, ends))
    return isinstance(first, date) and isinstance(last, date) and first <= last


def _said(code: str, **facts: object) -> str:
    return texts.sentence("catalog_problem", code, facts)
