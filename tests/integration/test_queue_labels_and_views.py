"""Labels on promociones and lists that people name, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from core.domain.queue import Tab
from core.domain.saved_views import MOST_VIEWS, Place
from core.domain.workflow import Action
from core.errors import NotFound
from core.services.labels import LabelNotInCatalogue
from core.services.saved_views import TooManyViews, ViewNameNotAdmitted, ViewNameTaken
from tests.concurrency import at_once
from tests.offices import House, opened


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía on either database."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def test_a_label_is_put_and_taken_off_once_and_told(house: House) -> None:
    """Twice is once; each act stands in the register; a decision under way is not lost to it."""
    labels, promocion_id = house.oficialia.labels, house.sent()
    version = house.load(promocion_id).version
    for _ in range(2):
        labels.put(house.lucia, promocion_id, "URGENTE")
    labels.put(house.mario, promocion_id, "TERMINO")
    assert set(labels.of(house.lucia, promocion_id)) == {"URGENTE", "TERMINO"}
    for _ in range(2):
        labels.take_off(house.mario, promocion_id, "URGENTE")
    assert labels.of(house.lucia, promocion_id) == ("TERMINO",)
    acts = [event.action for event in house.events(promocion_id)][-3:]
    assert acts == [Action.LABEL, Action.LABEL, Action.UNLABEL]
    assert house.load(promocion_id).version == version


def test_of_many_who_put_a_label_one_did(house: House) -> None:
    """Eight windows at once put one label, and one act is told."""
    promocion_id = house.sent()
    put = house.oficialia.labels.put
    at_once([partial(put, clerk, promocion_id, "URGENTE") for clerk in [house.lucia, house.mario] * 4])
    assert [e.action for e in house.events(promocion_id)].count(Action.LABEL) == 1


def test_only_labels_of_the_catalogue_are_put(house: House) -> None:
    """An invented, hostile or endless code is refused; taking one off does nothing."""
    promocion_id = house.sent()
    for code in ("", "urgente", "NADA", "\0", "x" * 100_000, "\ud800"):
        with pytest.raises(LabelNotInCatalogue):
            house.oficialia.labels.put(house.lucia, promocion_id, code)
        house.oficialia.labels.take_off(house.lucia, promocion_id, code)
    assert house.oficialia.labels.of(house.lucia, promocion_id) == ()


def test_a_list_is_narrowed_by_label_and_rows_show_theirs(house: House) -> None:
    """Rows carry their labels; the filter lets through what bears one; filers are told of none."""
    o, bears = house.oficialia, house.sent()
    house.sent()
    o.labels.put(house.lucia, bears, "URGENTE")
    query = replace(o.queue.query(house.lucia, Tab.ALL), label="URGENTE")
    assert [(row.id, row.labels) for row in o.queue.page(house.lucia, query).rows] == [(bears, ("URGENTE",))]
    assert Action.LABEL not in {event.action for event in o.auditing.filer_history(house.ana, bears)}


def test_a_named_list_is_kept_renamed_and_forgotten(house: House) -> None:
    """The same name again replaces the filters; another's name is taken; deleting leaves the rest."""
    views = house.oficialia.saved_views
    first = views.save(house.lucia, Place.QUEUE, "  Con   dudas ", {"firma": "identidad"}, ("folio",))
    second = views.save(house.lucia, Place.QUEUE, "DRM", {"tipo": "DRM"})
    assert views.save(house.lucia, Place.QUEUE, "Con dudas", {"firma": "firma"}) == first
    assert [(v.name, dict(v.query)) for v in views.of(house.lucia, Place.QUEUE)] == [
        ("Con dudas", {"firma": "firma"}),
        ("DRM", {"tipo": "DRM"}),
    ]
    with pytest.raises(ViewNameTaken):
        views.rename(house.lucia, second, "Con dudas")
    views.rename(house.lucia, second, "Multas")
    views.delete(house.lucia, first)
    assert [view.name for view in views.of(house.lucia, Place.QUEUE)] == ["Multas"]
    assert views.of(house.lucia, Place.CLOSED) == ()


def test_nobody_sees_or_changes_anothers_list(house: House) -> None:
    """Another's is as if it did not exist, as is one that never was."""
    views = house.oficialia.saved_views
    hers = views.save(house.lucia, Place.QUEUE, "Mía", {})
    assert views.of(house.mario, Place.QUEUE) == ()
    for view_id in (hers, 0, -1, 2**31, 2**70):
        with pytest.raises(NotFound):
            views.rename(house.mario, view_id, "Suya")
        with pytest.raises(NotFound):
            views.delete(house.mario, view_id)
    assert [view.name for view in views.of(house.lucia, Place.QUEUE)] == ["Mía"]


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 81, "\0"])
def test_a_name_shows_something(house: House, name: str) -> None:
    """Blanks, invisible characters and endless names are refused."""
    with pytest.raises(ViewNameNotAdmitted):
        house.oficialia.saved_views.save(house.lucia, Place.QUEUE, name, {})


def test_there_are_not_more_lists_than_fit_a_menu(house: House) -> None:
    """One more than the most is refused; replacing one is not."""
    views = house.oficialia.saved_views
    for number in range(MOST_VIEWS):
        views.save(house.lucia, Place.QUEUE, f"Vista {number}", {})
    with pytest.raises(TooManyViews):
        views.save(house.lucia, Place.QUEUE, "Otra", {})
    views.save(house.lucia, Place.QUEUE, "Vista 3", {"tipo": "DRM"})
    assert len(views.of(house.lucia, Place.QUEUE)) == MOST_VIEWS


def test_a_query_is_stored_whatever_it_holds(house: House) -> None:
    """Hostile characters are stored as both databases take them; an endless query is not stored at all."""
    views = house.oficialia.saved_views
    views.save(house.lucia, Place.QUEUE, "Rara", {"buscar": "a\0b\ud800"})
    views.save(house.lucia, Place.QUEUE, "Larga", {"buscar": "x" * 5000})
    rare, long = views.of(house.lucia, Place.QUEUE)
    assert "\0" not in rare.query["buscar"]
    assert long.query == {}
