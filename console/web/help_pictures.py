"""The pictures of the articles: public, since the articles are; they show demonstration data only."""

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from console.help_articles import PICTURES
from console.office import office
from console.web.answers import answering
from core.errors import NotFound

PICTURE_TYPES = {".webp": "image/webp", ".png": "image/png"}


@answering
def picture(request: Request) -> Response:
    """``GET /publico/ayuda/{name}``: a picture of the folder's own, and nothing else that lies there."""
    folder = office().settings.data / "help" / PICTURES
    found = {path.name: path for path in folder.glob("*") if path.suffix in PICTURE_TYPES and path.is_file()}
    path = found.get(request.path_params["name"])
    if path is None:
        raise NotFound
    return FileResponse(
        path, media_type=PICTURE_TYPES[path.suffix], headers={"Cache-Control": "public, max-age=3600"}
    )
