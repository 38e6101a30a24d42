"""Ayuda in the console: cards, search over the sections, and an article with its contents beside it."""

import streamlit as st

from console import links
from console.components.help_cards import article_cards, section_text
from console.formats import escape
from console.help_articles import Article, Hit, Manual, manual, search, with_pictures
from console.office import office
from core.domain.people import Actor

_MOST_SHOWN = 12
TOP = 2
"""Level of an article's main sections."""


def the_manual() -> Manual:
    """Return the articles of this installation."""
    return manual(office().settings.data / "help")


def help_page(actor: Actor, asked: str) -> None:
    """Draw the article asked for by its name, or all of them where it names none."""
    article = the_manual().article(asked, actor)
    if article:
        _article(article)
    else:
        _index(actor)


def _index(actor: Actor) -> None:
    st.title("Ayuda")
    articles = the_manual().for_reader(actor)
    sought = st.text_input(
        "Buscar en los artículos",
        placeholder="Por ejemplo: contraseña de la llave",
        icon=":material/search:",
        type="search",
        key="buscar",
        bind="query-params",
    )
    if sought:
        _hits(search(articles, sought))
        st.subheader("Artículos")
    article_cards(articles)
    st.caption("¿No encontró lo que buscaba?")
    with st.container(horizontal=True, gap="medium"):
        st.page_link(links.CONTACT, label="Comuníquese con la institución", icon=":material/call:")
        st.page_link(links.FAULTS, label="Reporte una falla", icon=":material/report:")


def _hits(hits: tuple[Hit, ...]) -> None:
    if not hits:
        st.info("Nada dice eso. Pruebe con una sola palabra.", icon=":material/search_off:")
        return
    st.subheader(f"{len(hits):d} " + ("sección" if len(hits) == 1 else "secciones"))
    for place, hit in enumerate(hits[:_MOST_SHOWN]):
        with st.expander(
            f"**{escape(hit.section.title)}** · {escape(hit.article.title)}", expanded=place == 0
        ):
            section_text(hit.section)
            st.page_link(
                links.HELP,
                label="Leer el artículo completo",
                icon=":material/menu_book:",
                query_params={"articulo": hit.article.name},
            )
    if len(hits) > _MOST_SHOWN:
        st.caption(f"Se muestran las primeras {_MOST_SHOWN:d}; agregue otra palabra para encontrar menos.")


def _article(article: Article) -> None:
    st.page_link(links.HELP, label="Ayuda", icon=":material/arrow_back:")
    st.title(escape(article.title), anchor=False)
    text, contents = st.columns([0.7, 0.3], gap="large")
    with contents, st.container(border=True, key="indice"):
        st.markdown("**En este artículo**")
        st.markdown(
            "\n".join(_entry(s.level, s.title, s.anchor) for s in article.sections)
        )  # markdown-safe: shipped
        st.markdown(f"[Para imprimir o compartir]({article.address})")  # markdown-safe: shipped
    with text:
        st.markdown(with_pictures(article.intro))  # markdown-safe: articles are shipped with the product
        for section in article.sections:
            heading = st.header if section.level == TOP else st.subheader
            heading(
                escape(section.title),
                anchor=section.anchor,
                divider="gray" if section.level == TOP else False,
            )
            section_text(section)


def _entry(level: int, title: str, anchor: str) -> str:
    indent = "    " * (level - TOP)
    return f"{indent}- [{escape(title)}](#{anchor})"
