"""The demonstration's accounts are fit for the sign-in page, and its e.firmas for signing with them."""

from pathlib import Path

import pytest
from stdnum.mx import curp as curp_number
from stdnum.mx import rfc as rfc_number

from console.demo.accounts import (
    demo_credentials,
    demo_efirma_files,
    demo_efirmas,
    efirma_folder,
    efirma_password,
)
from core.config import Settings
from core.domain.identifiers import Curp, Person, Rfc
from core.domain.people import Role

LEAST_PASSWORD = 15


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of a home with nothing in it."""
    return Settings(home=tmp_path)


def test_there_is_somebody_for_every_job(settings: Settings) -> None:
    """Two filers, one of them a company, two clerks, a supervisor and an administrator."""
    accounts = demo_credentials(settings)
    roles = [a.role for a in accounts]
    persons = {Rfc.parse(a.rfc).person for a in accounts if a.role is Role.FILER}
    assert sorted(roles) == ["administrator", "clerk", "clerk", "filer", "filer", "supervisor"]
    assert persons == {Person.FISICA, Person.MORAL}
    assert len({a.username for a in accounts}) == len(accounts)


def test_passwords_are_long_and_of_one_style(settings: Settings) -> None:
    """Fifteen characters or more, each another, all of the same form."""
    passwords = {a.password for a in demo_credentials(settings)}
    assert len(passwords) == len(demo_credentials(settings))
    assert all(len(p) >= LEAST_PASSWORD and p.startswith("demostracion-") for p in passwords)


def test_identifiers_are_well_formed(settings: Settings) -> None:
    """Every RFC and CURP has its form and its check digit, though nobody bears them."""
    for efirma in demo_efirmas(settings):
        curp = str(Curp.parse(efirma.curp))
        assert curp_number.calc_check_digit(curp[:-1]) == curp[-1], efirma.file
        for text in filter(None, (efirma.rfc, efirma.representative_rfc)):
            rfc = str(Rfc.parse(text))
            assert rfc_number.calc_check_digit(rfc[:-1]) == rfc[-1], efirma.file


def test_names_try_the_hard_letters(settings: Settings) -> None:
    """Somewhere in the names stand an Ñ, an accent, a Ü and an ampersand: where software breaks."""
    names = " ".join(e.holder for e in demo_efirmas(settings))
    assert all(letter in names for letter in "ÑÁÜ&")


def test_each_filer_has_an_own_efirma(settings: Settings) -> None:
    """A filer's e.firma bears the account's name and RFC; the others belong to no account."""
    own = {e.account: e for e in demo_efirmas(settings) if e.account}
    filers = [a for a in demo_credentials(settings) if a.role is Role.FILER]
    assert set(own) == {a.username for a in filers}
    for filer in filers:
        efirma = own[filer.username]
        assert (efirma.holder, efirma.rfc, efirma.file) == (filer.name, filer.rfc, filer.username)


def test_there_is_an_efirma_for_every_refusal(settings: Settings) -> None:
    """One that is expired, one revoked, one a CSD, one the representative's and one a stranger's."""
    others = [e for e in demo_efirmas(settings) if not e.account]
    filers = {a.rfc for a in demo_credentials(settings) if a.rfc}
    representatives = {a.representative_rfc for a in demo_credentials(settings)}
    assert sum(e.to_years < 0 for e in others) == 1
    assert sum(e.revoked for e in others) == 1
    assert sum(e.kind == "csd" for e in others) == 1
    assert sum(e.rfc in representatives for e in others) == 1
    assert sum(e.rfc not in filers | representatives for e in others) == 1
    assert efirma_password(settings)


def test_only_the_demonstrations_files_are_offered(settings: Settings) -> None:
    """Nothing is offered before loading, and a stranger's key in the same folder never is."""
    assert demo_efirma_files(settings) == ()
    folder = efirma_folder(settings)
    folder.mkdir(parents=True)
    for name in ("maria.nunez.cer", "maria.nunez.key", "real.key", "nota.txt"):
        (folder / name).write_bytes(b"x")
    assert [p.name for p in demo_efirma_files(settings)] == ["maria.nunez.cer", "maria.nunez.key"]
