"""How exports are written in Spanish: headings, codes in words, names of files."""

from datetime import datetime
from zoneinfo import ZoneInfo

from console import texts
from core.domain.exporting import BundleWords, Column, TableWords

_NAMES = {
    "cerradas": "cerradas",
    "marcadas": "promociones",
    "dia": "mi-dia",
    "acuses": "acuses",
    "fallas": "fallas",
}
_BUNDLE_HEADINGS = ("Archivo", "Folio", "Papel", "Edición", "Situación", "SHA-256")


def table_words() -> TableWords:
    """Return the words of a table; what the catalogues say, the export takes from their editions."""
    outcomes = texts.labels("check_outcome")
    told = texts.labels("export_coverage")
    return TableWords(
        headings={column: texts.label("export_column", column) for column in Column},
        values={
            Column.STATUS: texts.labels("status"),
            Column.TIPO_PROMOCION: texts.labels("tipo_promocion"),
            Column.CARACTER: texts.labels("caracter"),
            Column.FIRMA: outcomes,
            Column.IDENTIDAD: outcomes,
            Column.INTEGRIDAD: outcomes,
            Column.REVOCATION: texts.labels("revocation_word"),
        },
        coverage=told["counted"],
        coverage_uncounted=told["uncounted"],
    )


def bundle_words() -> BundleWords:
    """Return the words of the list in a bundle of receipts."""
    return BundleWords(_BUNDLE_HEADINGS, texts.labels("kind"), texts.labels("paper_standing"))


def file_name(what: str, suffix: str, at: datetime, zone: str) -> str:
    """Return ``mi-dia-2026-11-22.xlsx``: what it is and the office's day."""
    return f"{_NAMES[what]}-{at.astimezone(ZoneInfo(zone)):%Y-%m-%d}.{suffix}"
