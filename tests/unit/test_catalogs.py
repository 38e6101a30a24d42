"""The shipped catalogues load, say what domain.md says, and wrong ones are refused by name."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from core.config import PROJECT
from core.domain.catalogs import Catalogs, FilingSystem
from core.domain.closures import ClosureKind
from core.storage.catalog_entries import CatalogIsWrong
from core.storage.catalogs import load_catalogs

SHIPPED = PROJECT / "data" / "catalogs"


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    """Return the catalogues as shipped."""
    return load_catalogs(SHIPPED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped catalogues that a test may spoil."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "catalogs"))


def test_the_types_are_those_of_the_domain(catalogs: Catalogs) -> None:
    """Fifteen types; two belong elsewhere and say where; immunity is secret; «Otro» asks a description."""
    assert len(catalogs.procedure_types) == 15
    elsewhere = {entry.code: entry.system for entry in catalogs.procedure_types if entry.elsewhere}
    assert elsewhere == {"CNT": FilingSystem.SINEC, "OPN": FilingSystem.SISELO}
    assert all(e.advice for e in catalogs.procedure_types if e.elsewhere or e.restricted)
    assert [e.code for e in catalogs.procedure_types if e.restricted] == ["INM"]
    assert [e.code for e in catalogs.procedure_types if e.required_fields] == ["OTR"]


def test_every_ground_tells_the_filer_what_to_do(catalogs: Catalogs) -> None:
    """Each ground has basis, source and advice, and no filing is told by LFPA, which does not govern it."""
    assert len(catalogs.grounds) == 18
    assert all(g.legal_basis and g.source and g.advice.endswith(".") for g in catalogs.grounds)
    assert not any("LFPA" in g.legal_basis for g in catalogs.grounds)


def test_a_retired_entry_stays_readable(folder: Path) -> None:
    """A retired ground is offered until the day before, and can be looked up for ever."""
    path = folder / "grounds.toml"
    path.write_text(
        path.read_text().replace('code = "DUPLICADA"', 'code = "DUPLICADA"\nretired_on = 2026-07-01')
    )
    catalogs = load_catalogs(folder)
    assert "DUPLICADA" in {g.code for g in catalogs.grounds_offered(date(2026, 6, 30))}
    assert "DUPLICADA" not in {g.code for g in catalogs.grounds_offered(date(2026, 7, 1))}
    ground = catalogs.ground("DUPLICADA")
    assert ground is not None
    assert ground.title == "Duplicada"


def test_a_code_that_never_was_is_none(catalogs: Catalogs) -> None:
    """Looking up an unknown code answers None, since the code may come from a forged form."""
    assert catalogs.procedure_type("NADA") is None
    assert catalogs.ground("") is None
    assert catalogs.procedure_types_offered(date(2026, 1, 1)) == catalogs.procedure_types


@pytest.mark.parametrize("year", range(2024, 2029))
def test_the_calendar_closes_every_federal_holiday(catalogs: Catalogs, year: int) -> None:
    """Each day that the holidays package calls public in Mexico is closed here for every type, by its law."""
    days = holidays.country_holidays("MX", years=year, categories="public", observed=False)
    assert len(days) >= 7
    assert [on for on in days if catalogs.calendar.closure_on(on) is None] == []


def test_the_calendar_has_the_days_of_the_institution(catalogs: Catalogs) -> None:
    """The days of 2026 beyond the federal ones, and the three suspensions of October 2025."""
    week = [date(2026, 3, 30) + timedelta(n) for n in range(5)]
    summer = [date(2026, 7, 20) + timedelta(n) for n in (*range(5), *range(7, 12))]
    for on in (date(2026, 1, 2), date(2026, 5, 5), *week, *summer):
        closure = catalogs.calendar.closure_on(on)
        assert closure is not None
        assert closure.kind is ClosureKind.INHABIL
    assert catalogs.calendar.covered_until == date(2026, 12, 31)
    decreed = {c.on for c in catalogs.calendar.closures if c.kind is ClosureKind.SUSPENSION}
    assert decreed == {date(2025, 10, 17), date(2025, 10, 20), date(2025, 10, 21)}
    assert all(closure.source and closure.legal_basis for closure in catalogs.calendar.closures)


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("grounds.toml", 'code = "DUPLICADA"', 'code = "CERT-CSD"', "CERT-CSD stands twice"),
        ("grounds.toml", 'code = "DUPLICADA"', "code = 7", "code: expected text"),
        ("grounds.toml", 'code = "DUPLICADA"', 'code = "CERT-CSD "', "letters and digits of ASCII"),
        ("grounds.toml", 'code = "DUPLICADA"', 'code = "СERT-CSD"', "letters and digits of ASCII"),
        ("grounds.toml", 'code = "DUPLICADA"', 'code = "A\\nB"', "letters and digits of ASCII"),
        ("grounds.toml", 'title = "Duplicada"', f'title = "{"x" * 4_001}"', "4000 characters at most"),
        ("grounds.toml", 'title = "Duplicada"', "title = " + "[" * 5_000, "recursion"),
        ("grounds.toml", 'title = "Duplicada"', 'title = " "', "title: expected text"),
        ("grounds.toml", 'title = "Duplicada"', "", "title: expected text"),
        ("grounds.toml", 'title = "Duplicada"', 'titulo = "x"', "title: expected text"),
        ("grounds.toml", 'title = "Duplicada"', 'title = "x"\nlink = "y"', "link: nobody reads this key"),
        ("grounds.toml", "needs_document = true", 'needs_document = "si"', "expected true or false"),
        ("grounds.toml", 'title = "Duplicada"', 'title = "x"\nretired_on = "1-jul"', "expected a date"),
        (
            "procedure_types.toml",
            'system = "SINEC"',
            'system = "SITEC"',
            "expected one of OPE, SINEC, SISELO",
        ),
        ("procedure_types.toml", "[[procedure_types]]", "[[tipos]]", r"at least one \[\[procedure_types\]\]"),
        ("calendar.toml", 'kind = "suspension"', 'kind = "puente"', "expected one of inhabil, suspension"),
        ("calendar.toml", "on = 2025-10-17", 'on = "2025-10-17"', r"number 14: on: expected a date"),
        ("calendar.toml", "on = 2025-10-17\n", "", r"number 14: on: expected a date"),
        ("calendar.toml", "on = 2025-10-17", "on = 2025-10-17T00:00:00", r"number 14: on: expected a date"),
        (
            "calendar.toml",
            "on = 2025-10-17",
            'on = 2025-10-17\nprocedure_types = ["ZZZ"]',
            "ZZZ: no such type",
        ),
        ("calendar.toml", "on = 2025-10-17", 'on = 2025-10-17\nprocedure_types = "DEN"', "a list of codes"),
        ("calendar.toml", "until = 2026-04-03", "until = 2026-03-29", "not before the first day"),
        ("calendar.toml", "until = 2026-04-03", "until = 2027-04-01", "366 days at most"),
        ("calendar.toml", "[coverage]", "[coverage]\nhasta = 2027", "hasta: nobody reads"),
        (
            "calendar.toml",
            "= 2026-12-31\n",
            "= 9999-12-31\n",
            "complete_until: expected a date from 1900 to 2200",
        ),
        ("calendar.toml", "[[days]]\non = 2024-01-01", "[[hours]]\n[[days]]\non = 2024-01-01", "weekdays"),
        ("calendar.toml", "monday = [09:00:00,", "monday = [19:00:00,", "opening first"),
        ("calendar.toml", "monday = [09:00:00, 18:00:00]", "lunes = []", "lunes: nobody reads"),
        (
            "calendar.toml",
            "[coverage]",
            "[[hours]]\nvalid_from = 2030-01-01\nmonday = [09:00:00, 09:00:00.000001]\n[coverage]",
            "of business",
        ),
        ("calendar.toml", "[hours]", "[horas]", "expected a table"),
        ("calendar.toml", "[hours]", "[hours", "calendar.toml: "),
    ],
)
def test_a_wrong_file_is_refused_by_name(folder: Path, file: str, old: str, new: str, complaint: str) -> None:
    """Each mistake an operator can make names the file and what was expected."""
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(CatalogIsWrong, match=complaint) as refusal:
        load_catalogs(folder)
    assert file in str(refusal.value)


def test_a_calendar_that_never_opens_is_refused(folder: Path) -> None:
    """A calendar without hours would search for a business day for ever."""
    path = folder / "calendar.toml"
    path.write_text("[hours]\n" + path.read_text()[path.read_text().index("[[days]]") :])
    with pytest.raises(CatalogIsWrong, match="weekdays"):
        load_catalogs(folder)


def test_a_missing_or_unreadable_file_is_refused(folder: Path) -> None:
    """A file that is absent or not UTF-8 names itself."""
    (folder / "grounds.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CatalogIsWrong, match=r"grounds\.toml"):
        load_catalogs(folder)
    (folder / "grounds.toml").unlink()
    with pytest.raises(CatalogIsWrong, match=r"grounds\.toml: No such file"):
        load_catalogs(folder)
