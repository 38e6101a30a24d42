"""Properties of a catalogue's draft: its differences, its moves and its putting upon a newer edition."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.domain.catalog_changes import differences, rebased, rows, with_moved, with_row
from core.domain.editions import ChangeKind, entry_name

CODES = ("A", "B", "C", "D", "E", "F")
entry_values = st.fixed_dictionaries(
    {"name": st.sampled_from(["uno", "dos", "tres"])},
    optional={
        "advice": st.sampled_from(["", "lea"]),
        "restricted": st.booleans(),
        "retired_on": st.dates(),
    },
)


@st.composite
def catalogs(draw: st.DrawFn, least: int = 0) -> dict[str, Any]:
    """Draw a document with a list of coded entries, in any order."""
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, min_size=least))
    return {"labels": [{"code": code, **draw(entry_values)} for code in codes]}


def _codes(document: dict[str, Any]) -> list[str]:
    return [entry_name(row) for row in rows(document, "labels")]


@given(catalogs())
def test_nothing_differs_from_itself(document: dict[str, Any]) -> None:
    """A document and its copy have no difference."""
    assert differences(document, {"labels": [dict(row) for row in document["labels"]]}) == ()


@given(catalogs(), catalogs())
def test_the_differences_rebuild_the_other_document(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Applied one by one, they lead from one document to the other, entry by entry and key by key."""
    built = {row["code"]: dict(row) for row in before["labels"]}
    for difference in differences(before, after):
        if difference.kind is ChangeKind.GONE:
            del built[difference.entry]
        for change in difference.fields:
            entry = built.setdefault(difference.entry, {})
            assert entry.get(change.key) == change.before
            entry[change.key] = change.after
    said = {code: {k: v for k, v in row.items() if v is not None} for code, row in built.items()}
    assert said == {row["code"]: row for row in after["labels"]}


@given(catalogs(1), st.data())
def test_one_move_is_one_difference(document: dict[str, Any], data: st.DataObject) -> None:
    """However far an entry is moved, it alone is told as moved, with the place it got."""
    code = data.draw(st.sampled_from(_codes(document)))
    moved = with_moved(document, "labels", code, data.draw(st.integers(-9, 9)))
    found = differences(document, moved, frozenset({code}))
    assert len(differences(document, moved)) == len(found)
    assert sorted(_codes(moved)) == sorted(_codes(document))
    if _codes(moved) == _codes(document):
        assert found == ()
    else:
        (move,) = found
        assert move.kind is ChangeKind.MOVED
        assert (move.entry, _codes(moved)[move.place - 1]) == (code, code)


@given(catalogs(), entry_values, st.sampled_from(CODES))
def test_an_entry_is_put_in_the_place_of_its_own(
    document: dict[str, Any], values: dict[str, Any], code: str
) -> None:
    """Editing changes that entry alone and moves nothing; a new one comes last."""
    changed = with_row(document, "labels", {"code": code, **values})
    others = [row for row in document["labels"] if row["code"] != code]
    assert [row for row in changed["labels"] if row["code"] != code] == others
    expected = _codes(document) if code in _codes(document) else [*_codes(document), code]
    assert _codes(changed) == expected


@given(catalogs(), catalogs())
def test_a_draft_put_upon_its_own_edition_stays(base: dict[str, Any], mine: dict[str, Any]) -> None:
    """Where nobody saved anything meanwhile, the draft does not change and nothing clashes."""
    kept = {"labels": [*mine["labels"], *(r for r in base["labels"] if r["code"] not in _codes(mine))]}
    result = rebased(base, kept, base)
    assert result.clashes == ()
    assert {r["code"]: r for r in result.document["labels"]} == {r["code"]: r for r in kept["labels"]}


@given(catalogs(), catalogs())
def test_without_changes_of_ones_own_theirs_is_taken(base: dict[str, Any], theirs: dict[str, Any]) -> None:
    """A draft without changes becomes the newer edition, in its order."""
    grown = {"labels": [*theirs["labels"], *(r for r in base["labels"] if r["code"] not in _codes(theirs))]}
    assert rebased(base, base, grown).document == grown
    assert rebased(base, base, grown).clashes == ()


@given(catalogs(), catalogs(), catalogs())
def test_no_entry_is_lost_and_every_clash_is_told(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    """The result has everybody's entries once; a key that both changed keeps the draft's value and is told."""
    result = rebased(base, mine, theirs)
    codes = _codes(result.document)
    assert sorted(codes) == sorted({*_codes(mine), *_codes(theirs)})
    told = {(clash.entry, clash.key) for clash in result.clashes}
    by_code = [{r["code"]: r for r in version["labels"]} for version in (base, mine, theirs, result.document)]
    for code in codes:
        was, own, other, got = (version.get(code, {}) for version in by_code)
        if not own or not other:
            assert got == (own or other)
            continue
        for key in {*own, *other}:
            both = own.get(key) != was.get(key) and other.get(key) not in (was.get(key), own.get(key))
            assert ((code, key) in told) == both
            assert got.get(key) == (other.get(key) if own.get(key) == was.get(key) else own.get(key))


def test_two_new_entries_in_different_places_both_stay_there() -> None:
    """A colleague's new entry keeps its neighbour where the draft has its own order, and the other way round."""
    base = {"labels": [{"code": "A", "name": "uno"}, {"code": "B", "name": "dos"}]}
    mine = with_moved(with_row(base, "labels", {"code": "M", "name": "mía"}), "labels", "B", -1)
    theirs = {"labels": [base["labels"][0], {"code": "T", "name": "suya"}, base["labels"][1]]}
    assert _codes(rebased(base, mine, theirs).document) == ["B", "A", "T", "M"]


def test_a_documents_own_keys_are_merged_and_told() -> None:
    """Keys outside any list, as the institution's, are merged one by one, and so are the differences told."""
    base = {"name": "Una", "phones": ["55 0000 0000"], "unit": "Oficialía"}
    mine, theirs = {**base, "name": "Mía"}, {**base, "name": "Suya", "phones": ["55 1111 1111"]}
    result = rebased(base, mine, theirs)
    assert result.document == {"name": "Mía", "phones": ["55 1111 1111"], "unit": "Oficialía"}
    assert [(c.entry, c.mine, c.theirs) for c in result.clashes] == [("name", "Mía", "Suya")]
    (told,) = differences(base, mine)
    assert (told.entry, told.fields[0].before, told.fields[0].after) == ("name", "Una", "Mía")
