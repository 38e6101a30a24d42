"""The articles' pictures: each is there, light, told in words, and shown somewhere."""

import pytest

from console.help_articles import Article, Manual, manual, pictures_in
from core.config import PROJECT

FOLDER = PROJECT / "data" / "help"


@pytest.fixture(scope="module")
def shipped() -> Manual:
    """Return the articles that the product brings."""
    return manual(FOLDER)


def _texts(article: Article) -> list[str]:
    return [article.intro, *(section.body for section in article.sections)]


def test_every_picture_named_exists_with_words_for_it(shipped: Manual) -> None:
    """A picture that an article names is there, light enough, and told in words to who cannot see it."""
    named = [found for a in shipped.articles for text in _texts(a) for found in pictures_in(text)]
    assert named
    for name, words in named:
        path = FOLDER / "imagenes" / name
        assert path.is_file(), name
        assert path.stat().st_size <= 100_000, name
        assert len(words) > 30, name


def test_every_picture_is_used(shipped: Manual) -> None:
    """No picture is taken, kept and served that no article shows."""
    named = {name for a in shipped.articles for text in _texts(a) for name, _ in pictures_in(text)}
    assert {path.name for path in (FOLDER / "imagenes").iterdir()} == named
