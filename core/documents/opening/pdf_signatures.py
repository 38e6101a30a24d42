"""The signatures that a PDF says to hold (ISO 32000-2 §12.8). They are listed; nothing is verified."""

import itertools
import re
import warnings
from collections.abc import Iterator

import pypdf
from asn1crypto import cms, x509
from pypdf.generic import ArrayObject, DictionaryObject

from core.documents.frames import Frame
from core.documents.opened import Opened

_MAX_SIGNATURES, _MAX_FIELDS, _MAX_CHARACTERS = 100, 5000, 500
_DATE = re.compile(
    r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?)?", re.ASCII
)  # ISO 32000-2 §7.9.4


def signatures(opened: Opened) -> Iterator[Frame]:
    """Yield ``{signatures}``: what each signed field says, as ``PdfSignature`` names it."""
    warnings.simplefilter("ignore")
    reader = pypdf.PdfReader(opened.stream, strict=False)
    if reader.is_encrypted:
        reader.decrypt("")
    fields = itertools.islice(_signed_fields(reader), _MAX_SIGNATURES)
    yield Frame({"signatures": [_signature(opened, name, value) for name, value in fields]})


def pdf_date(text: str) -> str:
    """Return ``D:20261122100000-06'00'`` as ``2026-11-22 10:00:00 -06:00``; any other text as it is."""
    match = _DATE.match(text)
    if match is None:
        return text
    year, month, day, hour, minute, second, utc, sign, hours, minutes = match.groups()
    moment = f"{year}-{month or '01'}-{day or '01'} {hour or '00'}:{minute or '00'}:{second or '00'}"
    zone = " UTC" if utc else f" {sign}{hours}:{minutes or '00'}" if sign else ""
    return moment + zone


def _signed_fields(reader: pypdf.PdfReader) -> Iterator[tuple[str, DictionaryObject]]:
    """Yield the full name and the value of each field of type /Sig that has one."""
    form = _dictionary(reader.root_object.get("/AcroForm"))
    waiting = [("", "", kid) for kid in _array(form.get("/Fields"))]
    for _ in range(_MAX_FIELDS):
        if not waiting:
            return
        parent, kind, kid = waiting.pop(0)
        field = _dictionary(kid)
        name = ".".join(filter(None, (parent, str(field.get("/T", ""))[:_MAX_CHARACTERS])))
        kind = str(field.get("/FT", kind))
        value = _dictionary(field.get("/V"))
        if kind == "/Sig" and value:
            yield name, value
        waiting += [(name[:_MAX_CHARACTERS], kind, child) for child in _array(field.get("/Kids"))][
            :_MAX_FIELDS
        ]


def _signature(opened: Opened, field: str, value: DictionaryObject) -> dict[str, object]:
    holder, issuer = _certificate(value.get("/Contents"))
    return {
        "field": field,
        "name": _string(value, "/Name"),
        "holder": holder,
        "issuer": issuer,
        "reason": _string(value, "/Reason"),
        "signed_at": pdf_date(_string(value, "/M")),
        "format": _string(value, "/SubFilter").removeprefix("/"),
        "covers_whole_file": _covers_whole_file(opened, _array(value.get("/ByteRange"))),
    }


def _certificate(contents: object) -> tuple[str, str]:
    """Return the names of who holds and who issued the signer's certificate; nothing of a CMS that is not one."""
    data = getattr(contents, "original_bytes", b"")
    try:
        signed = cms.ContentInfo.load(data)["content"]
        serial = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
        found = (choice.chosen for choice in signed["certificates"])
        certificate = next(c for c in found if c.serial_number == serial)
        return _common_name(certificate.subject), _common_name(certificate.issuer)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - asn1crypto raises anything on hostile bytes, and a signature may be no CMS
        return "", ""


def _common_name(name: x509.Name) -> str:
    """Return a certificate's CN alone: other attributes of the SAT's certificates are not what asn1crypto expects."""
    attributes = (attribute for part in name.chosen for attribute in part)
    found = (str(a["value"].native) for a in attributes if a["type"].native == "common_name")
    return next(found, "")[:_MAX_CHARACTERS]


def _covers_whole_file(opened: Opened, byte_range: ArrayObject) -> bool:
    """Whether the range leaves out one hexadecimal string and nothing else, up to the file's last byte."""
    try:
        start, length, after, rest = (int(number) for number in byte_range)
    except (TypeError, ValueError):
        return False
    if start != 0 or not 0 < length < after or rest < 0 or after + rest != opened.size:
        return False
    gap = opened.map[length:after]
    return gap.startswith(b"<") and gap.endswith(b">") and b">" not in gap[:-1]


def _dictionary(value: object) -> DictionaryObject:
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _array(value: object) -> ArrayObject:
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if isinstance(found, ArrayObject) else ArrayObject()


def _string(value: DictionaryObject, key: str) -> str:
    found = value.get(key)
    return "" if found is None else str(found.get_object())[:_MAX_CHARACTERS]
