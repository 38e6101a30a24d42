"""The catalogue of media types: which ones the Oficialía knows, admits, examines and shows."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class MediaType:
    """One entry of ``data/catalogs/media_types.toml``, whose head explains the fields."""

    code: str
    label: str
    media_type: str
    extensions: tuple[str, ...]
    admitted: bool
    family: str = ""
    preview: str = ""


class MediaTypes:
    """The catalogue, by code and by media type."""

    def __init__(self, entries: Iterable[MediaType]) -> None:
        self.entries = tuple(entries)
        self._by_code = {entry.code: entry for entry in self.entries}
        self._by_media_type = {entry.media_type: entry for entry in self.entries}

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the catalogue.

        Raises:
            ValueError: not TOML, a field missing or unknown, or no entry ``unknown``.
        """
        rows = tomllib.loads(path.read_text("utf-8")).get("media_types", [])
        try:
            catalogue = cls(MediaType(**{**row, "extensions": tuple(row["extensions"])}) for row in rows)
        except (TypeError, KeyError) as error:
            raise ValueError(f"{path}: {error}") from error
        if UNKNOWN not in catalogue._by_code:
            raise ValueError(f"{path}: {UNKNOWN}")
        return catalogue

    def by_code(self, code: str) -> MediaType:
        """Return the entry of a code, the unknown type's for any other."""
        return self._by_code.get(code, self._by_code[UNKNOWN])

    def by_media_type(self, media_type: str) -> MediaType:
        """Return the entry of a media type (``application/pdf``), the unknown type's for any other."""
        return self._by_media_type.get(media_type, self._by_code[UNKNOWN])

    def by_extension(self, extension: str) -> MediaType:
        """Return the entry that expects an extension (``.pdf``), the unknown type's for any other."""
        return next((e for e in self.entries if extension in e.extensions), self._by_code[UNKNOWN])

    @property
    def admitted_extensions(self) -> tuple[str, ...]:
        """The extensions of admitted types, in the catalogue's order: what a file chooser offers."""
        return tuple(extension for e in self.entries if e.admitted for extension in e.extensions)
