"""How far a document was read, and what an act keeps of it."""

import pytest

from console.components.coverage_words import read_in_words, seen_in_words
from core.domain.coverage import (
    MOST_PAGES,
    DocumentCoverage,
    Progress,
    Unit,
    as_fact,
    from_facts,
    possible_pages,
    with_pages,
)


@pytest.mark.parametrize(
    ("pages", "total", "expected"),
    [
        ((), 3, Progress.UNOPENED),
        ((), None, Progress.UNOPENED),
        ((2,), 3, Progress.PARTLY),
        ((1, 2, 3), 3, Progress.FULL),
        ((1,), 1, Progress.FULL),
        ((1, 2), None, Progress.PARTLY),
    ],
)
def test_progress_of_a_document(pages: tuple[int, ...], total: int | None, expected: Progress) -> None:
    """Grey, blue, tick; a document whose pages nobody counted is never read to the end."""
    assert DocumentCoverage(1, "Escrito.pdf", pages, total).progress is expected


def test_only_pages_that_the_document_has_are_believed() -> None:
    """Zero, negative, too large, fractions, truth values, texts and lists are left out."""
    reported = [1, 3, 3, 0, -1, 4, 10**30, 2.0, True, "2", None, [1], {"page": 1}]
    assert possible_pages(reported, 3) == {1, 3}
    assert possible_pages([1, MOST_PAGES, MOST_PAGES + 1], None) == {1, MOST_PAGES}


def test_adding_pages_again_changes_nothing() -> None:
    """The union is ascending and idempotent, in whichever order it is made."""
    once = with_pages([5, 1], {2})
    assert once == [1, 2, 5]
    assert with_pages(once, {1, 2, 5}) == once == with_pages([2], {1, 5})


def test_an_act_keeps_and_gives_back_what_was_read() -> None:
    """Names with quotes and accents survive; acts from before it was kept say nothing."""
    coverage = [DocumentCoverage(7, 'Ñ "x".pdf', (1, 2), 11), DocumentCoverage(8, "b", (), None, Unit.SHEETS)]
    fact = as_fact(coverage)
    assert fact == '[["Ñ \\"x\\".pdf",2,11,"pages"],["b",0,null,"sheets"]]'
    assert [(s.name, s.seen, s.total) for s in from_facts({"coverage": fact})] == [
        ('Ñ "x".pdf', 2, 11),
        ("b", 0, None),
    ]
    assert from_facts({"name": "x"}) == ()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("Escrito {1}.pdf", 11, 11)], "«Escrito {1}.pdf» completo"),
        ([("Escrito.pdf", 9, 11)], "«Escrito.pdf» 9 de 11 páginas"),
        ([("a", 1, 1), ("b", 2, 2)], "completos los 2 documentos"),
        (
            [("a", 1, 1), ("b", 1, 2), ("c", 0, None), ("d", 4, None)],
            "completos 1 de 4 documentos; «b» 1 de 2 páginas; «c» sin abrir; «d» en parte",
        ),
        (
            [(str(n), 0, 1) for n in range(7)],
            (
                "ningún documento completo; «0» sin abrir; «1» sin abrir; «2» sin abrir; "
                "«3» sin abrir; «4» sin abrir; y otros 2"
            ),
        ),
    ],
)
def test_a_reading_is_told_in_words(rows: list[tuple[str, int, int | None]], words: str) -> None:
    """Whole documents are counted, unfinished ones named, a few of them at most."""
    coverage = [
        DocumentCoverage(n, name, tuple(range(1, seen + 1)), total)
        for n, (name, seen, total) in enumerate(rows)
    ]
    assert read_in_words({"coverage": as_fact(coverage)}) == words


def test_what_was_seen_so_far_is_told_in_all() -> None:
    """Whoever is about to decide reads how many pages of all, and by the end of its name what is unopened."""
    coverage = [
        DocumentCoverage(1, "Escrito.pdf", tuple(range(1, 10)), 11),
        DocumentCoverage(2, f"{'x' * 200}Poder.pdf", (), 4),
    ]
    told = seen_in_words(coverage)
    assert told.startswith("Visto 9 de 15 páginas; sin abrir: «…x")
    assert told.endswith("xPoder.pdf»")
    assert len(told) < 110


def test_a_workbook_is_told_in_sheets() -> None:
    """Two of its three sheets were opened."""
    coverage = [DocumentCoverage(1, "Precios.xlsx", (1, 3), 3, Unit.SHEETS)]
    assert read_in_words({"coverage": as_fact(coverage)}) == "«Precios.xlsx» 2 de 3 hojas"
