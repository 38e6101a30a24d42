"""asn1crypto as this project uses it: two mends, and text out of names.

asn1crypto, so pyHanko too, expects a BIT STRING in 2.5.4.45 (x500UniqueIdentifier, X.520); the SAT
writes the RFC there as text, and every one of its end-entity certificates fails. And a structure whose
length in bytes ends in 0x80 (one in 256) it takes for one of indefinite length, and encodes its names
anew: that breaks those with Ñ. Import asn1crypto's structures from here, never from the package, so that
no code meets them without the mends.
"""

import unicodedata
from collections.abc import Callable
from typing import Any, TypeAlias

from asn1crypto import algos, cms, core, crl, keys, ocsp, parser, pem, tsp, x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import InvalidVersion

__all__ = [
    "HOSTILE",
    "SEQUENCE",
    "SET",
    "Asn1",
    "NameParts",
    "algos",
    "cms",
    "comparable",
    "constructed",
    "core",
    "crl",
    "der_of",
    "keys",
    "name_parts",
    "ocsp",
    "pem",
    "tsp",
    "x509",
]

Asn1: TypeAlias = Any
"""A structure of asn1crypto, which ships no types."""

NameParts: TypeAlias = tuple[tuple[str, str], ...]
"""A name's attributes in order, as (dotted type, text)."""

x509.NameTypeAndValue._oid_specs["unique_identifier"] = x509.DirectoryString  # noqa: SLF001 - the mend


def _mend_dump(kind: Asn1) -> None:
    """Let ``dump`` see a definite length whose last byte is 0x80 as what it is: it has no end mark."""
    original: Callable[[Asn1, bool], bytes] = kind.dump

    def dump(self: Asn1, force: bool = False) -> bytes:  # noqa: FBT001, FBT002 - asn1crypto's own signature
        header = self._header
        if header and header[-1:] == b"\x80" and not self._trailer:
            self._header = None  # made anew from the contents, which stay as they are
        return original(self, force)

    kind.dump = dump


for _kind in (core.Asn1Value, core.Choice, core.AbstractString, core.Sequence, core.SequenceOf):
    _mend_dump(_kind)

HOSTILE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    UnsupportedAlgorithm,
    InvalidVersion,
)
"""What asn1crypto and cryptography raise on bytes made to hurt: they document less, fuzzing found these."""

_WIDE = {"BMPString": "utf-16-be", "UniversalString": "utf-32-be"}


def _text(value: Asn1) -> str:
    """Return a name's text, NFC. T61String holds Latin-1 or UTF-8 in practice, never T.61."""
    inner: Asn1 = getattr(value, "chosen", value)
    inner = inner.parse() if isinstance(inner, core.Any) else inner
    raw = bytes(inner.contents)
    wide = _WIDE.get(type(inner).__name__)
    if wide:
        return unicodedata.normalize("NFC", raw.decode(wide))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return unicodedata.normalize("NFC", text)


def name_parts(name: Asn1) -> NameParts:
    """Return the attributes of an ``x509.Name`` in order, as (dotted type, text).

    Raises:
        ValueError: and the others of ``HOSTILE``, on malformed names.
    """
    return tuple((pair["type"].dotted, _text(pair["value"])) for rdn in name.chosen for pair in rdn)


def comparable(parts: NameParts) -> NameParts:
    """Return a name for comparing as RFC 5280 §7.1 means: case and runs of blanks do not matter."""
    return tuple((kind, " ".join(text.casefold().split())) for kind, text in parts)


def der_of(value: Asn1) -> bytes:
    """Return the encoding of a structure; one that was read and not changed gives its own bytes back."""
    return bytes(value.dump())


SEQUENCE, SET = 16, 17
"""Universal tag numbers (X.680 §8.4)."""


def constructed(tag: int, *parts: bytes) -> bytes:
    """Return the DER of a universal constructed type around encodings that are ready."""
    return bytes(parser.emit(0, 1, tag, b"".join(parts)))
