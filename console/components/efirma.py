"""The signing card: the filer signs in their own browser, and only the signature leaves it."""

from collections.abc import Sequence
from dataclasses import dataclass

from console.components.bundles import nothing, renderer, require_bundle

require_bundle("efirma")


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
    documents: Sequence[str],
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
        documents: names of the documents that the signature will cover.
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
            "documents": list(documents),
            "disabled": disabled,
        },
        on_signed_change=nothing,
    )
    return EfirmaResult(signed=str(result.signed) if result.signed else None)
