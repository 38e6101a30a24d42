"""Papers of decisions after a reopening, with the page concerned, and previews of papers that are not issued."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pypdf
from PIL import Image

from core.domain.acuse import AcuseKind, AcuseRecord, MovedDay, ReplacedAcuse
from core.receipts.rendering import preview_acuse, render_acuse
from core.services.acuse_records import record_from_json, record_to_json
from tests.receipts_samples import GROUND, SENT_AT, TEMPLATES, institucion, record

MOVED = MovedDay(date(2026, 11, 20), datetime(2026, 11, 20, 20, tzinfo=UTC), "Acuerdo #12 [falla].")
EARLIER = ReplacedAcuse(AcuseKind.RECEPCION, "K7XM4PQD9TRB23456789", SENT_AT, "OP-2026-000007")


def _read(what: AcuseRecord) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(render_acuse(what, institucion(), TEMPLATES)))


def _text(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_rejection_names_document_and_page() -> None:
    """The constancia says on which page of which document the problem is."""
    what = replace(record(AcuseKind.RECHAZO), ground=replace(GROUND, page=3))
    told = _text(_read(what))
    assert "Escrito.pdf" in told
    assert re.search(r"Página\s+3\b", told)
    assert not re.search(r"Página\s+3\b", _text(_read(record(AcuseKind.RECHAZO))))


def test_a_paper_after_a_reopening_says_what_it_replaces() -> None:
    """Kind, instant and code of the earlier one; a number that an acceptance had given is withdrawn in words."""
    told = _text(_read(replace(record(AcuseKind.RECHAZO), replaces=EARLIER)))
    assert "sustituye al acuse de recepción" in told
    assert "K7XM4PQD9TRB23456789" in told
    assert "OP-2026-000007, que se le había asignado, queda sin efecto" in told
    assert "No se le asignó" not in told
    assert "sustituye" not in _text(_read(record(AcuseKind.RECHAZO)))


def test_a_paper_after_the_calendar_changed_says_both_days() -> None:
    """The day that the acuse de envío prints, when another was computed, and why, in the words as they are."""
    moved = replace(record(), filed_on=date(2026, 11, 24), moved=MOVED)
    told = _text(_read(moved))
    assert "martes 24/11/2026" in told
    assert "Fecha anterior viernes 20/11/2026, la que imprime el acuse de envío" in told
    assert "el 20/11/2026 14:00:00" in told
    assert "Motivo: Acuerdo #12 [falla]." in told
    assert "Fecha anterior" not in _text(_read(record()))


def test_a_preview_shows_each_page_and_the_same_one_twice() -> None:
    """As many pictures as the paper has pages, marked, so that none is taken for the paper itself."""
    what = replace(record(AcuseKind.RECEPCION), numero_oficialia="", code="")
    pages = preview_acuse(what, institucion(), TEMPLATES)
    assert len(pages) == len(_read(what).pages)
    sizes = {Image.open(io.BytesIO(page)).size for page in pages}
    assert sizes == {(918, 1188)}
    assert preview_acuse(what, institucion(), TEMPLATES) == pages
    middle = np.asarray(Image.open(io.BytesIO(pages[0])).convert("RGB").crop((200, 250, 700, 900)), dtype=int)
    assert int((middle[..., 0] > middle[..., 1] + 12).sum()) > 5_000


def test_a_record_comes_back_as_it_was_frozen() -> None:
    """What it replaces and the page concerned survive JSON; records from before there were any are read too."""
    what = replace(record(AcuseKind.RECHAZO), ground=replace(GROUND, page=3), replaces=EARLIER, moved=MOVED)
    frozen = record_to_json(what)
    assert record_from_json(frozen) == what
    del frozen["replaces"]
    del frozen["moved"]
    del frozen["ground"]["page"]
    assert record_from_json(frozen) == replace(what, ground=GROUND, replaces=None, moved=None)
