"""The filer's list with a thousand promociones of their own, among ten thousand."""

from functools import partial

from tests.bench.conftest import VOLUME, Crowded
from tests.bench.timing import sample, show

_PAGE = 20


def test_the_list_of_a_filer_with_many(crowded: Crowded) -> None:
    """Each view of Mis promociones, page of twenty, as pages/filer/mis_promociones.py asks for it."""
    mine = partial(crowded.oficialia.filing.mine, crowded.filer, limit=_PAGE)
    rows, total = mine("todas")
    assert (len(rows), total) == (_PAGE, VOLUME.of_one_filer)
    last = VOLUME.of_one_filer - _PAGE
    show(
        f"Mis promociones, services only, {crowded.engine}",
        {
            "abiertas": sample(lambda: mine("abiertas")),
            "cerradas": sample(lambda: mine("cerradas")),
            "todas": sample(lambda: mine("todas")),
            "todas, last page": sample(lambda: mine("todas", offset=last)),
            "search 'medicamentos' in todas": sample(lambda: mine("todas", "medicamentos")),
            "search that finds nothing": sample(lambda: mine("todas", "no existe")),
        },
    )
