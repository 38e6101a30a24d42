"""Read ``institucion.toml`` into the domain's ``Institucion``."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from core.domain.institucion import AvisoPrivacidad, Colores, Contacto, Institucion
from core.domain.visible_text import is_invisible, shows_something

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,31}")
_LONGEST_TEXT, _MOST_LINES, _MOST_CONTACTS = 500, 20, 20
"""The data stand on every page, in every message and on every receipt; each report of a fault goes to each contact."""

Table = Mapping[str, object]


class InstitucionFileError(ValueError):
    """The file is absent, is no TOML, or a value in it is wrong; the message names file and key."""


def load_institucion(path: Path) -> Institucion:
    """Read the institution's data. Paths of marks are relative to the file's folder.

    Raises:
        InstitucionFileError: absent, malformed, a key missing, unknown or of the wrong kind.
    """
    try:
        content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InstitucionFileError(f"{path}: {error}") from error
    return parse_institucion(content, path.parent, str(path))


def parse_institucion(content: str, folder: Path, where: str) -> Institucion:
    """Return the institution's data as they are written.

    Args:
        content: TOML.
        folder: where marks and privacy notices lie.
        where: what to call it in a complaint.

    Raises:
        InstitucionFileError: malformed, a key missing, unknown or of the wrong kind.
    """
    try:
        return _institucion(tomllib.loads(content), folder)
    except (OSError, ValueError, RecursionError) as error:
        raise InstitucionFileError(f"{where}: {error}") from error


def _institucion(table: Table, folder: Path) -> Institucion:
    _only(table, Institucion, "")
    demonstration = table.get("demonstration")
    if not isinstance(demonstration, bool):
        raise ValueError("demonstration: true or false expected")  # noqa: TRY004 - as below
    return Institucion(
        demonstration=demonstration,
        name=_text(table, "name"),
        short_name=_text(table, "short_name"),
        unit=_text(table, "unit"),
        legal_basis=_lines(table, "legal_basis"),
        address=_lines(table, "address"),
        phones=_lines(table, "phones"),
        support=_support(table),
        opening_hours=_lines(table, "opening_hours"),
        privacy=_privacy(_subtable(table, "privacy"), folder),
        colours=_colours(_subtable(table, "colours")),
        mark_light=_mark(table, "mark_light", folder),
        mark_dark=_mark(table, "mark_dark", folder),
    )


def _only(table: Table, kind: type[object], where: str) -> None:
    """A misspelt key must not pass unnoticed: the default would be printed in an acuse."""
    unknown = table.keys() - kind.__annotations__.keys()
    if unknown:
        raise ValueError(f"unknown key {where}{min(unknown)}")


def _text(table: Table, key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not shows_something(value):
        raise ValueError(f"{key}: text expected")
    if any(is_invisible(character) for character in value):
        raise ValueError(f"{key}: text without line breaks and characters that cannot be seen expected")
    if len(value) > _LONGEST_TEXT:
        raise ValueError(f"{key}: {_LONGEST_TEXT} characters at most expected")
    return value


def _lines(table: Table, key: str) -> tuple[str, ...]:
    value = table.get(key)
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_LINES:
        raise ValueError(f"{key}: list of texts expected")
    return tuple(_text({key: item}, key) for item in value)


def _subtable(table: Table, key: str) -> Table:
    value = table.get(key)
    if not isinstance(value, Mapping):
        raise ValueError(f"[{key}]: table expected")  # noqa: TRY004 - the loader reports ValueError only
    return value


def _support(table: Table) -> tuple[Contacto, ...]:
    value = table.get("support")
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_CONTACTS:
        raise ValueError(f"[[support]]: at least one, and {_MOST_CONTACTS} at most expected")
    return tuple(_contacto(_subtable({"support": item}, "support")) for item in value)


def _contacto(table: Table) -> Contacto:
    _only(table, Contacto, "support.")
    phone = _text(table, "phone") if "phone" in table else ""
    return Contacto(_text(table, "name"), _text(table, "email"), phone)


def _privacy(table: Table, folder: Path) -> AvisoPrivacidad:
    if table.keys() - {"version"}:
        raise ValueError(f"unknown key privacy.{min(table.keys() - {'version'})}")
    version = _text(table, "version")
    if not _VERSION.fullmatch(version):
        raise ValueError("privacy.version: up to 32 letters, digits, dots and dashes expected")
    path = folder / "aviso-de-privacidad" / f"{version}.md"
    if not path.is_file():
        raise ValueError(f"privacy.version: no file {path}")
    title, _, text = path.read_text("utf-8").strip().partition("\n")
    if not title.startswith("# ") or not text.strip():
        raise ValueError(f"{path}: a line «# title» and a text below it expected")
    return AvisoPrivacidad(version, title.removeprefix("# ").strip(), text.strip())


def _colours(table: Table) -> Colores:
    _only(table, Colores, "colours.")
    return Colores(**{key: _colour(table, key) for key in Colores.__annotations__})


def _colour(table: Table, key: str) -> str:
    value = _text(table, key).lower()
    if not _COLOUR.fullmatch(value):
        raise ValueError(f"colours.{key}: #rrggbb expected")
    return value


def _mark(table: Table, key: str, folder: Path) -> Path:
    """Return the file of a mark: of the folder's own only, since it is shown to everybody."""
    named = _text(table, key)
    path = folder / named
    if ".." in Path(named).parts or Path(named).is_absolute() or path.suffix != ".svg" or not path.is_file():
        raise ValueError(f"{key}: no file {path}")
    return path
