"""How answers travel from the process that opens a file: length-prefixed JSON and bytes, never pickle.

A frame is two unsigned 32-bit big-endian lengths, a JSON object in UTF-8 and a body of raw bytes.
"""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

_LENGTHS = struct.Struct(">II")
_MOST_WEIGHT = 4_000_000
"""Of all headers together: 30 sheets of 300 rows and 60 columns, full of commas, weigh half of it."""
_CONTAINER_WEIGHT = 8


@dataclass(frozen=True, slots=True)
class Frame:
    """One answer: a JSON object and the bytes that go with it."""

    header: Mapping[str, object]
    body: bytes = b""


def write_frame(out: BinaryIO, frame: Frame) -> None:
    """Write one frame; the header must be JSON-serialisable."""
    header = json.dumps(frame.header).encode("utf-8")
    out.write(_LENGTHS.pack(len(header), len(frame.body)) + header + frame.body)


def read_frames(data: bytes) -> Iterator[Frame]:
    """Yield the whole frames in ``data``; one cut short, or not as described, ends it silently.

    The writer may have been killed anywhere, or be in a hostile file's power: what it did finish counts, and
    48 MiB of empty lists, which would be a gigabyte and a half here, are not unpacked.
    """
    position, weight = 0, 0
    while position + _LENGTHS.size <= len(data):
        header_size, body_size = _LENGTHS.unpack_from(data, position)
        header_end = position + _LENGTHS.size + header_size
        position, header_start = header_end + body_size, position + _LENGTHS.size
        if position > len(data):
            return
        written = data[header_start:header_end]
        weight += _weight(written)
        if weight > _MOST_WEIGHT:
            return
        try:
            header = json.loads(written)
        except (ValueError, RecursionError):
            return
        if not isinstance(header, dict):
            return
        yield Frame(header, data[header_end:position])


def _weight(header: bytes) -> int:
    """Return about how many values a header holds, more where its texts have commas and brackets."""
    return header.count(b",") + _CONTAINER_WEIGHT * (header.count(b"[") + header.count(b"{"))
