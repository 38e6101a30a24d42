"""Is this file admissible, and what should a reader know before trusting it? Facts from confined readers."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from core.documents.findings import ActiveKind, Finding, FindingCode, Inspection, Limit, Severity
from core.documents.media_types import UNKNOWN, MediaType, MediaTypes
from core.documents.worker import Answer, Worker

MAX_PAGES = 5000
MISSING = frozenset({"pdf_end", "pdf_table", "jpeg_end", "png_end", "zip_directory", "rtf_end"})
"""What can be missing at a file's end; each has its words in ``[values.missing]``."""
_CENTIMETRES_PER_POINT = 2.54 / 72
_MIB = 1024 * 1024
_READERS = ("pdfium", "pypdf")
_NOTHING_OF_ITS_OWN = frozenset({UNKNOWN, "text", "csv", "zip", "ole"})
_SEVERITIES = tuple(Severity)
_PAGE_FINDINGS = {
    FindingCode.PAGES_UNREADABLE: "unreadable",
    FindingCode.PAGES_BLANK: "blank",
    FindingCode.WITHOUT_TEXT: "without_text",
}
Facts = Mapping[str, object]


class Inspector:
    """Examines files; a file that crashes or exhausts its reader is a finding like any other."""

    def __init__(self, worker: Worker, media_types: MediaTypes) -> None:
        self._worker = worker
        self._types = media_types

    def inspect(self, path: Path, name: str) -> Inspection:
        """Examine the file at ``path``, which its filer calls ``name``.

        Raises:
            OSError: the file cannot be opened for reading.
        """
        if path.stat().st_size == 0:
            return Inspection(self._types.by_code(UNKNOWN).media_type, None, (Finding.of(FindingCode.EMPTY),))
        extension = PurePosixPath(name).suffix.lower()
        identity = self._worker.run("identify", path, extension=extension)
        facts = _facts(identity)
        media_type = self._types.by_code(str(facts.get("kind", UNKNOWN)))
        if not identity.finished:
            return Inspection(media_type.media_type, None, (_not_examined("identify", identity),))
        pages, findings = self._examine(path, media_type)
        found = [
            *self._of_type(media_type, extension),
            *self._of_second_type(media_type, facts),
            *_of_ending(facts),
            *findings,
        ]
        return Inspection(media_type.media_type, pages, _in_order(found))

    def _of_type(self, found: MediaType, extension: str) -> Iterator[Finding]:
        expected = self._types.by_extension(extension)
        if found.code == "encrypted_office":
            yield Finding.of(FindingCode.PASSWORD_PROTECTED)
        elif expected.admitted and expected.family != "text" and found.code in _NOTHING_OF_ITS_OWN:
            # It says it is a PDF, an image, an Office file, and nothing of that is in it.
            yield Finding.of(FindingCode.DAMAGED, extension=extension, detected=found.code)
        elif not found.admitted:
            yield Finding.of(FindingCode.TYPE_NOT_ADMITTED, detected=found.code)
        elif extension and extension not in found.extensions:
            yield Finding.of(
                FindingCode.CONTENT_DIFFERS_FROM_EXTENSION, extension=extension[:16], detected=found.code
            )

    def _of_second_type(self, found: MediaType, facts: Facts) -> Iterator[Finding]:
        second = self._types.by_code(str(facts.get("also") or UNKNOWN))
        if second.code != UNKNOWN:
            yield Finding.of(FindingCode.TWO_TYPES_IN_ONE, first=found.code, second=second.code)

    def _examine(self, path: Path, media_type: MediaType) -> tuple[int | None, list[Finding]]:
        if media_type.family == "pdf":
            return self._examine_pdf(path)
        if not media_type.family:
            return None, []
        answer = self._worker.run(f"examine_{media_type.family}", path, kind=media_type.code)
        facts = _facts(answer)
        findings = list(_common_findings(facts))
        if not answer.finished:
            findings.append(_not_examined(f"examine_{media_type.family}", answer))
        elif facts.get("complete") is False:
            findings.append(
                Finding.of(FindingCode.NOT_EXAMINED, step="active_content", limit=Limit.OUTPUT.value)
            )
        return _whole_number(facts, "pages"), findings

    def _examine_pdf(self, path: Path) -> tuple[int | None, list[Finding]]:
        # Processes of their own, half the time each: what ends one reader does not silence the others.
        half = self._worker.seconds / 2
        packed = self._worker.run("examine_pdf_streams", path, seconds=half)
        findings = list(_packed_findings(packed))
        if any(f.code == FindingCode.EXPANDS_TOO_MUCH for f in findings):
            return None, findings  # whoever opens it only burns what it was made to burn
        answers = {r: self._worker.run(f"examine_pdf_with_{r}", path, seconds=half) for r in _READERS}
        facts = {reader: _facts(answer) for reader, answer in answers.items()}
        findings += [_not_examined(f"examine_pdf_with_{r}", a) for r, a in answers.items() if not a.finished]
        findings += [*_opening_findings(facts), *_common_findings(facts["pypdf"])]
        if facts["pypdf"].get("complete") is False:
            findings.append(
                Finding.of(FindingCode.NOT_EXAMINED, step="active_content", limit=Limit.OUTPUT.value)
            )
        findings += _left_out(facts)
        pages = next((n for r in _READERS if (n := _whole_number(facts[r], "pages"))), None)
        if pages and pages > MAX_PAGES:
            findings.append(Finding.of(FindingCode.TOO_MANY_PAGES, pages=pages, most=MAX_PAGES))
        if facts["pdfium"].get("opens"):
            findings += page_findings(self._worker.run("examine_pdf_pages", path, seconds=half))
        return pages, findings


def _opening_findings(facts: Mapping[str, Facts]) -> Iterator[Finding]:
    """Compare the readers' opinions; one that said nothing (crash, limit) has none."""
    opinions = {reader: f for reader, f in facts.items() if "opens" in f}
    opened = [reader for reader, f in opinions.items() if f["opens"]]
    pages = {reader: _whole_number(f, "pages") or 0 for reader, f in opinions.items()}
    if len(opened) == len(_READERS) and len(set(pages.values())) > 1:
        yield Finding.of(FindingCode.PAGE_COUNTS_DIFFER, **pages)
    elif len(opened) == 1 and len(opinions) == len(_READERS):
        yield Finding.of(FindingCode.OPENS_IN_ONE_READER_ONLY, reader=opened[0])
    elif opinions and not opened:
        password = any(f.get("password") for f in opinions.values())
        yield Finding.of(FindingCode.PASSWORD_PROTECTED if password else FindingCode.DAMAGED)


def _left_out(facts: Mapping[str, Facts]) -> Iterator[Finding]:
    """Tell what nobody looked at in a PDF that one reader opens and the other does not."""
    opens = {reader: f.get("opens") for reader, f in facts.items()}
    if opens["pypdf"] is False and opens["pdfium"]:
        yield Finding.of(FindingCode.NOT_EXAMINED, step="active_content", limit=Limit.FAILED.value)
    if not opens["pdfium"] and (opens["pypdf"] or opens["pdfium"] is None):
        yield Finding.of(FindingCode.NOT_EXAMINED, step="examine_pdf_pages", limit=Limit.FAILED.value)


def _common_findings(facts: Facts) -> Iterator[Finding]:
    if facts.get("damaged"):
        yield Finding.of(FindingCode.DAMAGED)
    if facts.get("opens") is None and facts.get("password"):
        yield Finding.of(FindingCode.PASSWORD_PROTECTED)
    if expanded := _whole_number(facts, "expands_bytes"):
        yield Finding.of(FindingCode.EXPANDS_TOO_MUCH, size_mib=expanded // _MIB)
    if facts.get("too_many"):
        yield Finding.of(FindingCode.TOO_MANY_PIXELS, megapixels=_whole_number(facts, "megapixels") or 0)
    if facts.get("skipped"):
        yield Finding.of(FindingCode.NOT_EXAMINED, step="examine_text", limit=Limit.OUTPUT.value)
    active = facts.get("active")
    for kind in active if isinstance(active, list) else ():
        if kind in set(ActiveKind):
            yield Finding.of(FindingCode.ACTIVE_CONTENT, kind=str(kind))


def _of_ending(facts: Facts) -> Iterator[Finding]:
    missing = facts.get("missing")
    if isinstance(missing, str) and missing in MISSING:
        yield Finding.of(FindingCode.TRUNCATED, missing=missing)


def _packed_findings(packed: Answer) -> Iterator[Finding]:
    """Tell a stream that grows without measure, or that not all were measured."""
    facts = _facts(packed)
    if expanded := _whole_number(facts, "expands_bytes"):
        yield Finding.of(FindingCode.EXPANDS_TOO_MUCH, size_mib=expanded // _MIB)
    elif not packed.finished:
        yield _not_examined("examine_pdf_streams", packed)
    elif facts.get("measured") is not True:
        yield Finding.of(FindingCode.NOT_EXAMINED, step="examine_pdf_streams", limit=Limit.OUTPUT.value)


def page_findings(sampled: Answer) -> Iterator[Finding]:
    """Tell what a sample of the pages showed: ``{largest}`` and ``{looked, unreadable, blank, without_text}``."""
    facts = _facts(sampled)
    if len(largest := _numbers(facts, "largest")) == 3:  # noqa: PLR2004 - page, width, height
        page, width, height = largest
        across, down = (round(points * _CENTIMETRES_PER_POINT) for points in (width, height))
        yield Finding.of(FindingCode.PAGE_TOO_LARGE, page=page, width_cm=across, height_cm=down)
    if not sampled.finished:
        yield _not_examined("examine_pdf_pages", sampled)
    looked = _whole_number(facts, "looked") or 0
    for code, key in _PAGE_FINDINGS.items():
        if pages := _numbers(facts, key):
            yield Finding.of(code, number=len(pages), looked=looked, page=pages[0])


def _numbers(facts: Facts, key: str) -> list[int]:
    value = facts.get(key)
    if isinstance(value, list) and all(type(n) is int and 0 <= n < 1 << 48 for n in value):
        return value
    return []


def _facts(answer: Answer) -> Facts:
    """Return the frames' headers as one mapping."""
    return {key: value for frame in answer.frames for key, value in frame.header.items()}


def _whole_number(facts: Facts, key: str) -> int | None:
    value = facts.get(key)
    return value if type(value) is int and 0 <= value < 1 << 48 else None


def _not_examined(step: str, answer: Answer) -> Finding:
    return Finding.of(FindingCode.NOT_EXAMINED, step=step, limit=(answer.limit or Limit.FAILED).value)


def _in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: _SEVERITIES.index(finding.severity)))
