"""Names of documents: hostile until checked, shown as typed, unique without regard to case.

A name is a path: folders and the file's own name, with ``/`` between them (``anexos/poder.pdf``). It is the
path below ``data/documentos/`` in the manifest (RFC 8493) and in the evidence package, so it must be one that
every file system can hold.
"""

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath

from core.domain.visible_text import is_invisible
from core.errors import Refusal

MAX_NAME_BYTES = 255
"""Limit of a file name on the file systems where the evidence package is unpacked."""
MAX_PATH_BYTES = 1000
"""Limit of a whole path: with the package's own folders before it, it stays within Linux's and macOS's 1024."""
MAX_KEY_CHARACTERS = 1024
"""Limit of the column: one character may stand for eighteen others in a key."""
MAX_DEPTH = 10
"""Most parts of a path, the file's own name included."""
_LONGEST_SUFFIX = 20
"""A longer one is no ending that tells a type."""
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?")
"""Windows' devices, whatever ending or blanks follow (Microsoft: Naming Files, Paths, and Namespaces)."""
_DECODED_BY_BAGIT = re.compile(r"(?i)%(25|0a|0d)")
"""What readers of BagIt take for another name (docs/decisions/0006-percent-signs-stand-as-they-are.md)."""


class NameNotAdmitted(Refusal):
    """The document's name, or a folder's, is empty, unprintable, reserved, too long or too deep."""


class SameName(Refusal):
    """The promoción already has a document whose name a file system could confuse with this one."""


def clean_path(path: str) -> str:
    """Return a document's or a folder's path in NFC, each of its parts as :func:`clean_name` returns it.

    Raises:
        NameNotAdmitted: with ``reason`` empty, path, unprintable, reserved, too_long or too_deep.
    """
    parts = path.split("/", MAX_DEPTH)
    if len(parts) > MAX_DEPTH:
        raise NameNotAdmitted(reason="too_deep")
    cleaned = "/".join(clean_name(part) for part in parts)
    if len(cleaned.encode()) > MAX_PATH_BYTES or len(name_key(cleaned)) > MAX_KEY_CHARACTERS:
        raise NameNotAdmitted(reason="too_long")
    return cleaned


def clean_name(name: str) -> str:
    """Return one part of a path in NFC without blanks around it.

    Raises:
        NameNotAdmitted: with ``reason`` empty, path, unprintable, reserved or too_long.
    """
    # before it is composed: a name of a million characters is refused for its length alone
    if len(name) > MAX_PATH_BYTES:
        raise NameNotAdmitted(reason="too_long")
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


def folder_of(path: str) -> str:
    """Return the folder that a path lies in, ``anexos/2025``; empty where it lies in none."""
    return path.rpartition("/")[0]


def file_name(path: str) -> str:
    """Return a path's last part."""
    return path.rpartition("/")[2]


def folders_above(path: str) -> tuple[str, ...]:
    """Return every folder that a path lies in, the outermost first: ``a/b/c`` → ``a``, ``a/b``."""
    parts = path.split("/")
    return tuple("/".join(parts[:depth]) for depth in range(1, len(parts)))


def name_key(path: str) -> str:
    """Return the form in which two paths that a case-insensitive file system confuses are equal.

    Part by part: a character such as «℀», which is ``a/c`` in that form, ends no folder.
    """
    return "/".join(_part_key(part) for part in path.split("/"))


def _part_key(part: str) -> str:
    folded = unicodedata.normalize("NFC", part).casefold()
    return unicodedata.normalize("NFKC", folded).replace("/", "\\")


def keep_both_name(name: str, taken: Collection[str]) -> str:
    """Return the first of ``name (2)``, ``name (3)``… in the same folder that no document or folder bears.

    Raises:
        NameNotAdmitted: with ``reason`` too_long, where its folders leave no room for a number.
    """
    keys = {name_key(t) for t in taken}
    number = 2
    while name_key(candidate := _numbered(name, number)) in keys:
        number += 1
    return candidate


def _numbered(path: str, number: int) -> str:
    before, name = path[: len(path) - len(file_name(path))], PurePosixPath(file_name(path))
    suffix = name.suffix if len(name.suffix) <= _LONGEST_SUFFIX else ""
    stem, ending = name.name.removesuffix(suffix), f" ({number}){suffix}"
    while stem and not _fits(before, stem + ending):
        stem = stem[:-1]
    if not stem:
        raise NameNotAdmitted(reason="too_long")
    return before + stem + ending


def _fits(before: str, name: str) -> bool:
    whole = before + name
    return (
        len(name.encode()) <= MAX_NAME_BYTES
        and len(whole.encode()) <= MAX_PATH_BYTES
        and len(name_key(whole)) <= MAX_KEY_CHARACTERS
    )
