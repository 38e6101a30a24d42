"""What is signed: ``manifest-sha256.txt``, readable by ``sha256sum -c`` and BagIt (RFC 8493 §2.1.3).

Names stand in it as they are, a per cent sign too (docs/decisions/0006-percent-signs-stand-as-they-are.md).

One line for ``data/promocion.json`` (every field, canonical JSON of RFC 8785) and one for each
document, sorted by path, so that the same filing always gives the same bytes.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FIELDS_PATH = "data/promocion.json"
DOCUMENTS_FOLDER = "data/documentos/"
_LINE = re.compile(r"([0-9a-f]{64}) {2}(data/[^\r\n]+)")

JsonValue = str | int | bool | None | Sequence["JsonValue"] | Mapping[str, "JsonValue"]


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One line: a path below ``data/`` and the SHA-256 of its bytes (64 lower-case hex digits)."""

    path: str
    sha256: str


def canonical_json(value: JsonValue) -> bytes:
    """Return RFC 8785 bytes for text, integers, booleans, null, lists and objects with ASCII keys.

    With ASCII keys Python's sort order is that of UTF-16 code units, and without floats its number
    form is ECMAScript's; ``tests/property`` holds this against the ``rfc8785`` package.

    Raises:
        ValueError: a lone surrogate in a string.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def document_path(name: str) -> str:
    """Return the manifest path of a document named ``name``, which stands there as it is."""
    return DOCUMENTS_FOLDER + name


def build_manifest(fields: bytes, documents: Mapping[str, str]) -> bytes:
    """Return the manifest's bytes.

    Args:
        fields: canonical JSON of the promoción, the bytes of ``data/promocion.json``.
        documents: document name → SHA-256, 64 lower-case hex digits.

    Raises:
        ValueError: a name is empty or has a CR or LF, which would end its line.
    """
    if any(not name or {"\r", "\n"} & set(name) for name in documents):
        raise ValueError("name")
    digests = {FIELDS_PATH: hashlib.sha256(fields).hexdigest()}
    digests.update({document_path(name): digest for name, digest in documents.items()})
    lines = (f"{digests[path]}  {path}\n" for path in sorted(digests))
    return "".join(lines).encode("utf-8")


def parse_manifest(data: bytes) -> tuple[ManifestEntry, ...]:
    """Return the lines of a manifest.

    Raises:
        ValueError: not UTF-8, a malformed line, or a path that stands twice.
    """
    text = data.decode("utf-8").removesuffix("\n")
    # not splitlines(): a document's name may hold U+2028, U+0085 and others that end a line for Python only
    matches = [_LINE.fullmatch(line) for line in text.split("\n")] if text else []
    entries = tuple(ManifestEntry(m[2], m[1]) for m in matches if m)
    if len(entries) != len(matches) or len({e.path for e in entries}) != len(entries):
        raise ValueError("manifest")
    return entries
