"""How long a clerk waits for a page: first ones, next ones, thumbnails, words, searches, and what is kept."""

import hashlib
import io
import random
from functools import partial
from pathlib import Path

from PIL import Image

from core.config import Settings
from core.documents.reader import DocumentReader
from tests.bench.timing import sample, sample_each, say, show
from tests.documents_samples import pdf, picture

File = tuple[Path, str]
"""Where it lies, and its SHA-256."""
_PAGES = 500
_NEXT = range(2, 42)
_WORDS = ("promocion", "articulo", "expediente", "hechos", "anexo", "notificacion", "autoridad", "documento")


def _written(pages: int, seed: int) -> bytes:
    """Return a PDF whose pages each hold fifty lines of eight words; no two of another seed are the same."""
    chosen = random.Random(seed)  # noqa: S311 - words for a page, not secrets
    lines = (f"({' '.join(chosen.choices(_WORDS, k=8))}) Tj T*" for _ in range(50))
    return pdf(pages, content=f"BT /F1 11 Tf 14 TL 54 740 Td {' '.join(lines)} ET".encode())


def _photograph(seed: int) -> bytes:
    """Return a picture of 8 megapixels, as a scanner gives a page."""
    shade = (seed * 37 % 256, seed * 91 % 256, 120)
    return picture("JPEG", (2480, 3508), quality=80, comment=bytes(shade))


def _scanned(pages: int) -> bytes:
    """Return a PDF of scanned pages near the largest that is admitted: noise, which no JPEG makes small."""
    noise = random.Random(1)  # noqa: S311 - as above
    sheets = [Image.frombytes("L", (320, 440), noise.randbytes(320 * 440)) for _ in range(20)]
    out = io.BytesIO()
    first, *rest = (sheets * (pages // len(sheets)))[:pages]
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=40, quality=65)
    return out.getvalue()


def _stored(folder: Path, data: bytes) -> File:
    digest = hashlib.sha256(data).hexdigest()
    path = folder / digest
    path.write_bytes(data)
    return path, digest


def _open(reader: DocumentReader, file: File) -> None:
    """Do what the viewer does first."""
    path, digest = file
    assert reader.preview(path, "application/pdf", digest).kind == "pages"
    reader.page_image(path, digest, 1, 1000)


def test_pages_of_a_long_pdf(tmp_path: Path) -> None:
    """Opening a file of 500 pages that nobody opened before, and reading on in it."""
    files = [_stored(tmp_path, _written(_PAGES, seed)) for seed in range(20)]
    photographs = [_stored(tmp_path, _photograph(seed)) for seed in range(10)]
    file = files[0]
    with DocumentReader(Settings(), tmp_path / "previews") as reader:
        reader.page_image(*_stored(tmp_path, _written(1, 99)), 1, 1000)  # the process is warm from here on
        image, text, find = reader.page_image, reader.page_text, reader.search
        figures = {
            "pages counted and the first one drawn, file unseen": sample_each(
                partial(_open, reader, file) for file in files
            ),
            "next page": sample_each(partial(image, *file, n, 1000) for n in _NEXT),
            "thumbnail": sample_each(partial(image, *file, n, 100) for n in _NEXT),
            "words of a page with their boxes": sample_each(partial(text, *file, n) for n in _NEXT),
            "first search in 500 pages": sample_each(
                partial(find, *file, "Notificación") for file in files[:5]
            ),
            "next search in them": sample(lambda: find(*file, "artículo hechos"), times=40),
            "page kept": sample(lambda: image(*file, 2, 1000), times=100),
            "photograph of 8 megapixels, unseen": sample_each(
                partial(image, *f, 1, 1000) for f in photographs
            ),
        }
        hits = find(*file, "notificacion")
    assert (hits.searched, hits.complete) == (_PAGES, True)
    show(f"A PDF of {_PAGES} pages of text, {file[0].stat().st_size / 1024:.0f} KiB", figures)
    say(f"found {hits.total} times on {len(hits.pages)} of {hits.searched} pages, complete: {hits.complete}")


def test_pages_of_a_heavy_pdf(tmp_path: Path) -> None:
    """The same of scanned pages that make a file near the limit, hashed before anything is drawn of it."""
    data = _scanned(_PAGES)
    files = [_stored(tmp_path, data + b"%%%d\n" % n) for n in range(10)]
    with DocumentReader(Settings(), tmp_path / "previews") as reader:
        reader.page_image(*_stored(tmp_path, _written(1, 99)), 1, 1000)
        figures = {
            "pages counted and the first one drawn, file unseen": sample_each(
                partial(_open, reader, file) for file in files
            ),
            "next page": sample_each(partial(reader.page_image, *files[0], n, 1000) for n in _NEXT),
            "first search, nothing to read": sample_each(partial(reader.search, *f, "a") for f in files[:5]),
        }
        assert reader.search(*files[0], "a").searched == _PAGES
    show(f"A PDF of {_PAGES} scanned pages, {len(data) / 1024 / 1024:.1f} MiB", figures)
