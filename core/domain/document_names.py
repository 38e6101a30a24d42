"""Names of documents: hostile until checked, shown as typed, unique without regard to case."""

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath

from core.domain.visible_text import is_invisible
from core.errors import Refusal

MAX_NAME_BYTES = 255
"""Limit of a file name on the file systems where the evidence package is unpacked."""
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_DECODED_BY_BAGIT = re.compile(r"(?i)%(25|0a|0d)")
"""What readers of BagIt take for another name (docs/decisions/0006-percent-signs-stand-as-they-are.md)."""


class NameNotAdmitted(Refusal):
    """The document's name is empty, has path parts or unprintable characters, or is too long."""


class SameName(Refusal):
    """The promoción already has a document whose name a file system could confuse with this one."""


def clean_name(name: str) -> str:
    """Return the name in NFC without blanks around it.

    Raises:
        NameNotAdmitted: with ``reason`` empty, path, unprintable, reserved or too_long.
    """
    cleaned = unicodedata.normalize("NFC", name).strip()
    reason = _objection(cleaned)
    if reason:
        raise NameNotAdmitted(reason=reason)
    return cleaned


def _objection(name: str) -> str:
    if not name.strip("."):
        return "empty"
    if any(is_invisible(c) for c in name):
        return "unprintable"
    if re.search(r'[/\\<>:"|?*]', name) or _DECODED_BY_BAGIT.search(name):
        return "path"
    if _RESERVED.fullmatch(name) or name.endswith("."):
        return "reserved"
    return "too_long" if len(name.encode()) > MAX_NAME_BYTES else ""


def name_key(name: str) -> str:
    """Return the form in which two names that a case-insensitive file system confuses are equal."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFC", name).casefold())


def keep_both_name(name: str, taken: Collection[str]) -> str:
    """Return the first of ``name (2)``, ``name (3)``… that no document bears."""
    keys = {name_key(t) for t in taken}
    path = PurePosixPath(name)
    number = 2
    while name_key(candidate := _numbered(path, number)) in keys:
        number += 1
    return candidate


def _numbered(path: PurePosixPath, number: int) -> str:
    ending = f" ({number}){path.suffix}"
    stem = path.stem
    while len((stem + ending).encode()) > MAX_NAME_BYTES:
        stem = stem[:-1]
    return stem + ending
