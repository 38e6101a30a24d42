"""Every code that core gives has its Spanish: nobody ever reads a bare code or a dash by accident."""

import pytest

from console import texts
from core.config import PROJECT
from core.domain.acuse import AcuseKind
from core.domain.calendar import FiledReason
from core.domain.document_names import NameNotAdmitted, clean_path
from core.domain.people import Role
from core.domain.promocion import LIMITS, Caracter, FieldProblem, FieldsNotAdmitted, TipoPromocion
from core.domain.verdict import Check, Conclusion, Outcome, Revocation
from core.domain.workflow import Action, Status
from core.errors import NotFound
from core.services.room import DocumentTooLarge
from core.storage.catalogs import load_catalogs

LABELLED = {
    "status": Status,
    "action": Action,
    "kind": AcuseKind,
    "role": Role,
    "caracter": Caracter,
    "tipo_promocion": TipoPromocion,
    "field": LIMITS,
}


@pytest.mark.parametrize(("kind", "codes"), LABELLED.items(), ids=LABELLED)
def test_every_code_of_the_domain_has_its_label(kind: str, codes: object) -> None:
    """What people read is never the code itself."""
    assert [c for c in map(str, codes) if texts.label(kind, c) == c] == []  # type: ignore[call-overload]  # enums and a dict


def test_events_outside_a_promocion_have_labels_too() -> None:
    """The acts around accounts are named for the supervisor's log; what has no name is shown as it is."""
    acts = ("sign_in", "sign_out", "wrong_password", "block_account", "unblock_account", "create_account")
    assert [a for a in acts if texts.label("action", a) == a] == []
    assert (texts.label("action", "nuevo"), texts.label("action", "")) == ("nuevo", "—")


def test_every_problem_of_a_field_has_its_sentence() -> None:
    """Each code that the rules of the form give ends in a full stop."""
    codes = (
        "required",
        "not_an_option",
        "number_required",
        "too_long",
        "unprintable",
        "required_by_type",
    )
    assert all(texts.field_problem(c).endswith(".") for c in codes)


def test_every_reason_for_a_day_is_told_with_its_facts() -> None:
    """The four reasons mention what they rest on, and leave no gap."""
    facts = {
        "sent_on": "2026-11-20",
        "opens": "09:00",
        "closes": "18:00",
        "kind": "inhabil",
        "legal_basis": "X",
    }
    for reason in FiledReason:
        sentence = texts.filed_reason(reason, facts)
        assert "{" not in sentence
        assert "—" not in sentence


@pytest.mark.parametrize("answer", Revocation)
def test_every_answer_about_revocation_is_told(answer: Revocation) -> None:
    """Three values, three sentences."""
    assert texts.revocation(answer) not in {"", answer.value}


def test_every_check_is_told_in_each_outcome() -> None:
    """Question, answer and, unless it passed, what to do."""
    codes = list(texts._content()["checks"])
    assert len(codes) > 10
    for code in codes:
        for outcome in Outcome:
            told = texts.check_text(Check(code, Conclusion.FIRMA, outcome))
            assert told.question
            assert told.answer
            assert bool(told.do) is (outcome is not Outcome.PASSED)


@pytest.mark.parametrize(
    ("name", "means"),
    [("..", "vacío"), ("a\u202eb", "no se ven"), ("a:b", "signo"), ("NUL", "NUL"), ("a" * 256, "largo")],
)
def test_a_name_that_is_not_admitted_is_told_why(name: str, means: str) -> None:
    """Of a folder or a document, uploaded or renamed: what is wrong with this one, not all that could be."""
    with pytest.raises(NameNotAdmitted) as refused:
        clean_path(name)
    told = texts.explain_refusal(refused.value)
    assert means in told.means
    assert "{" not in told.means
    assert "archivo" not in told.what


def test_what_cannot_be_shown_does_not_say_twice_to_download_it() -> None:
    """The reader's panel says what to do below the reason, so the reason does not."""
    assert texts.finding("no_preview", {"detected": "application/msword"}, "clerk").count("Descargue") == 0


def test_a_refusal_is_told_with_its_facts() -> None:
    """Facts stand in the sentences; an unknown code is told as a fault, and a missing fact as a dash."""
    told = texts.explain_refusal(DocumentTooLarge(limit_mib=50))
    assert told.what == "El documento rebasa el tamaño máximo de 50 MB."
    assert "—" in texts.explain("document_too_large").what
    assert texts.explain("no_such_code", {"reference": "abc"}) == texts.explain(
        "unexpected", {"reference": "abc"}
    )
    assert texts.explain_refusal(NotFound()).do


def test_facts_cannot_reach_into_objects() -> None:
    """A fact with braces of its own is a text like any other."""
    told = texts.explain("same_name", {"name": "{0.__class__} {limit}"})
    assert "«{0.__class__} {limit}»" in told.what


def test_a_form_that_is_refused_is_told() -> None:
    """However many problems, there is one explanation, and it is not the fault's."""
    refusal = FieldsNotAdmitted(
        (FieldProblem("expediente", "number_required"), FieldProblem("x", "required"))
    )
    assert texts.explain_refusal(refusal) == texts.explain("fields_not_admitted")


def test_types_of_documents_have_names_that_people_use() -> None:
    """By short code and by IANA name; an unknown one is shown as it is."""
    assert texts.media_type("application/pdf") == texts.media_type("pdf") == "Documento PDF"
    assert texts.media_type("x/y") == "x/y"


def test_every_finding_is_told_to_filer_and_clerk() -> None:
    """Both readers get a sentence for each code, without a brace left open."""
    for code in texts._content()["findings"]:
        for reader in ("filer", "clerk"):
            told = texts.finding(code, {}, reader)
            assert told not in {"", code}
            assert "{" not in told
    assert texts.finding("no_such", {}) == "no_such"


def test_every_ground_and_type_of_the_catalogues_can_be_read() -> None:
    """The shipped catalogues give titles and advice for every code."""
    catalogs = load_catalogs(PROJECT / "data" / "catalogs")
    assert all(g.title and g.advice and g.legal_basis for g in catalogs.grounds)
    assert all(t.name for t in catalogs.procedure_types)
