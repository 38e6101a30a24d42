"""What a clerk is shown of each kind of file, opened in the confined process."""

from collections.abc import Iterator

import pytest

from core.documents.findings import FindingCode
from core.documents.previews import (
    Attachment,
    HtmlPreview,
    MailPreview,
    NoPreview,
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


def test_a_long_word_document_is_read_at_once(desk: ReadingDesk) -> None:
    """Thirty thousand paragraphs: headings, tables and words, without what was deleted or is said twice."""
    start = (
        '<w:p><w:pPr><w:pStyle w:val="Ttulo2"/></w:pPr><w:r><w:t>Hechos &lt;1&gt;</w:t></w:r></w:p>'
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>celda</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:t>antes</w:t><w:br/><w:delText>borrado</w:delText><w:t>después</w:t></w:r></w:p>"
    )
    filler = (
        "<w:p><w:r><w:t>Un párrafo de texto que se repite muchas veces en el mismo escrito.</w:t></w:r></w:p>"
    )
    shown = desk.shown(documents.docx(start + filler * 30_000), "largo.docx")
    assert isinstance(shown, HtmlPreview)
    table = "<table><tbody><tr><td><p>celda</p></td></tr></tbody></table>"
    assert shown.html.startswith(f"<h2>Hechos &lt;1&gt;</h2>{table}<p>antes<br>después</p>")
    assert shown.truncated
    assert len(shown.html) < 2_100_000
