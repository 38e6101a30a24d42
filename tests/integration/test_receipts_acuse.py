"""The three papers, rendered and read again with other people's programs."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pypdf
import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.acuse import AcuseKind, AcuseRecord, SealIdentity
from core.receipts.printable import PRINTED_RANGES
from core.receipts.rendering import render_acuse
from tests.receipts_samples import GROUND, TEMPLATES, document, institucion, record, seal

HOSTILE = '#import "x": * $ ] *b* _e_ `c` <l> @r \\ // #panic() = h'


def _read(
    what: AcuseRecord, sealed_by: SealIdentity | None = None, *, demonstration: bool = True
) -> pypdf.PdfReader:
    whose = replace(institucion(), demonstration=demonstration)
    return pypdf.PdfReader(io.BytesIO(render_acuse(what, whose, TEMPLATES, seal=sealed_by)))


def _text(reader: pypdf.PdfReader) -> str:
    """Return the words of all pages with single blanks: where lines break is not the point."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def _dense(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("kind", "title", "present", "absent"),
    [
        (AcuseKind.ENVIO, "Acuse de envío", [], ["OP-2026", "Motivo del rechazo", "Lucía", "Recibida"]),
        (
            AcuseKind.RECEPCION,
            "Acuse de recepción",
            ["OP-2026-000123", "Recibida 20/11/2026 12:07:20", "Recibió Lucía Ríos Peña"],
            ["Motivo del rechazo"],
        ),
        (
            AcuseKind.RECHAZO,
            "Constancia de rechazo",
            ["Rechazada 20/11/2026 12:07:20", "Rechazó Lucía Ríos Peña", GROUND.title, GROUND.text],
            ["OP-2026"],
        ),
    ],
)
def test_each_paper_says_what_it_must(
    kind: AcuseKind, title: str, present: list[str], absent: list[str]
) -> None:
    """Contents of domain.md §5 in each of the three papers, and nothing of the other two."""
    what = record(kind)
    text = _text(_read(what))
    always = [
        title,
        what.folio,
        what.code,
        "Firmada 20/11/2026 10:04:09 Tiempo del Centro (UTC−6)",
        "Enviada 20/11/2026 10:07:20 Tiempo del Centro (UTC−6)",
        "viernes 20/11/2026",
        "Se envió en día y hora hábiles.",
        what.usuario,
        what.rfc,
        what.caracter,
        what.promovente,
        what.tipo_procedimiento,
        what.expediente,
        what.serial,
        what.holder,
        "No consultada",
        what.manifest_sha256,
        "1,234,568 bytes",
        "no cuenta con constancia de conservación",
        what.verify_url,
    ]
    assert [part for part in always + present if part not in text] == []
    assert [part for part in absent if part in text] == []
    assert what.documents[0].sha256 in text
    assert _dense(what.cadena_original) in _dense(text)
    assert what.signature_base64 in _dense(text)


def test_classes_and_summaries_stand_beside_the_documents() -> None:
    """Each class with its type, the summary on one paragraph; a paper from before there were classes has neither."""
    secret = replace(
        document(2, "anexos/Contrato.pdf"), classification="Confidencial", summary="Qué\n\n contiene"
    )
    what = record(names=("Escrito.pdf", "anexos/Contrato.pdf"))
    classed = replace(what, documents=(replace(what.documents[0], classification="Pública"), secret))
    text = _text(_read(classed))
    assert "PDF Pública" in text
    assert "PDF Confidencial" in text
    assert "anexos/Contrato.pdf" in text
    assert "Resumen: Qué contiene" in text
    before = _text(_read(what))
    assert [word for word in ("Pública", "Confidencial", "Resumen") if word in before] == []


@pytest.mark.parametrize("letter", ["a", "W", "你", "\U0001f600"])
def test_the_longest_name_and_summary_are_printed_whole(letter: str) -> None:
    """A name of 1000 bytes and a summary of 1000 characters, also of ones printed as codes, run on to a next page."""
    width = len(letter.encode())
    name = "/".join([letter * (240 // width)] * 4) + ".pdf"
    what = record(names=("Escrito.pdf", name, "Último.pdf"))
    long = replace(what.documents[1], classification="Confidencial", summary=f"{letter * 990} final")
    reader = _read(replace(what, documents=(what.documents[0], long, what.documents[2])))
    table = _dense(_text(reader)).split("Firmaelectrónica")[0]
    shown = letter if letter.isascii() else f"U+{ord(letter):04X}"
    assert table.count(shown) >= 990 + 4 * (240 // width)
    assert what.documents[1].sha256 in table
    assert table.index("final") < table.index("Último.pdf")


def test_file_is_pdf_a_2a_tagged_titled_and_in_spanish() -> None:
    """The file claims PDF/A part 2 conformance A and PDF/UA-1, and has tags, title and language."""
    reader = _read(record(), seal().identity)
    root: Any = reader.root_object  # pypdf types every value of a dictionary as the bare PdfObject
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in re.sub(
        r">\s+<", "><", xmp
    )
    assert "<pdfuaid:part>1<" in xmp
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "es-MX"
    assert reader.metadata is not None
    assert reader.metadata.title == "Acuse de recepción PRO-01228-P7X7"
    assert reader.metadata.author == "Institución de demostración"


def test_every_page_bears_folio_and_page_number() -> None:
    """A loose sheet of 200 documents tells which paper it belongs to, and the list is complete."""
    what = record(names=tuple(f"Anexo {number:03d}.pdf" for number in range(1, 201)))
    reader = _read(what)
    count = len(reader.pages)
    assert count > 5
    for number, page in enumerate(reader.pages, 1):
        text = " ".join(page.extract_text().split())
        assert f"Página {number} de {count}" in text
        assert what.folio in text
        assert what.code in text
    whole = _text(reader)
    assert all(each.sha256 in whole and each.name in whole for each in what.documents)


def test_same_record_makes_the_same_bytes() -> None:
    """A paper rendered again after a crash is the one that would have been stored."""
    assert render_acuse(record(), institucion(), TEMPLATES) == render_acuse(
        record(), institucion(), TEMPLATES
    )


def test_text_of_people_is_never_markup() -> None:
    """Typst's own syntax in a name, a description or a ground is printed as it was typed."""
    what = replace(
        record(AcuseKind.RECHAZO, (f"{HOSTILE}.pdf",)),
        promovente=HOSTILE,
        descripcion=f"{HOSTILE}\n= no es título\n- no es lista",
        ground=replace(GROUND, text=HOSTILE, document=HOSTILE),
    )
    reader = _read(what)
    assert _dense(_text(reader)).count(_dense(HOSTILE)) == 6  # fields, ground, table and cadena original
    assert "= no es título" in _text(reader)
    outline = [str(item["/Title"]) for item in reader.outline if isinstance(item, dict)]
    assert "no es título" not in " ".join(outline)


def test_turned_and_unprintable_text_is_told_by_its_codes() -> None:
    """A name that turns the reading direction cannot pass for another, and the paper explains the codes."""
    text = _text(_read(record(names=("acta\u202efdp.exe", "😀.pdf"))))
    assert "acta⟨U+202E⟩fdp.exe" in text
    assert "⟨U+1F600⟩.pdf" in text
    assert "se imprimen con su código Unicode" in text
    assert "código Unicode" not in _text(_read(record()))


def test_all_printed_ranges_have_a_glyph() -> None:
    """Every character that is let through can be set by the embedded fonts: PDF/A refuses one that can't."""
    characters = [chr(code) for first, last in PRINTED_RANGES for code in range(first, last + 1)]
    what = replace(record(), descripcion=" ".join(characters), serial=" ".join(characters))
    assert len(_read(what).pages) >= 2


@pytest.mark.parametrize("name", ["x" * 251 + ".pdf", "ñ_" * 120 + ".pdf", "W" * 255])
def test_long_names_stay_on_the_paper(name: str) -> None:
    """A name without blanks breaks inside its column; none of it is lost at the margin."""
    what = replace(record(names=(name,)), holder=name, promovente=name)
    pdf = render_acuse(what, institucion(), TEMPLATES)
    assert name in _dense(_text(pypdf.PdfReader(io.BytesIO(pdf))))
    assert _rightmost(pdf) < 612 - 56


def _rightmost(pdf: bytes) -> float:
    """Return the right edge, in points, of the character farthest to the right on any page."""
    with pdfium.PdfDocument(pdf) as document_:
        texts = [page.get_textpage() for page in document_]
        return max(float(text.get_charbox(i)[2]) for text in texts for i in range(text.count_chars()))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300))
def test_any_text_can_be_printed(text: str) -> None:
    """No text whatsoever stops the rendering."""
    row = replace(document(1, text), media_type=text)
    what = replace(
        record(AcuseKind.RECHAZO),
        documents=(row,),
        descripcion=text,
        holder=text,
        serial=text,
        cadena_original=text,
        ground=replace(GROUND, title=text, text=text),
    )
    assert render_acuse(what, institucion(), TEMPLATES).startswith(b"%PDF-1.7")


def test_seal_and_demonstration_are_told() -> None:
    """Who seals is printed; the demonstration label stands on every page while anything is a sample."""
    sample = seal().identity
    unsealed = _read(record())
    assert "no lleva sello digital" in _text(unsealed)
    sealed = _read(record(), sample, demonstration=False)
    assert sample.sha256 in _text(sealed)
    assert all("SIN VALIDEZ OFICIAL" in page.extract_text() for page in sealed.pages)
    real = replace(sample, holder="Oficialía", issuer="Autoridad", demonstration=False)
    assert "SIN VALIDEZ" not in _text(_read(record(), real, demonstration=False))


def test_the_version_of_the_rules_is_printed() -> None:
    """A paper says with which rules the documents were examined; one from before there were any does not."""
    ruled = _text(_read(replace(record(), rules_version="2026-11")))
    assert "con las reglas de la Oficialía, versión 2026-11" in ruled
    assert "reglas de la Oficialía" not in _text(_read(record()))


def test_reason_of_the_date_carries_its_facts() -> None:
    """Sent after hours: the hours are printed; sent on a closed day: the legal basis is."""
    late = replace(
        record(),
        filed_on=date(2026, 11, 23),
        filed_reason="out_of_hours",
        filed_facts={"opens": "09:00", "closes": "15:00"},
    )
    text = _text(_read(late))
    assert "lunes 23/11/2026" in text
    assert "era de 09:00 a 15:00 horas" in text
    closed = replace(late, filed_reason="closed_day", filed_facts={"legal_basis": "Acuerdo del Pleno"})
    assert "Fundamento del día inhábil Acuerdo del Pleno" in _text(_read(closed))


def test_record_of_another_zone_prints_that_zone() -> None:
    """Tijuana's summer time is taken from the zone data, not from a fixed offset."""
    what = replace(record(), zone="America/Tijuana", sent_at=datetime(2026, 7, 1, 16, 0, tzinfo=UTC))
    assert "Enviada 01/07/2026 09:00:00 Tiempo del Noroeste (UTC−7)" in _text(_read(what))


def test_code_without_words_stops_the_paper() -> None:
    """No official paper is printed with a bare code in it."""
    with pytest.raises(KeyError, match="unheard_of"):
        render_acuse(replace(record(), filed_reason="unheard_of"), institucion(), TEMPLATES)
