"""What holds for every report of a fault, whatever somebody typed."""

import unicodedata
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.domain.fault_reports import (
    FAULT_LIMITS,
    FaultForm,
    FaultReportNotAdmitted,
    FaultStatement,
    admit_fault,
    format_fault_folio,
    read_fault_folio,
)
from core.domain.human_check import is_right
from core.domain.identifiers import FOLIO_ALPHABET
from core.domain.visible_text import is_invisible
from tests.fault_samples import FORM

ANY_TEXT = st.text(st.characters(), max_size=300)


TYPED = ("username", "given_names", "first_surname", "second_surname", "title", "problem", "error_code")


def _admitted(form: FaultForm) -> FaultStatement | None:
    try:
        return admit_fault(form)
    except FaultReportNotAdmitted as refused:
        if not refused.problems:
            raise
        return None


@given(st.fixed_dictionaries(dict.fromkeys(TYPED, ANY_TEXT)))
def test_what_is_admitted_can_be_seen_and_fits(typed: dict[str, str]) -> None:
    """Either problems are named, or every value is visible, composed, in one line and within its limit."""
    said = _admitted(replace(FORM, **typed))
    if said is None:
        return
    for name, most in FAULT_LIMITS.items():
        value = getattr(said, name)
        assert len(value) <= most
        assert unicodedata.is_normalized("NFC", value)
        assert not [c for c in value if is_invisible(c) and not (c == "\n" and name == "problem")]
        assert value == value.strip()


@given(st.text(FOLIO_ALPHABET, min_size=8, max_size=8), st.sampled_from(["", "-", " ", "\u2013", "\n"]))
def test_a_folio_survives_dictation(letters: str, between: str) -> None:
    """However it is separated and in whatever case, it is the same folio."""
    folio = format_fault_folio(letters)
    assert read_fault_folio(folio.replace("-", between).lower()) == folio


@given(ANY_TEXT)
def test_reading_a_folio_gives_one_or_nothing(typed: str) -> None:
    """No text makes it fail, and what it gives it reads as itself."""
    folio = read_fault_folio(typed)
    assert folio == "" or read_fault_folio(folio) == folio


@given(ANY_TEXT, st.sampled_from(["miércoles", "con la llave", "7"]))
def test_an_answer_is_judged_whatever_it_is(typed: str, answer: str) -> None:
    """Never a fault; the answer itself is right in upper case, with marks and blanks around it."""
    assert is_right(typed, [answer]) in {True, False}
    assert is_right(f"  ¡{answer.upper()}! ", [answer])
