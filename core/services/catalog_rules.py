"""What a catalogue's text must be, wherever it comes from: one parser for files, imports and screens."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from core.domain.editions import CatalogName
from core.domain.institucion import Institucion
from core.receipts.institucion import InstitucionFileError, parse_institucion
from core.storage.catalog_entries import CatalogIsWrong, CatalogText, Fault, Place, read_text
from core.storage.catalogs import read_catalogs

Texts: TypeAlias = Mapping[CatalogName, CatalogText]


def read_files(data: Path) -> dict[CatalogName, CatalogText]:
    """Return every catalogue's file as it is written.

    Raises:
        CatalogIsWrong: one is missing or not UTF-8.
    """
    institucion = read_text(data / f"{CatalogName.INSTITUCION}.toml")
    return {**read_catalogs(data / "catalogs"), CatalogName.INSTITUCION: institucion}


def parse_institution(text: CatalogText, data: Path) -> Institucion:
    """Return the institution's data as they are written.

    Raises:
        CatalogIsWrong: as ``core.receipts.institucion.parse_institucion`` says.
    """
    try:
        return parse_institucion(text.content, data, text.where)
    except InstitucionFileError as error:
        key, _, expected = str(error).removeprefix(f"{text.where}: ").partition(": ")
        place = Place(Fault.VALUE, key=key, detail=expected) if expected else Place(Fault.OTHER, detail=key)
        raise CatalogIsWrong(str(error), place) from error
