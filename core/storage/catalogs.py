"""Read the catalogues from TOML, refusing any that was written wrong: files, imports and editions alike."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from core.domain.announcements import Announcement, Audience, Level
from core.domain.catalogs import Catalogs, FilingSystem, Ground, ProcedureType
from core.domain.editions import CatalogName
from core.domain.labels import Label
from core.domain.required_fields import RequirableField
from core.storage.calendar_toml import parse_calendar
from core.storage.catalog_entries import (
    CatalogIsWrong,
    CatalogText,
    Entry,
    Fault,
    Place,
    document_of,
    entries,
    read_text,
)

_LONGEST_CODE = {ProcedureType: 16, Ground: 64, Label: 32, Announcement: 32}
"""What the columns hold that name them."""
_CODE = re.compile(r"[0-9A-Za-z][-_./0-9A-Za-z]*")
"""Nothing that could be taken for another code: no blanks at its ends, no letters of other alphabets."""
_Coded = TypeVar("_Coded", ProcedureType, Ground, Label, Announcement)
OF_THE_OFFICE = (
    CatalogName.CALENDAR,
    CatalogName.PROCEDURE_TYPES,
    CatalogName.GROUNDS,
    CatalogName.LABELS,
    CatalogName.NOTICES,
)
"""The catalogues that :class:`Catalogs` holds."""


def load_catalogs(folder: Path) -> Catalogs:
    """Return the catalogues whose files lie in ``folder``, each named as ``CatalogName`` says.

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
        procedure_types=parse_procedure_types(texts[CatalogName.PROCEDURE_TYPES]),
        grounds=parse_grounds(texts[CatalogName.GROUNDS]),
        calendar=parse_calendar(texts[CatalogName.CALENDAR]),
        labels=_coded(texts[CatalogName.LABELS], "labels", _label),
        announcements=_notices(texts[CatalogName.NOTICES]),
    )
    _check_scopes(texts[CatalogName.CALENDAR], catalogs)
    return catalogs


def parse_procedure_types(text: CatalogText) -> tuple[ProcedureType, ...]:
    """Return the types of procedure as they are written.

    Raises:
        CatalogIsWrong: as :func:`parse_catalogs`.
    """
    return _coded(text, "procedure_types", _procedure_type)


def parse_grounds(text: CatalogText) -> tuple[Ground, ...]:
    """Return the grounds as they are written.

    Raises:
        CatalogIsWrong: as :func:`parse_catalogs`.
    """
    return _coded(text, "grounds", _ground)


def _coded(text: CatalogText, key: str, read: Callable[[Entry], _Coded]) -> tuple[_Coded, ...]:
    document = document_of(text)
    rows = entries(text, key, document)
    if unknown := sorted(set(document) - {key}):
        place = Place(Fault.UNKNOWN_KEY, key=", ".join(unknown))
        raise CatalogIsWrong(f"{text.where}: {', '.join(unknown)}: nobody reads this key", place)
    return _unique(text, (_read(entry, read) for entry in rows))


def _notices(text: CatalogText) -> tuple[Announcement, ...]:
    """Return the notices; most of the time there is none, ``notices = []``."""
    return () if document_of(text) == {"notices": []} else _coded(text, "notices", _notice)


def _read(entry: Entry, read: Callable[[Entry], _Coded]) -> _Coded:
    result = read(entry)
    longest = _LONGEST_CODE[type(result)]
    if len(result.code) > longest:
        raise entry.wrong("code", f"{longest} characters at most")
    if not _CODE.fullmatch(result.code):
        raise entry.wrong("code", "letters and digits of ASCII, and - _ . / after the first")
    entry.finish()
    return result


def _procedure_type(entry: Entry) -> ProcedureType:
    return ProcedureType(
        code=entry.text("code"),
        name=entry.text("name"),
        system=entry.choice("system", FilingSystem),
        source=entry.text("source"),
        restricted=entry.flag("restricted"),
        required_fields=_required_fields(entry),
        advice=entry.text("advice", ""),
        valid_from=entry.day("valid_from"),
        retired_on=entry.day("retired_on"),
    )


def _required_fields(entry: Entry) -> tuple[str, ...]:
    """Return the compulsory fields; ``needs_description`` is how older files say one of them."""
    listed = entry.sequence("required_fields", str, f"a list of {', '.join(RequirableField)}")
    if not set(listed) <= set(RequirableField):
        raise entry.wrong("required_fields", f"some of {', '.join(RequirableField)}")
    if entry.flag("needs_description"):
        listed = [*listed, RequirableField.DESCRIPCION]
    return tuple(field for field in RequirableField if field in listed)


def _ground(entry: Entry) -> Ground:
    return Ground(
        code=entry.text("code"),
        title=entry.text("title"),
        legal_basis=entry.text("legal_basis"),
        advice=entry.text("advice"),
        source=entry.text("source"),
        needs_document=entry.flag("needs_document"),
        valid_from=entry.day("valid_from"),
        retired_on=entry.day("retired_on"),
    )


def _label(entry: Entry) -> Label:
    return Label(
        code=entry.text("code"),
        name=entry.text("name"),
        advice=entry.text("advice"),
        source=entry.text("source"),
        valid_from=entry.day("valid_from"),
        retired_on=entry.day("retired_on"),
    )


def _notice(entry: Entry) -> Announcement:
    return Announcement(
        code=entry.text("code"),
        text=entry.text("text"),
        level=entry.choice("level", Level),
        audience=entry.choice("audience", Audience),
        valid_from=entry.moment("valid_from"),
        valid_until=entry.moment("valid_until"),
        retired_on=entry.day("retired_on"),
    )


def _unique(text: CatalogText, found: Iterable[_Coded]) -> tuple[_Coded, ...]:
    seen: dict[str, _Coded] = {}
    for number, entry in enumerate(found, start=1):
        if entry.code in seen:
            place = Place(Fault.TWICE, number, "code", entry.code)
            raise CatalogIsWrong(f"{text.where}: code {entry.code} stands twice", place)
        seen[entry.code] = entry
    return tuple(seen.values())


def _check_scopes(text: CatalogText, catalogs: Catalogs) -> None:
    named = {code for closure in catalogs.calendar.closures for code in closure.procedure_types}
    unknown = ", ".join(sorted(code for code in named if catalogs.procedure_type(code) is None))
    if unknown:
        place = Place(Fault.NO_SUCH_TYPE, key="procedure_types", detail=unknown)
        raise CatalogIsWrong(f"{text.where}: procedure_types: {unknown}: no such type of procedure", place)
