"""Reports of faults on both databases: taken once, told to nobody else, attended, forgotten."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.domain.fault_reports import FaultActForbidden, FaultReportNotAdmitted, FaultStatus, FaultSystem
from core.domain.fault_views import FaultQuery
from core.errors import NotFound, Refusal
from core.services import fault_reporting
from core.services.fault_desk import RemarkEmpty
from core.services.fault_reporting import (
    EVERYBODY,
    LOOKS_PER_FOLIO,
    MAILS_PER_EMAIL,
    PER_ADDRESS,
    PER_FORM,
    SUPPORT_MAILS,
    FormWasUsed,
    TooManyFaultReports,
    TooManyLooks,
)
from core.services.human_check import AnswerIsWrong, FormCameTooFast, FormIsTooOld
from tests.fault_samples import ADDRESS, FORM, entries, filled, outage, report, reports
from tests.offices import House, opened
from tests.registrations import events, mails


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía with a mail server configured, on each database."""
    with opened(tmp_path / "home", database_url, smtp_host="mail.example") as built:
        yield built


def test_a_report_is_kept_told_and_can_be_looked_up(house: House) -> None:
    """Row, history, event, both messages; the state to whoever knows folio and e-mail, however typed."""
    receipt = report(house)
    (row,) = reports(house)
    assert (receipt.folio, receipt.mailed) == (row.folio, True)
    assert (row.status, row.system, row.title, row.account_id) == ("new", "OPE", FORM.title, None)
    assert row.problem == FORM.problem
    assert [kind for kind, _, _ in entries(house, row.folio)] == ["report"]
    assert events(house, "report_fault")[0].facts == {"report": row.folio, "address": ADDRESS}
    (told,), (support,) = mails(house, "fault_received"), mails(house, "fault_for_support")
    assert told.to_address == FORM.email
    assert FORM.title not in str(told.facts)
    assert support.to_address == house.oficialia.institucion.support[0].email
    assert (support.facts["title"], support.facts["reason"]) == (FORM.title, FORM.problem)
    typed = row.folio.lower().replace("-", " ")
    found = house.oficialia.fault_reporting.state(f" {typed} ", "ROSA@bufete.EXAMPLE", ADDRESS)
    assert (found.folio, found.status, found.system) == (row.folio, FaultStatus.NEW, FaultSystem.OPE)


def test_who_knows_half_learns_nothing(house: House) -> None:
    """A wrong e-mail, a wrong folio and nothing at all get the same refusal."""
    folio = report(house).folio
    state = house.oficialia.fault_reporting.state
    for asked in ((folio, "otra@bufete.example"), ("FAL-2222-2222", FORM.email), ("", ""), (folio, "")):
        with pytest.raises(NotFound) as refused:
            state(*asked, ADDRESS)
        assert refused.value.facts == {}


def test_looking_too_often_ends_for_the_folio_and_the_address(house: House) -> None:
    """Nobody tries addresses on a folio, nor folios from an address."""
    folio, state = report(house).folio, house.oficialia.fault_reporting.state
    for number in range(LOOKS_PER_FOLIO.most):
        with pytest.raises(NotFound):
            state(folio, f"a{number}@x.example", f"198.51.100.{number}")
    with pytest.raises(TooManyLooks):
        state(folio, FORM.email, "192.0.2.200")
    house.clock.advance(hours=1, seconds=1)
    assert state(folio, FORM.email, "192.0.2.200").folio == folio


def test_the_same_form_twice_is_one_report(house: House) -> None:
    """A second press leads to the same folio, also at the same moment; another content is refused."""
    reporting = house.oficialia.fault_reporting
    sheet = reporting.draw()
    house.clock.advance(seconds=10)
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(reporting.report, FORM, filled(sheet), ADDRESS, None) for _ in range(4)]
        folios = {future.result().folio for future in futures}
    assert folios == {reports(house)[0].folio}
    assert (len(reports(house)), len(events(house, "report_fault"))) == (1, 1)
    with pytest.raises(FormWasUsed):
        reporting.report(replace(FORM, title="Otra cosa"), filled(sheet), ADDRESS, None)


def _check_refused(house: House, refusal: type[Refusal], seconds: float = 10, **changes: str) -> None:
    reporting = house.oficialia.fault_reporting
    sheet = reporting.draw()
    house.clock.advance(seconds=seconds)
    with pytest.raises(refusal):
        reporting.report(FORM, filled(sheet, **changes), ADDRESS, None)
    assert reports(house) == []


def test_programs_are_told_apart(house: House) -> None:
    """Too fast, the honeypot filled in, a wrong answer, a form of long ago or of nobody."""
    _check_refused(house, FormCameTooFast, seconds=1)
    _check_refused(house, FormCameTooFast, honeypot="http://x")
    _check_refused(house, AnswerIsWrong, answer="no sé")
    _check_refused(house, AnswerIsWrong, answer="")
    _check_refused(house, FormIsTooOld, seconds=13 * 3600)
    for sealed in ("", "x", "ñ\ud800", "A" * 20_000):
        _check_refused(house, FormIsTooOld, sealed=sealed)


def test_answers_are_not_tried_one_after_the_other(house: House) -> None:
    """After five tries of one form even the right answer is none: another question must be asked for."""
    reporting = house.oficialia.fault_reporting
    sheet = reporting.draw()
    house.clock.advance(seconds=10)
    for _ in range(PER_FORM.most):
        with pytest.raises(AnswerIsWrong):
            reporting.report(FORM, filled(sheet, answer="x"), ADDRESS, None)
    with pytest.raises(AnswerIsWrong):
        reporting.report(FORM, filled(sheet), ADDRESS, None)
    another = reporting.draw_again(sheet.sealed, None, another=True)
    assert another.ask != sheet.ask
    assert another.drawn_at == sheet.drawn_at
    assert reporting.report(FORM, filled(another), ADDRESS, None).folio


def test_an_address_has_its_measure_and_a_session_its_own(house: House) -> None:
    """One address is stopped; another, and whoever is signed in there, are not."""
    for _ in range(PER_ADDRESS.most):
        house.clock.advance(seconds=10)
        report(house)
        house.clock.advance(seconds=-10)
    with pytest.raises(TooManyFaultReports):
        report(house)
    assert report(house, house.ana).folio
    assert report(house, address="198.51.100.9").folio


def test_programs_do_not_use_up_what_all_have_together(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong answers and honeypots from many addresses shut nobody out; only reports count for all."""
    monkeypatch.setattr(fault_reporting, "EVERYBODY", replace(EVERYBODY, most=2))
    reporting = house.oficialia.fault_reporting
    for number in range(4):
        sheet = reporting.draw()
        house.clock.advance(seconds=10)
        wrong = filled(sheet, **({"answer": "no sé"} if number % 2 else {"honeypot": "x"}))
        with pytest.raises((AnswerIsWrong, FormCameTooFast)):
            reporting.report(FORM, wrong, f"198.51.100.{number}", None)
    assert report(house, address="198.51.100.8").folio
    assert report(house, address="198.51.100.9").folio
    with pytest.raises(TooManyFaultReports):
        report(house, address="198.51.100.10")
    assert report(house, house.ana).folio


def test_support_is_not_flooded_either(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its measure of an hour reports are kept and listed, and support has no message of each."""
    monkeypatch.setattr(fault_reporting, "SUPPORT_MAILS", replace(SUPPORT_MAILS, most=2))
    for _ in range(4):
        report(house)
    contacts = {contact.email for contact in house.oficialia.institucion.support}
    assert len(mails(house, "fault_for_support")) == 2 * len(contacts)
    assert len(reports(house)) == 4
    house.clock.advance(hours=1)
    report(house)
    assert len(mails(house, "fault_for_support")) == 3 * len(contacts)


def test_a_mailbox_is_not_filled_through_the_form(house: House) -> None:
    """Beyond the fifth of a day reports are kept, and the page must not promise a message."""
    receipts = [report(house) for _ in range(MAILS_PER_EMAIL.most + 1)]
    assert [r.mailed for r in receipts] == [True] * MAILS_PER_EMAIL.most + [False]
    assert len(mails(house, "fault_received")) == MAILS_PER_EMAIL.most
    assert len(reports(house)) == MAILS_PER_EMAIL.most + 1


def test_who_is_signed_in_is_asked_no_question_and_sees_their_own(house: House) -> None:
    """What is known is filled in; the sheet is theirs alone; answers are shown to them, and what closed it."""
    reporting = house.oficialia.fault_reporting
    sheet = reporting.draw(house.ana)
    assert (sheet.ask, sheet.account_id) == ("", house.ana.account_id)
    house.clock.advance(seconds=10)
    for other in (None, house.actor("juan")):
        with pytest.raises(FormIsTooOld):
            reporting.report(FORM, filled(sheet), ADDRESS, other)
    known = reporting.known(house.ana)
    assert known.username == house.ana.username
    assert (
        f"{known.given_names} {known.first_surname} {known.second_surname}".split() == house.ana.name.split()
    )
    folio = reporting.report(FORM, filled(sheet), ADDRESS, house.ana).folio
    house.oficialia.fault_desk.reply(house.actor("elena"), folio, "Estamos en ello.")
    (own,) = reporting.mine(house.ana)
    assert (own.public.folio, own.title, [e.text for e in own.replies]) == (
        folio,
        FORM.title,
        ["Estamos en ello."],
    )
    desk, elena = house.oficialia.fault_desk, house.actor("elena")
    desk.take(elena, folio)
    desk.resolve(elena, folio, "Se reinició el servicio.")
    desk.reopen(elena, folio, "Sigue fallando.")
    desk.dismiss(elena, folio, "Entre nosotros: era su red.", tell=False)
    (own,) = reporting.mine(house.ana)
    assert [e.text for e in own.replies] == ["Estamos en ello.", "Se reinició el servicio."]
    assert reporting.mine(house.actor("juan")) == ()


def test_a_company_is_nobodys_name(house: House) -> None:
    """Whoever files with a company's account writes their own name."""
    known = house.oficialia.fault_reporting.known(house.actor("pena"))
    assert (known.given_names, known.first_surname, known.username) == ("", "", "pena")


def test_a_report_is_attended_from_end_to_end(house: House) -> None:
    """Taken, noted, answered, resolved, reopened by another, dismissed: history, events, messages."""
    folio, desk, elena = report(house).folio, house.oficialia.fault_desk, house.actor("elena")
    assert desk.take(elena, folio).row.assigned_name == elena.name
    desk.note(elena, folio, "Es el proxy.")
    desk.reply(elena, folio, "¿Con qué navegador?")
    resolved = desk.resolve(elena, folio, "Se reinició.")
    assert (resolved.row.status, resolved.closed_at) == (FaultStatus.RESOLVED, house.clock.at)
    with pytest.raises(FaultActForbidden):
        desk.resolve(elena, folio, "Otra vez.")
    assert desk.reopen(elena, folio, "Volvió a fallar.").closed_at is None
    desk.dismiss(elena, folio, "Era su red.", tell=False)
    kinds = ["report", "take", "note", "reply", "resolve", "reopen", "dismiss"]
    told = [kind for kind, _, _ in entries(house, folio)]
    assert told == [*kinds[:4], "reply", *kinds[4:]]  # what closed it is told as an answer too
    assert {author for _, author, _ in entries(house, folio)[1:]} == {elena.name}
    for kind in kinds[1:]:
        assert [e.facts for e in events(house, f"{kind}_fault")] == [{"report": folio}]
    assert mails(house, "fault_replied")[0].facts["reason"] == "¿Con qué navegador?"
    assert mails(house, "fault_resolved")[0].facts["reason"] == "Se reinició."
    assert mails(house, "fault_dismissed") == []


def test_nothing_is_closed_or_said_without_words(house: House) -> None:
    """A note, an answer and every closing say something, in what room there is."""
    folio, desk, elena = report(house).folio, house.oficialia.fault_desk, house.actor("elena")
    for act in (desk.note, desk.reply, desk.dismiss):
        for text in ("", " \u200b\n", "x" * 4_001):
            with pytest.raises(RemarkEmpty):
                act(elena, folio, text)
    assert [kind for kind, _, _ in entries(house, folio)] == ["report"]


def test_two_who_take_it_at_once_both_stand_in_the_history(house: House) -> None:
    """The one who came last has it; no act is lost."""
    folio, desk = report(house).folio, house.oficialia.fault_desk
    elena, other = house.actor("elena"), replace(house.actor("elena"), name="Otra Persona")
    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(desk.take, who, folio) for who in (elena, other)]:
            future.result()
    written = entries(house, folio)[1:]
    assert {author for _, author, _ in written} == {elena.name, other.name}
    assert desk.view(elena, folio).row.assigned_name == written[-1][1]
    assert desk.release(elena, folio).row.status is FaultStatus.NEW


def test_the_list_is_narrowed(house: House) -> None:
    """By state, system, assignment and text without accents; and counted."""
    folios = [
        report(house, system="OPE" if n % 2 else "SINEC", title=f"Falla número {n}").folio for n in range(7)
    ]
    desk, elena = house.oficialia.fault_desk, house.actor("elena")
    desk.take(elena, folios[3])
    desk.dismiss(elena, folios[0], "Repetido.")

    def found(**narrowed: object) -> list[str]:
        return [r.folio for r in desk.page(elena, FaultQuery(**narrowed)).rows]  # type: ignore[arg-type]  # its fields

    newest = folios[::-1]
    assert found() == newest
    assert found(system=FaultSystem.OPE) == [folios[5], folios[3], folios[1]]
    assert found(mine=True) == [folios[3]]
    assert found(status=FaultStatus.DISMISSED) == [folios[0]]
    assert found(only_open=True) == newest[:-1]
    assert found(search="NUMERO 4") == [folios[4]]
    assert found(search=folios[2].replace("-", "").lower()) == [folios[2]]
    assert found(search="%") == found(search="_") == []
    assert desk.counts(elena) == {"new": 5, "in_progress": 1, "resolved": 0, "dismissed": 1, "mine": 1}


def test_the_list_is_turned_forwards_and_back(house: House) -> None:
    """Seven reports on pages of three: each stands on one, and the way back is the same."""
    newest = [report(house).folio for _ in range(7)][::-1]
    desk, elena = house.oficialia.fault_desk, house.actor("elena")
    first = desk.page(elena, FaultQuery(limit=3))
    second = desk.page(elena, FaultQuery(limit=3, after_id=first.after))
    third = desk.page(elena, FaultQuery(limit=3, after_id=second.after))
    assert [len(p.rows) for p in (first, second, third)] == [3, 3, 1]
    assert [r.folio for p in (first, second, third) for r in p.rows] == newest
    assert (first.before, third.after, first.total) == (None, None, 7)
    back = desk.page(elena, FaultQuery(limit=3, before_id=third.before))
    assert back.rows == second.rows
    assert desk.page(elena, FaultQuery(limit=3, before_id=back.before)).rows == first.rows
    assert desk.page(elena, FaultQuery(after_id=10**30)).rows == desk.page(elena, FaultQuery()).rows


def test_personal_data_are_forgotten_in_time(house: House) -> None:
    """Two years after the closing; what is open, younger or shows an outage keeps them."""
    elena, desk = house.actor("elena"), house.oficialia.fault_desk
    old, still_open = report(house).folio, report(house).folio
    desk.dismiss(elena, old, "Rosa llamó: ya quedó.")
    house.clock.advance(days=700)
    young = report(house).folio
    desk.dismiss(elena, young, "Repetido.")
    house.clock.advance(days=60)
    assert house.oficialia.fault_reporting.forget_old() == 1
    view = desk.view(elena, old)
    assert (view.row.email, view.row.reporter, view.problem, view.address) == ("", "", "", "")
    assert {text for _, _, text in entries(house, old)} == {""}
    assert desk.page(elena, FaultQuery(search="rosa")).total == 2
    for kept in (still_open, young):
        assert desk.view(elena, kept).row.email == FORM.email
    with pytest.raises(NotFound):
        house.oficialia.fault_reporting.state(old, "", ADDRESS)
    assert house.oficialia.fault_reporting.forget_old() == 0
    desk.reopen(elena, old, "Rosa Ávila llamó por teléfono.")
    assert house.oficialia.fault_reporting.forget_old() == 0
    desk.resolve(elena, old, "Se le explicó.")
    house.clock.advance(days=31 * house.oficialia.settings.fault_months)
    assert house.oficialia.fault_reporting.forget_old() == 2
    assert {text for _, _, text in entries(house, old)} == {""}


def test_hostile_text_is_kept_as_what_can_be_seen(house: House) -> None:
    """Controls, directions, NUL and lone surrogates go, four bytes stay; a wrong form is told field by field."""
    title = "No\u202e se\0 puede\r\nBcc: x@y.example \U0001f4a5"
    report(house, title=title, problem="=1+1\n\ud800\u200bfin", given_names="<b>Ana</b>")
    (row,) = reports(house)
    assert row.title == "No se puede Bcc: x@y.example \U0001f4a5"
    assert (row.problem, row.given_names) == ("=1+1\nfin", "<b>Ana</b>")
    with pytest.raises(FaultReportNotAdmitted) as refused:
        report(house, title="\u200b", problem="x" * 4_001, system="X", email="a@b\nc", username="")
    assert [(p.field, p.code) for p in refused.value.problems] == [
        ("system", "required"),
        ("username", "required"),
        ("email", "email_form"),
        ("title", "required"),
        ("problem", "too_long"),
    ]
    assert len(reports(house)) == 1


def test_any_number_and_any_text_can_be_asked_for(house: House) -> None:
    """What no column holds is found nowhere; a page beyond either end is empty or the whole."""
    folio, elena, outages = report(house).folio, house.actor("elena"), house.oficialia.outages

    def page(**asked: Any) -> list[str]:  # noqa: ANN401 - fields of the query
        return [row.folio for row in house.oficialia.fault_desk.page(elena, FaultQuery(**asked)).rows]

    assert page(after_id=10**30) == page(before_id=-(10**30)) == [folio]
    assert page(after_id=-(10**30)) == page(before_id=10**30) == page(search="\0\ud800%_\\") == []
    for text in ("\0", "\ud800", "", "FAL" * 40_000):
        for ask in (
            partial(house.oficialia.fault_desk.view, elena, text),
            partial(house.oficialia.fault_reporting.state, text, text, ADDRESS),
            partial(outages.name, elena, outage(house), [text]),
        ):
            with pytest.raises(NotFound):
                ask()
    for number in (0, -1, 10**30):
        with pytest.raises(NotFound):
            outages.join(elena, number, folio)
