"""Articles of the manual as cards, and a section of one as it is read in the console."""

from collections.abc import Sequence

import streamlit as st

from console import links
from console.formats import escape
from console.help_articles import READING, Article, Section, with_pictures


def article_cards(articles: Sequence[Article], *, across: int = 3) -> None:
    """Draw a card for each article, so many in a row."""
    for first in range(0, len(articles), across):
        row = st.columns(across)
        for column, article in zip(row, articles[first : first + across], strict=False):
            with column, st.container(border=True, height="stretch", key=f"articulo_{article.name}"):
                # a button: page_link cuts a long title off, and a plain link would end the session's forms
                if st.button(
                    escape(article.title), icon=article.icon, type="tertiary", key=f"leer_{article.name}"
                ):
                    st.switch_page(links.HELP, query_params={"articulo": article.name})
                st.caption(escape(article.summary))


def section_text(section: Section) -> None:
    """Draw a section's text with its pictures."""
    st.markdown(with_pictures(section.body))  # markdown-safe: articles are shipped with the product


def help_link(words: str, place: str) -> None:
    """Draw a link to a section of the manual, ``article#anchor``; it opens beside what one is doing."""
    # no caption: its pale colour would take the link's contrast
    st.markdown(
        f":small[:material/help: [{escape(words)}]({READING}/{place})]"
    )  # markdown-safe: a place of ours
