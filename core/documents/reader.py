"""The one door to filed documents: inspect them, show them, without ever opening one in this process."""

import hashlib
import io
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from core.config import Settings
from core.documents.cache import PreviewCache, version_of_drawing
from core.documents.findings import Finding, FindingCode, Inspection, Limit
from core.documents.frames import Frame, read_frames, write_frame
from core.documents.inspection import Inspector
from core.documents.media_types import MediaTypes
from core.documents.preview_answers import read_page_image, read_page_text, read_preview, read_texts
from core.documents.previews import Hits, NoPreview, PageImage, PageText, Preview
from core.documents.recent_limits import RecentLimits
from core.documents.refusals import PageCannotBeShown, PageNotFound, ReadersAreBusy, StoredBytesDiffer
from core.documents.searching import DocumentCannotBeSearched, folded
from core.documents.worker import Answer, Worker

MIN_WIDTH, MAX_WIDTH, WIDTH_STEP = 100, 2000, 100
_CHECKED_FILES = 4096
_SIGNATURE_SECONDS = 3.0
_PATIENCE_SECONDS, _SHOWING_SECONDS = 3.5, 6.0
"""For a reader's turn, and for its work: who looks at a screen is answered within ten seconds, whatever the file."""


class DocumentReader:
    """Examines and shows files, cached by digest; safe to use from many threads.

    Args:
        settings: limits and the folder of catalogues.
        cache_folder: where previews are kept; safe to delete at any time.
    """

    def __init__(self, settings: Settings, cache_folder: Path) -> None:
        self.media_types = MediaTypes.load(settings.data / "catalogs" / "media_types.toml")
        self.worker = Worker(memory_mib=settings.worker_memory_mib, seconds=settings.worker_seconds)
        self._inspector = Inspector(self.worker, self.media_types)
        self._cache = PreviewCache(cache_folder, version=version_of_drawing())
        self._limits = RecentLimits()
        self._checked: set[tuple[object, ...]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> None:
        """Start the warm process in the background, so that the first reader does not wait for it."""
        threading.Thread(target=self.worker.facts, daemon=True).start()
        threading.Thread(target=self._cache.forget_other_versions, daemon=True).start()

    def confinement(self) -> Mapping[str, object]:
        """Return what this platform allowed, as ``Worker.facts`` says."""
        return self.worker.facts()

    def close(self) -> None:
        """End the warm process."""
        self.worker.close()

    def inspect(self, path: Path, name: str) -> Inspection:
        """Examine the file at ``path``, which its filer calls ``name``; never cached.

        Raises:
            OSError: the file cannot be opened for reading.
        """
        return self._inspector.inspect(path, name)

    def preview(self, path: Path, media_type: str, sha256: str) -> Preview:
        """Return what can be shown of a stored file.

        Args:
            path: the stored file.
            media_type: what ``inspect`` said it is.
            sha256: its digest, 64 lower-case hex digits.

        Raises:
            OSError: the file cannot be opened for reading.
            StoredBytesDiffer: it does not have that digest.
        """
        entry = self.media_types.by_media_type(media_type)
        if not entry.preview:
            return NoPreview(Finding.of(FindingCode.NO_PREVIEW, detected=entry.code))
        answer = self._answer(path, sha256, f"preview-{entry.preview}", f"preview_{entry.preview}")
        if answer.frames and answer.finished:
            header = {key: value for frame in answer.frames for key, value in frame.header.items()}
            if header.get("password") is True:
                return NoPreview(Finding.of(FindingCode.PASSWORD_PROTECTED))
            if header.pop("signed", False) is True:
                header |= self._signatures(path, sha256, header.get("facts"))
            try:
                return read_preview(entry.preview, header)
            except ValueError:
                pass
        limit = answer.limit or Limit.FAILED
        return NoPreview(Finding.of(FindingCode.NOT_EXAMINED, step="preview", limit=limit.value))

    def _signatures(self, path: Path, sha256: str, facts: object) -> dict[str, object]:
        """Return a PDF's signatures, or the fact that they could not be read: its pages are shown all the same."""
        answer = self._answer(path, sha256, "signatures", "pdf_signatures", seconds=_SIGNATURE_SECONDS)
        found = answer.frames[0].header.get("signatures") if answer.finished and answer.frames else None
        if isinstance(found, list):
            return {"signatures": found}
        return {"facts": [*(facts if isinstance(facts, list) else []), ["signatures", "unread"]]}

    def page_image(self, path: Path, sha256: str, page: int, width: int) -> PageImage:
        """Draw one page of a PDF or of a picture.

        Args:
            path: the stored file.
            sha256: its digest, 64 lower-case hex digits.
            page: number, from 1.
            width: pixels, taken up to the next hundred from 100 to 2000; a picture is never enlarged.

        Raises:
            OSError: the file cannot be opened for reading.
            PageNotFound: there is no such page.
            PageCannotBeShown: its reader failed or met a limit, now or in the last five minutes.
            ReadersAreBusy: no reader became free in time.
            StoredBytesDiffer: the file does not have that digest.
        """
        # Few widths: otherwise a thousand requests would leave a thousand copies in the cache.
        drawn = -(-min(max(width, MIN_WIDTH), MAX_WIDTH) // WIDTH_STEP) * WIDTH_STEP
        frame = self._page(path, sha256, page, f"page-{page}-{drawn}", "page_image", width=drawn)
        try:
            return read_page_image(frame.header, frame.body)
        except ValueError as error:
            raise PageCannotBeShown(page=page, limit=Limit.FAILED.value) from error

    def page_text(self, path: Path, sha256: str, page: int) -> PageText:
        """Return the words of a PDF's page and where they stand; raises like ``page_image``."""
        frame = self._page(path, sha256, page, f"text-{page}", "page_text")
        try:
            return read_page_text(frame.header)
        except ValueError as error:
            raise PageCannotBeShown(page=page, limit=Limit.FAILED.value) from error

    def search(self, path: Path, sha256: str, text: str) -> Hits:
        """Return where a text stands in a PDF, without regard to case, accents and line ends.

        A page's words are read once and kept with the previews; other documents have no pages to search.

        Raises:
            OSError: the file cannot be opened for reading.
            DocumentCannotBeSearched: its reader failed or met a limit, now or in the last five minutes.
            ReadersAreBusy: no reader became free in time.
            StoredBytesDiffer: the file does not have that digest.
        """
        sought = folded(text).strip()
        answer = self._answer(path, sha256, "texts", "texts")
        if answer.limit is Limit.BUSY:
            raise ReadersAreBusy
        try:
            pages, complete = read_texts(answer.frames[0].header if answer.finished else {})
        except (ValueError, IndexError) as error:
            limit = answer.limit or Limit.FAILED
            raise DocumentCannotBeSearched(limit=limit.value) from error
        counts = ((page, text.count(sought)) for page, text in enumerate(pages, 1) if sought)
        return Hits(tuple((page, count) for page, count in counts if count), len(pages), complete)

    def _page(self, path: Path, sha256: str, page: int, key: str, task: str, **arguments: int) -> Frame:
        if page < 1:
            raise PageNotFound(page=page)
        answer = self._answer(path, sha256, key, task, page=page, **arguments)
        if answer.limit is Limit.BUSY:
            raise ReadersAreBusy
        if not answer.finished or not answer.frames:
            raise PageCannotBeShown(page=page, limit=(answer.limit or Limit.FAILED).value)
        if "pages" in answer.frames[0].header:
            raise PageNotFound(page=page)
        return answer.frames[0]

    def _answer(
        self,
        path: Path,
        sha256: str,
        key: str,
        task: str,
        seconds: float | None = None,
        **arguments: int,
    ) -> Answer:
        kept = self._cache.get(sha256, key)
        if kept is not None:
            return Answer(tuple(read_frames(kept)), None)
        self._require_digest(path, sha256)
        reading = (sha256, task, arguments.get("page", 0))
        if met := self._limits.get(reading):
            return Answer((), met)
        answer = self.worker.run(
            task, path, seconds=seconds or _SHOWING_SECONDS, patience=_PATIENCE_SECONDS, **arguments
        )
        if answer.limit:
            self._limits.remember(reading, answer.limit)
        # A limit may have been the hour's, not the file's, and a page that is not there costs no drawing.
        elif answer.frames and _is_worth_keeping(task, answer.frames[0].header):
            out = io.BytesIO()
            for frame in answer.frames:
                write_frame(out, frame)
            self._cache.put(sha256, key, out.getvalue())
        return answer

    def _require_digest(self, path: Path, sha256: str) -> None:
        """Hash the file unless this very one was hashed before: nothing is drawn of other bytes."""
        facts = path.stat()
        identity = (sha256, str(path), facts.st_ino, facts.st_size, facts.st_mtime_ns)
        if identity in self._checked:
            return
        with path.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                raise StoredBytesDiffer
        if len(self._checked) >= _CHECKED_FILES:
            self._checked.clear()
        self._checked.add(identity)


def _is_worth_keeping(task: str, header: Mapping[str, object]) -> bool:
    """Whether another reader would get the same: not a page that is not there, nor what time cut short."""
    return not (task.startswith("page") and "pages" in header) and header.get("complete") is not False
