"""Files made to harm whoever shows them: each is shown harmlessly, or said not to be, within its limits."""

import json
from collections.abc import Iterator

import pytest

from console.web.document_json import preview_json
from core.documents.previews import (
    HtmlPreview,
    NoPreview,
    TablePreview,
    TextPreview,
)
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
    for data, name in ((documents.xlsx_bomb(), "a.xlsx"), (with_mimetype, "a.odt")):
        shown = desk.show(data, name)
        assert shown.kind in {"none", "table"}, name
