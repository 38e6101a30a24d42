"""PDFs, pictures and archives made to harm whoever shows them."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
from PIL import Image

from console.web.document_json import preview_json
from core.documents.findings import Limit
from core.documents.previews import (
    PagesPreview,
    TreePreview,
)
from core.documents.worker import Answer
from tests import documents_samples as documents
from tests import preview_samples as samples
from tests.reading_desk import ReadingDesk, desk_in


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingDesk]:
    """Return a desk for the whole module."""
    with desk_in(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


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
    for data in (samples.zip_of("x", nested=20), documents.package({"a.zip": documents.xlsx_bomb()})):
        shown = desk.shown(data, "a.zip")
        assert isinstance(shown, TreePreview)
        assert (len(shown.entries), dict(shown.facts)["archives"]) == (1, "1")


def test_an_archive_of_very_many_is_cut(desk: ReadingDesk) -> None:
    """The first two thousand, and how many there are."""
    shown = desk.shown(samples.zip_of(*map(str, range(30_000))), "a.zip")
    assert isinstance(shown, TreePreview)
    assert (len(shown.entries), shown.truncated, dict(shown.facts)["entries"]) == (2000, True, "30000")


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
