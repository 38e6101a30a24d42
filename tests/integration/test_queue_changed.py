"""A promoción is marked as changed by what happened to it, not by what happened to others."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.queue import Mark, Tab
from tests.offices import House, opened


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def test_the_filter_of_changed_ones_leaves_out_the_unchanged(house: House) -> None:
    """Two were looked at, to one of them something happened since: the filter and the marks agree."""
    changed, unchanged = house.sent(), house.sent()
    queue = house.oficialia.queue
    for promocion_id in (changed, unchanged):
        queue.looked(house.lucia, promocion_id)
    house.clock.advance(minutes=1)
    house.oficialia.notes.add(house.mario, changed, "Falta el poder.")
    everything = queue.query(house.lucia, Tab.ALL)
    marked = {row.id: row.mark for row in queue.page(house.lucia, everything).rows}
    assert marked == {changed: Mark.CHANGED, unchanged: Mark.NONE}
    found = queue.page(house.lucia, replace(everything, mark=Mark.CHANGED)).rows
    assert [row.id for row in found] == [changed]
