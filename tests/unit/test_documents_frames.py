"""Answers from a process that nobody trusts, read strictly."""

import io
import json
import pickle
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.documents.cache import PreviewCache
from core.documents.findings import Finding, FindingCode, Inspection, Severity
from core.documents.frames import Frame, read_frames, write_frame
from core.documents.preview_answers import read_page_image, read_page_text, read_preview, shown
from core.documents.previews import ImagePreview, PagesPreview, Sheet, TablePreview

DIGEST = "ab" * 32


def _written(*frames: Frame) -> bytes:
    out = io.BytesIO()
    for frame in frames:
        write_frame(out, frame)
    return out.getvalue()


@given(st.lists(st.tuples(st.dictionaries(st.text(), st.integers() | st.text()), st.binary()), max_size=4))
def test_what_is_written_is_read(frames: list[tuple[dict[str, object], bytes]]) -> None:
    """Any headers and bodies survive the way."""
    sent = [Frame(header, body) for header, body in frames]
    assert list(read_frames(_written(*sent))) == sent


@given(st.integers(0, 60))
def test_a_frame_cut_short_is_not_there(length: int) -> None:
    """A process killed while it writes leaves the whole frames only."""
    data = _written(Frame({"a": 1}, b"x" * 10), Frame({"b": 2}, b"y" * 10))
    whole = list(read_frames(data[:length]))
    assert whole == list(read_frames(data))[: len(whole)]
    assert len(whole) == (length >= len(data) // 2) + (length >= len(data))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_error(data: bytes) -> None:
    """Whatever a reader in hostile hands writes, reading it raises nothing."""
    assert all(isinstance(frame.header, dict) for frame in read_frames(data))


@pytest.mark.parametrize("header", [b"[1]", b"null", b"{", b"\xff", b"[" * 9000])
def test_a_header_that_is_no_object_ends_the_reading(header: bytes) -> None:
    """Only JSON objects are headers."""
    assert list(read_frames(struct.pack(">II", len(header), 0) + header)) == []


@pytest.mark.parametrize("value", [b"[]", b"{}", b"1"])
def test_a_header_of_millions_of_values_is_not_unpacked(value: bytes) -> None:
    """As bytes it is within the limit of output, in the server it would be thirty times as much."""
    header = b'{"a":[' + b",".join([value] * 4_000_001) + b"]}"
    assert list(read_frames(struct.pack(">II", len(header), 0) + header)) == []
    small = struct.pack(">II", 2, 0) + b"{}"
    assert len(list(read_frames(small * 600_000))) == 500_000


def test_the_largest_table_is_read() -> None:
    """Thirty sheets of three hundred rows and sixty columns, a comma in each cell."""
    sheets = [{"name": "a", "rows": [["1,2"] * 60] * 300}] * 30
    assert len(list(read_frames(_written(Frame({"sheets": sheets}))))) == 1


@pytest.mark.parametrize(
    ("kind", "header"),
    [
        ("pdf", {}),
        ("pdf", {"pages": -1, "sizes": []}),
        ("pdf", {"pages": True, "sizes": []}),
        ("pdf", {"pages": 1, "sizes": [[1]]}),
        ("pdf", {"pages": 1, "sizes": [["1", "2"]]}),
        ("pdf", {"pages": 1, "sizes": "no"}),
        ("pdf", {"pages": 1, "sizes": [[1, float("nan")]]}),
        ("pdf", {"pages": 1, "sizes": [[1, float("inf")]]}),
        ("pdf", {"pages": 1, "sizes": [], "facts": [["title"]]}),
        ("pdf", {"pages": 1, "sizes": [], "facts": {"title": "x"}}),
        ("pdf", {"pages": 1, "sizes": [], "signatures": [{"name": "x"}]}),
        ("archive", {"entries": [{"path": "a", "size_bytes": -1}]}),
        ("archive", {"entries": [{"path": "a", "size_bytes": 1 << 60}]}),
        ("mail", {"headers": [], "text": "", "html": ""}),
        ("word", {"html": 7, "pictures_left_out": 0}),
        ("word", {"html": "x"}),
        ("sheets", {"sheets": {}}),
        ("sheets", {"sheets": [1]}),
        ("sheets", {"sheets": [{"name": None, "rows": []}]}),
        ("csv", {"sheets": [{"name": "", "rows": None}]}),
        ("text", {"text": ["x"]}),
        ("video", {"text": "x"}),
    ],
)
def test_an_answer_of_another_shape_is_refused(kind: str, header: dict[str, object]) -> None:
    """A preview is built from what it should be or not at all."""
    with pytest.raises(ValueError):  # noqa: PT011 - which field is wrong is nobody's business outside
        read_preview(kind, header)


def test_answers_of_the_right_shape_become_previews() -> None:
    """One picture is an image, several are pages, and cells are text whatever came."""
    assert read_preview("picture", {"pages": 1, "sizes": [[4, 3]]}) == ImagePreview(4, 3)
    assert read_preview("picture", {"pages": 2, "sizes": [[4, 3]]}) == PagesPreview(2, ((4.0, 3.0),))
    sheet = {"name": "A", "rows": [[1, None, "x"]], "truncated": False, "error": "KeyError"}
    expected = Sheet("A", (("1", "None", "x"),), truncated=False, readable=False)
    assert read_preview("sheets", {"sheets": [sheet]}) == TablePreview((expected,), truncated=False)


@pytest.mark.parametrize(
    ("header", "data"),
    [
        ({"media_type": "image/svg+xml", "width": 1, "height": 1}, b"<svg/>"),
        ({"media_type": "image/png", "width": 1, "height": 1}, b"<svg/>"),
        ({"media_type": "image/png", "width": "1", "height": 1}, b"\x89PNG\r\n\x1a\n"),
        ({}, b""),
    ],
)
def test_only_a_png_or_a_jpeg_is_a_page(header: dict[str, object], data: bytes) -> None:
    """Nothing else reaches a clerk's browser under that name."""
    with pytest.raises(ValueError):  # noqa: PT011 - as above
        read_page_image(header, data)


def test_page_text_is_text() -> None:
    """Its words, their boxes and whether it was cut, strictly."""
    page = read_page_text(
        {"size": [2, 3], "words": [["a ", 0, 0, 1, 1], ["b", 1, 0, 1, 1.5]], "truncated": True}
    )
    assert (page.text, page.truncated, page.words[1].height) == ("a b", True, 1.5)
    wrong: list[object] = [1, ["a"], [1, 0, 0, 1, 1], ["a", 0, 0, 1, "1"], ["a", 0, 0, 1, float("nan")]]
    for word in wrong:
        with pytest.raises(ValueError):  # noqa: PT011 - as above
            read_page_text({"size": [2, 3], "words": [word]})


def test_what_nobody_sees_is_written_out() -> None:
    """Marks of direction, zero width, controls and lone surrogates show; letters stay, in cells also line feeds."""
    assert shown("a\u202egpj.exe") == "a[U+202E]gpj.exe"
    assert shown("Año\n\x1b[2J\u200b\ud800") == "Año[U+000A][U+001B][2J[U+200B][U+D800]"
    table = read_preview("csv", {"sheets": [{"name": "", "rows": [["a\n\t\u202e"]]}]})
    assert isinstance(table, TablePreview)
    assert table.sheets[0].rows == (("a\n\t[U+202E]",),)
    assert shown("ñ" * 5000) == "ñ" * 1000


def test_the_worst_finding_speaks_for_the_file() -> None:
    """Refused beats warning beats nothing found."""
    empty, active = Finding.of(FindingCode.EMPTY), Finding.of(FindingCode.ACTIVE_CONTENT, kind="macros")
    assert Inspection("x", None, (active, empty)).severity is Severity.REFUSED
    assert Inspection("x", None, (active,)).severity is Severity.WARNING
    assert Inspection("x", None, ()).severity is Severity.INFO
    assert json.dumps(active.facts) == '{"kind": "macros"}'
    assert pickle.loads(pickle.dumps(active)) == active  # noqa: S301 - our own bytes; sessions keep findings


@pytest.mark.parametrize("digest", ["", "../../etc", "AB" * 32, "ab" * 31, "ab" * 32 + "\n"])
def test_only_a_digest_names_a_cache_entry(tmp_path: Path, digest: str) -> None:
    """Nothing else becomes part of a path."""
    with pytest.raises(ValueError, match="sha256"):
        PreviewCache(tmp_path).get(digest, "page-1-500")


def test_a_cache_entry_is_whole_or_absent(tmp_path: Path) -> None:
    """One changed bit and the entry is not there; written again, it is."""
    cache = PreviewCache(tmp_path)
    assert cache.get(DIGEST, "k") is None
    cache.put(DIGEST, "k", b"content")
    assert cache.get(DIGEST, "k") == b"content"
    (entry,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    entry.write_bytes(entry.read_bytes()[:-1] + b"T")
    assert cache.get(DIGEST, "k") is None
