"""The signing card: the filer signs in their own browser, and only the signature leaves it."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    documents: Sequence[SignedDocument],
    *,
    fields: Sequence[tuple[str, str]] = (),
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
        documents: those that the signature will cover, in the filer's order; names, digests, order, classes and
            summaries are compared, before anything is signed, with what the server wants signed, and digests
            with what the browser computed of the filer's own files.
        fields: the promoción's own fields, label and value, which the signature covers too.
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
            "documents": [dict(document) for document in documents],
            "fields": [list(row) for row in fields if row[1]],
            "disabled": disabled,
        },
        on_signed_change=nothing,
    )
    return EfirmaResult(signed=str(result.signed) if result.signed else None)
