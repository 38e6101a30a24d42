"""What a clerk is shown of each kind of file, opened in the confined process."""

import io
from collections.abc import Iterator

import openpyxl
import pytest

from core.documents.findings import FindingCode
from core.documents.previews import (
    Attachment,
    HtmlPreview,
    ImagePreview,
    MailPreview,
    NoPreview,
    PagesPreview,
    TablePreview,
    TextPreview,
    TreePreview,
)
from tests import documents_samples as documents
from tests import preview_samples as samples
from tests.reading_desk import ReadingDesk, desk_in


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingDesk]:
    """Return a desk for the whole module."""
    with desk_in(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


def test_opendocument_text_becomes_html(desk: ReadingDesk) -> None:
    """Headings, paragraphs, lists, tables and notes stay; what was deleted or commented does not."""
    body = (
        '<text:tracked-changes><text:p>borrado</text:p></text:tracked-changes><text:h text:outline-level="2">Hechos'
        '</text:h><text:p>Uno<text:s text:c="3"/>dos<text:line-break/>&lt;script&gt;<text:note><text:note-citation>1'
        "</text:note-citation><text:note-body>al pie</text:note-body></text:note><office:annotation><text:p>comentario"
        "</text:p></office:annotation></text:p><text:list><text:list-item><text:p>punto</text:p></text:list-item>"
        "</text:list><table:table><table:table-row><table:table-cell><text:p>celda</text:p></table:table-cell>"
        "</table:table-row></table:table><draw:image/>"
    )
    shown = desk.shown(samples.opendocument("text", body), "escrito.odt")
    assert isinstance(shown, HtmlPreview)
    assert "<h2>Hechos</h2><p>Uno   dos<br>&lt;script&gt; [al pie] </p>" in shown.html
    assert "<ul><li><p>punto</p></li></ul>" in shown.html
    assert "<td><p>celda</p></td>" in shown.html
    assert "borrado" not in shown.html
    assert "comentario" not in shown.html
    assert (shown.truncated, shown.pictures_left_out) == (False, 1)


def test_opendocument_sheets_become_tables(desk: ReadingDesk) -> None:
    """A formula stands with its saved value, repeated cells are counted out, and hidden sheets are marked."""
    styles = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    body = (
        '<table:table table:name="Cifras"><table:table-row><table:table-cell table:number-columns-repeated="2">'
        '<text:p>5</text:p></table:table-cell><table:table-cell table:formula="of:=SUM([.A1:.B1])"><text:p>10</text:p>'
        '</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        '<table:table table:name="Oculta" table:style-name="ta2"/>'
    )
    shown = desk.shown(samples.opendocument("spreadsheet", body, styles), "cifras.ods")
    assert isinstance(shown, TablePreview)
    first, second = shown.sheets
    assert (first.name, first.rows, first.hidden) == ("Cifras", (("5", "5", "=SUM([.A1:.B1]) → 10"),), False)
    assert (first.truncated, second.name, second.hidden) == (False, "Oculta", True)


def test_presentations_become_the_text_of_each_slide(desk: ReadingDesk) -> None:
    """In the order that they are shown in, whichever program made them."""
    powerpoint = samples.presentation(
        samples.slide("segunda"), samples.slide("primera", "a &lt;b&gt;"), order=(2, 1)
    )
    shown = desk.shown(powerpoint, "charla.pptx")
    assert isinstance(shown, HtmlPreview)
    assert shown.html == "<h2>1</h2><p>primera</p><p>a &lt;b&gt;</p><h2>2</h2><p>segunda</p>"
    assert shown.facts == (("slides", "2"),)
    pages = "".join(
        f"<draw:page><draw:frame><text:p>lámina {n}</text:p></draw:frame><presentation:notes><text:p>nota</text:p>"
        "</presentation:notes></draw:page>"
        for n in (1, 2)
    )
    shown = desk.shown(samples.opendocument("presentation", pages), "charla.odp")
    assert isinstance(shown, HtmlPreview)
    assert shown.html == "<h2>1</h2><p>lámina 1</p><h2>2</h2><p>lámina 2</p>"


def test_office_files_tell_who_wrote_them(desk: ReadingDesk) -> None:
    """Title, authors and dates, as Office and OpenDocument keep them; a broken part costs only these."""
    core = (
        '<c:coreProperties xmlns:c="c" xmlns:dc="d"><dc:title>Escrito</dc:title><dc:creator>Ana\u202e</dc:creator>'
        "<c:lastModifiedBy>Juan</c:lastModifiedBy><c:created>2026-11-22T10:00:00Z</c:created></c:coreProperties>"
    )
    shown = desk.shown(documents.docx(parts={"docProps/core.xml": core}), "a.docx")
    assert isinstance(shown, HtmlPreview)
    assert shown.facts == (
        ("title", "Escrito"),
        ("author", "Ana[U+202E]"),
        ("created", "2026-11-22T10:00:00Z"),
        ("modified_by", "Juan"),
    )
    meta = (
        '<o:document-meta xmlns:o="o" xmlns:dc="d"><o:initial-creator>Ana</o:initial-creator>'
        "<dc:creator>Juan</dc:creator></o:document-meta>"
    )
    shown = desk.shown(samples.opendocument("text", "", parts={"meta.xml": meta}), "a.odt")
    assert isinstance(shown, HtmlPreview)
    assert shown.facts == (("author", "Ana"), ("modified_by", "Juan"))
    shown = desk.shown(samples.opendocument("text", "", parts={"meta.xml": "<!DOCTYPE x><x/>"}), "a.odt")
    assert isinstance(shown, HtmlPreview)
    assert shown.facts == ()


def test_an_encrypted_opendocument_file_says_so(desk: ReadingDesk) -> None:
    """Its manifest asks for a password: the reason is that one, not a failure."""
    manifest = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    data = samples.opendocument("text", "", parts={"META-INF/manifest.xml": manifest})
    shown = desk.show(data, "cifrado.odt")
    assert isinstance(shown, NoPreview)
    assert shown.finding.code == FindingCode.PASSWORD_PROTECTED


def test_rich_text_becomes_text(desk: ReadingDesk) -> None:
    """Accents of three spellings, tables as tabs; fonts, fields' orders and pictures are no text."""
    data = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator X;}\uc1 Se\'f1or\par "
        rb"a\u241?o \u-10179?\u-8704?{\field{\*\fldinst HYPERLINK http://x}{\fldrslt liga}}\cell fin\{\}"
        rb"{\pict\bin5 }}}}}\par}"
    )
    shown = desk.shown(data, "escrito.rtf")
    assert isinstance(shown, TextPreview)
    assert shown.text == "Señor\naño 😀liga\tfin{}"
    assert (shown.converted, shown.truncated) == (True, False)


def test_xml_is_laid_out_and_nothing_expanded(desk: ReadingDesk) -> None:
    """Elements on lines of their own, attributes and declarations as they are, entities as written."""
    prolog = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "secreto">]>'
    data = prolog + b'<a><b c="1 &lt; 2">uno &e;</b><d/><!-- n --><f></f></a>'
    shown = desk.shown(data, "datos.xml")
    assert isinstance(shown, TextPreview)
    assert shown.converted
    assert shown.text.splitlines()[1:] == [
        "<a>",
        '  <b c="1 &lt; 2">uno &e;</b>',
        "  <d/><!-- n -->",
        "  <f></f>",
        "</a>",
    ]
    assert "&e;" in shown.text
    assert shown.text.count("secreto") == 1
    broken = desk.shown(b"<?xml version='1.0'?><a><b>", "roto.xml")
    assert broken == TextPreview("<?xml version='1.0'?><a><b>", truncated=False)


def test_json_is_laid_out_token_by_token(desk: ReadingDesk) -> None:
    """Numbers and repeated names stay as they are written; only blanks and escaped letters change."""
    data = rb'{"a":1.000000000000000000001,"a":[],"b":[1,{"c":"\u00f1 {}, \" :"}],"d":1e999}'
    shown = desk.shown(data, "datos.json")
    assert isinstance(shown, TextPreview)
    assert shown.text.splitlines() == [
        "{",
        '  "a": 1.000000000000000000001,',
        '  "a": [],',
        '  "b": [',
        "    1,",
        "    {",
        '      "c": "ñ {}, \\" :"',
        "    }",
        "  ],",
        '  "d": 1e999',
        "}",
    ]
    assert desk.shown(b"{no es json", "roto.json") == TextPreview("{no es json", truncated=False)


def test_a_message_is_shown_with_what_it_carries(desk: ReadingDesk) -> None:
    """Headers decoded, both bodies, harmless HTML, and attachments by name, type and size."""
    html = "<p onclick='x()'>Anexos <a href='http://x'>aquí</a></p><img src='http://espia/x.png'><script>1</script>"
    data = samples.message(html, attachments={"año.pdf": documents.pdf(), "b.pdf": b"12345"})
    shown = desk.shown(data, "correo.eml")
    assert isinstance(shown, MailPreview)
    assert shown.headers == (
        ("from", "Ana Núñez <ana@example.mx>"),
        ("to", "oficialia@example.gob.mx"),
        ("date", "2026-11-23 10:00:00-06:00"),
        ("subject", "Promoción: «anexos»"),
    )
    assert shown.text == "Buenos días:\nenvío los anexos.\n"
    assert shown.html == "<p>Anexos aquí</p><img>\n"
    assert shown.attachments == (
        Attachment("año.pdf", "application/pdf", len(documents.pdf())),
        Attachment("b.pdf", "application/pdf", 5),
    )


def test_messages_within_a_message_are_listed_by_their_subject(desk: ReadingDesk) -> None:
    """A forwarded message is an attachment; several plain texts are one; a broken multipart is text."""
    data = (
        b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nuno\r\n--b\r\n\r\ndos\r\n--b\r\n"
        b"Content-Type: message/rfc822\r\n\r\nSubject: =?utf-8?q?Re=3A_a=C3=B1o?=\r\n\r\nadentro\r\n--b--\r\n"
    )
    shown = desk.shown(data, "a.eml")
    assert isinstance(shown, MailPreview)
    assert (shown.text, shown.attachments) == ("uno\n\ndos", (Attachment("Re: año", "message/rfc822", 7),))
    broken = b"Subject: x\r\nContent-Type: multipart/mixed; boundary=falta\r\n\r\nsin partes\r\n"
    shown = desk.shown(broken, "a.eml")
    assert isinstance(shown, MailPreview)
    assert (shown.text, shown.attachments) == ("sin partes\n", ())


def test_an_encrypted_pdf_says_that_it_asks_for_a_password(desk: ReadingDesk) -> None:
    """The reason is that one, not a failure."""
    shown = desk.show(documents.encrypted_pdf("clave"), "a.pdf")
    assert isinstance(shown, NoPreview)
    assert shown.finding.code == FindingCode.PASSWORD_PROTECTED


def test_an_archive_is_a_tree_that_nobody_unpacks(desk: ReadingDesk) -> None:
    """Paths, sizes and passwords as its directory says, and what stands out in it."""
    shown = desk.shown(
        documents.package({"a/": "", "a/año.txt": "x" * 1000, "otro.zip": b"PK"}), "anexos.zip"
    )
    assert isinstance(shown, TreePreview)
    paths = [(entry.path, entry.size_bytes, entry.folder) for entry in shown.entries]
    assert paths == [("a/", 0, True), ("a/año.txt", 1000, False), ("otro.zip", 2, False)]
    assert dict(shown.facts) == {
        "entries": "3",
        "expanded_bytes": "1002",
        "ratio": "58.9 : 1",
        "archives": "1",
    }
    locked = desk.shown(samples.encrypted_zip(), "secreto.zip")
    assert isinstance(locked, TreePreview)
    assert (locked.entries[0].encrypted, dict(locked.facts)["encrypted"]) == (True, "1")


def test_a_web_page_is_shown_without_what_acts(desk: ReadingDesk) -> None:
    """Its words and tables; no script, style, link or picture from elsewhere."""
    data = "<html><title>t</title><style>p{}</style><p style='display:none'>año</p><img src=//x/y.png></html>".encode()
    shown = desk.shown(data, "pagina.html")
    assert shown == HtmlPreview("<p>año</p><img>", truncated=False, pictures_left_out=1)


def test_a_workbook_shows_formulas_with_their_saved_values(desk: ReadingDesk) -> None:
    """«=SUM(A1:A2) → 3»; one that no program has calculated stands alone; hidden sheets are marked."""
    book = openpyxl.Workbook()
    sheet, hidden = book.worksheets[0], book.create_sheet("Otra")
    hidden.sheet_state = "veryHidden"
    for row in ([1], [2], ["=SUM(A1:A2)"], ["=B9"], ["texto"]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    calculated = documents.repacked(
        out.getvalue(), "xl/worksheets/sheet1.xml", b"<f>SUM(A1:A2)</f><v", b"<f>SUM(A1:A2)</f><v>3</v><v"
    )
    shown = desk.shown(calculated, "libro.xlsx")
    assert isinstance(shown, TablePreview)
    assert shown.sheets[0].rows == (("1",), ("2",), ("=SUM(A1:A2) → 3",), ("=B9",), ("texto",))
    assert [(s.name, s.hidden) for s in shown.sheets] == [("Sheet", False), ("Otra", True)]


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (b"a;b\n1,5;2,5\n3,1;4,2\n", (("a", "b"), ("1,5", "2,5"), ("3,1", "4,2"))),
        ("Año,Monto\n2026,1\n".encode("utf-16"), (("Año", "Monto"), ("2026", "1"))),
        ("año\tmonto\n«1»\t2\n".encode("cp1252"), (("año", "monto"), ("«1»", "2"))),
        (b"sep=|\na|b\n1|2\n", (("a", "b"), ("1", "2"))),
        (b'a,b\n"x; y; z",1\n"u; v; w",2\n', (("a", "b"), ("x; y; z", "1"), ("u; v; w", "2"))),
    ],
)
def test_a_csv_is_read_as_its_program_wrote_it(
    desk: ReadingDesk, data: bytes, rows: tuple[tuple[str, ...], ...]
) -> None:
    """The delimiter and the encoding are found out."""
    shown = desk.shown(data, "tabla.csv")
    assert isinstance(shown, TablePreview)
    assert shown.sheets[0].rows == rows


def test_a_photograph_tells_its_camera_but_not_its_place(desk: ReadingDesk) -> None:
    """What it says of itself is listed, invisible characters written out; of the place only that there is one."""
    shown = desk.shown(samples.photograph(), "foto.jpg")
    assert isinstance(shown, ImagePreview)
    assert (shown.width, shown.height) == (40, 60)
    assert dict(shown.facts) == {
        "camera": "Kodak Brownie[U+001B]",
        "taken": "2026-11-22 09:30:00",
        "gps": "yes",
        "resolution": "300 × 300 dpi",
    }


@pytest.mark.parametrize(("form", "name"), [("GIF", "a.gif"), ("BMP", "a.bmp"), ("WEBP", "a.webp")])
def test_pictures_that_are_not_admitted_are_shown_all_the_same(
    desk: ReadingDesk, form: str, name: str
) -> None:
    """Whoever decides must be able to see what was filed."""
    data = documents.picture(form)
    shown = desk.shown(data, name)
    assert isinstance(shown, ImagePreview)
    path, digest = desk.store(data)
    assert desk.reader.page_image(path, digest, 1, 200).media_type == "image/png"
    assert FindingCode.TYPE_NOT_ADMITTED in {f.code for f in desk.reader.inspect(path, name).findings}


def test_a_pdf_lists_who_it_says_has_signed(desk: ReadingDesk) -> None:
    """Name, reason, date and format as the file says, and whether anything was added after it."""
    shown = desk.shown(samples.signed_pdf(), "firmado.pdf")
    assert isinstance(shown, PagesPreview)
    (signature,) = shown.signatures
    assert (signature.field, signature.name, signature.reason) == ("Firma1", "Ana Núñez", "Aprobado")
    assert (signature.signed_at, signature.format) == ("2026-11-22 10:00:00 -06:00", "ETSI.CAdES.detached")
    assert signature.covers_whole_file
    longer = desk.shown(samples.signed_pdf(tail=b"% otra cosa\n"), "firmado.pdf")
    assert isinstance(longer, PagesPreview)
    assert [s.covers_whole_file for s in longer.signatures] == [False]


def test_the_words_of_a_page_stand_where_they_are_drawn(desk: ReadingDesk) -> None:
    """Boxes are in the page's units from its upper left corner, also on a page that is turned and cropped."""
    content = b"BT /F1 24 Tf 72 700 Td (Escrito inicial) Tj 0 -100 Td (Hechos) Tj ET"
    path, digest = desk.store(documents.pdf(content=content))
    page = desk.reader.page_text(path, digest, 1)
    assert (page.text, page.width, page.height) == ("Escrito inicial\nHechos", 612, 792)
    first, second, third = page.words
    assert first.left == pytest.approx(72, abs=3)
    assert first.top == pytest.approx(792 - 700 - 18, abs=8)
    assert second.left > first.left + first.width
    assert third.top - first.top == pytest.approx(100, abs=1)
    assert first.height == pytest.approx(24, abs=8)
    turned = documents.pdf(content=content).replace(
        b"/MediaBox [0 0 612 792]", b"/CropBox [0 0 612 720] /Rotate 90 /MediaBox [0 0 612 792]"
    )
    path, digest = desk.store(turned)
    page = desk.reader.page_text(path, digest, 1)
    first = next(word for word in page.words if word.text.startswith("Escrito"))
    assert (page.width, page.height) == (720, 612)
    assert first.left + first.width == pytest.approx(720, abs=8)
    assert first.top == pytest.approx(72, abs=3)
    assert first.height > first.width


def test_a_text_is_found_on_every_page_that_has_it(desk: ReadingDesk) -> None:
    """Without regard to case and accents; a picture has no pages to search."""
    path, digest = desk.store(
        documents.pdf(3, content=b"BT /F1 24 Tf 72 700 Td (Promocion promoci\\363n) Tj ET")
    )
    hits = desk.reader.search(path, digest, "  PROMOCIÓN ")
    assert (hits.pages, hits.total, hits.searched, hits.complete) == (((1, 2), (2, 2), (3, 2)), 6, 3, True)
    assert desk.reader.search(path, digest, "amparo").total == 0
    assert desk.reader.search(path, digest, " \u0301").total == 0
    path, digest = desk.store(documents.picture())
    assert desk.reader.search(path, digest, "a").pages == ()
