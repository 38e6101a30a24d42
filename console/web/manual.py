"""The manual and the contact page as plain pages: whoever cannot sign in needs them most.

An article for the staff is there for them alone; to everybody else it is not there at all.
"""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.help_articles import (
    MOST_SOUGHT,
    PICTURE_ADDRESS,
    READING,
    Manual,
    manual,
    search,
    with_pictures,
)
from console.help_contact import contact_view
from console.office import office
from console.web.answers import answering
from console.web.forms import page
from console.web.help_pictures import picture
from console.web.identity import ACTOR_SCOPE_KEY
from core.domain.people import Actor
from core.errors import NotFound

CONTACT = "/contactar"
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS = {"p", "ul", "ol", "li", "strong", "em", "code", "a", "img", "br", "blockquote"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}


def html_of(markdown: str) -> Markup:
    """Return an article's Markdown as HTML of text, lists, tables, links and pictures, and nothing else."""
    return Markup(  # noqa: S704 - sanitised on this very line
        nh3.clean(
            _MARKDOWN.render(with_pictures(markdown)),
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes={"https", "mailto"},
            set_tag_attribute_values={"img": {"loading": "lazy"}},
            link_rel=None,
        )
    )


def _manual() -> Manual:
    return manual(office().settings.data / "help")


def _actor(request: Request) -> Actor | None:
    actor = request.scope.get(ACTOR_SCOPE_KEY)
    return actor if isinstance(actor, Actor) else None


@answering
def index(request: Request) -> Response:
    """``GET /manual[?buscar=…]``: the articles, or the sections that hold what is sought."""
    actor = _actor(request)
    articles = _manual().for_reader(actor)
    sought = request.query_params.get("buscar", "")[:MOST_SOUGHT].strip()
    return page(
        request,
        "manual.html",
        articles=articles,
        sought=sought,
        hits=search(articles, sought),
        signed_in=actor is not None,
    )


@answering
def read(request: Request) -> Response:
    """``GET /manual/{article}``."""
    actor = _actor(request)
    article = _manual().article(request.path_params["article"], actor)
    if article is None:
        raise NotFound
    return page(
        request,
        "articulo.html",
        article=article,
        intro=html_of(article.intro),
        sections=[(section, html_of(section.body)) for section in article.sections],
        signed_in=actor is not None,
    )


@answering
def contact(request: Request) -> Response:
    """``GET /contactar``: how the institution is reached, and when."""
    current = office()
    view = contact_view(
        current.institucion, current.catalogs.now().calendar, current.clock.now(), current.settings.zone
    )
    return page(request, "contacto.html", view=view, signed_in=_actor(request) is not None)


ROUTES = (
    Route(READING, index),
    Route(f"{READING}/{{article}}", read),
    Route(CONTACT, contact),
    Route(f"{PICTURE_ADDRESS}/{{name}}", picture),
)
