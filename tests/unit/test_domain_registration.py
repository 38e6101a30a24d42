"""The form in which a filer asks for an account: what is admitted, and in which one form it is kept."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.mx import rfc as stdnum_rfc

from core.domain.identifiers import Rfc
from core.domain.registration import (
    RegistrationForm,
    RegistrationNotAdmitted,
    admit,
    read_email,
    read_phone,
    read_username,
)

FORM = RegistrationForm(
    name="Rosa María Ávila Luna",
    rfc="AILR850614QX0",
    person="fisica",
    email="rosa@bufete.example",
    email_again="rosa@bufete.example",
    phone="55 1234 5678",
    username="rosa.avila",
    accepts_privacy=True,
)


def _problems(**changes: object) -> dict[str, str]:
    with pytest.raises(RegistrationNotAdmitted) as refused:
        admit(replace(FORM, **changes))  # type: ignore[arg-type]  # a test names fields of the form
    return {problem.field: problem.code for problem in refused.value.problems}


def test_a_form_is_kept_in_one_form() -> None:
    """Blanks, dashes, capitals and decomposed letters are put in order."""
    found = admit(
        replace(
            FORM,
            name="  Rosa  Mari\u0301a Ávila Luna ",
            rfc="ailr-850614-qx0",
            phone="+52 (55) 1234-5678",
            username=" Rosa.Avila ",
            email=" Rosa@Bufete.EXAMPLE",
        )
    )
    assert (found.name, str(found.rfc)) == ("Rosa María Ávila Luna", "AILR850614QX0")
    assert (found.phone, found.username, found.email) == ("5512345678", "rosa.avila", "Rosa@bufete.example")


def test_an_empty_form_names_every_field() -> None:
    """Nothing filled in: each field says that it is missing, in the order of the form."""
    empty = RegistrationForm("", "", "", "", " ", "", "", accepts_privacy=False)
    with pytest.raises(RegistrationNotAdmitted) as refused:
        admit(empty)
    assert [problem.code for problem in refused.value.problems] == ["required"] * 7 + ["privacy_required"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("rfc", "AILR8506", "rfc_form"),
        ("person", "moral", "person_differs"),
        ("person", "otra", "required"),
        ("email", "rosa@bufete", "email_form"),
        ("email_again", "rosa@bufete.exampl", "email_differs"),
        ("phone", "1234", "phone_form"),
        ("username", "ro", "username_form"),
        ("username", "rosa ávila", "username_form"),
        ("username", "\u212aarla", "username_form"),
        ("name", "\u202eRosa", "unprintable"),
        ("name", "Rosa\x00", "unprintable"),
        ("name", "\u3164\u3164", "unprintable"),
        ("name", "Rosa\ud800", "unprintable"),
        ("name", "R" * 301, "too_long"),
    ],
)
def test_each_rule_names_its_field(field: str, value: str, code: str) -> None:
    """One thing is wrong, and one problem says so."""
    assert _problems(**{field: value}) == {field: code}


@pytest.mark.parametrize(
    "text",
    [
        *("a@b.mx\r\nBcc: x@y.mx", "a b@c.mx", '"a"@c.mx', "a@c.mx, d@e.mx", "<a@c.mx>", "a@@c.mx"),
        *("a@c.mx\x00", "ñ@c.mx", "a@[127.0.0.1]", ".a@c.mx", "a.@c.mx", "a@-c.mx", "a@c..mx", "@c.mx"),
        *(f"{'a' * 65}@c.mx", f"a@{'c' * 60}.{'d' * 63}.{'e' * 63}.{'f' * 63}.mx"),
    ],
)
def test_an_address_that_could_forge_a_message_is_none(text: str) -> None:
    """No line breaks, lists, quotes, display names or literals: one plain address."""
    assert read_email(text) == ""


@pytest.mark.parametrize(
    "text",
    ["55-1234-5678", "+525512345678", "0052 55 1234 5678", "52 55 1234 5678", "(55) 1234.5678"],
)
def test_a_phone_is_ten_digits_however_it_is_written(text: str) -> None:
    """Blanks, dashes, parentheses and the country's code are left out."""
    assert read_phone(text) == "5512345678"


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    """No text makes the rules fail, and what they read they read again as the same."""
    for read in (read_email, read_phone, read_username):
        assert read(read(text)) == read(text)


@given(st.from_regex(r"[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{2}", fullmatch=True))
def test_the_check_digit_is_the_sats(body: str) -> None:
    """Against an independent implementation: its digit fits, any other does not."""
    digit = stdnum_rfc.calc_check_digit(body)
    assert Rfc(body + digit).check_digit_fits
    assert not Rfc(body + ("A" if digit != "A" else "B")).check_digit_fits
