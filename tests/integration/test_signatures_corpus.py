"""The corpus of tests/pki: one defect each, our verdict, and what openssl and pyHanko say of the same."""

import logging
from pathlib import Path

import pytest

from core.signatures.verify import STEPS
from tests.pki.cases import Case, said, signature_accepted
from tests.pki.corpus import CORPUS
from tests.pki.filings import failed
from tests.pki.opinions import openssl_accepts, pyhanko_accepts


@pytest.fixture(autouse=True)
def _quiet() -> None:
    """Keep quiet pyHanko, which logs the whole trace of everything it refuses."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_the_verdict_is_the_tables(case: Case) -> None:
    """Each conclusion, and exactly the checks that should fail."""
    verdict = case.make().ours()
    assert said(verdict) == case.says, case.why
    assert failed(verdict) == case.fails, case.why


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_openssl_and_pyhanko_are_asked_too(case: Case, tmp_path: Path) -> None:
    """Their answers are the table's; whoever changes his mind with a new version is noticed."""
    situation = case.make()
    assert openssl_accepts(situation, tmp_path) is case.openssl, case.why
    assert pyhanko_accepts(situation) is case.pyhanko, case.why


def test_no_other_judge_is_stricter_without_a_reason_in_the_table() -> None:
    """What we accept and another refuses are these, each with its reason beside it."""
    stricter = {
        case.name
        for case in CORPUS
        if signature_accepted(case.make().ours()) and not (case.openssl and case.pyhanko)
    }
    assert stricter == {
        "authority expired since",
        "chain of three, issuing authority believed",
        "revoked after signing",
    }


def test_the_corpus_is_large_and_every_step_fails_somewhere() -> None:
    """At least forty cases, no name twice, a sentence for each, and no check that nothing ever fails."""
    assert len(CORPUS) >= 90
    assert len({case.name for case in CORPUS}) == len(CORPUS)
    assert all(case.why.strip().endswith(".") for case in CORPUS)
    only_doubts = {"caracter_fits_person"}
    assert {step.__name__ for step in STEPS} - only_doubts == set().union(*(case.fails for case in CORPUS))
