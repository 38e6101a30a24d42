"""Pictures through Pillow: only the formats admitted, upright, without metadata, never too many pixels."""

import warnings
from collections.abc import Iterator

from PIL import Image, ImageFile, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening.encoding import encode_picture

MAX_PIXELS = 150_000_000
_FORMATS = ("PNG", "JPEG", "TIFF")
_MAX_IMAGES = 2000
_PLUGINS = (JpegImagePlugin, PngImagePlugin, TiffImagePlugin)  # loaded here, in the warm process

Image.preinit()
Image.MAX_IMAGE_PIXELS = None  # our own limit answers with a finding instead of a warning
ImageFile.LOAD_TRUNCATED_IMAGES = False


def examine(opened: Opened) -> Iterator[Frame]:
    """Yield ``{damaged, pages, megapixels, too_many}``; the pixels are decoded unless they are too many."""
    try:
        picture = _open(opened)
        pages = _pages(picture)
        too_many = _too_many(picture)
        yield Frame(
            {"damaged": False, "pages": pages, "too_many": too_many, "megapixels": _megapixels(picture)},
        )
        if not too_many:
            picture.seek(0)
            picture.load()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - Pillow's decoders raise anything on hostile files
        yield Frame({"damaged": True, "error": type(error).__name__})


def preview(opened: Opened) -> Iterator[Frame]:
    """Yield ``{pages, sizes}``: images in the file, and width and height in pixels of each, upright."""
    picture = _open(opened)
    pages = _pages(picture)
    sizes = []
    for index in range(pages):
        picture.seek(index)
        turned = picture.getexif().get(0x0112, 1) >= 5  # noqa: PLR2004 - EXIF 2.3: orientations 5 to 8 lie on a side
        sizes.append([picture.height, picture.width] if turned else [picture.width, picture.height])
    yield Frame({"pages": pages, "sizes": sizes})


def page_image(opened: Opened, page: int, width: int) -> Iterator[Frame]:
    """Yield ``{media_type, width, height}`` and bytes, ``{pages}`` without such an image, ``{too_many}``."""
    picture = _open(opened)
    pages = _pages(picture)
    if page > pages:
        yield Frame({"pages": pages})
        return
    picture.seek(page - 1)
    if _too_many(picture):
        yield Frame({"too_many": True})
        return
    if page == 1:
        picture.draft("RGB", (width, width))  # JPEG decodes to a fraction when that is enough
    upright = ImageOps.exif_transpose(_plain(picture))
    if upright.width > width:
        height = max(1, round(upright.height * width / upright.width))
        upright = upright.resize((width, height), Image.Resampling.BOX, reducing_gap=2.0)
    yield encode_picture(upright)


def _plain(picture: Image.Image) -> Image.Image:
    """Return the picture in a mode that browsers show; the orientation tag goes with it."""
    if picture.mode.startswith("I") or picture.mode == "F":
        low, high = (float(str(edge)) for edge in picture.getextrema())
        span = (high - low) or 1.0
        plain = picture.convert("F").point(lambda value: (value - low) * (255.0 / span)).convert("L")
    else:
        transparent = "transparency" in picture.info or picture.mode in {"LA", "RGBA", "PA"}
        plain = picture.convert("RGBA" if transparent else "L" if picture.mode in {"1", "L"} else "RGB")
    plain.info["exif"] = picture.info.get("exif", b"")
    return plain


def _open(opened: Opened) -> Image.Image:
    warnings.simplefilter("ignore")
    return Image.open(opened.stream, formats=_FORMATS)


def _pages(picture: Image.Image) -> int:
    """Return the images to read one after another: those of a TIFF; an animation is one."""
    return min(int(getattr(picture, "n_frames", 1)), _MAX_IMAGES) if picture.format == "TIFF" else 1


def _too_many(picture: Image.Image) -> bool:
    return picture.width * picture.height > MAX_PIXELS


def _megapixels(picture: Image.Image) -> int:
    return round(picture.width * picture.height / 1_000_000)
