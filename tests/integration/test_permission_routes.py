"""Every HTTP route × every kind of person, nobody included × own, another's and nobody's object."""

from collections.abc import Iterator

import httpx
import pytest
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from console.texts import explain
from console.web.identity import cookie_name
from console.web.routes import routes
from tests.browsing import Browser, serving
from tests.permissions.route_rows import ROUTES, RouteRow
from tests.permissions.rules import ANY, readable
from tests.permissions.world import PEOPLE, World, small_world

ANONYMOUS = "nadie"
KEPT_OUT = {401, 403, 404}
CHANGING = [name for name in ROUTES if name.split()[0] != "GET"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return the world, the same for every row: each try starts from its beginning."""
    with small_world(tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.fixture(scope="module")
def app(world: World) -> Iterator[ASGIApp]:
    """Return our routes behind the gate."""
    with serving(world.house) as built:
        yield built


def _names(route: BaseRoute) -> Iterator[str]:
    assert isinstance(route, Route | Mount)
    methods = (route.methods or set()) - {"HEAD"} if isinstance(route, Route) else {"GET"}
    for method in methods:
        yield f"{method} {route.path}"


def test_every_route_has_a_row() -> None:
    """A route added without saying who may is found here; so is a row without its route."""
    assert {name for route in routes() for name in _names(route)} == set(ROUTES)


def _ask(
    world: World, app: ASGIApp, name: str, who: str, state: str, *, proven: bool = True
) -> httpx.Response:
    world.restore()
    row, method = ROUTES[name], name.split(maxsplit=1)[0]
    filing = world.target(world.actors.get(who), state)
    browser = Browser(app)
    if who != ANONYMOUS:
        browser.cookies.set(cookie_name(secure=False), world.tokens[who])
    is_form = row.rule is None or "fields" in row.options(filing)
    if is_form and method == "POST" and proven:
        return browser.submit(row.path(filing), **row.options(filing))
    headers = browser.csrf if proven else {}
    options = {k: v for k, v in row.options(filing).items() if k not in {"fields", "drawn_at"}}
    return browser.request(method, row.path(filing), headers=headers, **options)


def _kept_out(answer: httpx.Response) -> bool:
    to_entrance = answer.headers.get("location", "").startswith("/entrar?siguiente")
    return answer.status_code in KEPT_OUT or to_entrance


def _may(world: World, row: RouteRow, who: str, state: str) -> bool:
    if row.rule is None:
        return True
    return who != ANONYMOUS and row.rule(world.actors[who], state)


@pytest.mark.parametrize("name", ROUTES)
def test_allowed_exactly_where_the_table_says(world: World, app: ASGIApp, name: str) -> None:
    """Whoever may gets an answer; everybody else meets the entrance, 403 or 404."""
    row = ROUTES[name]
    for who in (*PEOPLE, ANONYMOUS):
        for state in row.states:
            answer = _ask(world, app, name, who, state)
            expected = not _may(world, row, who, state)
            assert _kept_out(answer) == expected, (name, who, state, answer.status_code, answer.text[:200])


@pytest.mark.parametrize("name", [n for n, row in ROUTES.items() if row.rule and row.states != ANY])
def test_what_one_may_not_read_looks_like_nothing(world: World, app: ASGIApp, name: str) -> None:
    """Somebody else's object and none at all: the same status, body and length."""
    row = ROUTES[name]
    for who in PEOPLE:
        hidden = [state for state in row.states if not readable(world.actors[who], state)]
        answers = {(a.status_code, a.text) for a in (_ask(world, app, name, who, s) for s in hidden)}
        assert len(answers) <= 1, (name, who, answers)


@pytest.mark.parametrize("name", CHANGING)
def test_nothing_changes_without_the_pages_own_token(world: World, app: ASGIApp, name: str) -> None:
    """The owner's cookie alone, as another site could make a browser send it, is refused."""
    row = ROUTES[name]
    state = "draft" if "draft" in row.states else row.states[0]
    answer = _ask(world, app, name, "ana", state, proven=False)
    assert answer.status_code in {403, 422}
    assert any(said in answer.text for said in ("expir", "form_expired", explain("form_expired").what))


def test_the_count_of_tries_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """How large the matrix is stands in the output of every run."""
    count = sum(len(row.states) for row in ROUTES.values()) * (len(PEOPLE) + 1)
    with capsys.disabled():
        print(f"\n{len(ROUTES)} routes, {len(PEOPLE) + 1} people: {count} tries of routes")  # noqa: T201 - asked for
    assert count > len(ROUTES) * len(PEOPLE)
