"""The articles of ``data/help``: read, cut into sections that have an address, and searched."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.domain.people import Actor, Permission

INDEX = "articulos.toml"
PICTURES = "imagenes"
READING = "/manual"
"""Where articles are read without an account (console/web/manual.py)."""
PICTURE_ADDRESS = "/publico/ayuda"
MOST_SOUGHT = 100
"""Characters of a search that count."""
_HEADING = re.compile(r"(?P<marks>##|###) (?P<title>.+?)(?: \{#(?P<anchor>[a-z0-9-]+)\})?")
_PICTURE = re.compile(r"!\[(?P<text>[^\]]*)\]\((?P<name>[^)\s/]+)\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*`]|^ *(?:-|\d+\.|>|\|[-|]+$)|\|", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article.

    Attributes:
        level: 2 or 3, as its heading says.
        anchor: its name in addresses, unique in the article.
        body: Markdown, without the heading.
    """

    level: int
    anchor: str
    title: str
    body: str

    @property
    def plain(self) -> str:
        """The words of title and body, without marks, links and pictures."""
        text = _LINK.sub(r"\1", _PICTURE.sub("", self.body))
        words = _MARKS.sub(lambda mark: "" if mark[0] in "*`" else " ", text)
        return " ".join(f"{self.title}. {words}".split())


@dataclass(frozen=True, slots=True)
class Article:
    """An article.

    Attributes:
        name: in addresses.
        summary: one sentence, for cards.
        icon: of Streamlit's Material icons.
        permission: of whom it is for; None for everybody, without an account too.
        intro: Markdown above the first heading.
    """

    name: str
    title: str
    summary: str
    icon: str
    permission: Permission | None
    intro: str
    sections: tuple[Section, ...]

    @property
    def address(self) -> str:
        """Where it is read without the console around it."""
        return f"{READING}/{self.name}"

    def readable_by(self, actor: Actor | None) -> bool:
        """Whether it is for this person; None is somebody without an account."""
        return self.permission is None or (actor is not None and actor.may(self.permission))


@dataclass(frozen=True, slots=True)
class Manual:
    """Every article in its order, and the section that helps with each refusal (``article#anchor``)."""

    articles: tuple[Article, ...]
    refusals: Mapping[str, str]

    def for_reader(self, actor: Actor | None) -> tuple[Article, ...]:
        """Return the articles for a person: first those for their own work."""
        mine = [article for article in self.articles if article.readable_by(actor)]
        return tuple(sorted(mine, key=lambda article: article.permission is None))

    def article(self, name: str, actor: Actor | None) -> Article | None:
        """Return an article by its name; None where there is none, or it is for others."""
        found = (a for a in self.articles if a.name == name and a.readable_by(actor))
        return next(found, None)

    def help_with(self, code: str) -> str:
        """Return the address of the section about a refusal; empty where none is."""
        place = self.refusals.get(code, "")
        return f"{READING}/{place}" if place else ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that was found, and some of its words around the first of those sought."""

    article: Article
    section: Section
    excerpt: str


@cache
def manual(folder: Path) -> Manual:
    """Read the articles of a folder; they are shipped, so a fault in them is a fault of ours.

    Args:
        folder: of ``articulos.toml``, the articles and their pictures.

    Raises:
        KeyError, ValueError, OSError: an article is absent or malformed, or two sections have one anchor.
    """
    index = tomllib.loads((folder / INDEX).read_text(encoding="utf-8"))
    return Manual(
        tuple(_article(folder, entry) for entry in index["articles"]), dict(index.get("refusals", {}))
    )


def _article(folder: Path, entry: Mapping[str, str]) -> Article:
    text = (folder / f"{entry['name']}.md").read_text(encoding="utf-8")
    heading, _, rest = text.partition("\n")
    if not heading.startswith("# "):
        raise ValueError(f"{entry['name']}: the first line is no title")
    intro, *parts = re.split(r"^(?=##)", rest, flags=re.MULTILINE)
    sections = tuple(_section(part) for part in parts)
    if len({section.anchor for section in sections}) < len(sections):
        raise ValueError(f"{entry['name']}: an anchor stands twice")
    needed = entry.get("permission")
    return Article(
        entry["name"],
        heading.removeprefix("# ").strip(),
        entry["summary"],
        entry["icon"],
        Permission(needed) if needed else None,
        intro.strip(),
        sections,
    )


def _section(text: str) -> Section:
    line, _, body = text.partition("\n")
    found = _HEADING.fullmatch(line.strip())
    if found is None:
        raise ValueError(f"{line!r}: no heading")
    title = found["title"]
    return Section(len(found["marks"]), found["anchor"] or anchor_of(title), title, body.strip())


def anchor_of(title: str) -> str:
    """Return a title in letters, digits and dashes: «¿Qué necesita?» → ``que-necesita``."""
    return re.sub(r"[^a-z0-9]+", "-", folded(title)).strip("-")


def folded(text: str) -> str:
    """Return a text in lower case without accents, letter for letter where it is composed (NFC)."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text.lower())


def with_pictures(markdown: str) -> str:
    """Return Markdown whose pictures have the address from which they are served."""
    return _PICTURE.sub(rf"![\g<text>]({PICTURE_ADDRESS}/\g<name>)", markdown)


def pictures_in(markdown: str) -> list[tuple[str, str]]:
    """Return the pictures that a text names: file name and text instead of it."""
    return [(found["name"], found["text"]) for found in _PICTURE.finditer(markdown)]


def search(articles: Sequence[Article], sought: str) -> tuple[Hit, ...]:
    """Return the sections that hold every word sought, those first that have one in their title.

    Case and accents do not count; a word is found inside another, as «certificado» in «certificados».
    """
    words = folded(unicodedata.normalize("NFC", sought[:MOST_SOUGHT])).split()
    if not words:
        return ()
    hits = [hit for article in articles for hit in _hits(article, words)]
    return tuple(sorted(hits, key=lambda hit: not all(w in folded(hit.section.title) for w in words)))


def _hits(article: Article, words: list[str]) -> Iterator[Hit]:
    for section in article.sections:
        plain = section.plain
        text = folded(plain)
        if all(word in text for word in words):
            yield Hit(article, section, _around(plain, text.find(words[0])))


def _around(text: str, place: int, width: int = 90) -> str:
    """Return the words of a text around a place, with an ellipsis where something was left out."""
    first = text.rfind(" ", 0, max(0, place - width)) + 1
    last = text.find(" ", place + width)
    last = len(text) if last < 0 else last
    return ("… " if first else "") + text[first:last] + (" …" if last < len(text) else "")
