"""The domain's tables and rules: transitions, permissions, names, identifiers, manifest, verdict."""

import itertools
import json

import pytest

from core.domain.document_names import NameNotAdmitted, clean_name, keep_both_name, name_key
from core.domain.identifiers import Curp, Person, Rfc, format_folio, format_numero_oficialia
from core.domain.manifest import ManifestEntry, build_manifest, document_path, parse_manifest
from core.domain.people import PERMISSIONS, STAFF, Actor, Permission, Role, require
from core.domain.promocion import FieldProblem, PromocionFields, check_fields, plain_text
from core.domain.verdict import Check, Conclusion, DocumentMatch, Outcome, Verdict
from core.domain.workflow import (
    CLOSED,
    EDITABLE,
    OPEN,
    RECEIVED,
    REMARKS,
    TRANSITIONS,
    Action,
    Status,
    StatusForbids,
    next_status,
    voids_signature,
)
from core.errors import NotAllowed
from tests.pki.people import NOW

EDITS = {
    Action.EDIT,
    Action.ADD_DOCUMENT,
    Action.REPLACE_DOCUMENT,
    Action.DELETE_DOCUMENT,
    Action.RESTORE_DOCUMENT,
    Action.MOVE_DOCUMENT,
    Action.CLASSIFY_DOCUMENT,
    Action.ORDER_DOCUMENTS,
    Action.ADD_FOLDER,
    Action.MOVE_FOLDER,
    Action.DELETE_FOLDER,
}


def test_the_states_are_split_without_rest() -> None:
    """Open and closed, editable and received: each state is in exactly one of each pair."""
    assert OPEN | CLOSED == EDITABLE | RECEIVED == frozenset(Status)
    assert not OPEN & CLOSED
    assert not EDITABLE & RECEIVED


@pytest.mark.parametrize(("status", "action"), list(itertools.product(Status, Action)))
def test_the_table_alone_says_where_an_action_leads(status: Status, action: Action) -> None:
    """Every pair leads where the table says or is refused; only reopening leaves a closed state."""
    if (status, action) in TRANSITIONS:
        assert next_status(status, action) is TRANSITIONS[status, action]
        assert status not in CLOSED or action in REMARKS | {Action.REOPEN, Action.REFILE}
        assert action not in REMARKS | {Action.REFILE} or next_status(status, action) is status
        assert status in EDITABLE or action not in EDITS | {Action.SIGN, Action.SEND}
        return
    with pytest.raises(StatusForbids) as refused:
        next_status(status, action)
    assert refused.value.facts == {"status": status, "action": action}


def test_every_state_can_be_reached_and_sent_only_when_signed() -> None:
    """From a draft each state follows, and only a signed promoción is sent."""
    assert {Status.DRAFT, *TRANSITIONS.values()} == set(Status)
    assert [s for s, a in TRANSITIONS if a is Action.SEND] == [Status.SIGNED]


@pytest.mark.parametrize("action", Action)
def test_exactly_the_edits_void_a_signature(action: Action) -> None:
    """Only edits of a signed promoción do; a draft has no signature to void."""
    assert voids_signature(Status.SIGNED, action) is (action in EDITS)
    assert not voids_signature(Status.DRAFT, action)


def test_roles_permit_what_the_table_says() -> None:
    """Filing is the filers' alone, deciding the clerks', and a permission not held is refused."""
    assert {r for r in Role if Permission.FILE in PERMISSIONS[r]} == {Role.FILER}
    assert {r for r in Role if Permission.REVIEW in PERMISSIONS[r]} == {Role.CLERK}
    for role in Role:
        actor = Actor(1, "u", "U", None, frozenset({role}))
        assert actor.is_staff is (role in STAFF)
        for permission in Permission:
            if permission in PERMISSIONS[role]:
                require(actor, permission)
            else:
                with pytest.raises(NotAllowed):
                    require(actor, permission)
    both = Actor(1, "u", "U", None, frozenset({Role.CLERK, Role.SUPERVISOR}))
    assert both.role_label == "clerk+supervisor"


NAMES: dict[str, str] = {
    "": "empty",
    "   ": "empty",
    "...": "empty",
    "a/b.pdf": "path",
    "a\\b.pdf": "path",
    "a:b": "path",
    'a"b': "path",
    "¿qué?.pdf": "path",
    "a*b": "path",
    "a%0Ab.pdf": "path",
    "a%0d.pdf": "path",
    "100%25.pdf": "path",
    "CON": "reserved",
    "com¹.txt": "reserved",
    "PRN .txt": "reserved",
    "CONIN$": "reserved",
    "lpt1.txt": "reserved",
    "a.": "reserved",
    "a\u202egpj.exe": "unprintable",
    "a\u200bb": "unprintable",
    "a\x00b": "unprintable",
    "a\nb": "unprintable",
    "a\ue000b": "unprintable",
    "\u3164.pdf": "unprintable",
    "a\u2800.pdf": "unprintable",
    "a\u0378.pdf": "unprintable",
    "a\ud800b": "unprintable",
    "ñ" * 128: "too_long",
}


@pytest.mark.parametrize(("name", "reason"), NAMES.items(), ids=[ascii(n) for n in NAMES])
def test_names_are_refused_with_their_reason(name: str, reason: str) -> None:
    """Each hostile name has its reason."""
    with pytest.raises(NameNotAdmitted) as refused:
        clean_name(name)
    assert refused.value.facts == {"reason": reason}


@pytest.mark.parametrize(
    "name",
    [
        "Año.pdf",
        "a.tar.gz",
        ".oculto",
        "100 % a.txt",
        "50%.pdf",
        "a%20b.pdf",
        "ñ" * 127,
        "你好.pdf",
        "console.txt",
    ],
)
def test_ordinary_names_are_kept_as_typed(name: str) -> None:
    """They stay as they are, blanks around them aside; decomposed letters are composed."""
    assert clean_name(f"  {name} ") == name
    assert clean_name("An\u0303o.pdf") == "Año.pdf"


def test_names_that_a_file_system_confuses_have_one_key() -> None:
    """Case, composition, ligatures and full width are the same name; accents are not."""
    assert len({name_key(n) for n in ("Oficio.pdf", "OFICIO.PDF", "oﬁcio.pdf", "\uff2fficio.pdf")}) == 1
    assert name_key("straße") == name_key("STRASSE")
    assert name_key("ano") != name_key("año")


def test_keeping_both_finds_the_first_free_number() -> None:
    """The ending stays, taken numbers are skipped, and long names give way to the number."""
    assert keep_both_name("a.pdf", ["A.PDF"]) == "a (2).pdf"
    assert keep_both_name("a.pdf", ["a.pdf", "A (2).pdf", "a (3).pdf"]) == "a (4).pdf"
    long = "ñ" * 125 + ".pdf"
    kept = keep_both_name(long, [long])
    assert kept.endswith("ñ (2).pdf")
    assert len(kept.encode()) <= 255
    assert clean_name(kept) == kept


def test_rfcs_and_curps_are_normalised_and_never_checked_by_digit() -> None:
    """Blanks, dashes, case and decomposed letters are forgiven; another form is not."""
    assert str(Rfc.parse(" n\u0303an-e800101 ab1 ")) == "ÑANE800101AB1"
    assert (Rfc.parse("EKU9003173C9").person, Rfc.parse("ÑAÑE800101AB1").person) == (
        Person.MORAL,
        Person.FISICA,
    )
    assert str(Curp.parse("nane800101mdfxxn09")) == "NANE800101MDFXXN09"
    for wrong in ("", "EKU", "EKU9003173C9X1", "1234567890123", "EKU900317é99"):
        with pytest.raises(ValueError, match=r"^"):
            Rfc.parse(wrong)
        with pytest.raises(ValueError, match=r"^"):
            Curp.parse(wrong)


def test_numbers_have_the_manuals_form() -> None:
    """Five digits or as many as needed; the year and six digits."""
    assert format_folio(1228, "P7X7") == "PRO-01228-P7X7"
    assert format_folio(123_456, "AAAA") == "PRO-123456-AAAA"
    assert format_numero_oficialia(2026, 123) == "OP-2026-000123"


def test_a_manifest_lists_fields_and_documents_by_path() -> None:
    """The same filing always gives the same bytes, whatever the order; a % stands as it is."""
    digests = {"b.pdf": "b" * 64, "100%.pdf": "a" * 64}
    manifest = build_manifest(b"{}", digests)
    assert manifest == build_manifest(b"{}", dict(reversed(digests.items())))
    assert [e.path for e in parse_manifest(manifest)] == [
        "data/documentos/100%.pdf",
        "data/documentos/b.pdf",
        "data/promocion.json",
    ]
    assert ManifestEntry(document_path("b.pdf"), "b" * 64) in parse_manifest(manifest)
    for name in ("", "a\nb", "a\r"):
        with pytest.raises(ValueError, match=r"^name$"):
            build_manifest(b"{}", {name: "a" * 64})
    for broken in (b"\xff", b"x\n", manifest + manifest, manifest.replace(b"  ", b" ", 1), b"\n\n"):
        with pytest.raises(ValueError, match=r"^"):
            parse_manifest(broken)


def test_the_worst_answer_counts() -> None:
    """One failure fails, one open question leaves it open, and each conclusion counts for itself."""
    assert Outcome.worst([]) is Outcome.PASSED
    assert Outcome.worst([Outcome.PASSED, Outcome.INDETERMINATE, Outcome.FAILED]) is Outcome.FAILED
    checks = (
        Check("a", Conclusion.FIRMA, Outcome.PASSED),
        Check("b", Conclusion.FIRMA, Outcome.INDETERMINATE),
        Check("c", Conclusion.INTEGRIDAD, Outcome.FAILED),
    )
    verdict = Verdict(NOW, checks, (), None, None)
    found = {c: verdict.conclusion(c) for c in Conclusion}
    assert found == {
        Conclusion.FIRMA: Outcome.INDETERMINATE,
        Conclusion.INTEGRIDAD: Outcome.FAILED,
        Conclusion.IDENTIDAD: Outcome.PASSED,
    }
    assert (verdict.outcome, verdict.failures()) == (Outcome.FAILED, checks[2:])
    assert not DocumentMatch("x", "", "", 0).matches


def test_what_staff_write_keeps_its_lines_and_loses_what_nobody_sees() -> None:
    """Line ends and letters stay, controls and bidi marks go."""
    assert (
        plain_text("  Pa\u0301gina 3\r\n\x0b\u202efalta\tel anexo\ufffe \x00") == "Página 3\nfalta el anexo"
    )
    assert plain_text("\u200e\x00") == ""


UNSEEN = ("\u00ad", "\u200b", "\u2060", "\ufeff", "\U000e0041", "\ue000", "\u0378", "\u202e", "\ud800")
FILLERS = ("\u115f", "\u1160", "\u2800", "\u3164", "\uffa0")


@pytest.mark.parametrize("unseen", UNSEEN + FILLERS, ids=ascii)
def test_no_field_holds_what_nobody_sees(unseen: str) -> None:
    """Zero width, tags, private, unassigned, fillers: refused inside a text, and no title by themselves."""
    inside = PromocionFields("P", "inicial", "DEN", descripcion=f"a{unseen}b").normalised()
    assert check_fields(inside, frozenset({"DEN"})) == (FieldProblem("descripcion", "unprintable"),)
    alone = PromocionFields(unseen, "inicial", "DEN").normalised()
    assert FieldProblem("procedimiento", "required") in check_fields(alone, frozenset({"DEN"}))
    assert plain_text(f"a{unseen}b") == "ab"


@pytest.mark.parametrize("blank", ["\u0301", "\u00a0", "\ufe0f", "\u034f \u20dd"])
def test_a_required_field_shows_something(blank: str) -> None:
    """Marks without a letter and blanks of any width are no title, no promovente, no agente."""
    value = PromocionFields(
        blank, "inicial", "DEN", caracter="representante", promovente=blank, agente_economico=blank
    ).normalised()
    missing = {p.field for p in check_fields(value, frozenset({"DEN"})) if p.code == "required"}
    assert missing == {"procedimiento", "promovente", "agente_economico"}


def test_fields_that_may_be_saved_have_no_problem() -> None:
    """Both kinds, with every capacity, pass once complete."""
    usual = {"procedimiento": "P", "tipo_procedimiento": "DEN", "promovente": "A", "agente_economico": "B"}
    for caracter in ("", "propio_derecho", "representante", "autorizado"):
        for more in (
            {"tipo_promocion": "inicial"},
            {"tipo_promocion": "complementaria", "oficialia_previa": "OP-1"},
        ):
            value = PromocionFields(**usual, **more, caracter=caracter).normalised()
            assert check_fields(value, frozenset({"DEN"})) == ()
            assert value.normalised() == value
            assert json.dumps(value.procedimiento) == '"P"'
