"""Read the catalogues from TOML files, refusing any that an operator wrote wrong."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from core.domain.calendar import BeforeOpening, BusinessCalendar, Closure, ClosureKind, OpeningHours
from core.domain.catalogs import Catalogs, FilingSystem, Ground, ProcedureType
from core.domain.labels import Label

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_LABEL = 32
_Choice = TypeVar("_Choice", bound=StrEnum)
_Coded = TypeVar("_Coded", ProcedureType, Ground, Label)


class CatalogIsWrong(ValueError):  # noqa: N818 - named as a sentence, like the refusals
    """A catalogue file cannot be used; the message names the file, the entry and the key."""


def load_catalogs(folder: Path) -> Catalogs:
    """Return the catalogues in ``folder``: ``procedure_types``, ``grounds``, ``labels`` and ``calendar.toml``.

    Raises:
        CatalogIsWrong: a file is missing or not TOML, or an entry lacks a key, has one nobody reads, a value
            of the wrong type, or a code that stands twice.
    """
    types_file, grounds_file = folder / "procedure_types.toml", folder / "grounds.toml"
    labels_file = folder / "labels.toml"
    types = _unique(types_file, [_procedure_type(e) for e in _entries(types_file, "procedure_types")])
    catalogs = Catalogs(
        procedure_types=types,
        grounds=_unique(grounds_file, [_ground(e) for e in _entries(grounds_file, "grounds")]),
        calendar=load_calendar(folder / "calendar.toml"),
        labels=_unique(labels_file, [_label(e) for e in _entries(labels_file, "labels")]),
    )
    _check_scopes(folder / "calendar.toml", catalogs)
    return catalogs


def load_calendar(path: Path) -> BusinessCalendar:
    """Return the calendar in ``path``.

    Raises:
        CatalogIsWrong: as ``load_catalogs``; also hours that end before they begin.
    """
    document = _read(path)
    hours = _Entry(f"{path} [hours]", document.get("hours"))
    before = hours.choice("before_opening", BeforeOpening, BeforeOpening.NEXT_BUSINESS_DAY)
    weekdays = {n: _hours(hours, name) for n, name in enumerate(WEEKDAYS) if name in hours.values}
    hours.finish()
    closures = tuple(_closure(entry) for entry in _entries(path, "days", document))
    try:
        return BusinessCalendar(weekdays, closures, before)
    except ValueError as error:
        raise CatalogIsWrong(f"{path} [hours]: {error}") from error


@dataclass(slots=True)
class _Entry:
    """One table of a file, read key by key so that ``finish`` can name those that nobody read."""

    where: str
    raw: object
    values: dict[str, object] = field(init=False)

    def __post_init__(self) -> None:
        if not isinstance(self.raw, dict):
            raise CatalogIsWrong(f"{self.where}: expected a table")
        self.values = dict(self.raw)

    def wrong(self, key: str, expected: str) -> CatalogIsWrong:
        return CatalogIsWrong(f"{self.where}: {key}: expected {expected}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.pop(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(key, "text")
        return value

    def flag(self, key: str) -> bool:
        value = self.values.pop(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def day(self, key: str) -> date | None:
        value = self.values.pop(key, None)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self.wrong(key, "a date such as 2026-12-25")
        return value

    def choice(self, key: str, kind: type[_Choice], default: _Choice | None = None) -> _Choice:
        value = self.values.pop(key, default)
        if value not in list(kind):
            raise self.wrong(key, f"one of {', '.join(kind)}")
        return kind(str(value))

    def sequence(self, key: str, kind: type, expected: str) -> list[object]:
        value = self.values.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
            raise self.wrong(key, expected)
        return value

    def finish(self) -> None:
        if self.values:
            raise CatalogIsWrong(f"{self.where}: {', '.join(sorted(self.values))}: nobody reads this key")


def _procedure_type(entry: _Entry) -> ProcedureType:
    result = ProcedureType(
        code=entry.text("code"),
        name=entry.text("name"),
        system=entry.choice("system", FilingSystem),
        source=entry.text("source"),
        restricted=entry.flag("restricted"),
        needs_description=entry.flag("needs_description"),
        advice=entry.text("advice", ""),
        retired_on=entry.day("retired_on"),
    )
    entry.finish()
    return result


def _ground(entry: _Entry) -> Ground:
    result = Ground(
        code=entry.text("code"),
        title=entry.text("title"),
        legal_basis=entry.text("legal_basis"),
        advice=entry.text("advice"),
        source=entry.text("source"),
        needs_document=entry.flag("needs_document"),
        retired_on=entry.day("retired_on"),
    )
    entry.finish()
    return result


def _label(entry: _Entry) -> Label:
    result = Label(
        code=entry.text("code"),
        name=entry.text("name"),
        advice=entry.text("advice"),
        source=entry.text("source"),
        retired_on=entry.day("retired_on"),
    )
    if len(result.code) > _LONGEST_LABEL:
        raise entry.wrong("code", f"{_LONGEST_LABEL} characters at most")
    entry.finish()
    return result


def _closure(entry: _Entry) -> Closure:
    on = entry.day("on")
    if on is None:
        raise entry.wrong("on", "a date such as 2026-12-25")
    scope = entry.sequence("procedure_types", str, "a list of codes")
    result = Closure(
        on=on,
        kind=entry.choice("kind", ClosureKind),
        legal_basis=entry.text("legal_basis"),
        source=entry.text("source"),
        procedure_types=frozenset(str(code) for code in scope),
    )
    entry.finish()
    return result


def _hours(entry: _Entry, weekday: str) -> OpeningHours:
    match entry.sequence(weekday, time, "[09:00:00, 18:00:00]"):
        case [time() as opens, time() as closes] if opens < closes:
            return OpeningHours(opens, closes)
        case _:
            raise entry.wrong(weekday, "[09:00:00, 18:00:00], opening first")


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogIsWrong(f"{path}: {error.strerror}") from error
    except ValueError as error:  # not TOML, or not UTF-8
        raise CatalogIsWrong(f"{path}: {error}") from error


def _entries(path: Path, key: str, document: Mapping[str, object] | None = None) -> list[_Entry]:
    rows = (_read(path) if document is None else document).get(key)
    if not isinstance(rows, list) or not rows:
        raise CatalogIsWrong(f"{path}: expected at least one [[{key}]]")
    return [_Entry(f"{path} [[{key}]] number {number}", row) for number, row in enumerate(rows, start=1)]


def _unique(path: Path, entries: Iterable[_Coded]) -> tuple[_Coded, ...]:
    seen: dict[str, _Coded] = {}
    for entry in entries:
        if entry.code in seen:
            raise CatalogIsWrong(f"{path}: code {entry.code} stands twice")
        seen[entry.code] = entry
    return tuple(seen.values())


def _check_scopes(path: Path, catalogs: Catalogs) -> None:
    named = {code for closure in catalogs.calendar.closures for code in closure.procedure_types}
    unknown = sorted(code for code in named if catalogs.procedure_type(code) is None)
    if unknown:
        raise CatalogIsWrong(f"{path}: procedure_types: {', '.join(unknown)}: no such type of procedure")
