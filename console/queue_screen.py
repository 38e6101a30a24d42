"""The Bandeja: what waits, refreshed by itself, filtered by its address (screens.md §1)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from console import links, queue_acts, texts
from console.components import queue_filters
from console.components.queue_list import (
    Column,
    Listed,
    Told,
    dropped_digest,
    explained_id,
    marked_ids,
    queue_list,
    turned_way,
)
from console.formats import escape
from console.guards import require
from console.list_address import ListAddress, asked, list_address
from console.office import local_today, office
from console.queue_cells import Reader, line, when
from console.queue_views import shown_columns, views_and_columns
from console.queue_words import narrowed, told, total_words
from core.domain.people import Actor, Permission
from core.domain.queue import QueueQuery, Tab, cursor_of, digest_in
from core.errors import Refusal

if TYPE_CHECKING:
    from core.services.queue import QueuePage

KEY = "bandeja"
REFRESH_SECONDS = 20
_KEYS = (
    "Teclas: **N** siguiente · **/** buscar · **F** buscar por un archivo · **J** **K** recorrer · "
    "**Intro** abrir · **P** por qué está aquí."
)
_PLACES = "bandeja_paginas"


@st.fragment(run_every=REFRESH_SECONDS)
def listing() -> None:
    """Draw tabs, filters and list; again by itself, and whenever one of them changes."""
    actor = require(Permission.READ_QUEUE)
    current = office()
    address = list_address(st.query_params.to_dict())
    queue_filters.follow(address)
    query = asked(address, current.queue.query(actor, address.tab))
    page = _page(actor, query)
    people = current.queue.clerks(actor)
    with st.container(key="bandeja_listas", horizontal=True, horizontal_alignment="distribute"):
        queue_filters.tabs(current.queue.counts(actor))
        views_and_columns(actor, address)
    queue_filters.filters(current.catalogs.now(), people, more=queue_filters.folded_filters(address))
    scope = urlencode(address.params())
    shown = {row.id for row in page.rows}
    marked = marked_ids(KEY, scope)
    here = [promocion_id for promocion_id in marked if promocion_id in shown]
    if marked:
        queue_acts.bar(
            actor, [row for row in page.rows if row.id in here], query, gone=len(marked) - len(here)
        )
    else:
        _narrowing(address, narrowed(address, current.catalogs.now(), people))
    if not page.rows:
        _nothing(actor, address, query)
    _list(actor, address, query, page, scope)


def _page(actor: Actor, query: QueueQuery) -> "QueuePage":
    page = office().queue.page(actor, query)
    if page.rows or (query.after is None and query.before is None):
        return page
    # what stood on that page has gone meanwhile: the list begins anew instead of standing empty
    return office().queue.page(actor, replace(query, after=None, before=None))


def _list(actor: Actor, address: ListAddress, query: QueueQuery, page: "QueuePage", scope: str) -> None:
    current = office()
    reader = Reader(actor.account_id, query.now, current.settings.zone, current.catalogs.now())
    st.session_state[_PLACES] = {
        "before": page.before.token() if page.before else "",
        "after": page.after.token() if page.after else "",
    }
    carried = {name: text for name, text in address.params().items() if name not in {"tras", "antes"}}
    rows = [
        line(
            row,
            reader,
            current.queue.due(row),
            current.queue.age_minutes(row),
            links.review(row.folio, carried),
        )
        for row in page.rows
    ]
    listed = Listed(
        scope,
        query.now.isoformat(),
        texts.label("queue_tab", address.tab),
        total_words(page.total),
        before=page.before is not None,
        after=page.after is not None,
        selectable=True,
        explained=_explained(actor, {row["id"] for row in rows}),
    )
    columns: list[Column] = [
        {"key": key, "label": texts.label("queue_column", key)} for key in shown_columns(actor)
    ]
    opened = queue_list(columns, rows, listed, key=KEY, turned=_turn, dropped=_look_for_file)
    if opened:
        st.switch_page(links.REVIEW, query_params={"folio": opened, **carried})


def _explained(actor: Actor, shown: set[str]) -> tuple[str, Sequence[Told]] | None:
    wanted = explained_id(KEY)
    if wanted not in shown:
        return None
    current = office()
    try:
        found = current.queue.why(actor, int(wanted))
    except Refusal:
        return None
    zone, catalogs = current.settings.zone, current.catalogs.now()
    return wanted, [told(reason, zone, catalogs, local_today()) for reason in found]


def _turn() -> None:
    way = turned_way(KEY)
    token = str(st.session_state.get(_PLACES, {}).get(way, ""))
    address = list_address(st.query_params.to_dict()).on_first_page()
    if cursor_of(token):
        turned = replace(address, tras=token) if way == "after" else replace(address, antes=token)
        queue_filters.go_to(turned.params())


def _look_for_file() -> None:
    digest, _ = dropped_digest(KEY)
    if digest_in(digest):
        queue_filters.go_to({"lista": Tab.ALL.value, "buscar": digest_in(digest)})


def _narrowing(address: ListAddress, words: Sequence[str]) -> None:
    with st.container(key="bandeja_filtrando", horizontal=True, vertical_alignment="center"):
        if not words:
            st.caption("Marque filas para hacer algo con varias. " + _KEYS)
            return
        st.text(f"Filtrando: {' · '.join(words)}", width="content")
        st.button(
            "Quitar filtros",
            type="tertiary",
            icon=":material/filter_alt_off:",
            key="bandeja_quitar",
            on_click=queue_filters.go_to,
            args=(address.without_filters().params(),),
        )


def _nothing(actor: Actor, address: ListAddress, query: QueueQuery) -> None:
    """Say why the list is empty, and what next."""
    current, tab = office(), texts.label("queue_tab", address.tab)
    if not address.filters:
        st.info(escape(" ".join(_empty(actor, address.tab, query))), icon=":material/inbox:")
        return
    lines = [texts.sentence("empty", "filtered", {"tab": tab})]
    if digest_in(address.buscar) and address.tab is Tab.ALL:
        lines = [texts.sentence("empty", "digest", {})]
    elsewhere = current.queue.page(actor, replace(query, tab=Tab.ALL, after=None, before=None, limit=1)).total
    if elsewhere and address.tab is not Tab.ALL:
        lines.append(texts.sentence("empty", "elsewhere", {"number": elsewhere}))
    st.info(escape(" ".join(lines)), icon=":material/filter_alt:")


def _empty(actor: Actor, tab: Tab, query: QueueQuery) -> list[str]:
    current = office()
    counts = current.queue.counts(actor)
    lines = [texts.sentence("empty", tab.value, {})]
    returns = current.queue.next_return(actor) if tab in {Tab.TO_TAKE, Tab.MINE} else None
    if returns:
        reader = Reader(actor.account_id, query.now, current.settings.zone, current.catalogs.now())
        facts = {"number": counts[Tab.HELD], "when": when(returns, reader)}
        lines.append(texts.sentence("empty", "returns", facts))
    others = counts[Tab.ALL] - counts[Tab.CLOSED] - counts[Tab.HELD]
    if tab is Tab.TO_TAKE and others:
        lines.append(texts.sentence("empty", "others", {"number": others}))
    return lines
