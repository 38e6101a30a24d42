"""The elements of DER bytes and where they lie, found without any library (X.690 §8.1)."""

from dataclasses import dataclass

_CONSTRUCTED, _LONG, _EOC = 0x20, 0x80, 0x04


@dataclass(frozen=True, slots=True)
class Part:
    """One element: ``data[start:end]`` is it all, ``data[body:end]`` its contents."""

    start: int
    body: int
    end: int


def parts_of(data: bytes) -> list[Part]:
    """Return every element, outer ones first; what is no longer DER has fewer."""
    found: list[Part] = []
    waiting = [(0, len(data))]
    while waiting:
        start, end = waiting.pop()
        part = _part(data, start, end)
        if part is None:
            continue
        found.append(part)
        waiting.append((part.end, end))
        if data[part.start] & _CONSTRUCTED or data[part.start] == _EOC:  # an OCTET STRING often holds DER
            waiting.append((part.body, part.end))
    return found


def _part(data: bytes, start: int, end: int) -> Part | None:
    if start + 2 > end:
        return None
    first = data[start + 1]
    size_of_length = first - _LONG if first > _LONG else 0
    body = start + 2 + size_of_length
    size = int.from_bytes(data[start + 2 : body], "big") if size_of_length else first
    return Part(start, body, body + size) if body + size <= end and first != _LONG else None


def replaced(data: bytes, part: Part, contents: bytes) -> bytes:
    """Return the bytes with one element's contents replaced; the lengths around it lie."""
    size = len(contents)
    length = bytes([size]) if size < _LONG else b"\x82" + size.to_bytes(2, "big")
    return data[: part.start + 1] + length + contents + data[part.end :]
