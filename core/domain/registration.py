"""A filer's request for an account, as it is filled in (the manual's SITEC registration): its rules.

Nothing here knows which accounts exist: whatever these rules refuse, they refuse for everybody alike.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from core.domain.identifiers import Person, Rfc
from core.domain.promocion import FieldProblem, FieldsNotAdmitted
from core.domain.visible_text import is_invisible, shows_something

MAX_NAME = 300
MAX_EMAIL = 254
"""RFC 5321 §4.5.3.1.3: a path has 256 octets with its angle brackets."""
MAX_LOCAL_PART = 64
PHONE_DIGITS = 10
_USERNAME = re.compile(r"[a-z0-9._-]{3,64}")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
"""Dot-atom (RFC 5322 §3.2.3): no quotes, comments or line breaks, with which messages are forged."""
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
_PHONE_MARKS = re.compile(r"[\s().\-\u2010-\u2015]")
_COUNTRY = re.compile(r"(?:\+|00)52|52(?=\d{10}$)")


class RegistrationNotAdmitted(FieldsNotAdmitted):
    """One or more fields of the request do not meet its rules."""


@dataclass(frozen=True, slots=True)
class RegistrationForm:
    """What the person filled in, as it was typed.

    Attributes:
        person: a value of :class:`Person`.
        email_again: the address typed a second time.
        accepts_privacy: whether the privacy notice was accepted.
    """

    name: str
    rfc: str
    person: str
    email: str
    email_again: str
    phone: str
    username: str
    accepts_privacy: bool


@dataclass(frozen=True, slots=True)
class Applicant:
    """A request that meets the rules, each value in the one form in which it is stored and compared."""

    name: str
    rfc: Rfc
    email: str
    phone: str
    username: str


@dataclass(frozen=True, slots=True)
class PendingRegistration:
    """A request that waits for a supervisor.

    ``warnings``: codes of what the supervisor should look at: ``check_digit``, ``username_taken``,
    ``rfc_has_account``, ``email_used``, ``asked_twice``. None of them forbids the approval.
    """

    id: int
    name: str
    rfc: Rfc
    email: str
    phone: str
    username: str
    address: str
    privacy_version: str
    created_at: datetime
    email_confirmed_at: datetime | None
    warnings: tuple[str, ...]


def admit(form: RegistrationForm) -> Applicant:
    """Return what a form says, normalised.

    Raises:
        RegistrationNotAdmitted: with every problem, in the order of the form.
    """
    name, rfc, email = tidy(form.name), read_rfc(form.rfc), read_email(form.email)
    phone, username = read_phone(form.phone), read_username(form.username)
    found = (
        ("name", name_problem(name)),
        ("rfc", _problem(form.rfc, rfc, "rfc_form")),
        ("person", _person_problem(form.person, rfc)),
        ("email", _problem(form.email, email, "email_form")),
        ("email_again", _repeated(form, email)),
        ("phone", _problem(form.phone, phone, "phone_form")),
        ("username", _problem(form.username, username, "username_form")),
        ("accepts_privacy", "" if form.accepts_privacy else "privacy_required"),
    )
    problems = tuple(FieldProblem(field, code) for field, code in found if code)
    if problems or rfc is None:
        raise RegistrationNotAdmitted(problems)
    return Applicant(name, rfc, email, phone, username)


def tidy(text: str) -> str:
    """Return a text of one line in NFC, with single blanks between words and none around them."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def name_problem(name: str) -> str:
    """Return the code of what is wrong with a tidied name; empty when nothing is."""
    if not name:
        return "required"
    if len(name) > MAX_NAME:
        return "too_long"
    return "unprintable" if any(map(is_invisible, name)) or not shows_something(name) else ""


def read_rfc(text: str) -> Rfc | None:
    """Return an RFC; None where the text does not have its form."""
    try:
        return Rfc.parse(text[:64])
    except ValueError:
        return None


def read_email(text: str) -> str:
    """Return an address (RFC 5321 §4.1.2, plain dot-atoms) with its domain in lower case; empty if it is none."""
    local, _, domain = text.strip().rpartition("@")
    fits = len(local) <= MAX_LOCAL_PART and len(local) + len(domain) < MAX_EMAIL
    if not (fits and _LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        return ""
    return f"{local}@{domain.lower()}"


def read_phone(text: str) -> str:
    """Return ten digits, without the blanks, dashes and +52 that people write; empty if it is no such number."""
    if len(text) > MAX_LOCAL_PART:
        return ""
    digits = _COUNTRY.sub("", _PHONE_MARKS.sub("", text), count=1)
    plain = digits.isascii() and digits.isdigit() and len(digits) == PHONE_DIGITS
    return digits if plain else ""


def read_username(text: str) -> str:
    """Return a user name in lower case; empty if it is none."""
    name = text.strip().lower() if text.isascii() else ""
    return name if _USERNAME.fullmatch(name) else ""


def _problem(typed: str, read: object, code: str) -> str:
    if not typed.strip():
        return "required"
    return "" if read else code


def _person_problem(person: str, rfc: Rfc | None) -> str:
    if person not in set(Person):
        return "required"
    return "person_differs" if rfc is not None and rfc.person != person else ""


def _repeated(form: RegistrationForm, email: str) -> str:
    """Ask for the same address again: a typing error would send every notice to somebody else."""
    if not form.email_again.strip():
        return "required"
    again = read_email(form.email_again)
    return "email_differs" if email and again.lower() != email.lower() else ""
