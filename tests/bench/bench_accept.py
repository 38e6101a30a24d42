"""Accepting with a receipt, and where the time goes: verdict, transaction, rendering, sealing."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial, wraps
from pathlib import Path
from time import perf_counter
from typing import ParamSpec, TypeVar
from unittest.mock import patch

import pytest

from core.domain.workflow import Status
from core.services import acuses
from core.services.acuses import Acuses
from core.services.verification import Verification
from core.storage.document_store import LocalDocumentStore
from tests.bench.timing import Sample, show
from tests.offices import House, opened

_MIB = 1024 * 1024
_TIMES = 10
P = ParamSpec("P")
R = TypeVar("R")


class Stopwatch:
    """Adds up what named functions take, call by call."""

    def __init__(self) -> None:
        self.taken: defaultdict[str, list[float]] = defaultdict(list)

    def around(self, name: str, function: Callable[P, R]) -> Callable[P, R]:
        """Return the function with the clock on."""

        @wraps(function)
        def timed(*args: P.args, **kwargs: P.kwargs) -> R:
            begin = perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self.taken[name].append((perf_counter() - begin) * 1000)

        return timed

    def of(self, name: str) -> Sample:
        """Return what one function took each time."""
        return Sample(tuple(self.taken[name]))

    def without(self, name: str, *parts: str) -> Sample:
        """Return what is left of one function once its parts are taken away."""
        rows = zip(self.taken[name], *(self.taken[part] for part in parts), strict=True)
        return Sample(tuple(whole - sum(rest) for whole, *rest in rows))


@contextmanager
def _watched() -> Iterator[Stopwatch]:
    watch = Stopwatch()
    with ExitStack() as stack:
        for owner, name in (
            (Verification, "verdict"),
            (Acuses, "finish"),
            (acuses, "render_acuse"),
            (acuses, "seal_pdf"),
            (LocalDocumentStore, "put"),
        ):
            stack.enter_context(patch.object(owner, name, watch.around(name, getattr(owner, name))))
        yield watch


def _taken(house: House, documents: int) -> int:
    promocion_id = house.draft()
    for number in range(documents):
        house.attach(promocion_id, f"anexo {number}.txt", secrets.token_hex(_MIB // 2).encode())
    house.sign(promocion_id)
    house.send(promocion_id)
    house.oficialia.review.open(house.lucia, promocion_id)
    return promocion_id


@pytest.mark.parametrize("documents", [1, 10])
def test_accepting_with_a_receipt(database_url: str, tmp_path: Path, documents: int) -> None:
    """Ten acceptances, each of a promoción of its own with documents of 1 MiB, sealed for real."""
    with opened(tmp_path / "home", database_url, sealed=True) as house:
        waiting = [_taken(house, documents) for _ in range(_TIMES + 1)]
        accept = partial(house.oficialia.deciding.accept, house.lucia)
        accept(waiting.pop())  # the first of a process loads fonts and modules
        with _watched() as watch:
            timed = watch.around("accept", accept)
            decided = [timed(promocion_id) for promocion_id in waiting]
        assert {promocion.status for promocion in decided} == {Status.ACCEPTED}
        assert house.oficialia.acuses.finish_pending() == 0
    show(
        f"Accept with receipt, {documents} × 1 MiB, {database_url.partition(':')[0]}",
        {
            "accept, in all": watch.of("accept"),
            "  verdict (hash every document, verify)": watch.of("verdict"),
            "  transaction (number, decision, event, frozen acuse)": watch.without(
                "accept", "verdict", "finish"
            ),
            "  render (Typst)": watch.of("render_acuse"),
            "  seal (PAdES)": watch.of("seal_pdf"),
            "  store the PDF (fsync)": watch.of("put"),
            "  name it in the database": watch.without("finish", "render_acuse", "seal_pdf", "put"),
        },
    )
