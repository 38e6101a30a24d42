"""Reading TOML entry by entry, so that whatever is wrong is told by its place, its key and what was expected."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

_Choice = TypeVar("_Choice", bound=StrEnum)


class CatalogIsWrong(ValueError):  # noqa: N818 - named as a sentence, like the refusals
    """A catalogue cannot be used; the message names the file or the edition, the entry and the key."""


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
        raise CatalogIsWrong(f"{path}: {error}") from error


def document_of(text: CatalogText) -> dict[str, object]:
    """Return the tables of a catalogue.

    Raises:
        CatalogIsWrong: it is not TOML.
    """
    try:
        return tomllib.loads(text.content)
    except ValueError as error:
        raise CatalogIsWrong(f"{text.where}: {error}") from error


def entries(text: CatalogText, key: str, document: Mapping[str, object]) -> list["Entry"]:
    """Return the tables ``[[key]]`` of a document.

    Raises:
        CatalogIsWrong: there is none.
    """
    rows = document.get(key)
    if not isinstance(rows, list) or not rows:
        raise CatalogIsWrong(f"{text.where}: expected at least one [[{key}]]")
    return [Entry(f"{text.where} [[{key}]] number {number}", row) for number, row in enumerate(rows, start=1)]


@dataclass(slots=True)
class Entry:
    """One table of a file, read key by key so that ``finish`` can name those that nobody read."""

    where: str
    raw: object
    values: dict[str, object] = field(init=False)

    def __post_init__(self) -> None:
        if not isinstance(self.raw, dict):
            raise CatalogIsWrong(f"{self.where}: expected a table")
        self.values = dict(self.raw)

    def wrong(self, key: str, expected: str) -> CatalogIsWrong:
        """Return the complaint that a key is not what was expected."""
        return CatalogIsWrong(f"{self.where}: {key}: expected {expected}")

    def text(self, key: str, default: str | None = None) -> str:
        """Take a text out; it must say something where there is no default."""
        value = self.values.pop(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(key, "text")
        return value

    def flag(self, key: str) -> bool:
        """Take true or false out, false where the key is absent."""
        value = self.values.pop(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def day(self, key: str) -> date | None:
        """Take a day out, None where the key is absent."""
        value = self.values.pop(key, None)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self.wrong(key, "a date such as 2026-12-25")
        return value

    def choice(self, key: str, kind: type[_Choice], default: _Choice | None = None) -> _Choice:
        """Take one of an enumeration's values out."""
        value = self.values.pop(key, default)
        if value not in list(kind):
            raise self.wrong(key, f"one of {', '.join(kind)}")
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
            raise CatalogIsWrong(f"{self.where}: {', '.join(sorted(self.values))}: nobody reads this key")
