"""Reports of faults: their rules, their states, their folios, and the list's address."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest

from console.fault_address import fault_address
from core.domain.fault_reports import (
    FAULT_LIMITS,
    FaultAct,
    FaultActForbidden,
    FaultReportNotAdmitted,
    FaultStatus,
    FaultSystem,
    admit_fault,
    fault_after,
    format_fault_folio,
    read_fault_folio,
)
from core.domain.fault_views import FaultQuery
from tests.fault_samples import FORM


def _problems(**changes: str) -> list[tuple[str, str]]:
    try:
        admit_fault(replace(FORM, **changes))
    except FaultReportNotAdmitted as refused:
        return [(p.field, p.code) for p in refused.problems]
    return []


def test_the_optional_fields_may_stay_empty() -> None:
    """The mother's surname, the folio of the promoción and the error's key; all else is asked for."""
    assert _problems(second_surname="", promocion_folio="", error_code="") == []
    for name in ("username", "given_names", "first_surname", "title", "problem"):
        assert _problems(**{name: " \u200b "}) == [(name, "required")]
    assert _problems(email="", email_again="") == [("email", "required"), ("email_again", "required")]


@pytest.mark.parametrize(
    "name", ["username", "given_names", "second_surname", "title", "problem", "error_code"]
)
def test_each_field_has_its_measure(name: str) -> None:
    """As long as its limit is admitted, one character more is not."""
    assert _problems(**{name: "x" * FAULT_LIMITS[name]}) == []
    assert _problems(**{name: "x" * (FAULT_LIMITS[name] + 1)}) == [(name, "too_long")]


def test_the_address_is_typed_twice_alike() -> None:
    """Case does not matter, a typing error does; what is no address is told once."""
    assert _problems(email_again=FORM.email.upper()) == []
    assert _problems(email_again="rosa@bufete.exampl") == [("email_again", "email_differs")]
    assert _problems(email="rosa@", email_again="rosa@") == [("email", "email_form")]


def test_only_the_manuals_systems_are_known() -> None:
    """SINEC, SITEC, SISELO, OPE."""
    assert [s.value for s in FaultSystem] == ["SINEC", "SITEC", "SISELO", "OPE"]
    assert _problems(system="ope") == [("system", "required")]


@pytest.mark.parametrize(
    ("status", "act", "after"),
    [
        (FaultStatus.NEW, FaultAct.TAKE, FaultStatus.IN_PROGRESS),
        (FaultStatus.NEW, FaultAct.RESOLVE, None),
        (FaultStatus.NEW, FaultAct.RELEASE, None),
        (FaultStatus.NEW, FaultAct.REOPEN, None),
        (FaultStatus.IN_PROGRESS, FaultAct.RELEASE, FaultStatus.NEW),
        (FaultStatus.IN_PROGRESS, FaultAct.DISMISS, FaultStatus.DISMISSED),
        (FaultStatus.RESOLVED, FaultAct.TAKE, None),
        (FaultStatus.RESOLVED, FaultAct.DISMISS, None),
        (FaultStatus.DISMISSED, FaultAct.REOPEN, FaultStatus.IN_PROGRESS),
        (FaultStatus.DISMISSED, FaultAct.NOTE, FaultStatus.DISMISSED),
        (FaultStatus.RESOLVED, FaultAct.NAME_OUTAGE, FaultStatus.RESOLVED),
    ],
)
def test_what_leads_where(status: FaultStatus, act: FaultAct, after: FaultStatus | None) -> None:
    """Acts lead from state to state by one table; those that it does not hold are refused."""
    if after is None:
        with pytest.raises(FaultActForbidden):
            fault_after(status, act)
    else:
        assert fault_after(status, act) is after


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("FAL-7KQ4-M2PX", "FAL-7KQ4-M2PX"),
        (" fal 7kq4\u2013m2px\n", "FAL-7KQ4-M2PX"),
        ("FAL7KQ4M2PX", "FAL-7KQ4-M2PX"),
        ("FAL-7KQ0-M2PX", ""),
        ("FAL-7KQ4-M2P", ""),
        ("PRO-7KQ4-M2PX", ""),
        ("\u0130" * 100, ""),
        ("", ""),
    ],
)
def test_a_folio_is_read_however_it_is_typed(typed: str, read: str) -> None:
    """Blanks, dashes and case do not matter; what has not its form is nothing."""
    assert read_fault_folio(typed) == read
    assert format_fault_folio("7KQ4M2PX") == "FAL-7KQ4-M2PX"


def test_an_address_holds_codes_and_ignores_the_rest() -> None:
    """Unknown states and systems, letters and endless numbers are left out; the open ones are the default."""
    assert fault_address({}).query(50) == FaultQuery(only_open=True)
    wild = {
        "estado": "x",
        "sistema": "x",
        "mios": "si",
        "interrupcion": "si",
        "tras": "9" * 5_000,
        "antes": "-1",
        "otra": "x",
    }
    assert fault_address(wild).query(50) == FaultQuery(only_open=True)
    asked = {"estado": "atencion", "sistema": "SINEC", "mios": "1", "interrupcion": "1", "buscar": "ñandú"}
    turned = {**asked, "tras": "7"}
    assert fault_address(turned).query(10) == FaultQuery(
        status=FaultStatus.IN_PROGRESS,
        system=FaultSystem.SINEC,
        mine=True,
        outages=True,
        search="ñandú",
        after_id=7,
        limit=10,
    )
    assert fault_address(turned).query_string() == urlencode(fault_address(asked).params())
    assert "interrupcion=1" in fault_address(turned).query_string()
