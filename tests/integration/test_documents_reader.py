"""What the reader shows of documents, from the cache and from the readers."""

import base64
import hashlib
import io
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from core.config import Settings
from core.documents.findings import Limit
from core.documents.previews import (
    HtmlPreview,
    ImagePreview,
    NoPreview,
    PagesPreview,
    Preview,
    TablePreview,
    TextPreview,
)
from core.documents.reader import DocumentReader
from core.documents.refusals import PageCannotBeShown, PageNotFound, ReadersAreBusy, StoredBytesDiffer
from core.documents.worker import Answer
from tests import documents_samples as samples

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Desk:
    """A reader with a folder to store documents in."""

    reader: DocumentReader
    folder: Path
    cache: Path

    def store(self, data: bytes) -> tuple[Path, str]:
        """Keep bytes as the document store does: under their digest."""
        digest = hashlib.sha256(data).hexdigest()
        path = self.folder / digest
        path.write_bytes(data)
        return path, digest

    def preview(self, data: bytes, media_type: str) -> Preview:
        """Store and preview."""
        path, digest = self.store(data)
        return self.reader.preview(path, media_type, digest)

    def page(self, data: bytes, page: int = 1, width: int = 500) -> Image.Image:
        """Store, draw one page and decode what a browser would get."""
        path, digest = self.store(data)
        drawn = self.reader.page_image(path, digest, page, width)
        image = Image.open(io.BytesIO(drawn.data))
        assert image.size == (drawn.width, drawn.height)
        assert image.get_format_mimetype() == drawn.media_type
        return image


@pytest.fixture(scope="module")
def warm_reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentReader]:
    """Return a reader for the whole module: its process starts once."""
    with DocumentReader(Settings(), tmp_path_factory.mktemp("cache")) as running:
        yield running


@pytest.fixture
def desk(warm_reader: DocumentReader, tmp_path: Path) -> Desk:
    """Return the reader and a folder of its own."""
    return Desk(warm_reader, tmp_path, warm_reader._cache._folder)


def test_pdf_pages_are_counted_and_measured(desk: Desk) -> None:
    """The viewer needs each page's ratio before it asks for images."""
    preview = desk.preview(samples.pdf(3), "application/pdf")
    assert preview == PagesPreview(3, ((612.0, 792.0),) * 3)


def test_a_pdf_page_is_drawn_at_the_width_asked_for(desk: Desk) -> None:
    """The image keeps the page's ratio, and something is drawn on it."""
    image = desk.page(samples.pdf(2), page=2, width=1000)
    assert image.size == (1000, 1295)
    darkest = image.convert("L").getextrema()[0]
    assert isinstance(darkest, int)
    assert darkest < 100


@pytest.mark.parametrize(("asked", "drawn"), [(-5, 100), (1, 100), (201, 300), (800, 800), (99_999, 2000)])
def test_widths_are_few_and_bounded(desk: Desk, asked: int, drawn: int) -> None:
    """A thousand requests cannot leave a thousand images in the cache."""
    assert desk.page(samples.pdf(), width=asked).width == drawn


def test_a_ribbon_of_a_page_stays_within_its_pixels(desk: Desk) -> None:
    """A page 72 times as high as wide is drawn narrower, not larger."""
    ribbon = samples.pdf().replace(b"/MediaBox [0 0 612 792]", b"/MediaBox [0 0 100 7200]")
    image = desk.page(ribbon, width=2000)
    assert image.width * image.height <= 12_100_000


def test_form_fields_are_drawn(desk: Desk) -> None:
    """What was typed into a form is part of the page."""
    field = (
        "<< /T (a) /FT /Btn /Subtype /Widget /Rect [50 50 560 400] /F 4 /P 5 0 R /MK << /BG [1 0 0] >> "
        "/DA (/F1 90 Tf 0 g) >>"
    )
    plain = samples.pdf(catalog=f"/AcroForm << /Fields [{field}] /DR << /Font << /F1 3 0 R >> >> >>")
    with_field = plain.replace(b"/Contents 4 0 R ", f"/Contents 4 0 R /Annots [{field}] ".encode())
    assert desk.page(with_field).tobytes() != desk.page(samples.pdf()).tobytes()


def test_page_text_is_given(desk: Desk) -> None:
    """The text of a page can be searched and copied; a picture has none."""
    path, digest = desk.store(samples.pdf())
    assert desk.reader.page_text(path, digest, 1).text == "Promocion"
    path, digest = desk.store(samples.picture())
    assert desk.reader.page_text(path, digest, 1).text == ""


@pytest.mark.parametrize("page", [-1, 0, 3, 10**9])
def test_a_page_that_is_not_there_is_refused(desk: Desk, page: int) -> None:
    """Any number outside the document gets the same answer."""
    path, digest = desk.store(samples.pdf(2))
    with pytest.raises(PageNotFound) as refused:
        desk.reader.page_image(path, digest, page, 500)
    assert refused.value.facts == {"page": page}


def test_word_becomes_html_without_anything_that_acts(desk: Desk) -> None:
    """Text and own pictures stay; scripts, links and outside pictures do not."""
    body = (
        "<w:p><w:r><w:t>&lt;script&gt;alert(1)&lt;/script&gt; año</w:t></w:r></w:p>"
        '<w:p><w:hyperlink r:id="r8"><w:r><w:t>liga</w:t></w:r></w:hyperlink></w:p>'
        + samples.picture_run('r:embed="r9"')
    )
    own = samples.relationship("image", "media/a.png", external=False)
    link = samples.relationship("hyperlink", "javascript:alert(1)", external=True).replace("r9", "r8")
    preview = desk.preview(
        samples.docx(body, parts={"word/media/a.png": samples.picture()}, relationships=own + link), DOCX
    )
    assert isinstance(preview, HtmlPreview)
    assert "<script" not in preview.html
    assert "javascript:" not in preview.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; año" in preview.html
    assert "<p>liga</p>" in preview.html
    encoded = base64.b64encode(samples.picture()).decode()
    assert f'<img src="data:image/png;base64,{encoded}">' in preview.html
    assert preview.pictures_left_out == 0


@pytest.mark.parametrize(
    ("target", "external", "parts"),
    [
        ("http://127.0.0.1:1/espia.png", True, {}),
        ("file:///etc/passwd", True, {}),
        ("media/a.png", False, {"word/media/a.png": b"<svg onload='alert(1)'/>"}),
        ("media/falta.png", False, {}),
        ("../../../etc/passwd", False, {}),
    ],
)
def test_pictures_that_are_not_the_documents_own_are_left_out(
    desk: Desk, target: str, external: bool, parts: dict[str, str | bytes]
) -> None:
    """An outside, missing or false picture is never fetched; the rest is shown or the failure is said."""
    attribute = "r:link" if external else "r:embed"
    body = samples.picture_run(f'{attribute}="r9"') + "<w:p><w:r><w:t>resto</w:t></w:r></w:p>"
    image = samples.relationship("image", target, external=external)
    preview = desk.preview(samples.docx(body, parts=parts, relationships=image), DOCX)
    assert isinstance(preview, HtmlPreview)
    assert "resto" in preview.html
    assert "src=" not in preview.html
    assert preview.pictures_left_out == 1


def test_a_workbook_becomes_bounded_tables_of_text(desk: Desk) -> None:
    """Formulas are text, numbers are as Excel shows them, markup stays text, and the cut is told."""
    rows: list[list[object]] = [['=HYPERLINK("http://x")', 0.1 + 0.2, True, None, "<b>x</b>"]]
    rows += [[number] for number in range(400)]
    preview = desk.preview(samples.xlsx(rows, "Cifras"), XLSX)
    assert isinstance(preview, TablePreview)
    (sheet,) = preview.sheets
    assert (sheet.name, len(sheet.rows), sheet.truncated) == ("Cifras", 300, True)
    assert sheet.rows[0] == ('=HYPERLINK("http://x")', "0.3", "TRUE", "", "<b>x</b>")
    assert sheet.rows[1] == ("0",)


def test_a_csv_finds_its_own_delimiter(desk: Desk) -> None:
    """Semicolons, quotes and accents of Spanish-language Excel."""
    preview = desk.preview('Año;"Monto; neto"\r\n2026;1,5\r\n'.encode("cp1252"), "text/csv")
    assert isinstance(preview, TablePreview)
    assert preview.sheets[0].rows == (("Año", "Monto; neto"), ("2026", "1,5"))


def test_text_is_shown_up_to_its_limit(desk: Desk) -> None:
    """A long text is cut, and says so."""
    assert desk.preview("señal".encode("utf-16"), "text/plain") == TextPreview("señal", truncated=False)
    long = desk.preview(b"a" * 300_000, "text/plain")
    assert isinstance(long, TextPreview)
    assert (len(long.text), long.truncated) == (200_000, True)


def test_a_photograph_stands_upright_and_sheds_its_metadata(desk: Desk) -> None:
    """Orientation 6 is turned; place and camera do not travel to the clerk's browser."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camara del promovente"
    photograph = samples.picture("JPEG", (600, 400), exif=exif)
    facts = (("camera", "Camara del promovente"), ("gps", "no"), ("resolution", "72 × 72 dpi"))
    assert desk.preview(photograph, "image/jpeg") == ImagePreview(400, 600, facts)
    image = desk.page(photograph, width=200)
    assert image.size == (200, 300)
    assert not image.getexif()
    top = image.convert("RGB").getpixel((100, 20))
    assert isinstance(top, tuple)
    assert top[0] > top[2]


def test_a_small_picture_is_not_enlarged(desk: Desk) -> None:
    """Its own pixels are all there is."""
    assert desk.page(samples.picture(), width=2000).size == (60, 40)


def test_a_tiff_of_several_images_has_pages(desk: Desk) -> None:
    """A scanned TIFF is read page by page."""
    frames = [Image.new("1", (80, 50 + n)) for n in range(3)]
    scan = samples.picture("TIFF", (90, 60), save_all=True, append_images=frames)
    preview = desk.preview(scan, "image/tiff")
    assert preview == PagesPreview(4, ((90.0, 60.0), (80.0, 50.0), (80.0, 51.0), (80.0, 52.0)))
    assert desk.page(scan, page=3).size == (80, 51)


@pytest.mark.parametrize("mode", ["I;16", "F", "P", "LA", "CMYK"])
def test_unusual_pixels_are_shown(desk: Desk, mode: str) -> None:
    """Scientific, palette and print modes become something that a browser shows."""
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, "TIFF" if mode in {"F", "CMYK"} else "PNG")
    assert desk.page(out.getvalue()).size == (30, 20)


@pytest.mark.parametrize("media_type", ["application/msword", "application/vnd.rar", "no/existe"])
def test_what_has_no_preview_says_so(desk: Desk, media_type: str) -> None:
    """The reader of the screen learns that nothing failed."""
    preview = desk.preview(samples.compound(["WordDocument"]), media_type)
    assert isinstance(preview, NoPreview)
    assert preview.finding.code == "no_preview"


def test_a_bomb_is_a_finding_and_the_next_page_works(desk: Desk) -> None:
    """Nine gigabytes in a few kilobytes: the limit is met, the server and the warm process live."""
    bomb = samples.pdf_bomb()
    assert len(bomb) < 100_000
    path, digest = desk.store(bomb)
    process = desk.reader.confinement()["pid"]
    with pytest.raises(PageCannotBeShown) as refused:
        desk.reader.page_image(path, digest, 1, 500)
    assert refused.value.facts["limit"] in {Limit.MEMORY, Limit.CRASH, Limit.TIME}
    assert desk.page(samples.pdf()).width == 500
    assert desk.reader.confinement()["pid"] == process


def test_a_damaged_document_has_no_preview(desk: Desk) -> None:
    """What cannot be converted is said, not raised."""
    preview = desk.preview(samples.docx()[:-60], DOCX)
    assert isinstance(preview, NoPreview)
    assert dict(preview.finding.facts) == {"step": "preview", "limit": "failed"}


def test_too_many_pixels_are_not_drawn(desk: Desk) -> None:
    """A picture bomb is refused by its header."""
    path, digest = desk.store(samples.enormous_png())
    with pytest.raises(PageCannotBeShown):
        desk.reader.page_image(path, digest, 1, 500)


def test_other_bytes_than_the_digest_says_are_never_shown(desk: Desk) -> None:
    """A stored file that was altered is refused, also after the true one was shown."""
    path, digest = desk.store(samples.pdf())
    desk.reader.page_image(path, digest, 1, 500)
    path.write_bytes(samples.pdf(2))
    with pytest.raises(StoredBytesDiffer):
        desk.reader.page_image(path, digest, 1, 900)


def test_what_was_drawn_is_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time no reader runs, and an altered or cut entry is drawn again."""
    path, digest = desk.store(samples.pdf(7))
    first = desk.reader.page_image(path, digest, 7, 600)
    entry = desk.cache / digest[:2] / digest / "page-7-600"
    with monkeypatch.context() as without:
        without.setattr(desk.reader.worker, "run", None)
        assert desk.reader.page_image(path, digest, 7, 600) == first
    for spoiled in (entry.read_bytes()[:-1], b"", bytes(100)):
        entry.write_bytes(spoiled)
        assert desk.reader.page_image(path, digest, 7, 600) == first
    assert [p.name for p in entry.parent.iterdir()] == ["page-7-600"]


def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    """Without a place to keep it, the page is drawn all the same."""
    (tmp_path / "cache").write_text("a file where a folder should be")
    with DocumentReader(Settings(), tmp_path / "cache") as reader:
        path, digest = Desk(reader, tmp_path, tmp_path).store(samples.pdf())
        assert reader.page_image(path, digest, 1, 300).width == 300


def test_readers_that_are_busy_refuse(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The route can answer «try again» instead of waiting without end."""
    path, digest = desk.store(samples.pdf(4))
    monkeypatch.setattr(desk.reader.worker, "run", lambda *_, **__: Answer((), Limit.BUSY))
    with pytest.raises(ReadersAreBusy):
        desk.reader.page_image(path, digest, 1, 300)


@pytest.mark.parametrize("limit", [Limit.TIME, Limit.MEMORY, Limit.CRASH, Limit.OUTPUT])
def test_a_page_that_met_a_limit_is_not_tried_again_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, limit: Limit
) -> None:
    """One hostile page asked for in every width costs its readers' time once; other pages are drawn."""
    path, digest = desk.store(samples.pdf(5, content=f"% {limit}".encode()))
    asked: list[float] = []

    def fails(*_: object, patience: float, **__: object) -> Answer:
        asked.append(patience)
        return Answer((), limit)

    with monkeypatch.context() as hostile:
        hostile.setattr(desk.reader.worker, "run", fails)
        for width in (200, 900, 2000):
            with pytest.raises(PageCannotBeShown) as refused:
                desk.reader.page_image(path, digest, 3, width)
            assert refused.value.facts == {"page": 3, "limit": limit}
        assert asked == [3.5]
        for _ in range(2):
            assert isinstance(desk.reader.preview(path, "application/pdf", digest), NoPreview)
        assert len(asked) == 2
    assert desk.reader.page_image(path, digest, 4, 300).width == 300


def test_readers_that_were_busy_are_asked_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """That they were is no trait of the file, so the next request draws it."""
    path, digest = desk.store(samples.pdf(6))
    with monkeypatch.context() as busy:
        busy.setattr(desk.reader.worker, "run", lambda *_, **__: Answer((), Limit.BUSY))
        with pytest.raises(ReadersAreBusy):
            desk.reader.page_image(path, digest, 1, 300)
    assert desk.reader.page_image(path, digest, 1, 300).width == 300


def test_a_killed_process_is_replaced_in_the_middle_of_a_reading(desk: Desk) -> None:
    """Kill -9 on the warm process: the next page is drawn by another."""
    pid = int(str(desk.reader.confinement()["pid"]))
    os.kill(pid, signal.SIGKILL)
    assert desk.page(samples.pdf(), width=700).width == 700
    assert desk.reader.confinement()["pid"] != pid
