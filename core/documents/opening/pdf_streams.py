"""How much a PDF's streams grow when they are unpacked, without keeping what comes out.

Only Flate is followed (ISO 32000-2 §7.4.4), as often as it is applied: it alone turns a kilobyte into
gigabytes. Streams are found by their marks in the file, whatever the tables say of them.
"""

import re
import time
import zlib
from collections.abc import Iterator

from core.documents.frames import Frame
from core.documents.opened import Opened

MOST_BYTES = 512 * 1024 * 1024
"""Of one stream: a letter page drawn in colour at 300 points per inch takes 25 MB."""
_MOST_NESTED_BYTES = 64 * 1024 * 1024
"""Of a stream that is deflated more than once, which no honest program does."""
_STREAM = re.compile(rb"stream\r?\n")  # with a look behind, the same search takes thirty times as long
_FILTER = re.compile(rb"/Filter\s*(/[^\s/<>\[\]]+|\[[^\]]*\])")
_FLATE = re.compile(rb"/Fl(?:ateDecode)?(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_DICTIONARY_BYTES = 1024
_PIECE = 1 << 20
_PACKED_AT_ONCE = 1 << 16
_MAX_STREAMS = 50_000
_SECONDS = 2.5
"""Of CPU time, so that a busy machine measures as much as an idle one."""


def examine(opened: Opened) -> Iterator[Frame]:
    """Yield ``{expands_bytes}`` for a stream that grows past the most, else whether all were ``measured``."""
    begun = time.process_time()
    for count, found in enumerate(_beginnings(opened)):
        if count >= _MAX_STREAMS or time.process_time() - begun > _SECONDS:
            yield Frame({"measured": False})
            return
        layers = _layers(opened, found.start())
        most = MOST_BYTES if layers <= 1 else _MOST_NESTED_BYTES
        size = _unpacked(_packed(opened, found.end()), layers, most)
        if size > most:
            yield Frame({"expands_bytes": size})
            return
    yield Frame({"measured": True})


def _beginnings(opened: Opened) -> Iterator[re.Match[bytes]]:
    return (
        m for m in _STREAM.finditer(opened.map) if opened.map[max(0, m.start() - 3) : m.start()] != b"end"
    )


def _layers(opened: Opened, end: int) -> int:
    """Return how often the stream whose dictionary ends at ``end`` is deflated."""
    before = opened.map[max(0, end - _DICTIONARY_BYTES) : end]
    plain = _ESCAPED.sub(lambda code: bytes([int(code.group(1), 16)]), before[before.rfind(b"obj") + 3 :])
    filters = _FILTER.search(plain)
    return len(_FLATE.findall(filters.group(1))) if filters else 0


def _unpacked(packed: Iterator[bytes], layers: int, most: int) -> int:
    """Return how large a stream becomes, counted up to just past ``most``."""
    grown = 0
    for piece in _through(packed, layers):
        grown += len(piece)
        if grown > most:
            break
    return grown


def _packed(opened: Opened, start: int) -> Iterator[bytes]:
    for at in range(start, opened.size, _PACKED_AT_ONCE):
        yield opened.map[at : at + _PACKED_AT_ONCE]


def _through(packed: Iterator[bytes], layers: int) -> Iterator[bytes]:
    """Return what comes out of the last layer, at most a mebibyte at a time; nothing without a layer."""
    pieces = packed if layers else iter(())
    for _ in range(layers):
        pieces = _inflated(pieces)
    return pieces


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for part in packed:
        waiting = part
        while waiting and not unpacker.eof:
            try:
                out = unpacker.decompress(waiting, _PIECE)
            except zlib.error:
                return
            waiting = unpacker.unconsumed_tail
            if out:
                yield out
        if unpacker.eof:
            return
