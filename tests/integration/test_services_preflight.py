"""The rule book before signing, frozen at sending, and as a clerk sees it afterwards."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import update

from core.documents.findings import RULE_BOOK_VERSION, Finding, FindingCode, Inspection, Limit
from core.domain.checklist import Checklist, FilingCode, RuleItem, RuleOutcome, RuleResult
from core.domain.promocion import Classification
from core.errors import NotAllowed, NotFound
from core.services.preflight import ProblemsForbidSigning
from core.storage.tables import DocumentRow
from tests import documents_samples as samples
from tests.offices import House, opened

FAST = "core.services.acuses.render_acuse"


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine whose receipts take no time."""
    fast = patch(FAST, lambda record, *_, **__: record.code.encode())
    with opened(tmp_path / "home", database_url) as built, fast:
        yield built


def _check(house: House, promocion_id: int) -> Checklist:
    return house.oficialia.preflight.check(house.ana, promocion_id)


def _item(checklist: Checklist, code: str) -> RuleItem:
    (item,) = [i for r in checklist.results for i in r.items if i.code == code]
    return item


def _result(checklist: Checklist, rule: str) -> RuleResult:
    return next(r for r in checklist.results if r.rule == rule)


def _change(house: House, document_id: int, **values: object) -> None:
    with house.oficialia.database.write() as session:
        session.execute(update(DocumentRow).where(DocumentRow.id == document_id).values(**values))


def test_a_clean_draft_passes_but_for_what_nobody_asked(house: House) -> None:
    """Every rule has a result; without an antivirus its rule says that it was not examined."""
    promocion_id = house.draft()
    house.attach(promocion_id)
    checklist = _check(house, promocion_id)
    assert checklist.version == RULE_BOOK_VERSION
    assert [r.rule for r in checklist.results] == [r.id for r in house.oficialia.preflight.book.rules]
    assert [r.rule for r in checklist.results if r.outcome is not RuleOutcome.PASSED] == ["R-17"]
    assert _result(checklist, "R-17").items[0].facts == {"why": "no_antivirus"}


def test_a_draft_without_documents_says_so(house: House) -> None:
    """There is nothing to sign."""
    assert _item(_check(house, house.draft()), FilingCode.NO_DOCUMENTS).outcome is RuleOutcome.PROBLEM


def test_findings_of_documents_decide_their_rules(house: House) -> None:
    """An empty file is a problem and names its document, in its folder."""
    promocion_id = house.draft()
    house.attach(promocion_id, "poder.pdf", b"")
    item = _item(_check(house, promocion_id), "empty")
    assert (item.outcome, item.document) == (RuleOutcome.PROBLEM, "poder.pdf")


def test_the_same_content_twice_is_a_warning(house: House) -> None:
    """The second names the first."""
    promocion_id = house.draft()
    house.attach(promocion_id, "a.txt", b"lo mismo")
    house.attach(promocion_id, "b.txt", b"lo mismo")
    item = _item(_check(house, promocion_id), FilingCode.DUPLICATED)
    assert (item.document, dict(item.facts)) == ("b.txt", {"other": "a.txt"})
    assert item.outcome is RuleOutcome.WARNING


def test_what_was_sent_before_is_told_of_ones_own_filings_only(house: House) -> None:
    """Ana learns in which folio she sent it; Juan, who holds the same bytes, learns nothing."""
    sent = house.sent()
    again = house.draft()
    house.attach(again, "copia.txt")
    item = _item(_check(house, again), FilingCode.SAME_AS_SENT)
    assert dict(item.facts) == {"other": "escrito.txt", "folio": house.load(sent).folio}
    assert item.outcome is RuleOutcome.PASSED
    juans = house.draft("juan")
    house.attach(juans, filer="juan")
    theirs = house.oficialia.preflight.check(house.actor("juan"), juans)
    assert _result(theirs, "R-21").items == ()


def test_another_systems_procedure_is_warned_of(house: House) -> None:
    """A concentration goes to the SINEC, an opinion to the SISELO: said before a day is lost."""
    for code, system in (("CNT", "SINEC"), ("OPN", "SISELO")):
        item = _item(_check(house, house.draft(tipo_procedimiento=code)), FilingCode.OTHER_SYSTEM)
        assert (item.form_field, dict(item.facts)) == ("tipo_procedimiento", {"system": system})
        assert item.outcome is RuleOutcome.WARNING


def test_a_number_of_ones_own_is_known(house: House) -> None:
    """The number given on acceptance, or the expediente of an earlier filing, is not remarked on."""
    accepted = house.accepted()
    decision = house.load(accepted).decision
    assert decision
    own = house.draft(tipo_promocion="complementaria", oficialia_previa=decision.numero_oficialia)
    assert _result(_check(house, own), "R-23").items == ()
    house.sent(tipo_promocion="complementaria", expediente="EXP-01-2020")
    follows = house.draft(tipo_promocion="complementaria", expediente="exp-01-2020")
    assert _result(_check(house, follows), "R-23").items == ()


def test_anothers_number_and_no_number_at_all_look_the_same(house: House) -> None:
    """Nobody learns from a remark whether somebody else's expediente exists."""
    house.sent("juan", tipo_promocion="complementaria", expediente="EXP-77-2026")
    answers = []
    for number in ("EXP-77-2026", "EXP-99-9999"):
        promocion_id = house.draft(tipo_promocion="complementaria", expediente=number)
        item = _item(_check(house, promocion_id), FilingCode.NUMBER_NOT_OWN)
        assert item.facts["number_cited"] == number
        answers.append((item.code, item.outcome, item.form_field))
    assert answers == [(FilingCode.NUMBER_NOT_OWN, RuleOutcome.PASSED, "expediente")] * 2


def test_confidential_without_summary_is_a_problem(house: House) -> None:
    """A summary of blanks is none."""
    promocion_id = house.draft()
    document = house.attach(promocion_id)
    _change(house, document.id, classification=Classification.CONFIDENCIAL, summary=" \u200b ")
    found = _item(_check(house, promocion_id), FilingCode.CONFIDENTIAL_WITHOUT_SUMMARY)
    assert (found.outcome, found.document) == (RuleOutcome.PROBLEM, "escrito.txt")
    _change(house, document.id, summary="Precios de un proveedor.")
    assert _result(_check(house, promocion_id), "R-24").items == ()


def test_sending_freezes_the_checklist(house: House) -> None:
    """What the clerk reads as of the sending is what the filer saw, whatever is found later."""
    promocion_id = house.signed()
    before = _check(house, promocion_id)
    house.send(promocion_id)
    (document,) = house.oficialia.filing.view(house.ana, promocion_id).documents
    infected = {"code": "infected", "severity": "refused", "facts": {"threat": "Eicar"}}
    _change(house, document.id, findings=[infected], scan="infected")
    received = house.oficialia.preflight.received(house.lucia, promocion_id)
    assert received.at_sending == before
    acuse, _, _ = house.oficialia.reading.acuse(
        house.ana, house.oficialia.filing.view(house.ana, promocion_id).acuses[0].id
    )
    assert acuse.record["rules_version"] == RULE_BOOK_VERSION
    assert _result(received.now, "R-17").outcome is RuleOutcome.PROBLEM


def test_documents_are_examined_anew_only_where_the_book_changed(house: House) -> None:
    """An older version costs one examination, remembered; what the antivirus said is kept."""
    promocion_id = house.draft()
    document = house.attach(promocion_id, "en-blanco.pdf", samples.pdf(content=b""))
    infected = {"code": "infected", "severity": "refused", "facts": {"threat": "Eicar"}}
    with patch.object(
        type(house.oficialia.reader), "inspect", wraps=house.oficialia.reader.inspect
    ) as inspect:
        assert _item(_check(house, promocion_id), "pages_blank").document == "en-blanco.pdf"
        assert inspect.call_count == 0
        _change(house, document.id, rules_version="2025-01", findings=[infected], scan="infected")
        for _ in range(2):
            checklist = _check(house, promocion_id)
        assert inspect.call_count == 1
    assert _item(checklist, "pages_blank").document == "en-blanco.pdf"
    assert _item(checklist, "infected").facts == {"threat": "Eicar"}


@pytest.mark.parametrize("rules_version", [RULE_BOOK_VERSION, "2025-01"])
def test_what_found_no_reader_free_is_examined_anew(house: House, rules_version: str) -> None:
    """Neither when it arrived nor later is «too many at once» kept as a document's own finding."""
    promocion_id = house.draft()
    document = house.attach(promocion_id, "en-blanco.pdf", samples.pdf(content=b""))
    busy = Finding.of(FindingCode.NOT_EXAMINED, step="identify", limit=Limit.BUSY.value)
    _change(house, document.id, rules_version=rules_version, findings=[busy.row()])
    reader = type(house.oficialia.reader)
    with patch.object(reader, "inspect", return_value=Inspection("application/pdf", None, (busy,))):
        assert _result(_check(house, promocion_id), "R-18").outcome is RuleOutcome.NOT_EXAMINED
    assert _item(_check(house, promocion_id), "pages_blank").document == "en-blanco.pdf"


def test_a_document_whose_bytes_are_gone_was_not_examined(house: House) -> None:
    """Nothing is claimed of bytes that are not there: the rules of the new book say so."""
    promocion_id = house.draft()
    document = house.attach(promocion_id)
    _change(house, document.id, rules_version="")
    house.document_path(promocion_id).unlink()
    result = _result(_check(house, promocion_id), "R-04")
    assert [dict(i.facts) for i in result.items] == [{"why": "older_book"}]


def test_who_may_not_read_it_may_not_check_it(house: House) -> None:
    """Another filer, a clerk before the sending, and a filer in the clerk's place are kept out."""
    promocion_id, o = house.draft(), house.oficialia
    with pytest.raises(NotFound):
        o.preflight.check(house.actor("juan"), promocion_id)
    with pytest.raises(NotAllowed):
        o.preflight.check(house.lucia, promocion_id)
    with pytest.raises(NotFound):
        o.preflight.received(house.lucia, promocion_id)
    with pytest.raises(NotAllowed):
        o.preflight.received(house.ana, promocion_id)


def test_problems_do_not_forbid_signing_unless_the_operator_says_so(
    tmp_path: Path, database_url: str
) -> None:
    """By default they only warn, as the manual does; with the setting neither signing nor sending passes."""
    with ExitStack() as stack:
        stack.enter_context(patch(FAST, lambda record, *_, **__: record.code.encode()))
        lenient = stack.enter_context(opened(tmp_path / "home", database_url))
        with_problem, later = lenient.draft(), lenient.signed()
        lenient.attach(with_problem, "vacio.pdf", b"")
        lenient.sign(with_problem)
        strict = stack.enter_context(
            opened(tmp_path / "home", database_url, migrated=False, refuse_problems=True)
        )
        for act in (strict.send, strict.sign):
            with pytest.raises(ProblemsForbidSigning) as refused:
                act(with_problem)
            assert refused.value.facts == {"rules": "R-02"}
        assert strict.send(later).sent_at
        assert lenient.send(with_problem).sent_at
