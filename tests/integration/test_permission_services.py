"""Every action of every service × every kind of person × own, another's and nobody's object."""

import dataclasses
import inspect
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from core.bootstrap import Oficialia
from core.domain.people import Actor
from core.domain.workflow import StatusForbids
from core.errors import NotAllowed, NotFound, Refusal
from core.services.accounts.administration import OwnAccount
from core.services.claims import NotClaimed, SomebodyElseHasIt
from tests.permissions.rules import ANY, Row, readable
from tests.permissions.service_rows import FILING_ROWS, ROWS, WITHOUT_PERSON
from tests.permissions.world import PEOPLE, World, small_world

KEPT_OUT = (NotAllowed, NotFound, NotClaimed, SomebodyElseHasIt, OwnAccount)
"""What a person meets who may not; any other refusal is about what they asked, not about who they are."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return the world, the same for every row: each try starts from its beginning."""
    with small_world(tmp_path_factory.mktemp("world")) as made:
        yield made


def actions() -> Iterator[tuple[str, bool]]:
    """Yield the name of every public method of every service, and whether it asks for a person."""
    for part in dataclasses.fields(Oficialia):
        kind = part.type
        if not getattr(kind, "__module__", "").startswith("core.services."):
            continue
        for name, method in inspect.getmembers(kind, inspect.isfunction):
            if not name.startswith("_"):
                asked = any(p.annotation is Actor for p in inspect.signature(method).parameters.values())
                yield f"{part.name}.{name}", asked


def cells() -> list[tuple[str, str, str]]:
    """Return every try: action, person, state of the filing asked for."""
    return [(name, who, state) for name, row in ROWS.items() for who in PEOPLE for state in row.states]


def test_every_action_has_a_row() -> None:
    """An action added without saying who may is found here; so is a row without its action."""
    found = dict(actions())
    assert set(found) - set(ROWS) - set(WITHOUT_PERSON) == set()
    assert set(ROWS) | set(WITHOUT_PERSON) == set(found)
    assert set(ROWS) & set(WITHOUT_PERSON) == set()


def _try(world: World, row: Row, who: str, state: str) -> Exception | None:
    world.restore()
    actor = world.actors[who]
    try:
        row.call(world, actor, world.target(actor, state))
    except Refusal as refusal:
        return refusal
    return None


def _content(world: World) -> list[object]:
    tables = (
        *("event", "promocion", "document", "account", "account_role", "session", "mail", "link"),
        *("registration", "reading", "privacy_acceptance", "device", "recovery_code"),
        *("catalog_edition", "filed_on_revision"),
    )
    with world.oficialia.database.engine.connect() as connection:
        return [connection.execute(text(f"SELECT * FROM {t}")).all() for t in tables]  # noqa: S608 - our names


@pytest.mark.parametrize("name", ROWS)
def test_allowed_exactly_where_the_table_says(world: World, name: str) -> None:
    """Whoever may is not kept out; whoever may not is, and leaves no trace in the database."""
    row = ROWS[name]
    for who in PEOPLE:
        for state in row.states:
            outcome = _try(world, row, who, state)
            if row.rule(world.actors[who], state):
                assert not isinstance(outcome, KEPT_OUT), (name, who, state, outcome)
                continue
            assert isinstance(outcome, (*KEPT_OUT, StatusForbids)), (name, who, state, outcome)
            after = _content(world)
            world.restore()
            assert after == _content(world), (name, who, state)


@pytest.mark.parametrize("name", [n for n, row in FILING_ROWS.items() if row.states != ANY])
def test_what_one_may_not_read_looks_like_nothing(world: World, name: str) -> None:
    """Somebody else's filing and none at all get the same refusal, with the same facts."""
    row = ROWS[name]
    for who in PEOPLE:
        hidden = [state for state in row.states if not readable(world.actors[who], state)]
        answers = [_try(world, row, who, state) for state in hidden]
        assert all(isinstance(a, KEPT_OUT) for a in answers)
        assert len({(type(a), tuple(getattr(a, "facts", {}).items())) for a in answers}) <= 1, (who, answers)


def test_the_count_of_tries_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """How large the matrix is stands in the output of every run."""
    count = len(cells())
    with capsys.disabled():
        print(f"\n{len(ROWS)} actions, {len(PEOPLE)} people: {count} tries of services")  # noqa: T201 - asked for
    assert count > len(ROWS) * len(PEOPLE)
