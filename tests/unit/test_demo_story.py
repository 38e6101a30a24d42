"""The shipped story can be told on any day, and tells every state and every type of procedure."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.demo.accounts import demo_credentials
from console.demo.documents import DocumentMaker
from console.demo.moments import Moments
from console.demo.story import DemoFiling, Verb, read_story, steps_in_order
from core.config import PROJECT, Settings
from core.domain.document_names import clean_name
from core.storage.catalogs import load_catalogs

DEMO = PROJECT / "data" / "demo"
CATALOGS = load_catalogs(PROJECT / "data" / "catalogs")
STORY = read_story(DEMO / "promociones.toml")
HOURS = [
    datetime(2026, 11, 23, 15, 30, tzinfo=UTC),  # Monday, half an hour after opening
    datetime(2026, 11, 22, 9, 0, tzinfo=UTC),  # the night before a Sunday's dawn
    datetime(2026, 12, 1, 6, 5, tzinfo=UTC),  # five minutes past midnight in Mexico
    datetime(2027, 1, 4, 23, 0, tzinfo=UTC),  # the year's first business day
    datetime(2026, 4, 6, 18, 0, tzinfo=UTC),  # after a week without business
    datetime(2027, 5, 31, 2, 0, tzinfo=UTC),
]


def told_at(now: datetime) -> Moments:
    """Return the moments of the story loaded at ``now``."""
    return Moments(now, ZoneInfo("America/Mexico_City"), CATALOGS.calendar)


@pytest.mark.parametrize("now", HOURS, ids=lambda now: f"{now:%a-%d-%b-%H%M}")
def test_the_story_can_be_told_at_any_hour(now: datetime) -> None:
    """All acts lie in the past and in order, and whatever a filing cites was decided before."""
    steps = steps_in_order(STORY.filings, told_at(now))
    instants = [s.at for s in steps]
    assert instants == sorted(instants)
    assert now - timedelta(days=45) < instants[0] < instants[-1] < now
    accepted: set[str] = set()
    for step in steps:
        assert not step.filing.previa_de or step.filing.previa_de in accepted
        if step.verb is Verb.ACCEPT:
            accepted.add(step.filing.key)


def test_telling_it_twice_gives_the_same_instants() -> None:
    """The odd seconds are not random."""
    first, second = (steps_in_order(STORY.filings, told_at(HOURS[0])) for _ in range(2))
    assert [s.at for s in first] == [s.at for s in second]
    assert len({s.at.second for s in first}) > 20


def test_every_type_that_is_offered_occurs() -> None:
    """Each tipo de procedimiento of the catalogue has a filing, initial and complementary ones."""
    offered = {t.code for t in CATALOGS.procedure_types_offered(HOURS[0].date())}
    assert {f.tipo for f in STORY.filings} == offered
    assert {f.complementaria for f in STORY.filings} == {True, False}


def test_it_is_about_thirty_filings_with_different_ends() -> None:
    """Every state is there, and no two rejections share their ground."""
    last = Counter(f.acts[-1].split()[2] for f in STORY.filings)
    grounds = [f.ground for f in STORY.filings if f.ground]
    assert 28 <= len(STORY.filings) <= 36
    assert set(last) >= {"create", "attach", "edit", "sign", "send", "open", "release", "accept", "reject"}
    assert len(set(grounds)) == len(grounds) == last["reject"]
    assert all(CATALOGS.ground(g) for g in grounds)


def test_it_names_only_what_there_is() -> None:
    """Accounts, clerks, models of documents and earlier filings all exist; names can be file names."""
    people = {a.username for a in demo_credentials(Settings())}
    keys = [f.key for f in STORY.filings]
    models = DocumentMaker(DEMO).models
    assert len(set(keys)) == len(keys)
    for filing in STORY.filings:
        clerks = {act.split()[3] for act in filing.acts if len(act.split()) > 3}
        assert {filing.account, *clerks} <= people
        assert filing.previa_de in {"", *keys}
        assert {model for _, model in filing.documents} <= models
        assert all(clean_name(name) == name for name, _ in filing.documents)
    assert {m for f in STORY.filings for _, m in f.documents} == models, "a model nobody uses"


def broken(*acts: str) -> tuple[DemoFiling, ...]:
    """Return the first filing with other acts."""
    return (replace(STORY.filings[0], acts=acts),)


@pytest.mark.parametrize(
    "acts",
    [
        ("-3 10:00 create", "-4 10:00 sign"),
        ("-3 10:00 create", "-3 10:00 attach", "-3 10:01 sign"),
        ("hace 0:00 create",),
        ("-3 10:00 invent",),
        ("-3 10:00",),
    ],
    ids=["backwards", "before-the-last-document", "to-come", "unknown-verb", "no-verb"],
)
def test_a_story_told_wrong_is_refused(acts: tuple[str, ...]) -> None:
    """Acts out of order, still to come or unknown do not pass."""
    with pytest.raises(ValueError, match=r".+"):
        steps_in_order(broken(*acts), told_at(HOURS[0]))
