"""What one look at the Bandeja costs the services, with twenty thousand received promociones, and how it is found."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Select, text

from core.domain.queue import Mark, QueueQuery, SignatureFilter, StateFilter, Tab
from core.storage.queue import ids_in_order
from tests.bench.conftest import PACKED, Crowded
from tests.bench.timing import sample, say, show

_PAGE = 50


def _look(packed: Crowded, query: QueueQuery) -> Callable[[], int]:
    """Return what the Bandeja asks for one drawing: counts, page, and each row's age and due time."""
    queue, clerk = packed.oficialia.queue, packed.clerk

    def look() -> int:
        queue.counts(clerk)
        page = queue.page(clerk, query)
        for row in page.rows:
            queue.age_minutes(row)
            queue.due(row)
        return page.total

    return look


def _deep(packed: Crowded, query: QueueQuery, pages: int) -> QueueQuery:
    """Return the same list so many pages further."""
    for _ in range(pages):
        query = replace(query, after=packed.oficialia.queue.page(packed.clerk, query).after)
    return query


def _views(packed: Crowded) -> dict[str, QueueQuery]:
    def ask(tab: Tab) -> QueueQuery:
        return replace(packed.oficialia.queue.query(packed.clerk, tab), limit=_PAGE)

    everything = ask(Tab.ALL)
    sha256 = "9f2c" * 16
    return {
        **{f"tab {tab.value}": ask(tab) for tab in Tab},
        "tab todas, page 100": _deep(packed, everything, 99),
        "tab todas, sorted by promovente, page 100": _deep(packed, replace(everything, sort="owner"), 99),
        "tab todas, state en revisión": replace(everything, state=StateFilter.IN_REVIEW),
        "tab todas, new to me": replace(everything, mark=Mark.NEW),
        "search 'zúñiga' in por_tomar": replace(ask(Tab.TO_TAKE), search="zúñiga"),
        "search 'medicamentos' in todas": replace(everything, search="medicamentos"),
        "search of a document in todas": replace(everything, search="anexo 3"),
        "search of a folio in todas": replace(everything, search="PRO-09"),
        "search that finds nothing in todas": replace(everything, search="no existe"),
        "search of a digest in todas": replace(everything, search=sha256),
        "filter tipo DRM in todas": replace(everything, tipo="DRM"),
        "filter signature ✖ identidad in todas": replace(everything, signature=SignatureFilter.IDENTITY),
    }


def test_one_look_at_each_list(packed: Crowded) -> None:
    """Every tab, search and filter of the Bandeja, page of fifty."""
    views = _views(packed)
    assert _look(packed, views["tab todas"])() == PACKED.received
    show(
        f"Bandeja, services only, {packed.engine}",
        {name: sample(_look(packed, query)) for name, query in views.items()},
    )


def test_the_parts_of_a_look(packed: Crowded) -> None:
    """Counts, rows, ages, due times and neighbours apart."""
    queue, clerk = packed.oficialia.queue, packed.clerk
    waiting, everything = (replace(queue.query(clerk, tab), limit=_PAGE) for tab in (Tab.TO_TAKE, Tab.ALL))
    rows = queue.page(clerk, everything).rows
    middle = queue.page(clerk, waiting).rows[_PAGE // 2].id
    assert len(rows) == _PAGE
    show(
        f"Parts of a look, {packed.engine}",
        {
            "counts of the tabs": sample(lambda: queue.counts(clerk)),
            "page and total of por_tomar": sample(lambda: queue.page(clerk, waiting)),
            "page and total of todas": sample(lambda: queue.page(clerk, everything)),
            "ages in business minutes": sample(lambda: [queue.age_minutes(row) for row in rows]),
            "due times": sample(lambda: [queue.due(row) for row in rows]),
            "neighbours in por_tomar": sample(lambda: queue.neighbours(clerk, waiting, middle)),
        },
    )


def test_how_the_lists_are_found(packed: Crowded) -> None:
    """Print each database's plan for the first page of the longest lists."""
    queue, database = packed.oficialia.queue, packed.oficialia.database
    for tab in (Tab.TO_TAKE, Tab.MINE, Tab.HELD, Tab.ALL, Tab.CLOSED):
        statement = ids_in_order(queue.query(packed.clerk, tab)).limit(_PAGE)
        say(f"\n{packed.engine}, {tab.value}:\n{_plan(packed, statement)}")
    assert database.is_sqlite == (packed.engine == "SQLite")


def _plan(packed: Crowded, statement: Select[int]) -> str:
    database = packed.oficialia.database
    asked = str(statement.compile(database.engine, compile_kwargs={"literal_binds": True}))
    how = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF)"
    with database.read() as session:
        rows = session.execute(text(f"{how} {asked}".replace(":", r"\:"))).all()
    return "\n".join(f"    {row[-1]}" for row in rows)
