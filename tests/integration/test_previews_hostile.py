"""Files made to harm whoever shows them: each is shown harmlessly, or said not to be, within its limits."""

import io
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pypdf
import pytest
from PIL import Image

from console.web.document_json import preview_json
from core.documents.findings import Limit
from core.documents.previews import (
    HtmlPreview,
    MailPreview,
    NoPreview,
    PagesPreview,
    TablePreview,
    TextPreview,
    TreePreview,
)
from core.documents.worker import Answer
from tests import documents_samples as documents
from tests import preview_samples as samples
from tests.reading_desk import ReadingDesk, desk_in

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = f'<!DOCTYPE a [<!ENTITY l0 "ja">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY f SYSTEM "http://127.0.0.1:1/x">]>'


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingDesk]:
    """Return a desk for the whole module."""
    with desk_in(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


@cache
def _bomb() -> bytes:
    return documents.xlsx_bomb()


@pytest.mark.parametrize("prolog", [BILLION_LAUGHS, OUTSIDE], ids=["laughs", "outside"])
def test_entities_of_xml_stay_as_written(desk: ReadingDesk, prolog: str) -> None:
    """Neither a billion of them nor what stands in another file reaches the screen."""
    shown = desk.shown(f'<?xml version="1.0"?>{prolog}<a>&l9;&e;&f;</a>'.encode(), "a.xml")
    assert isinstance(shown, TextPreview)
    assert "root:" not in shown.text
    assert len(shown.text) < 3000
    assert shown.text.endswith("&l9;&e;&f;</a>")


def test_entities_in_attributes_are_not_worth_the_wait(desk: ReadingDesk) -> None:
    """Where expat must expand, it gives up: the file is shown as it came."""
    data = f'<?xml version="1.0"?>{BILLION_LAUGHS}<a b="&l9;"/>'
    assert desk.shown(data.encode(), "a.xml") == TextPreview(data, truncated=False)


@pytest.mark.parametrize("prolog", [BILLION_LAUGHS, OUTSIDE], ids=["laughs", "outside"])
def test_office_files_with_entities_show_none(desk: ReadingDesk, prolog: str) -> None:
    """OpenDocument, Word, PowerPoint: a document type is refused, or leads nowhere."""
    files = {
        "a.odt": samples.opendocument("text", "<text:p>&l9;&e;&f;</text:p>", prolog=prolog),
        "a.docx": documents.docx("<w:p><w:r><w:t>&l9;&e;&f;</w:t></w:r></w:p>", prolog=prolog),
        "a.pptx": documents.repacked(
            samples.presentation(samples.slide("x")),
            "ppt/slides/slide1.xml",
            b"<p:sld",
            prolog.encode() + b"<p:sld",
        ),
    }
    for name, data in files.items():
        shown = desk.show(data, name)
        assert isinstance(shown, NoPreview | HtmlPreview), name
        assert "root:" not in json.dumps(preview_json(shown))


@pytest.mark.parametrize(
    "data",
    [
        b"<?xml version='1.0'?>" + b"<a>" * 100_000,
        b"<?xml version='1.0'?>" + b"<a>" * 50_000 + b"</a>" * 50_000,
        b"<?xml version='1.0'?><a " + b" ".join(b'b%d="1"' % n for n in range(100_000)) + b"/>",
        b"<?xml version='1.0'?><a>" + b"x" * 3_000_000 + b"</a>",
    ],
    ids=["unclosed", "deep", "attributes", "long"],
)
def test_xml_of_any_shape_is_bounded(desk: ReadingDesk, data: bytes) -> None:
    """Depth, attributes and length cost no more than what is shown."""
    shown = desk.shown(data, "a.xml")
    assert isinstance(shown, TextPreview)
    assert len(shown.text) <= 200_000
    assert shown.truncated


@pytest.mark.parametrize(
    "data", [b"[" * 1_000_000, b"[" * 900 + b"]" * 900, b'"' + b"\\u00f1" * 500_000 + b'"']
)
def test_json_of_any_depth_is_bounded(desk: ReadingDesk, data: bytes) -> None:
    """What is too deep to be parsed is shown as it is; what is not is indented up to a measure."""
    shown = desk.shown(data, "a.json")
    assert isinstance(shown, TextPreview)
    assert len(shown.text) <= 200_000


def test_a_lone_surrogate_reaches_no_answer(desk: ReadingDesk) -> None:
    """JSON can spell half a character; a browser's answer cannot hold it."""
    shown = desk.shown(rb'{"a": "\ud800", "\udfff": 1}', "a.json")
    assert json.dumps(preview_json(shown), ensure_ascii=False).encode().count("\ufffd".encode()) >= 2


def test_names_that_lead_out_of_an_archive_are_marked(desk: ReadingDesk) -> None:
    """Zip slip in each spelling; a name that only looks like it is none."""
    names = ("../../etc/passwd", "/etc/passwd", "a\\..\\..\\b", "C:\\x", "a/../b", "normal..txt", "..a/b")
    shown = desk.shown(samples.zip_of(*names), "a.zip")
    assert isinstance(shown, TreePreview)
    assert [entry.outside for entry in shown.entries] == [True, True, True, True, True, False, False]
    assert dict(shown.facts)["outside"] == "5"


def test_names_in_an_archive_show_what_they_hide(desk: ReadingDesk) -> None:
    """Direction marks, controls, line ends and blanks that nobody sees are written out."""
    shown = desk.shown(samples.zip_of("acta\u202efdp.exe", "a\x1b[2Jb\nc", "\u2800", "ñ" * 3000), "a.zip")
    assert isinstance(shown, TreePreview)
    paths = [entry.path for entry in shown.entries]
    assert paths[:3] == ["acta[U+202E]fdp.exe", "a[U+001B][2Jb[U+000A]c", "[U+2800]"]
    assert len(paths[3]) == 1000


def test_archives_within_archives_stay_closed(desk: ReadingDesk) -> None:
    """Twenty deep or a bomb: the tree is of the first one only, and says that others are within."""
    for data in (samples.zip_of("x", nested=20), documents.package({"a.zip": _bomb()})):
        shown = desk.shown(data, "a.zip")
        assert isinstance(shown, TreePreview)
        assert (len(shown.entries), dict(shown.facts)["archives"]) == (1, "1")


def test_an_archive_of_very_many_is_cut(desk: ReadingDesk) -> None:
    """The first two thousand, and how many there are."""
    shown = desk.shown(samples.zip_of(*map(str, range(30_000))), "a.zip")
    assert isinstance(shown, TreePreview)
    assert (len(shown.entries), shown.truncated, dict(shown.facts)["entries"]) == (2000, True, "30000")


def test_a_message_of_very_many_parts_is_cut(desk: ReadingDesk) -> None:
    """Ten thousand attachments, five hundred listed."""
    part = b"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n"
    data = b"From: a@b.c\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 10_000 + b"--b--\r\n"
    shown = desk.shown(data, "a.eml")
    assert isinstance(shown, MailPreview)
    assert (len(shown.attachments), shown.truncated) == (500, True)


def test_a_message_nested_without_end_shows_its_headers(desk: ReadingDesk) -> None:
    """Messages within messages, and multiparts within multiparts, deeper than any parser goes."""
    inner = b"Content-Type: message/rfc822\r\n\r\n" * 5000
    shown = desk.shown(b"Subject: hondo\r\n" + inner, "a.eml")
    assert isinstance(shown, MailPreview)
    assert dict(shown.headers)["subject"] == "hondo"
    parts = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)
    )
    shown = desk.shown(b"Subject: ancho\r\n" + parts, "a.eml")
    assert isinstance(shown, MailPreview)
    assert dict(shown.headers)["subject"] == "ancho"


HEADERS = (
    b"Subject: =?utf-8?q?" + b"=41" * 100_000 + b"?=",
    b"Subject: =?no-such?b?\xff\xfe?= =?utf-8?b?!!!?= =?utf-8?q?a=ZZ?=",
    b"From: " + b"(" * 50_000,
    b"From: " + b"a@b.c, " * 50_000,
    b"Subject: " + b"\r\n x" * 50_000,
    b"Subject: a\xe1\xff\x00b",
    b"Date: 99999-99-99",
    b"Content-Type: " + b"a/b;" * 20_000,
    b"Content-Type: text/plain; charset*=x''%ff; name*0*=\xff'x'%00; name*9999999999999999999=b",
    b"Content-Type: text/plain; charset=idna",
    b"Content-Transfer-Encoding: x-uuencode\r\nSubject: x",
    b"From: =?utf-8?b?4oCuZ3BqLmV4ZQ==?= <a@b.c>",
)


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
def test_headers_of_any_kind_are_shown_within_bounds(desk: ReadingDesk, header: bytes) -> None:
    """Unknown charsets, broken words, endless lists: a message all the same, and short."""
    shown = desk.shown(b"To: x\r\n" + header + b"\r\n\r\nbegin 644 x\n#86)C\n`\nend\n", "a.eml")
    assert isinstance(shown, MailPreview)
    assert all(len(value) <= 1000 and "\u202e" not in value for _, value in shown.headers)
    json.dumps(preview_json(shown), ensure_ascii=False, allow_nan=False).encode()


@pytest.mark.parametrize(
    "html",
    [
        "<svg onload=x()><script>1</script></svg><p>a</p>",
        "<math><mtext><table><mglyph><style><img src=x onerror=x()></style></mglyph></table></mtext></math>",
        "<img src='data:image/svg+xml;base64,AA'><iframe srcdoc='<script>1</script>'></iframe>",
        "<a href='javascript:x()'>a</a><form action=//x><input name=a></form><meta http-equiv=refresh content=0>",
        "<div style='position:fixed;background:url(//x)'>a</div><link rel=stylesheet href=//x><base href=//x>",
        "<b>" * 50_000,
    ],
)
def test_html_of_a_message_cannot_act(desk: ReadingDesk, html: str) -> None:
    """No script, handler, style, link, form, frame or picture from elsewhere survives."""
    shown = desk.shown(samples.message(html), "a.eml")
    assert isinstance(shown, MailPreview)
    cleaned = shown.html.lower()
    assert not [
        bad
        for bad in ("<script", "onload", "onerror", "style", "href", "<form", "<iframe", "//x")
        if bad in cleaned
    ]


def test_a_workbook_of_a_billion_cells_is_cut(desk: ReadingDesk) -> None:
    """The size that it declares, a cell in its last corner, and one beyond it cost nothing."""
    cells = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c><c r="ZZZZZZ99999999999"><v>2</v></c></row></sheetData>'
    data = documents.repacked(documents.xlsx([["a"]]), "xl/worksheets/sheet1.xml", b"</sheetData>", cells)
    data = documents.repacked(data, "xl/worksheets/sheet1.xml", b'ref="A1:A1"', b'ref="A1:XFD1048576"')
    shown = desk.shown(data, "a.xlsx")
    assert isinstance(shown, TablePreview)
    assert shown.sheets[0].rows[0] == ("a",)
    assert len(shown.sheets[0].rows) <= 300
    assert shown.sheets[0].truncated
    repeated = (
        '<table:table table:name="t"><table:table-row table:number-rows-repeated="99999999999999999999">'
        f'<table:table-cell table:number-columns-repeated="{"9" * 5000}"><text:p>x</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )
    shown = desk.shown(samples.opendocument("spreadsheet", repeated), "a.ods")
    assert isinstance(shown, TablePreview)
    assert (len(shown.sheets[0].rows), len(shown.sheets[0].rows[0]), shown.sheets[0].truncated) == (
        300,
        60,
        True,
    )


def test_cells_show_what_they_hide(desk: ReadingDesk) -> None:
    """A formula or a text with controls and direction marks is a text whose marks are seen."""
    data = documents.xlsx([['=HYPERLINK("http://x","\u202egpj")', "a\u200bb", "@SUM(1)\tx"]], "H\u202eoja")
    shown = desk.shown(data, "a.xlsx")
    assert isinstance(shown, TablePreview)
    assert shown.sheets[0].name == "H[U+202E]oja"
    assert shown.sheets[0].rows[0] == ('=HYPERLINK("http://x","[U+202E]gpj")', "a[U+200B]b", "@SUM(1)\tx")


RICH_TEXTS = (
    b"{\\rtf1" + b"{" * 500_000,
    b"{\\rtf1" + b"\\u-99999999?" * 10_000,
    b"{\\rtf1\\uc99999999\\u65?abc",
    b"{\\rtf1\\ansicpg99999 a\\'ff\\'",
    b"{\\rtf1\\bin999999999 x",
    b"{\\rtf1" + b"}" * 100_000,
    b"{\\rtf1 " + b"a" * 3_000_000,
    b"{\\rtf1\\",
)


@pytest.mark.parametrize("data", RICH_TEXTS, ids=range(len(RICH_TEXTS)))
def test_rich_text_of_any_shape_is_bounded(desk: ReadingDesk, data: bytes) -> None:
    """Depth, numbers and binary data of any size end in a text that is not too long."""
    shown = desk.shown(data, "a.rtf")
    assert isinstance(shown, TextPreview)
    assert len(shown.text) <= 200_000
    json.dumps(preview_json(shown), ensure_ascii=False).encode()


def test_presentations_of_any_length_are_cut(desk: ReadingDesk) -> None:
    """Six hundred slides, or one of endless words."""
    for data in (
        samples.presentation(*[samples.slide("x")] * 600),
        samples.presentation(samples.slide("x" * 900_000)),
    ):
        shown = desk.shown(data, "a.pptx")
        assert isinstance(shown, HtmlPreview)
        assert shown.truncated
        assert len(shown.html) < 1_500_000


def test_a_package_that_is_a_bomb_is_not_shown(desk: ReadingDesk) -> None:
    """A gigabyte of zeros in a megabyte of OpenDocument, PowerPoint or Excel."""
    with_mimetype = documents.package(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": bytes(1 << 28)}
    )
    for data, name in ((_bomb(), "a.xlsx"), (with_mimetype, "a.odt")):
        shown = desk.show(data, name)
        assert shown.kind in {"none", "table"}, name


SIGNED = samples.signed_pdf()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/ByteRange [0", b"/ByteRange [9"),
        (b"/M (D:20261122100000-06'00')", b"/M (D:9999999999999999999999)  "),
        (b"/Reason (Aprobado)", b"/Reason 6 0 R     "),
        (b"/T (Firma1)", b"/Kids [1 0 R]"),
    ],
)
def test_a_signature_that_is_not_in_order_does_not_hide_the_pages(
    desk: ReadingDesk, old: bytes, new: bytes
) -> None:
    """Its range, date and links may be anything; nothing is said to cover the whole file that does not."""
    assert old in SIGNED
    shown = desk.shown(SIGNED.replace(old, new), "a.pdf")
    assert isinstance(shown, PagesPreview)
    assert shown.pages == 1
    assert not any(signature.covers_whole_file for signature in shown.signatures if b"ByteRange" in old)


def test_signatures_that_cannot_be_read_are_said_to_be_there(
    desk: ReadingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their reader meets its limit: the pages are shown, and that there are signatures."""
    run = desk.reader.worker.run

    def stuck(task: str, *arguments: Any, **more: Any) -> Answer:  # noqa: ANN401 - passes on what it got
        return Answer((), Limit.TIME) if task == "pdf_signatures" else run(task, *arguments, **more)

    monkeypatch.setattr(desk.reader.worker, "run", stuck)
    shown = desk.shown(samples.signed_pdf(tail=b"% lento\n"), "a.pdf")
    assert isinstance(shown, PagesPreview)
    assert (shown.pages, shown.signatures, shown.facts) == (1, (), (("signatures", "unread"),))


def test_metadata_of_any_kind_is_shown_within_bounds(desk: ReadingDesk) -> None:
    """A title of a megabyte or with marks of direction; a camera's name of null bytes."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(documents.pdf()))
    writer.add_metadata({"/Title": "\u202e" + "a" * 400_000})
    written = io.BytesIO()
    writer.write(written)
    data = written.getvalue()
    shown = desk.shown(data, "a.pdf")
    assert isinstance(shown, PagesPreview)
    assert dict(shown.facts)["title"] == "[U+202E]" + "a" * 499
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "\0" * 10, b"\xff\xfe<b>"
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "JPEG", exif=exif)
    json.dumps(preview_json(desk.shown(out.getvalue(), "a.jpg")), ensure_ascii=False).encode()
