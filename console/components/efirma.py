"""The signing card: the filer signs in their own browser, and only the signature leaves it.

From the moment it is drawn the card needs no network to sign: it was given what is signed, the server's clock
and the sentences of every refusal that it can find by itself.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from console.components.bundles import nothing, renderer, require_bundle

require_bundle("efirma")


class SignedDocument(TypedDict):
    """A document that the signature will cover.

    ``sha256``: 64 hexadecimal digits, as the server stored it. ``classification``: ``publica``, ``confidencial``
    or ``reservada``. ``summary``: of a confidential one, empty otherwise.
    """

    id: str
    name: str
    sha256: str
    size_text: str
    classification: str
    summary: str


@dataclass(frozen=True, slots=True)
class ToSign:
    """What the browser signs, and all that it needs to do so without asking.

    Attributes:
        documents: those that the signature covers; their digests are compared, before anything is signed, with
            the manifest and with what the browser computed of the filer's own files.
        rows: the promoción's own fields as the page shows them, label and value.
        manifest: the bytes of ``manifest-sha256.txt``.
        fields: the bytes of ``data/promocion.json``, which the manifest names.
        at: the server's clock now, aware; the browser counts it on.
        window: how old a signature may be when it arrives.
        zone: name of the time zone in which instants are written.
        refusals: code → ``what``, ``means`` and ``do``, what is to be filled in between braces.
    """

    documents: Sequence[SignedDocument]
    rows: Sequence[tuple[str, str]]
    manifest: bytes
    fields: bytes
    at: datetime
    window: timedelta
    zone: str
    refusals: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class EfirmaResult:
    """What the filer did.

    Attributes:
        signed: set in the one run that follows a signature accepted by the server, different each time.
    """

    signed: str | None


def efirma(
    promocion_id: str | int,
    csrf: str,
    rfc: str,
    holder_hint: str,
    to_sign: ToSign,
    *,
    disabled: bool = False,
    key: str,
) -> EfirmaResult:
    """Draw the card that asks for certificate, key and password, and signs.

    The key and its password exist only in the browser's memory, for the length of one signature.

    Args:
        promocion_id: what is signed.
        csrf: token that each request carries in ``X-Oficialia-CSRF``.
        rfc: the account's RFC: whose e.firma is expected (art. 13 DRUMES).
        holder_hint: the account holder's name, shown beside that RFC.
        to_sign: the bytes that are signed, and what it takes to sign them without network.
        disabled: show the card without letting it sign.
        key: the instance.
    """
    result = renderer("efirma")(
        key=key,
        data={
            "promocion_id": str(promocion_id),
            "csrf": csrf,
            "rfc": rfc,
            "holder_hint": holder_hint,
            "documents": [dict(document) for document in to_sign.documents],
            "fields": [list(row) for row in to_sign.rows if row[1]],
            "manifest": to_sign.manifest.decode("utf-8"),
            "signed_fields": base64.b64encode(to_sign.fields).decode("ascii"),
            "at": int(to_sign.at.timestamp() * 1000),
            "zone": to_sign.zone,
            "window_seconds": int(to_sign.window.total_seconds()),
            "sentences": {code: dict(parts) for code, parts in to_sign.refusals.items()},
            "disabled": disabled,
        },
        on_signed_change=nothing,
        on_stale_change=nothing,  # the run itself is what the card wants: it draws the promoción as it is now
    )
    return EfirmaResult(signed=str(result.signed) if result.signed else None)
