"""Pictures that look as if they came out of a scanner or a telephone."""

import io
from random import Random

from PIL import Image, ImageFilter

_PPI = 150
_DESK = (88, 84, 79)
_MARGIN_PIXELS = 40
_GRAIN = 0.07


def scan(picture: bytes, *, tilt_degrees: float = 1.4, quality: int = 82) -> bytes:
    """Return a picture as a slightly crooked, grainy JPEG on a dark ground."""
    with Image.open(io.BytesIO(picture)) as opened:
        flat = opened.convert("RGB")
    turned = flat.rotate(tilt_degrees, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=_DESK)
    ground = Image.new("RGB", (turned.width + 2 * _MARGIN_PIXELS, turned.height + 2 * _MARGIN_PIXELS), _DESK)
    ground.paste(turned, (_MARGIN_PIXELS, _MARGIN_PIXELS))
    return _jpeg(Image.blend(ground, _grain(ground.size), _GRAIN), quality)


def illegible_scan(picture: bytes) -> bytes:
    """Return a picture as a scan that nobody can read: blurred, dark and tiny in resolution."""
    with Image.open(io.BytesIO(picture)) as opened:
        small = opened.convert("L").resize((opened.width // 7, opened.height // 7))
    dark = small.filter(ImageFilter.GaussianBlur(1.3)).point([value * 55 // 100 for value in range(256)])
    return _jpeg(dark.resize((dark.width * 6, dark.height * 6)).rotate(7, fillcolor=30), 35)


def _grain(size: tuple[int, int]) -> Image.Image:
    """Return noise, the same at each loading, so that the same annex is stored once."""
    noise = Random(size[0]).randbytes(size[0] * size[1])  # noqa: S311 - grain of a picture, no secret
    return Image.frombytes("L", size, noise).convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, dpi=(_PPI, _PPI))
    return out.getvalue()
