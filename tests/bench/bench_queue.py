"""What one look at the Bandeja costs the services, with ten thousand received promociones."""

from collections.abc import Callable
from dataclasses import replace

from core.domain.queue import QueueQuery, SignatureFilter, Tab
from tests.bench.conftest import VOLUME, Crowded
from tests.bench.timing import sample, show

_PAGE = 50


def _look(crowded: Crowded, query: QueueQuery) -> Callable[[], int]:
    """Return what pages/clerk/bandeja.py asks for one drawing: counts, page, and each row's age."""
    queue, clerk = crowded.oficialia.queue, crowded.clerk

    def look() -> int:
        queue.counts(clerk)
        page = queue.page(clerk, replace(query, limit=_PAGE))
        for row in page.rows:
            queue.age_minutes(row)
        return page.total

    return look


def _views(crowded: Crowded) -> dict[str, QueueQuery]:
    ask = crowded.oficialia.queue.query
    everything = ask(crowded.clerk, Tab.ALL)
    last = VOLUME.received - _PAGE
    return {
        **{f"tab {tab.value}": ask(crowded.clerk, tab) for tab in Tab},
        "tab todas, last page": replace(everything, offset=last),
        "tab todas, sorted by promovente, last page": replace(everything, sort="owner", offset=last),
        "search 'zúñiga' in por_tomar": replace(ask(crowded.clerk, Tab.TO_TAKE), search="zúñiga"),
        "search 'medicamentos' in todas": replace(everything, search="medicamentos"),
        "search of a folio in todas": replace(everything, search="PRO-09"),
        "search that finds nothing in todas": replace(everything, search="no existe"),
        "filter tipo DRM in todas": replace(everything, tipo="DRM"),
        "filter signature ✖ identidad in todas": replace(everything, signature=SignatureFilter.IDENTITY),
    }


def test_one_look_at_each_list(crowded: Crowded) -> None:
    """Every tab, search and filter of the Bandeja, page of fifty; and where the time of one goes."""
    views = _views(crowded)
    assert _look(crowded, views["tab todas"])() == VOLUME.received
    show(
        f"Bandeja, services only, {crowded.engine}",
        {name: sample(_look(crowded, query)) for name, query in views.items()},
    )


def test_the_parts_of_a_look(crowded: Crowded) -> None:
    """Counts, rows and ages apart, on the longest list."""
    queue, clerk = crowded.oficialia.queue, crowded.clerk
    query = replace(queue.query(clerk, Tab.ALL), limit=_PAGE)
    rows = queue.page(clerk, query).rows
    assert len(rows) == _PAGE
    show(
        f"Parts of a look at todas, {crowded.engine}",
        {
            "counts of the tabs": sample(lambda: queue.counts(clerk)),
            "page and total": sample(lambda: queue.page(clerk, query)),
            "ages in business minutes": sample(lambda: [queue.age_minutes(row) for row in rows]),
        },
    )
