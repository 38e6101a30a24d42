"""Pictures that claim more than they are, loop, or say too much (PNG, TIFF 6.0, ITU T.81, GIF89a)."""

import random
import struct
import zlib

from tests.documents_samples import enormous_png, picture
from tests.hostile.sample import Hostile, Maker

_MIB = 1024 * 1024


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(*chunks: bytes, width: int = 1, height: int = 1) -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = _chunk(b"IDAT", zlib.compress(bytes((3 * width + 1) * height)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels + _chunk(b"IEND", b"")


def _tiff(tags: dict[int, tuple[int, int, int]], after: int = 0, data: bytes = b"") -> bytes:
    """Return a little-endian TIFF of one directory, tag → (type, count, value), with what follows it."""
    rows = b"".join(struct.pack("<HHII", tag, *tags[tag]) for tag in sorted(tags))
    directory = struct.pack("<H", len(tags)) + rows + struct.pack("<I", after)
    return b"II*\0" + struct.pack("<I", 8) + directory + data


def _plain_tags(width: int, height: int, coding: int = 1) -> dict[int, tuple[int, int, int]]:
    return {
        256: (4, 1, width),
        257: (4, 1, height),
        258: (3, 1, 8),
        259: (3, 1, coding),
        262: (3, 1, 1),
        273: (4, 1, 200),
        277: (3, 1, 1),
        278: (4, 1, height),
        279: (4, 1, 100),
    }


def enormous() -> Hostile:
    """A PNG of 3600 megapixels in a few KiB."""
    return Hostile("enorme.png", enormous_png(), ("too_many_pixels",))


def swelling_profile() -> Hostile:
    """A colour profile of 64 MiB of zeros."""
    return Hostile("perfil.png", _png(_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(64 * _MIB), 9))))


def swelling_text() -> Hostile:
    """A hundred comments that are each 16 MiB unpacked."""
    comment = _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(16 * _MIB), 9))
    return Hostile("comentarios.png", _png(comment * 100))


def many_chunks() -> Hostile:
    """Half a million empty comments."""
    return Hostile("pedacitos.png", _png(_chunk(b"tEXt", b"a\0b") * 500_000), slow=True)


def lying_chunk() -> Hostile:
    """A chunk of 2^31 bytes that is not there, and one whose sum is wrong."""
    data = _png()
    return Hostile(
        "mentira.png",
        data[:33] + struct.pack(">I", 2**31 - 1) + b"IDAT" + data[45:],
        ("damaged|not_examined",),
    )


def half_png() -> Hostile:
    """Its pixels end in the middle."""
    data = picture(size=(400, 300))
    return Hostile("mitad.png", data[: len(data) // 2], ("damaged|truncated",))


def half_jpeg() -> Hostile:
    """Likewise."""
    data = picture("JPEG", size=(400, 300))
    return Hostile("mitad.jpg", data[: len(data) // 2], ("damaged|truncated",))


def giant_jpeg() -> Hostile:
    """A JPEG whose frame header says 65 500 × 65 500."""
    data = bytearray(picture("JPEG"))
    frame = data.index(b"\xff\xc0")
    struct.pack_into(">HH", data, frame + 5, 65_500, 65_500)
    return Hostile("gigante.jpg", bytes(data), ("too_many_pixels",))


def many_scans() -> Hostile:
    """A progressive JPEG that draws its picture again three thousand times."""
    data = picture("JPEG", size=(3_000, 3_000), progressive=True)
    start = data.rindex(b"\xff\xda")
    return Hostile("progresiva.jpg", data[:start] + data[start:-2] * 3_000 + data[-2:], slow=True)


def noisy_jpeg() -> Hostile:
    """A JPEG with two hundred of its bytes changed."""
    dice = random.Random(1)  # noqa: S311 - invented damage
    data = bytearray(picture("JPEG", size=(1_000, 1_000)))
    for _ in range(200):
        data[dice.randrange(600, len(data) - 2)] = dice.randrange(256)
    return Hostile("ruido.jpg", bytes(data))


def giant_tiff() -> Hostile:
    """A TIFF of a thousand million pixels."""
    return Hostile("gigante.tif", _tiff(_plain_tags(40_000, 30_000)) + bytes(400), ("too_many_pixels",))


def endless_tiff() -> Hostile:
    """A TIFF whose next image is itself."""
    return Hostile("en círculo.tif", _tiff(_plain_tags(10, 10), after=8) + bytes(400))


def many_images() -> Hostile:
    """A TIFF of a hundred thousand images that are all the same."""
    rows = _tiff(_plain_tags(10, 10))[8:-4]
    size = len(rows) + 4
    chained = b"".join(rows + struct.pack("<I", 8 + size * (n + 1)) for n in range(100_000))
    return Hostile("cien mil.tif", b"II*\0" + struct.pack("<I", 8) + chained + bytes(400), slow=True)


def lying_tiff() -> Hostile:
    """Counts and offsets of four thousand million."""
    tags = {**_plain_tags(100, 100), 273: (4, 0xFFFFFFFF, 0xFFFFFFF0), 34675: (7, 0xFFFFFFFF, 0xFFFFFFF0)}
    return Hostile("mentira.tif", _tiff(tags) + bytes(400), ("damaged|not_examined",))


def garbled_tiff() -> Hostile:
    """Noise where fax, LZW, JPEG and deflate data should be."""
    noise = bytes((n * 7919) % 251 for n in range(400))
    return Hostile("fax.tif", _tiff(_plain_tags(9_000, 9_000, coding=4), data=noise))


def many_frames() -> Hostile:
    """An animation of two million frames."""
    head = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff"
    frame = b"!\xf9\4\0\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0"
    return Hostile("animación.gif", head + frame * 1_000_000 + b";", ("type_not_admitted",))


def drawing_with_a_script() -> Hostile:
    """An SVG that runs a script, loads a picture and reads a file."""
    text = (
        '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY i SYSTEM "file:///etc/passwd">]>'
        '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script>'
        '<image href="http://127.0.0.1:9/a.png"/><text>&i;</text></svg>'
    )
    return Hostile("dibujo.svg", text.encode(), ("type_not_admitted",))


def bitmap_of_thousands_of_millions() -> Hostile:
    """A BMP of 2^31 × 2^31 pixels."""
    head = struct.pack(
        "<2sIHHIIiiHHIIiiII", b"BM", 54, 0, 0, 54, 40, 2**31 - 1, 2**31 - 1, 1, 24, 0, 0, 0, 0, 0, 0
    )
    return Hostile("mapa.bmp", head, ("type_not_admitted",))


MAKERS: tuple[Maker, ...] = (
    *(enormous, swelling_profile, swelling_text, many_chunks, lying_chunk, half_png, half_jpeg),
    *(giant_jpeg, many_scans, noisy_jpeg, giant_tiff, endless_tiff, many_images, lying_tiff, garbled_tiff),
    *(many_frames, drawing_with_a_script, bitmap_of_thousands_of_millions),
)
