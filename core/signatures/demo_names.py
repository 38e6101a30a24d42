"""Names as the SAT's software writes them: ASCII as PrintableString, the rest as T61String in Latin-1."""

import re

from core.signatures.asn1 import Asn1, NameParts, core, x509

_PRINTABLE = re.compile(r"[A-Za-z0-9 '()+,\-./:=?]*")
_EMAIL_TYPE = "1.2.840.113549.1.9.1"


def sat_name(parts: NameParts) -> Asn1:
    """Return an ``x509.Name`` of one attribute to a level, with the SAT's string types.

    Raises:
        UnicodeEncodeError: a character is not in Latin-1.
    """
    rdns = [x509.RelativeDistinguishedName([_attribute(kind, text)]) for kind, text in parts]
    return x509.Name(name="", value=x509.RDNSequence(rdns))


def _attribute(kind: str, text: str) -> Asn1:
    if kind == _EMAIL_TYPE:
        return x509.NameTypeAndValue({"type": kind, "value": x509.EmailAddress(text)})
    if _PRINTABLE.fullmatch(text):
        value = x509.DirectoryString("printable_string", core.PrintableString(text))
    else:
        value = x509.DirectoryString(
            "teletex_string", x509.NotReallyTeletexString(contents=text.encode("latin-1"))
        )
    return x509.NameTypeAndValue({"type": kind, "value": value})
