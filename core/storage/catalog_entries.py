"""Reading TOML entry by entry, so that whatever is wrong is told by its place, its key and what was expected."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from core.domain.visible_text import is_invisible, shows_something

_Choice = TypeVar("_Choice", bound=StrEnum)
LONGEST_TEXT = 4_000
"""Characters of one text: more than anybody reads on a screen, where it would stand on each page."""


class Fault(StrEnum):
    """What is wrong with a catalogue: keys of ``[values.catalog_fault]`` in ``data/texts``."""

    UNREADABLE = "unreadable"
    NO_ENTRIES = "no_entries"
    NOT_A_TABLE = "not_a_table"
    TEXT = "text"
    HIDDEN = "hidden"
    FLAG = "flag"
    DAY = "day"
    CHOICE = "choice"
    VALUE = "value"
    UNKNOWN_KEY = "unknown_key"
    TWICE = "twice"
    NO_SUCH_TYPE = "no_such_type"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a catalogue is wrong.

    Attributes:
        entry: from 1 within its list; 0 outside any list.
        detail: what it says, or what was expected, without a sentence; may be empty.
    """

    fault: Fault = Fault.OTHER
    entry: int = 0
    key: str = ""
    detail: str = ""


class CatalogIsWrong(ValueError):  # noqa: N818 - named as a sentence, like the refusals
    """A catalogue cannot be used; the message names the file or the edition, the entry and the key.

    Args:
        message: for operators, in English.
        place: the same in parts, for whoever says it in other words.
    """

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.place = place or Place(detail=message)


@dataclass(frozen=True, slots=True)
class CatalogText:
    """A catalogue as it is written. ``where``: the file's path, or what else to call it in a complaint."""

    where: str
    content: str


def read_text(path: Path) -> CatalogText:
    """Return what a file holds.

    Raises:
        CatalogIsWrong: it is missing, cannot be read, or is not UTF-8.
    """
    try:
        return CatalogText(str(path), path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogIsWrong(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CatalogIsWrong(f"{path}: {error}", Place(Fault.UNREADABLE, detail=str(error))) from error


def document_of(text: CatalogText) -> dict[str, object]:
    """Return the tables of a catalogue.

    Raises:
        CatalogIsWrong: it is not TOML.
    """
    try:
        return tomllib.loads(text.content)
    except (ValueError, RecursionError) as error:  # the latter: brackets within brackets without end
        raise CatalogIsWrong(f"{text.where}: {error}", Place(Fault.UNREADABLE, detail=str(error))) from error


def entries(text: CatalogText, key: str, document: Mapping[str, object]) -> list["Entry"]:
    """Return the tables ``[[key]]`` of a document.

    Raises:
        CatalogIsWrong: there is none.
    """
    rows = document.get(key)
    if not isinstance(rows, list) or not rows:
        raise CatalogIsWrong(
            f"{text.where}: expected at least one [[{key}]]", Place(Fault.NO_ENTRIES, key=key)
        )
    return [
        Entry(f"{text.where} [[{key}]] number {number}", row, number)
        for number, row in enumerate(rows, start=1)
    ]


@dataclass(slots=True)
class Entry:
    """One table of a file, read key by key so that ``finish`` can name those that nobody read.

    Attributes:
        number: from 1 within its list; 0 where it is no entry of a list.
    """

    where: str
    raw: object
    number: int = 0
    values: dict[str, object] = field(init=False)

    def __post_init__(self) -> None:
        if not isinstance(self.raw, dict):
            place = Place(Fault.NOT_A_TABLE, self.number)
            raise CatalogIsWrong(f"{self.where}: expected a table", place)
        self.values = dict(self.raw)

    def wrong(self, key: str, expected: str, fault: Fault = Fault.VALUE) -> CatalogIsWrong:
        """Return the complaint that a key is not what was expected."""
        place = Place(fault, self.number, key, expected)
        return CatalogIsWrong(f"{self.where}: {key}: expected {expected}", place)

    def text(self, key: str, default: str | None = None) -> str:
        """Take a text out; where there is no default it must say something, and always what can be seen."""
        value = self.values.pop(key, default)
        if not isinstance(value, str) or (default is None and not shows_something(value)):
            raise self.wrong(key, "text", Fault.TEXT)
        if any(is_invisible(character) for character in value if character != "\n"):
            raise self.wrong(key, "text without characters that cannot be seen", Fault.HIDDEN)
        if len(value) > LONGEST_TEXT:
            raise self.wrong(key, f"{LONGEST_TEXT} characters at most")
        return value

    def flag(self, key: str) -> bool:
        """Take true or false out, false where the key is absent."""
        value = self.values.pop(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false", Fault.FLAG)
        return value

    def day(self, key: str) -> date | None:
        """Take a day out, None where the key is absent."""
        value = self.values.pop(key, None)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self.wrong(key, "a date such as 2026-12-25", Fault.DAY)
        return value

    def moment(self, key: str) -> datetime | date | None:
        """Take an instant or a day out, None where the key is absent."""
        value = self.values.pop(key, None)
        if value is not None and not isinstance(value, date):
            raise self.wrong(key, "a date or an instant such as 2026-12-25T18:00:00-06:00", Fault.DAY)
        return value

    def choice(self, key: str, kind: type[_Choice], default: _Choice | None = None) -> _Choice:
        """Take one of an enumeration's values out."""
        value = self.values.pop(key, default)
        if value not in list(kind):
            raise self.wrong(key, f"one of {', '.join(kind)}", Fault.CHOICE)
        return kind(str(value))

    def sequence(self, key: str, kind: type, expected: str) -> list[object]:
        """Take a list of values of one type out, empty where the key is absent."""
        value = self.values.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
            raise self.wrong(key, expected)
        return value

    def finish(self) -> None:
        """Complain of every key that nobody has taken."""
        if self.values:
            unread = ", ".join(sorted(self.values))
            place = Place(Fault.UNKNOWN_KEY, self.number, unread)
            raise CatalogIsWrong(f"{self.where}: {unread}: nobody reads this key", place)
