"""Print the summary of a period: Typst makes it PDF/A-2a and PDF/UA-1, tagged, as it makes the acuses."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from core.domain.institucion import Institucion
from core.receipts.printable import printable_tree

TEMPLATE = "resumen.typ"


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table as it is printed. ``numbers``: for each column whether it holds numbers, which stand to the right."""

    title: str
    headings: Sequence[str]
    numbers: Sequence[bool]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class PrintedSummary:
    """What a summary says.

    Attributes:
        since, until: local days as they are printed.
        tipo: name of the type of procedure; empty for all.
        made_at: instant of its making, aware; the file's own date.
        made: the same as it is printed, with its zone.
        figures: name and value of what stands at its head.
    """

    since: str
    until: str
    tipo: str
    made_at: datetime
    made: str
    figures: Sequence[tuple[str, str]]
    tables: Sequence[PrintedTable]


def render_summary(summary: PrintedSummary, institucion: Institucion, template_folder: Path) -> bytes:
    """Return the paper as PDF bytes, the same bytes for the same arguments.

    Raises:
        typst.TypstError: the template does not compile.
        OSError: template or mark cannot be read.
    """
    content = {
        "since": summary.since,
        "until": summary.until,
        "tipo": summary.tipo,
        "made": summary.made,
        "figures": [list(figure) for figure in summary.figures],
        "tables": [_table(table) for table in summary.tables],
        "institucion": _institucion(institucion),
        "demonstration": institucion.demonstration,
    }
    inputs = {
        "summary": json.dumps(printable_tree(content), ensure_ascii=False),  # type: ignore[arg-type]  # JSON values
        "mark": institucion.mark_light.read_text("utf-8"),
    }
    compiler = typst.Compiler(
        template_folder / TEMPLATE, root=template_folder, font_paths=_fonts(), sys_inputs=inputs
    )
    pdf = compiler.compile(
        format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=int(summary.made_at.timestamp())
    )
    if not isinstance(pdf, bytes):
        raise TypeError(type(pdf))
    return pdf


def _table(table: PrintedTable) -> Mapping[str, object]:
    return {
        "title": table.title,
        "headings": list(table.headings),
        "numbers": list(table.numbers),
        "rows": [list(row) for row in table.rows],
    }


def _institucion(institucion: Institucion) -> Mapping[str, str]:
    colours = institucion.colours
    return {
        "name": institucion.name,
        "unit": institucion.unit,
        "primary": colours.primary,
        "ink": colours.ink,
        "muted": colours.muted,
    }


@cache
def _fonts() -> typst.Fonts:
    """Only the fonts inside Typst: the same paper on every machine."""
    return typst.Fonts(include_system_fonts=False)
