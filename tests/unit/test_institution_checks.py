"""The institution's address, phones and mails, before anybody is told to use them."""

import tomllib
from typing import Any

import pytest

from core.config import PROJECT
from core.domain.institution_checks import faults_of, is_phone

SHIPPED = tomllib.loads((PROJECT / "data" / "institucion.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "phone",
    [
        "55 0000 0000",
        "55 0000 0000, ext. 0",
        "+52 (55) 2789-6500",
        "55 2789 6500 ext. 6611",
        "55 2789 6500, extensión 6611, 6612 y 6613",
        "800 123 4567, opción 2",
        "01.55.2789.6500",
    ],
)
def test_phones_as_people_write_them_are_admitted(phone: str) -> None:
    """Blanks, dashes, dots, brackets, a country code and extensions are how numbers are written."""
    assert is_phone(phone)


@pytest.mark.parametrize(
    "phone",
    ["", "55 00", "llame", "55 0000 0000 y ya", "٥٥٠٠٠٠٠٠٠٠", "55 0000 0000\n", "1" * 16, "<55 0000 0000>"],
)
def test_what_cannot_be_dialled_is_not_a_phone(phone: str) -> None:
    """Too few or too many digits, digits of other scripts, other words, and nothing at all."""
    assert not is_phone(phone)


def test_the_shipped_data_have_no_fault() -> None:
    """What is installed can be saved as it is."""
    assert list(faults_of(SHIPPED)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"phones": ["llame"]}, ("phones", "phone")),
        ({"phones": []}, ("phones", "missing")),
        ({"address": ["12"]}, ("address", "address")),
        ({"name": "Una\u202einstitución"}, ("name", "invisible")),
        ({"unit": "  "}, ("unit", "missing")),
        ({"support": []}, ("support", "contact_missing")),
        ({"support": [{"name": "Mesa", "email": "mesa@"}]}, ("support.0.email", "mailbox")),
        ({"support": [{"name": "", "email": "mesa@x.mx"}]}, ("support.0.name", "missing")),
        ({"support": [{"name": "M", "email": "m@x.mx", "phone": "5"}]}, ("support.0.phone", "phone")),
        ({"support": ["mesa"]}, ("support.0.name", "missing")),
    ],
)
def test_each_fault_is_told_at_its_field(change: dict[str, Any], fault: tuple[str, str]) -> None:
    """Whoever types it reads what is wrong beside the field."""
    assert fault in list(faults_of({**SHIPPED, **change}))
