"""An edition of before as the next one: what it did not have yet is retired, since nothing disappears."""

import tomllib
from datetime import date
from typing import Any

from core.domain.editions import CatalogName, Edition, entry_name
from core.storage.catalog_writing import write_document


def restored(earlier: Edition, current: Edition, today: date) -> str:
    """Return the document that says again what an earlier edition said.

    Verbatim where it has every entry of the edition in force; else those it lacks follow its own, retired.
    """
    then, now = tomllib.loads(earlier.content), tomllib.loads(current.content)
    if earlier.catalog is CatalogName.INSTITUCION:
        return earlier.content
    missing = {
        key: _missing(then.get(key), rows, today) for key, rows in now.items() if isinstance(rows, list)
    }
    if not any(missing.values()):
        return earlier.content
    return write_document({**then, **{key: [*_rows(then.get(key)), *rows] for key, rows in missing.items()}})


def _missing(then: object, now: list[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    known = {entry_name(row) for row in _rows(then)}
    return [{"retired_on": today, **row} for row in now if entry_name(row) not in known]


def _rows(rows: object) -> list[dict[str, Any]]:
    return rows if isinstance(rows, list) else [rows] if isinstance(rows, dict) else []
