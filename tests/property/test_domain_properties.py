"""Properties of the domain's texts: canonical JSON, manifests, names, fields."""

import unicodedata

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from core.domain.document_names import (
    NameNotAdmitted,
    clean_name,
    clean_path,
    folders_above,
    keep_both_name,
    name_key,
)
from core.domain.document_tree import DocumentTree
from core.domain.manifest import JsonValue, build_manifest, canonical_json, document_path, parse_manifest
from core.domain.promocion import PromocionFields, check_fields, plain_text
from core.errors import Refusal

anything = st.text()
encodable = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
values: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | encodable,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


def _cleaned(name: str) -> str:
    try:
        return clean_name(name)
    except NameNotAdmitted:
        return ""


ordinary = st.from_regex(r"[A-Za-zÁÑñ0-9 ._%-]{1,40}\.(pdf|docx)", fullmatch=True)
admitted = (ordinary | encodable).map(_cleaned).filter(bool)


@given(values)
def test_canonical_json_is_that_of_rfc_8785(value: JsonValue) -> None:
    """Our few lines write the same bytes as the reference implementation."""
    assert canonical_json(value) == rfc8785.dumps(value)


one_line = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), min_size=1)


@given(encodable, st.dictionaries(one_line, st.sampled_from(["0" * 64, "f" * 64]), max_size=6))
def test_a_manifest_says_back_what_was_put_in(fields: str, documents: dict[str, str]) -> None:
    """Whatever names there are, each has one line with its digest, and no other line."""
    entries = parse_manifest(build_manifest(fields.encode(), documents))
    found = {e.path: e.sha256 for e in entries if e.path != "data/promocion.json"}
    assert found == {document_path(name): digest for name, digest in documents.items()}
    assert len(entries) == len(documents) + 1


@given(anything)
def test_a_clean_name_is_safe_and_stays_so(name: str) -> None:
    """What is admitted is NFC, of one line, without path parts, within 255 bytes, and clean already."""
    cleaned = _cleaned(name)
    assert cleaned == (clean_name(cleaned) if cleaned else "")
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not set(cleaned) & set('/\\<>:"|?*\n\r\0')
    assert cleaned not in {".", ".."}
    assert len(cleaned.encode()) <= 255


@given(admitted, st.lists(admitted, max_size=5))
def test_keeping_both_clashes_with_nobody(name: str, others: list[str]) -> None:
    """The name made is free, within the limit, and can be cleaned without changing."""
    taken = [name, *others]
    kept = keep_both_name(name, taken)
    assert name_key(kept) not in {name_key(t) for t in taken}
    assert clean_name(kept) == kept


def _cleaned_path(path: str) -> str:
    try:
        return clean_path(path)
    except NameNotAdmitted:
        return ""


parts = st.sampled_from(["a", "A", "b", "ﬁ", "fi", "FI", "ñ", "n\u0303", "℀", "x.pdf", "y" * 250]) | ordinary
paths = (
    st.lists(st.sampled_from("aAbB") | parts, min_size=1, max_size=4)
    .map("/".join)
    .map(_cleaned_path)
    .filter(bool)
)


@given(st.lists(parts | anything, max_size=12).map("/".join) | st.text("/.a ", max_size=30))
def test_a_clean_path_can_be_unpacked_anywhere(path: str) -> None:
    """What is admitted has clean parts, at most ten of them, fits its limits, and is clean already."""
    cleaned = _cleaned_path(path)
    if cleaned:
        assert clean_path(cleaned) == cleaned
        assert all(clean_name(part) == part for part in cleaned.split("/"))
        assert len(cleaned.split("/")) <= 10
        assert len(cleaned.encode()) <= 1000
        assert len(name_key(cleaned)) <= 1024
        assert name_key(cleaned).count("/") == cleaned.count("/")


def _placed(wanted: list[str]) -> list[str]:
    """Return the names under which documents arrive one after the other; those that are refused do not."""
    documents: list[str] = []
    for path in wanted:
        tree = DocumentTree.of(documents)
        try:
            settled = tree.settled(path)
            tree.check_free_for_folder(settled)
        except Refusal:
            continue
        documents.append(settled)
    return documents


@given(st.lists(paths, max_size=8))
def test_documents_that_were_placed_never_meet_on_any_file_system(wanted: list[str]) -> None:
    """No two names, no name and a folder are one, and each folder has one spelling."""
    documents = _placed(wanted)
    keys = [name_key(d) for d in documents]
    above = [folder for d in documents for folder in folders_above(d)]
    assert len(set(keys)) == len(keys)
    assert not {name_key(folder) for folder in above} & set(keys)
    assert len({name_key(folder) for folder in above}) == len(set(above))


@given(st.lists(paths, min_size=1, max_size=8), paths, st.data())
def test_a_folder_that_moves_loses_nothing(wanted: list[str], to: str, data: st.DataObject) -> None:
    """As many documents as before, with other folders and the same names, and still no two that meet."""
    tree = DocumentTree.of(_placed(wanted))
    if not tree.folders:
        return
    folder = data.draw(st.sampled_from(tree.paths()))
    try:
        names = tree.moved(folder, to)
    except Refusal:
        return
    after = [names.get(d, d) for d in tree.documents.values()]
    assert len({name_key(d) for d in after}) == len(tree.documents)
    before = tree.documents.values()
    assert [d.rsplit("/", 1)[-1] for d in after] == [d.rsplit("/", 1)[-1] for d in before]
    assert _placed(after) == after


@given(st.builds(PromocionFields, *[anything] * 9))
def test_normalising_twice_is_normalising_once(value: PromocionFields) -> None:
    """Nothing changes the second time, and what passes the check can be signed and stored."""
    once = value.normalised()
    assert once.normalised() == once
    if not check_fields(once, frozenset({once.tipo_procedimiento})):
        assert canonical_json({"procedimiento": once.procedimiento, "descripcion": once.descripcion})


hostile_titles = st.text(
    st.characters(categories=["Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs", "Mn"])
    | st.sampled_from("\u115f\u1160\u2800\u3164\uffa0a1.")
)


@given(hostile_titles | anything)
def test_a_title_that_is_admitted_can_be_seen(title: str) -> None:
    """It shows a letter, number, sign or symbol, and nothing in it is hidden; so does a document's name."""
    value = PromocionFields(title, "inicial", "DEN").normalised()
    accepted = [_cleaned(title)] if _cleaned(title) else []
    if not check_fields(value, frozenset({"DEN"})):
        accepted.append(value.procedimiento)
        assert any(unicodedata.category(c)[0] in "LNPS" for c in value.procedimiento)
    for text in accepted:
        assert not set(text) & set("\u115f\u1160\u2800\u3164\uffa0")
        hidden = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
        assert not {unicodedata.category(c) for c in text} & hidden


@given(anything)
def test_plain_text_can_be_stored_and_stays(text: str) -> None:
    """It is UTF-8, has no NUL, and does not change the second time."""
    plain = plain_text(text)
    assert plain.encode().decode() == plain
    assert plain_text(plain) == plain
    assert not set(plain) & set("\0\x0b\u202e\ufffe\uffff")
