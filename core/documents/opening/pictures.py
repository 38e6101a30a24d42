"""Pictures through Pillow: only the formats admitted, upright, without metadata, never too many pixels."""

import re
import warnings
from collections.abc import Iterator, Mapping

from PIL import (
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening.encoding import encode_picture

MAX_PIXELS = 150_000_000
_FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
_MAX_IMAGES = 2000
_PLUGINS = (  # loaded here, in the warm process
    *(JpegImagePlugin, PngImagePlugin, TiffImagePlugin),
    *(BmpImagePlugin, GifImagePlugin, WebPImagePlugin),
)
_MAX_FACT_CHARACTERS = 200
_LEAST_DPI, _MOST_DPI = 10, 100_000
_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d)")

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
    """Yield ``{pages, sizes, facts}``: images in the file, and width and height in pixels of each, upright."""
    picture = _open(opened)
    pages, facts = _pages(picture), _facts(picture)
    sizes = []
    for index in range(pages):
        picture.seek(index)
        turned = picture.getexif().get(0x0112, 1) >= 5  # noqa: PLR2004 - EXIF 2.3: orientations 5 to 8 lie on a side
        sizes.append([picture.height, picture.width] if turned else [picture.width, picture.height])
    yield Frame({"pages": pages, "sizes": sizes, "facts": facts})


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


def _facts(picture: Image.Image) -> list[list[str]]:
    """Return what the first image says of itself; whether it says where it was taken, never the place."""
    exif = picture.getexif()
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    camera = " ".join(_said(exif, tag) for tag in (ExifTags.Base.Make, ExifTags.Base.Model)).strip()
    taken = _said(inner, ExifTags.Base.DateTimeOriginal) or _said(exif, ExifTags.Base.DateTime)
    frames = int(getattr(picture, "n_frames", 1))
    facts = {
        "camera": camera,
        "taken": _DATE.sub(r"\1-\2-\3", taken),
        "gps": "yes" if exif.get_ifd(ExifTags.IFD.GPSInfo) else "no" if camera or taken else "",
        "program": _said(exif, ExifTags.Base.Software),
        "resolution": _resolution(picture),
        "frames": str(frames) if frames > 1 and picture.format != "TIFF" else "",
    }
    return [[code, text] for code, text in facts.items() if text]


def _said(tags: Mapping[int, object], tag: int) -> str:
    value = tags.get(tag, "")
    text = value.decode("latin-1") if isinstance(value, bytes) else value if isinstance(value, str) else ""
    return text[:_MAX_FACT_CHARACTERS].strip("\0 ")


def _resolution(picture: Image.Image) -> str:
    """Return ``300 × 300 dpi`` where the file says it."""
    match picture.info.get("dpi"):
        case (across, down) if min(across, down) >= _LEAST_DPI and max(across, down) < _MOST_DPI:
            return f"{round(across)} × {round(down)} dpi"
    return ""


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
