"""One picture to the bytes that a browser gets: PNG for drawings and text, JPEG where that is smaller."""

import io

from PIL import Image

from core.documents.frames import Frame

_PNG_BYTES_ENOUGH = 400_000
_JPEG_QUALITY = 82


def encode_picture(picture: Image.Image) -> Frame:
    """Return a frame ``{media_type, width, height}`` with the picture re-encoded without metadata."""
    picture.info.clear()
    data, media_type = _encode(picture, "PNG", compress_level=3), "image/png"
    if len(data) > _PNG_BYTES_ENOUGH and picture.mode in {"L", "RGB"}:
        data, media_type = _encode(picture, "JPEG", quality=_JPEG_QUALITY), "image/jpeg"
    return Frame({"media_type": media_type, "width": picture.width, "height": picture.height}, data)


def _encode(picture: Image.Image, form: str, **options: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()
