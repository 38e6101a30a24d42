"""Papers and pictures that Typst prints from ``data/demo/papers``."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst

_PICTURE_PPI = 150
_TIMESTAMP = 1_767_225_600
"""2026-01-01: the same values give the same bytes, so that equal annexes are stored once."""


def paper(folder: Path, name: str, values: Mapping[str, object]) -> bytes:
    """Return ``name.typ`` filled with ``values`` as a PDF.

    Args:
        folder: where the templates lie.
        name: of the template, without suffix.
        values: JSON values; every text is printed as it stands.

    Raises:
        typst.TypstError: the template does not compile with these values.
    """
    return _bytes(_compiler(folder, name, values).compile(format="pdf", timestamp=_TIMESTAMP))


def picture(folder: Path, name: str, values: Mapping[str, object]) -> bytes:
    """Return ``name.typ`` filled with ``values`` as a PNG of one page; raises like :func:`paper`."""
    return _bytes(_compiler(folder, name, values).compile(format="png", ppi=_PICTURE_PPI))


def _compiler(folder: Path, name: str, values: Mapping[str, object]) -> typst.Compiler:
    inputs = {"paper": json.dumps(values, ensure_ascii=False)}
    return typst.Compiler(folder / f"{name}.typ", root=folder, font_paths=_fonts(), sys_inputs=inputs)


@cache
def _fonts() -> typst.Fonts:
    """Only the fonts inside Typst: the same paper on every machine."""
    return typst.Fonts(include_system_fonts=False)


def _bytes(made: object) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made
