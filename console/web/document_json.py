"""What the viewer gets of a preview, as JSON: codes in words, numbers as people read them.

Every preview has ``kind``; those that a file says something of have ``facts: [[label, value]…]``, in Spanish:

- ``pages``: pages, sizes, facts, signatures (each ``[[label, value]…]``; none of them was verified)
- ``image``: width, height, facts
- ``html``: html, truncated, pictures_left_out, facts
- ``table``: sheets ``[{name, rows, truncated, readable, hidden}…]``, truncated, facts
- ``text``: text, truncated, converted
- ``mail``: headers ``[[label, value]…]``, text, html, truncated, attachments ``[{name, media_type, size_bytes}…]``
- ``tree``: entries ``[{path, size_bytes, encrypted, folder, outside}…]``, truncated, facts
- ``none``: reason, program (whether it is one, which nobody should open)
"""

from collections.abc import Iterable
from dataclasses import asdict

from console import formats, texts
from core.documents.previews import (
    Fact,
    MailPreview,
    NoPreview,
    PagesPreview,
    PageText,
    PdfSignature,
    Preview,
)

Pair = tuple[str, str]
_PROGRAM = "executable"
_CODED = frozenset({"gps", "signatures", "covers_whole_file"})
"""What has a code for its value; whatever else a file says is shown as it says it."""


def preview_json(found: Preview) -> dict[str, object]:
    """Return the JSON of a preview."""
    if isinstance(found, NoPreview):
        reason = texts.finding(found.finding.code, found.finding.facts, "clerk")
        program = found.finding.facts.get("detected") == _PROGRAM
        return {"kind": found.kind, "reason": reason, "program": program}
    if isinstance(found, MailPreview):
        headers = [(texts.label("mail_header", code), value) for code, value in found.headers]
        return {"kind": found.kind, **asdict(found), "headers": headers}
    shown: dict[str, object] = {"kind": found.kind, **asdict(found)}
    if "facts" in shown:
        shown["facts"] = _facts(getattr(found, "facts", ()))
    if isinstance(found, PagesPreview):
        shown["signatures"] = [_signature(signature) for signature in found.signatures]
    return shown


def page_words(page: PageText) -> dict[str, object]:
    """Return the JSON of a page's words."""
    words = [(word.text, word.left, word.top, word.width, word.height) for word in page.words]
    return {"size": (page.width, page.height), "words": words, "truncated": page.truncated}


def _facts(facts: Iterable[Fact]) -> list[Pair]:
    return [(texts.label("preview_fact", code), _value(code, value)) for code, value in facts]


def _value(code: str, value: str) -> str:
    if code.endswith("_bytes") and value.isascii() and value.isdigit():
        return formats.size(int(value))
    return texts.label("preview_value", value) if code in _CODED else value


def _signature(signature: PdfSignature) -> list[Pair]:
    """Return what a signature says of itself, and that nobody verified it."""
    said = {**asdict(signature), "covers_whole_file": "yes" if signature.covers_whole_file else "no"}
    pairs = [
        (texts.label("pdf_signature", code), _value(code, str(value)))
        for code, value in said.items()
        if value
    ]
    validity = texts.label("pdf_signature_validity", "not_verified")
    return [*pairs, (texts.label("pdf_signature", "validity"), validity)]
