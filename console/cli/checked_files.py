"""Files examined with the rule book for the command line; slow to import, so only the command itself does.

A file is copied before it is examined: whatever happens to it meanwhile, one state of it was looked at.
Nothing is opened here but to copy it, and the readers run confined, as in the server.
"""

import errno
import io
import os
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path

from console import texts
from core.config import Settings
from core.documents.findings import Finding, FindingCode, Inspection, Severity
from core.documents.reader import DocumentReader
from core.documents.rulebook import RuleBook

_AT_ONCE = 3
_CHUNK = 1 << 20
_MIB = 1024 * 1024
_VERDICTS = {Severity.REFUSED: "refused", Severity.WARNING: "warning", Severity.INFO: "admissible"}
_OBSTACLES = {
    errno.ENOENT: "not_found",
    errno.ENOTDIR: "not_found",
    errno.EACCES: "not_permitted",
    errno.EPERM: "not_permitted",
    errno.ELOOP: "loop",
    errno.EISDIR: "not_a_file",
    errno.ENXIO: "not_a_file",
    errno.ENODEV: "not_a_file",
}


class _UnreadableError(Exception):
    """The message is the obstacle, a code of ``[values.obstacle]`` in the texts."""


def checked(files: Iterable[str], settings: Settings) -> Iterator[dict[str, object]]:
    """Yield an answer for each file, in their order.

    ``{file, size_bytes, media_type, verdict, findings: [{code, severity, rule, facts, text}], pages, seconds}``;
    ``size_bytes`` is None of what could not be read, ``verdict`` is admissible, warning, refused or unreadable.
    """
    book = RuleBook.load(settings.data / "catalogs" / "rules.toml")
    with tempfile.TemporaryDirectory(prefix="oficialia-check-") as folder:
        place = Path(folder)
        with (
            DocumentReader(settings, place / "previews") as reader,
            ThreadPoolExecutor(_AT_ONCE) as pool,
        ):
            one = partial(_checked, reader=reader, book=book, settings=settings)
            copies = (place / f"{number}.copy" for number in count())
            yield from pool.map(one, files, copies)


def _checked(
    file: str, copy: Path, *, reader: DocumentReader, book: RuleBook, settings: Settings
) -> dict[str, object]:
    begun = time.monotonic()
    size, inspection = None, _nothing(reader)
    try:
        size = _copied(file, copy, settings.max_document_bytes)
        if size > settings.max_document_bytes:
            limit = settings.max_document_bytes // _MIB
            inspection = _nothing(reader, Finding.of(FindingCode.TOO_LARGE, limit_mib=limit))
        else:
            inspection = reader.inspect(copy, file)
    except _UnreadableError as found:
        inspection = _nothing(reader, Finding.of(FindingCode.UNREADABLE, obstacle=str(found)))
    except (OSError, ValueError) as error:  # a path may hold NUL or be too long
        obstacle = _OBSTACLES.get(getattr(error, "errno", None) or 0, "failed")
        inspection = _nothing(reader, Finding.of(FindingCode.UNREADABLE, obstacle=obstacle))
    finally:
        copy.unlink(missing_ok=True)
    return _answer(file, size, inspection, book, time.monotonic() - begun)


def _nothing(reader: DocumentReader, *findings: Finding) -> Inspection:
    return Inspection(reader.media_types.by_code("unknown").media_type, None, findings)


def _copied(file: str, to: Path, most: int) -> int:
    """Copy a regular file, at most just past ``most`` bytes of it; return how many.

    Raises:
        OSError, ValueError: it cannot be opened or read.
        _UnreadableError: it is no file, or it changed meanwhile.
    """
    if not stat.S_ISREG(os.stat(file).st_mode):  # noqa: PTH116 - a Path would refuse some of the bytes a name may hold
        raise _UnreadableError("not_a_file")  # asked before: opening a device may already do something
    # Without blocking: a pipe nobody writes into would otherwise hold the command for ever.
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    with io.FileIO(descriptor) as source:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise _UnreadableError("not_a_file")
        if before.st_size > most:
            return before.st_size
        size = _poured(source, to, most)
        after = os.fstat(descriptor)
    kept = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    if not kept or (before.st_size and size not in {before.st_size, most + 1}):
        raise _UnreadableError("changed")
    return size


def _poured(source: io.FileIO, to: Path, most: int) -> int:
    size = 0
    with to.open("wb") as out:
        while size <= most and (part := source.read(min(_CHUNK, most + 1 - size))):
            out.write(part)
            size += len(part)
    return size


def _answer(
    file: str, size: int | None, inspection: Inspection, book: RuleBook, seconds: float
) -> dict[str, object]:
    unreadable = any(f.code == FindingCode.UNREADABLE for f in inspection.findings)
    return {
        "file": file,
        "size_bytes": size,
        "media_type": inspection.media_type,
        "verdict": "unreadable" if unreadable else _VERDICTS[inspection.severity],
        "findings": [_row(finding, book) for finding in inspection.findings],
        "pages": inspection.pages,
        "seconds": round(seconds, 3),
        "rules_version": inspection.rules_version,
    }


def _row(finding: Finding, book: RuleBook) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "rule": book.rule_of(finding.code, finding.facts),
        "facts": dict(finding.facts),
        "text": texts.finding(finding.code, finding.facts),
    }
