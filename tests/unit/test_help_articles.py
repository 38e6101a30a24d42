"""The articles: what they name exists, they are found, and each is for its readers."""

import re
import tomllib
from pathlib import Path

import pytest

from console import texts
from console.help_articles import (
    READING,
    Article,
    Manual,
    anchor_of,
    folded,
    manual,
    pictures_in,
    search,
    with_pictures,
)
from core.config import PROJECT
from core.domain.people import Actor, Role

FOLDER = PROJECT / "data" / "help"
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<to>[^)]*)\)")
OUR_PAGES = {"/contactar", "/aviso-de-privacidad", "/verificar", "/reportar-falla", "/entrar"}


@pytest.fixture(scope="module")
def shipped() -> Manual:
    """Return the articles that the product brings."""
    return manual(FOLDER)


def _texts(article: Article) -> list[str]:
    return [article.intro, *(section.body for section in article.sections)]


def _actor(role: Role) -> Actor:
    return Actor(1, "a", "A", None, frozenset({role}))


def _places(manual: Manual) -> set[str]:
    return {f"{a.name}#{s.anchor}" for a in manual.articles for s in a.sections}


def test_every_file_is_an_article_and_every_article_has_words(shipped: Manual) -> None:
    """No file of the folder is forgotten in the index, and no section is a mere heading without text below."""
    assert {a.name for a in shipped.articles} == {path.stem for path in FOLDER.glob("*.md")}
    empty = [f"{a.name}#{s.anchor}" for a in shipped.articles for s in a.sections if len(s.plain) < 60]
    assert empty == []


def test_every_refusal_named_exists_and_leads_to_a_section(shipped: Manual) -> None:
    """What the index promises to help with is a refusal of ours, and its section is there."""
    sections = tomllib.loads((FOLDER / "articulos.toml").read_text(encoding="utf-8"))["refusals"]
    known = texts.refusal_sentences(sections)  # raises where a code has no sentences
    assert len(known) == len(sections)
    assert set(sections.values()) - _places(shipped) == set()


def test_every_link_leads_somewhere(shipped: Manual) -> None:
    """Links lead to a section of the same article, to another article's, or to a page of ours."""
    lost = []
    for article in shipped.articles:
        for text in _texts(article):
            for found in _LINK.finditer(text):
                to = found["to"]
                place = f"{article.name}{to}" if to.startswith("#") else to.removeprefix(f"{READING}/")
                names = {a.name for a in shipped.articles}
                if to not in OUR_PAGES and place not in names | _places(shipped):
                    lost.append(f"{article.name}: {to}")
    assert lost == []


def test_every_screen_leads_to_a_section_that_exists(shipped: Manual) -> None:
    """What screens and pages link to is there, so that renaming a section cannot leave a link behind."""
    sources = [
        *(PROJECT / "console").rglob("*.py"),
        *(PROJECT / "console" / "web" / "templates").glob("*.html"),
    ]
    asked = re.compile(r"(?:/manual/|\", \")([a-z]+#[a-z-]+)\"")
    named = {place for path in sources for place in asked.findall(path.read_text(encoding="utf-8"))}
    assert len(named) >= 6
    assert named - _places(shipped) == set()


def test_what_everybody_reads_leads_nowhere_that_only_staff_may(shipped: Manual) -> None:
    """A public article sends nobody to an article for the staff."""
    hidden = {a.address for a in shipped.articles if a.permission}
    public = " ".join(t for a in shipped.articles if not a.permission for t in _texts(a))
    assert [address for address in hidden if f"({address}" in public] == []


def test_articles_are_for_their_readers(shipped: Manual) -> None:
    """Without an account the three of the manual; a clerk's own come first; nobody else's are there."""
    public = ["promociones", "cuenta", "firma"]
    assert [a.name for a in shipped.for_reader(None)] == public
    assert [a.name for a in shipped.for_reader(_actor(Role.FILER))] == public
    assert [a.name for a in shipped.for_reader(_actor(Role.CLERK))] == ["bandeja", *public]
    assert [a.name for a in shipped.for_reader(_actor(Role.SUPERVISOR))] == [
        "bandeja",
        "supervision",
        *public,
    ]
    assert shipped.article("bandeja", None) is None
    assert shipped.article("nada", _actor(Role.CLERK)) is None


def test_search_minds_neither_case_nor_accents(shipped: Manual) -> None:
    """Every word must be there; a section with them in its title comes first, with words around the hit."""
    hits = search(shipped.for_reader(None), "CONTRASENA llave")
    assert hits
    assert hits[0].section.anchor == "contrasena"
    assert all("llave" in folded(hit.section.plain) for hit in hits)
    assert "llave" in folded(" ".join(hit.excerpt for hit in hits))
    assert search(shipped.for_reader(None), "Bandeja relevo") == ()
    assert search(shipped.for_reader(None), "   ") == ()


def test_a_search_of_hostile_length_is_cut(shipped: Manual) -> None:
    """Ten thousand words cost no more than a hundred characters."""
    assert search(shipped.articles, "a " * 10_000) == search(shipped.articles, "a " * 50)


def test_plain_words_have_no_marks(shipped: Manual) -> None:
    """What is shown of a hit is words: no link's address, no picture, no table's bars."""
    plain = " ".join(s.plain for a in shipped.articles for s in a.sections)
    assert not re.search(r"\]\(|\*\*|!\[|\.webp|/manual|\|", plain)


def test_titles_become_anchors() -> None:
    """Accents, signs and blanks of a title do not stand in an address."""
    assert anchor_of("¿Qué necesita para firmar?") == "que-necesita-para-firmar"


def test_pictures_are_found_and_get_their_address() -> None:
    """Both readings of an article agree on what a picture is."""
    text = "Antes ![Un texto](una.webp) y [un enlace](/contactar)."
    assert pictures_in(text) == [("una.webp", "Un texto")]
    assert with_pictures(text) == "Antes ![Un texto](/publico/ayuda/una.webp) y [un enlace](/contactar)."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sin título\n", "no title"),
        ("# Título\n## Uno {#a}\nx\n## Dos {#a}\ny\n", "twice"),
        ("# Título\n#### Hondo\nx\n", "no heading"),
    ],
)
def test_a_malformed_article_is_named(tmp_path: Path, text: str, told: str) -> None:
    """Whoever edits an article is told what is wrong with it, at the first look."""
    (tmp_path / "articulos.toml").write_text('[[articles]]\nname = "x"\nsummary = "s"\nicon = "i"\n')
    (tmp_path / "x.md").write_text(text)
    with pytest.raises(ValueError, match=told):
        manual(tmp_path)
