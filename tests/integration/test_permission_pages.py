"""Every page × every role, nobody included: drawn exactly where the table says, offered exactly there too."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from console import office
from console.formats import escape
from console.guards import require
from console.navigation import pages_of
from console.texts import explain
from core.config import PROJECT
from core.domain.people import Actor, Permission
from tests.permissions.page_rows import PAGES
from tests.permissions.rules import permitted
from tests.permissions.world import PEOPLE, World, small_world

ANONYMOUS = "nadie"
_PASSED = "the guard let this person in"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return the world and make its Oficialía the process's own."""
    with small_world(tmp_path_factory.mktemp("world")) as made:
        office._current[:] = [made.oficialia]
        yield made
        office._current.clear()


def scripts() -> list[str]:
    """Return every page, as a path below ``pages/``."""
    folder = PROJECT / "pages"
    return sorted(str(p.relative_to(folder)) for p in folder.glob("*/*.py"))


def test_every_page_has_a_row() -> None:
    """A page added without saying who may see it is found here; so is a row without its page."""
    assert set(scripts()) == set(PAGES)


def _stopping(permission: Permission | None = None) -> Actor:
    """Ask as the guard does; whoever passes sees a mark instead of the page, which other tests draw."""
    require(permission)
    st.text(_PASSED)
    st.stop()


def _drawn(page: str, actor: Actor | None) -> AppTest:
    with (
        patch("console.guards.current_actor", lambda: actor),
        patch("console.guards.require", _stopping),
    ):
        return AppTest.from_file(str(PROJECT / "pages" / page), default_timeout=60).run()


def _may(actor: Actor, permission: Permission | None) -> bool:
    return permission is None or permitted(permission)(actor, "-")


@pytest.mark.parametrize("page", scripts())
def test_each_page_lets_in_whom_the_table_names(world: World, page: str) -> None:
    """The guard is asked before anything is drawn; the others read why not, and nothing else."""
    for who in PEOPLE:
        drawn = _drawn(page, world.actors[who])
        expected = _may(world.actors[who], PAGES[page])
        assert [t.value for t in drawn.text] == ([_PASSED] if expected else []), (page, who)
        assert not drawn.exception
        if not expected:
            assert any(escape(explain("not_allowed").what) in e.value for e in drawn.error)
    outside = _drawn(page, None)
    assert not outside.text
    assert any(escape(explain("session_ended").what) in e.value for e in outside.error)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_navigation_offers_what_may_be_seen(world: World, who: str) -> None:
    """Nobody is offered a page that would turn them away, and nobody misses one."""
    actor = world.actors[who]
    with patch("console.navigation.st.Page", lambda path, **_: path):
        offered = {Path(str(page)).name for pages in pages_of(actor).values() for page in pages}
    allowed = {Path(page).name for page, permission in PAGES.items() if _may(actor, permission)}
    assert offered == allowed


def test_the_count_of_tries_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """How large the matrix is stands in the output of every run."""
    count = len(PAGES) * (len(PEOPLE) + 1)
    with capsys.disabled():
        print(f"\n{len(PAGES)} pages, {len(PEOPLE) + 1} people: {count} tries of pages")  # noqa: T201 - asked for
    assert count > len(PAGES)
