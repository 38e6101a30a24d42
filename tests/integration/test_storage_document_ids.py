"""An id of a document is of the same bytes for ever, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.offices import House, opened


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each database."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def test_no_document_gets_the_id_of_one_that_was_deleted(house: House) -> None:
    """Browsers keep pages of a document by its id for minutes: they must not be shown for another's."""
    promocion_id = house.draft()
    first = house.attach(promocion_id, "uno.txt")
    house.oficialia.attaching.delete_document(house.ana, first.id)
    assert house.attach(promocion_id, "uno.txt").id > first.id
