"""Read the catalogues from TOML, refusing any that was written wrong: files, imports and editions alike."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from core.domain.catalogs import Catalogs, FilingSystem, Ground, ProcedureType
from core.domain.editions import CatalogName
from core.domain.labels import Label
from core.storage.calendar_toml import parse_calendar
from core.storage.catalog_entries import (
    CatalogIsWrong,
    CatalogText,
    Entry,
    document_of,
    entries,
    read_text,
)

_LONGEST_LABEL = 32
_Coded = TypeVar("_Coded", ProcedureType, Ground, Label)
OF_THE_OFFICE = (
    CatalogName.CALENDAR,
    CatalogName.PROCEDURE_TYPES,
    CatalogName.GROUNDS,
    CatalogName.LABELS,
)
"""The catalogues that :class:`Catalogs` holds."""


def load_catalogs(folder: Path) -> Catalogs:
    """Return the catalogues in ``folder``: ``procedure_types``, ``grounds``, ``labels`` and ``calendar.toml``.

    Raises:
        CatalogIsWrong: a file is missing, or as :func:`parse_catalogs`.
    """
    return parse_catalogs(read_catalogs(folder))


def read_catalogs(folder: Path) -> dict[CatalogName, CatalogText]:
    """Return the catalogues' files as they are written.

    Raises:
        CatalogIsWrong: a file is missing or not UTF-8.
    """
    return {name: read_text(folder / f"{name}.toml") for name in OF_THE_OFFICE}


def parse_catalogs(texts: Mapping[CatalogName, CatalogText]) -> Catalogs:
    """Return catalogues as they are written.

    Raises:
        CatalogIsWrong: one is not TOML, or an entry lacks a key, has one nobody reads, a value of the wrong
            type, or a code that stands twice.
    """
    catalogs = Catalogs(
        procedure_types=_coded(texts[CatalogName.PROCEDURE_TYPES], "procedure_types", _procedure_type),
        grounds=_coded(texts[CatalogName.GROUNDS], "grounds", _ground),
        calendar=parse_calendar(texts[CatalogName.CALENDAR]),
        labels=_coded(texts[CatalogName.LABELS], "labels", _label),
    )
    _check_scopes(texts[CatalogName.CALENDAR], catalogs)
    return catalogs


def _coded(text: CatalogText, key: str, read: Callable[[Entry], _Coded]) -> tuple[_Coded, ...]:
    return _unique(text, [read(entry) for entry in entries(text, key, document_of(text))])


def _procedure_type(entry: Entry) -> ProcedureType:
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


def _ground(entry: Entry) -> Ground:
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


def _label(entry: Entry) -> Label:
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


def _unique(text: CatalogText, found: Iterable[_Coded]) -> tuple[_Coded, ...]:
    seen: dict[str, _Coded] = {}
    for entry in found:
        if entry.code in seen:
            raise CatalogIsWrong(f"{text.where}: code {entry.code} stands twice")
        seen[entry.code] = entry
    return tuple(seen.values())


def _check_scopes(text: CatalogText, catalogs: Catalogs) -> None:
    named = {code for closure in catalogs.calendar.closures for code in closure.procedure_types}
    unknown = sorted(code for code in named if catalogs.procedure_type(code) is None)
    if unknown:
        raise CatalogIsWrong(
            f"{text.where}: procedure_types: {', '.join(unknown)}: no such type of procedure"
        )
