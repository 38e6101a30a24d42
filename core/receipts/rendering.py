"""Print an acuse: Typst makes it PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1), tagged."""

import io
import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

import segno
import typst

from core.domain.acuse import AcuseRecord, SealIdentity
from core.domain.institucion import Institucion
from core.receipts.acuse import acuse_content
from core.receipts.words import load_words

TEMPLATE = "acuse.typ"
_PREVIEW_PPI = 108


def render_acuse(
    record: AcuseRecord,
    institucion: Institucion,
    template_folder: Path,
    *,
    seal: SealIdentity | None = None,
) -> bytes:
    """Return the paper as PDF bytes, the same bytes for the same arguments.

    Args:
        record: what to print.
        institucion: whose paper it is.
        template_folder: folder of ``acuse.typ``; the words are in ``texts`` beside it.
        seal: whose seal the file is about to get (``Seal.identity``); without it the paper says that it
            bears none.

    Raises:
        KeyError: a code of the record has no words.
        typst.TypstError: the template does not compile.
        OSError: template, words or mark cannot be read.
    """
    compiler = _compiler(template_folder, _inputs(record, institucion, template_folder, seal))
    pdf = compiler.compile(
        format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=int(record.issued_at.timestamp())
    )
    if not isinstance(pdf, bytes):
        raise TypeError(type(pdf))
    return pdf


def preview_acuse(
    record: AcuseRecord,
    institucion: Institucion,
    template_folder: Path,
    *,
    seal: SealIdentity | None = None,
) -> tuple[bytes, ...]:
    """Return the pages of the paper as pictures (PNG, 918 × 1188 pixels), each marked as a preview.

    Args:
        record: what the paper would say; without number and code, which only issuing it gives.
        institucion: as for :func:`render_acuse`.
        template_folder: likewise.
        seal: likewise.

    Raises:
        KeyError, typst.TypstError, OSError: as for :func:`render_acuse`.
    """
    inputs = _inputs(record, institucion, template_folder, seal) | {"preview": "yes"}
    return _pictures(template_folder, tuple(sorted(inputs.items())))


@lru_cache(maxsize=4)
def _pictures(folder: Path, inputs: tuple[tuple[str, str], ...]) -> tuple[bytes, ...]:
    """Draw the pages once, though each is asked for by itself; the key is all that stands on them."""
    pages = _compiler(folder, dict(inputs)).compile(format="png", ppi=_PREVIEW_PPI)
    return (pages,) if isinstance(pages, bytes) else tuple(pages or ())


def _inputs(
    record: AcuseRecord, institucion: Institucion, template_folder: Path, seal: SealIdentity | None
) -> dict[str, str]:
    words = load_words(template_folder.parent / "texts" / "receipts.toml")
    return {
        "record": json.dumps(acuse_content(record, institucion, words, seal), ensure_ascii=False),
        "qr": _qr(record.verify_url, institucion.colours.ink),
        "mark": institucion.mark_light.read_text("utf-8"),
    }


def _compiler(folder: Path, inputs: Mapping[str, str]) -> typst.Compiler:
    # A compiler for each paper: one must not be shared by threads, and with the fonts kept it costs nothing.
    return typst.Compiler(folder / TEMPLATE, root=folder, font_paths=_fonts(), sys_inputs=dict(inputs))


@cache
def _fonts() -> typst.Fonts:
    """Only the fonts inside Typst: the same paper on every machine."""
    return typst.Fonts(include_system_fonts=False)


def _qr(address: str, ink: str) -> str:
    picture = io.BytesIO()
    # Quiet zone of 2 modules inside the picture; the paper's white around it makes up the 4 of ISO 18004.
    segno.make_qr(address, error="m").save(picture, kind="svg", dark=ink, border=2, xmldecl=False)
    return picture.getvalue().decode("ascii")
