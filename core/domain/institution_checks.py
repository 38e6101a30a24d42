"""What the institution's address, phones and mails must look like before anybody is told to use them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.domain.registration import read_email
from core.domain.visible_text import is_invisible, shows_something

_DIALLED = re.compile(r"\+?[0-9 ().-]+")
_EXTENSION = re.compile(
    r",? ?(?:ext|extensión|opción)\.? ?[0-9]{1,6}(?:(?: ?[,/-] ?| [yoa] )[0-9]{1,6})*", re.IGNORECASE
)
_FEWEST_DIGITS, _MOST_DIGITS = 8, 15
_SHORTEST_ADDRESS = 10
_LINES = ("legal_basis", "address", "phones", "opening_hours")
_TEXTS = ("name", "short_name", "unit")


def is_phone(text: str) -> bool:
    """Whether a text can be dialled: 8 to 15 digits (E.164), written as people do, and an extension."""
    dialled = _DIALLED.match(text)
    if dialled is None or not _FEWEST_DIGITS <= sum(map(str.isdecimal, dialled[0])) <= _MOST_DIGITS:
        return False
    rest = text[dialled.end() :]
    return not rest or bool(_EXTENSION.fullmatch(rest))


def is_address(lines: list[str]) -> bool:
    """Whether lines can be a postal address: letters, and more than a word."""
    joined = " ".join(lines)
    return len(joined) >= _SHORTEST_ADDRESS and any(c.isalpha() for c in joined)


def faults_of(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield key and code of everything in the institution's data that nobody could use.

    Keys of support say which contact, ``support.0.email``. Codes: ``missing``, ``invisible``, ``phone``,
    ``mailbox``, ``address``, ``contact_missing``.
    """
    for key in (*_TEXTS, *_LINES):
        code = _text_fault(document.get(key)) or _special_fault(key, document.get(key))
        if code:
            yield key, code
    contacts = document.get("support")
    if not isinstance(contacts, list) or not contacts:
        yield "support", "contact_missing"
        return
    for place, contact in enumerate(contacts):
        for key, code in _contact_faults(contact if isinstance(contact, Mapping) else {}):
            yield f"support.{place}.{key}", code


def _text_fault(value: object) -> str:
    lines = [str(line) for line in value] if isinstance(value, list) else [str(value or "")]
    if not lines or not all(map(shows_something, lines)):
        return "missing"
    return "invisible" if any(is_invisible(c) for line in lines for c in line) else ""


def _special_fault(key: str, value: object) -> str:
    lines = [str(line) for line in value] if isinstance(value, list) else []
    if key == "phones" and not all(is_phone(line) for line in lines):
        return "phone"
    return "address" if key == "address" and not is_address(lines) else ""


def _contact_faults(contact: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    email, phone = str(contact.get("email", "")), str(contact.get("phone", ""))
    if code := _text_fault(contact.get("name")):
        yield "name", code
    if not read_email(email):
        yield "email", "mailbox"
    if phone and not is_phone(phone):
        yield "phone", "phone"
